// `codes`: tables of words and spellings, written in the mapping, in a CSV beside it, or both (the mapping's word wins).
#include <cstring>

#include <libfccp/csv.h>

#include "build.hpp"

namespace rosterkit::mapping {
namespace {

/// A whole text as the byte source that the CSV library reads from: nothing can fail while it reads.
class Memory : public io::ByteSourceBase {
 public:
  explicit Memory(std::string_view text) : left_(text) {}
  int read(char* buffer, int size) override {
    const std::size_t count = std::min(left_.size(), static_cast<std::size_t>(size));
    std::memcpy(buffer, left_.data(), count);
    left_.remove_prefix(count);
    return static_cast<int>(count);
  }

 private:
  std::string_view left_;
};

codec::CodeTable::Value& value_of(codec::CodeTable& table, const std::string& word) {
  for (auto& value : table.values) {
    if (value.word == word) return value;
  }
  return table.values.emplace_back(codec::CodeTable::Value{word, {}, false});
}

/// Columns word and spelling (UTF-8), in any order of columns; rows of one word follow the order in which they are tried.
/// @returns the fault, or "".
std::string read_code_file(const std::string& text, codec::CodeTable& table) {
  if (text.find('\0') != std::string::npos) return "the table holds a NUL character";   // the reader would lose the rest of that line
  try {
    io::CSVReader<2, io::trim_chars<>, io::double_quote_escape<',', '"'>> reader("codes", std::make_unique<Memory>(text));
    reader.read_header(io::ignore_extra_column, "word", "spelling");
    std::string word, spelling;
    while (reader.read_row(word, spelling)) {
      if (word.empty()) return "line " + std::to_string(reader.get_file_line()) + " of the table has no word";
      value_of(table, word).spellings.push_back(spelling);
    }
  } catch (const io::error::with_file_line& fault) {
    return "line " + std::to_string(fault.file_line) + " of the table has not the same number of cells as its header, or an open quote";
  } catch (const io::error::base&) {   // its texts quote the file
    return "the table needs the columns word and spelling in its first line";
  }
  return "";
}

codec::CodeTable::UnknownRule unknown_rule(const Json* json, const std::string& pointer, const BuildContext& context) {
  using Unknown = codec::CodeTable::Unknown;
  if (!json) return {};
  if (json->is_object()) {
    // An option may say the word; set to nothing it means a blank.
    const std::string word = context.expand_constant(text_of(*json, "as"), step(pointer, "as"));
    return word.empty() ? codec::CodeTable::UnknownRule{Unknown::blank, ""} : codec::CodeTable::UnknownRule{Unknown::as, word};
  }
  const std::string word = json->is_string() ? json->get<std::string>() : "";
  if (word == "keep") return {Unknown::keep, ""};
  if (word == "blank") return {Unknown::blank, ""};
  return {};
}

}  // namespace

void build_codes(const Json& json, const std::string& pointer, BuildContext& context, Mapping& mapping) {
  for (const auto& [name, entry] : json.get_ref<const Json::object_t&>()) {
    const std::string at = step(pointer, name);
    codec::CodeTable& table = mapping.codes[name];
    table.name = name;
    if (const std::string file = text_of(entry, "file"); !file.empty()) {
      const auto text = context.read_code_file ? context.read_code_file(file, step(at, "file")) : std::nullopt;
      const std::string fault = text ? read_code_file(*text, table) : "there is no readable file " + in_quotes(file) + " beside the mapping";
      if (!fault.empty()) context.faults.add(step(at, "file"), fault);
    }
    if (const Json* values = member(entry, "values")) {
      for (const auto& [word, spellings] : values->get_ref<const Json::object_t&>()) value_of(table, word).spellings = texts_of(spellings);
    }
    table.ignore_case = text_of(entry, "case") == "ignore";
    table.reports_others = text_of(entry, "others") == "report";
    table.extension = text_of(entry, "extension");
    table.write_only = build_pairs(member(entry, "writeOnly"));
    for (auto& [word, spelling] : table.write_only) spelling = context.expand_constant(spelling, step(step(at, "writeOnly"), word));
    table.unknown_on_read = unknown_rule(member(entry, "unknownOnRead"), step(at, "unknownOnRead"), context);
    table.unknown_on_write = unknown_rule(member(entry, "unknownOnWrite"), step(at, "unknownOnWrite"), context);
    if (const Json* when = member(entry, "when")) {
      for (const auto& [word, condition] : when->get_ref<const Json::object_t&>()) {
        mapping.code_when[name].emplace_back(word, build_condition(condition));
        bool known = false;
        std::vector<std::string> words;
        for (auto& value : table.values) {
          words.push_back(value.word);
          if (value.word != word) continue;
          value.conditional = known = true;
        }
        if (!known) context.faults.add(step(step(at, "when"), word), "the table has no word " + in_quotes(word) + suggestion(word, words));
      }
    }
    table.prepare();
  }
}

}  // namespace rosterkit::mapping
