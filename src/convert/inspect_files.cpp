// Counting the cells of files.
#include "inspect_files.hpp"

#include <algorithm>
#include <map>

#include "rosterkit/base/text.hpp"
#include "rosterkit/io/csv_reader.hpp"
#include "rosterkit/io/xml_encoding.hpp"
#include "rosterkit/io/xml_reader.hpp"

namespace rosterkit::convert {
namespace {

std::string first_bytes(const io::InputFile& file, std::size_t most) {
  std::string bytes(most, '\0');
  const auto stream = file.open();
  std::size_t length = 0;
  while (length < most) {
    const std::size_t count = stream->read({bytes.data() + length, most - length});
    if (count == 0) break;
    length += count;
  }
  bytes.resize(length);
  return bytes;
}

std::string mark(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return "utf-8 with a byte order mark";
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return "utf-16";
  return "";
}

/// The delimiter of the header: the candidate that splits it most often; the mapping's if none does.
std::string delimiter_of(std::string_view header, char expected) {
  char best = expected;
  auto most = std::count(header.begin(), header.end(), expected);
  for (const char candidate : {',', '\t', ';', '|'}) {
    const auto count = std::count(header.begin(), header.end(), candidate);
    if (count > most) {
      best = candidate;
      most = count;
    }
  }
  return std::string(1, best);
}

/// Columns that a record names: its own, those of its children, and those that it writes.
void named_by(const std::vector<mapping::Field>& fields, const std::vector<mapping::Child>& children, std::vector<std::string> words, std::vector<std::string>& into) {
  const auto add = [&](std::string text) {
    while (text.starts_with('^')) text.erase(0, 1);
    const std::size_t hole = text.find("{n}");
    if (hole == std::string::npos) {
      into.push_back(std::move(text));
      return;
    }
    for (const std::string& word : words) into.push_back(std::string(text).replace(hole, 3, word));
  };
  for (const mapping::Field& field : fields) {
    for (const auto* list : {&field.at, &field.aliases}) {
      for (const std::string& text : *list) add(text);
    }
    for (const std::string* text : {&field.item_key, &field.item_value}) {
      if (!text->empty()) add(*text);
    }
    for (const mapping::MakePart& part : field.make) {
      if (part.kind == mapping::MakePart::Kind::cell) add(part.text);
    }
    if (field.by) {
      for (const std::string& text : field.by->cells) add(text);
    }
  }
  for (const mapping::Child& child : children) {
    if (child.each.kind == mapping::Each::Kind::split) add(child.each.at);
    for (const mapping::Test& test : child.when) add(test.path);
    named_by(child.fields, child.children, child.each.kind == mapping::Each::Kind::numbered ? child.each.words : words, into);
  }
}

std::string joined_records(const std::vector<const mapping::Record*>& records) {
  std::string text;
  for (const mapping::Record* record : records) text += (text.empty() ? "" : ", ") + record->name;
  return text;
}

/// Leaves of an object: elements that hold text, and attributes, by their path from the object.
void count_leaves(const io::XmlNode& node, const std::string& path, std::map<std::string, std::size_t>& seen) {
  const std::string prefix = path.empty() ? "" : path + "/";
  for (const io::XmlNode& attribute : node.attributes()) {
    if (attribute.has_prefix() || attribute.name().starts_with("xmlns")) continue;
    if (!attribute.text().empty()) ++seen[prefix + "@" + std::string(attribute.name())];
    else seen.emplace(prefix + "@" + std::string(attribute.name()), 0);
  }
  for (const io::XmlNode& child : node.children()) count_leaves(child, prefix + std::string(child.name()), seen);
  if (!node.children().empty() || path.empty()) return;
  seen[path] += node.text().empty() ? 0 : 1;
}

/// A location as a path of names: without predicates, list marks and the way up.
std::string bare_path(std::string_view text) {
  std::string path;
  int depth = 0;
  for (const char c : text) {
    depth += c == '[' ? 1 : 0;
    if (depth == 0) path.push_back(c);
    depth -= c == ']' ? 1 : 0;
  }
  return path;
}

/// The way from one node to a location: "^" leaves the innermost container.
std::string under(std::vector<std::string> around, std::string text) {
  for (; text.starts_with('^'); text.erase(0, 1)) {
    if (!around.empty()) around.pop_back();
  }
  std::string path;
  for (const std::string& each : around) path += (path.empty() ? "" : "/") + each;
  const std::string own = bare_path(text);
  if (own.empty() || own == "." || own.starts_with('$')) return path;
  return path.empty() ? own : path + "/" + own;
}

/// Paths that a record reads, predicates included (their left sides are looked at, too).
void paths_of(const std::vector<mapping::Field>& fields, const std::vector<mapping::Child>& children, const std::vector<std::string>& around, std::vector<std::string>& into) {
  const auto add = [&](const std::string& text) {
    into.push_back(under(around, text));
    for (std::size_t open = text.find('['); open != std::string::npos; open = text.find('[', open + 1)) {
      const std::size_t equals = text.find('=', open);
      const std::size_t close = text.find(']', open);
      if (equals != std::string::npos && equals < close) into.push_back(under(around, text.substr(0, open)) + "/" + text.substr(open + 1, equals - open - 1));
    }
  };
  for (const mapping::Field& field : fields) {
    for (const auto* list : {&field.at, &field.aliases}) {
      for (const std::string& text : *list) {
        add(text);
        if (field.kind != mapping::Field::Kind::keyed_rest) continue;
        for (const std::string* part : {&field.item_key, &field.item_value}) {
          if (!part->empty()) add(text + "/" + *part);
        }
      }
    }
    for (const mapping::MakePart& part : field.make) {
      if (part.kind == mapping::MakePart::Kind::cell) add(part.text);
    }
    if (field.by) {
      for (const std::string& text : field.by->cells) {
        add(text);
        for (const std::string& at : field.at) add(at + "/" + text);
      }
    }
  }
  for (const mapping::Child& child : children) {
    std::vector<std::string> inner = around;
    if (child.each.kind == mapping::Each::Kind::path) {
      add(child.each.path);
      inner.push_back(bare_path(child.each.path));
    }
    for (const mapping::Test& test : child.when) add(test.path);
    for (const auto& [name, cells] : child.keys) {
      for (const std::string& cell : cells) into.push_back(under(inner, cell));
    }
    paths_of(child.fields, child.children, inner, into);
  }
}

}  // namespace

InspectedFile inspect_csv(const io::InputFile& file, const mapping::Mapping& mapping, const Settings& settings) {
  InspectedFile inspected{file.shown, "", "", "", 0, file.size_bytes, {}};
  const mapping::Format& format = mapping.format;
  const std::string start = first_bytes(file, 4096);
  inspected.encoding = mark(start);
  if (inspected.encoding.empty()) inspected.encoding = !settings.encoding.empty() ? settings.encoding : !format.encoding.empty() ? format.encoding : "utf-8";
  inspected.delimiter = delimiter_of(std::string_view(start).substr(0, start.find_first_of("\r\n")), format.delimiter);

  std::vector<const mapping::Record*> records;
  std::vector<std::string> known;
  for (const mapping::Record& record : mapping.records) {
    if (record.file != file.name) continue;
    records.push_back(&record);
    known.insert(known.end(), record.columns.begin(), record.columns.end());
    named_by(record.fields, record.children, {}, known);
    for (const auto& [name, cells] : record.keys) known.insert(known.end(), cells.begin(), cells.end());
  }
  inspected.record = joined_records(records);
  if (format.manifest && format.manifest->file == file.name) {
    inspected.record = "manifest";
    known = {format.manifest->property_column, format.manifest->value_column};
    known.insert(known.end(), format.manifest->value_aliases.begin(), format.manifest->value_aliases.end());
  }
  for (const auto& [old_name, name] : format.header_aliases) known.push_back(old_name);
  const auto is_known = [&](const std::string& column) {
    return std::any_of(known.begin(), known.end(), [&](const std::string& each) {
      return each == column || (format.header == mapping::Format::Header::ignore_case && equal_ignoring_case(each, column));
    });
  };

  io::CsvDialect dialect;
  dialect.delimiter = inspected.record.empty() ? inspected.delimiter.front() : format.delimiter;
  dialect.quote = format.quote;
  dialect.header = format.header != mapping::Format::Header::none;
  dialect.backslash_escapes = format.backslash_escapes;
  try {
    io::CsvReader reader(io::decode_text(file.open(), settings.encoding.empty() ? format.encoding : settings.encoding, file.shown), file.shown, dialect, settings.limits);
    std::vector<std::uint32_t> all;
    for (std::uint32_t i = 0; i < reader.header().size(); ++i) {
      all.push_back(i);
      inspected.columns.push_back({reader.header()[i], 0, !dialect.header || is_known(reader.header()[i])});
    }
    io::CsvBlock block;
    while (reader.next(block)) {
      reader.parse(block, all);
      inspected.rows += block.rows;
      for (const std::uint32_t column : all) {
        const auto& cells = block.columns[column];
        inspected.columns[column].filled += static_cast<std::uint64_t>(std::count_if(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(block.rows), [](std::string_view cell) { return !trim(cell).empty(); }));
      }
    }
    if (inspected.bytes == 0) inspected.bytes = reader.bytes_read();
  } catch (const FileError& error) {
    if (error.code == ExitCode::input_missing) throw;  // what could be counted is shown
  }
  return inspected;
}

InspectedFile inspect_xml(const io::InputFile& file, const mapping::Mapping& mapping, const Settings& settings) {
  InspectedFile inspected{file.shown, "", "", "", 0, file.size_bytes, {}};
  const std::string start = first_bytes(file, 1024);
  inspected.encoding = mark(start);
  if (inspected.encoding.empty()) inspected.encoding = lower_ascii(io::declared_encoding(start));
  if (inspected.encoding.empty()) inspected.encoding = "utf-8";

  std::vector<std::string> containers, items;
  for (const mapping::Record& record : mapping.records) {
    containers.push_back(record.root);
    items.push_back(bare_path(record.each.path));
  }
  std::map<std::string, ColumnFill> columns;
  std::vector<const mapping::Record*> records;
  std::vector<std::string> known;
  std::vector<std::string> names;                      // of the objects met so far
  try {
    io::XmlReader reader(file.open(), file.shown, containers, items, settings.limits);
    io::XmlBlock block;
    while (reader.next(block)) {
      io::XmlReader::parse(block, file.shown);
      for (const auto& object : block.objects) {
        const std::string name(object.node->name());
        if (std::find(names.begin(), names.end(), name) == names.end()) {
          names.push_back(name);
          for (std::size_t i = 0; i < items.size(); ++i) {
            if (items[i] != name) continue;
            const mapping::Record& record = mapping.records[i];
            records.push_back(&record);
            paths_of(record.fields, record.children, {}, known);
            for (const auto& [key, cells] : record.keys) {
              for (const std::string& cell : cells) known.push_back(under({}, cell));
            }
          }
        }
        ++inspected.rows;
        std::map<std::string, std::size_t> seen;
        count_leaves(*object.node, "", seen);
        for (const auto& [path, times] : seen) {
          ColumnFill& column = columns[path];
          column.filled += times != 0 ? 1 : 0;
        }
      }
    }
    if (inspected.bytes == 0) inspected.bytes = reader.bytes_read();
  } catch (const FileError& error) {
    if (error.code == ExitCode::input_missing) throw;
  }
  inspected.record = joined_records(records);
  for (auto& [path, column] : columns) {
    column.name = path;
    column.known = std::find(known.begin(), known.end(), path) != known.end();
    inspected.columns.push_back(std::move(column));
  }
  return inspected;
}

}  // namespace rosterkit::convert
