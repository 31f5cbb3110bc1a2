// Running the codecs of a field over single values and lists.
#include "rosterkit/convert/value_chain.hpp"

#include <stdexcept>

#include "rosterkit/convert/path.hpp"

namespace rosterkit::convert {
namespace {

using codec::CodeTable;

/// Applies @p one to each item, collecting the results without blanks, and without repetitions if @p once.
template <typename One>
std::string_view over_items(std::string_view list, std::string& into, bool once, One&& one) {
  into.clear();
  std::string item_memory;
  each_item(list, [&](std::string_view item) {
    const std::string_view value = one(item, item_memory);
    if (value.empty()) return;
    bool known = false;
    if (once) each_item(into, [&](std::string_view earlier) { known = known || earlier == value; });
    if (known) return;
    if (!into.empty()) into.push_back(codec::item_separator);
    into.append(value);
  });
  return into;
}

}  // namespace

ValueChain ValueChain::compile(const std::vector<mapping::CodecUse>& uses, const std::map<std::string, CodeTable>& tables) {
  ValueChain chain;
  for (const mapping::CodecUse& use : uses) {
    Step step;
    if (use.name == "code") {
      const auto table = tables.find(use.arguments.text);
      if (table == tables.end()) throw std::invalid_argument("there is no code table \"" + use.arguments.text + "\".");
      step.table = &table->second;
    } else {
      const codec::TableRow* row = codec::find(use.name);
      if (row == nullptr) throw std::invalid_argument("there is no codec \"" + use.name + "\".");
      step.codec = row->make(use.arguments);
      step.makes_list = step.codec->makes_list();
    }
    chain.makes_list_ = chain.makes_list_ || step.makes_list;
    chain.steps_.push_back(std::move(step));
  }
  return chain;
}

std::string_view ValueChain::decode_one(const Step& step, std::string_view text, std::string& into, ChainScratch& scratch) const {
  if (step.table == nullptr) {
    const codec::Result result = step.codec->decode(text, into);
    if (!result.rule.empty()) scratch.issues.push_back({result.rule, result.refused, std::string(text)});
    return result.refused ? std::string_view{} : result.value;
  }
  const CodeTable::Hit hit = step.table->decode(text, into);
  if (hit.other_spelling) scratch.issues.push_back({"cell.spelling", false, std::string(text)});
  const bool strict = step.table->reports_others;
  switch (hit.found) {
    case CodeTable::Found::conditional:
      scratch.table = step.table;
      scratch.candidates = hit.candidates;
      return hit.text;
    case CodeTable::Found::unknown:
      scratch.issues.push_back({strict ? "cell.enum" : "cell.unknown-code", true, std::string(text)});
      return {};
    case CodeTable::Found::replaced:
    case CodeTable::Found::kept:
      if (step.table->is_extension(text)) return hit.text;
      scratch.issues.push_back({strict ? "cell.enum" : "code.unknown-word", false, std::string(text)});
      return hit.text;
    default: return hit.text;
  }
}

std::string_view ValueChain::encode_one(const Step& step, std::string_view value, std::string& into, ChainScratch& scratch) const {
  if (step.table == nullptr) {
    const codec::Result result = step.codec->encode(value, into);
    if (!result.rule.empty()) scratch.issues.push_back({result.rule, result.refused, std::string(value)});
    return result.refused ? std::string_view{} : result.value;
  }
  const CodeTable::Hit hit = step.table->encode(value);
  switch (hit.found) {
    case CodeTable::Found::unknown:
      scratch.issues.push_back({"value.unknown-code", true, std::string(value)});
      return {};
    case CodeTable::Found::replaced: scratch.issues.push_back({"value.lost", false, std::string(value)}); return hit.text;
    case CodeTable::Found::blank: scratch.issues.push_back({"value.lost", true, std::string(value)}); return {};
    default: return hit.text;
  }
}

std::string_view ValueChain::decode(std::string_view text, bool is_list, ChainScratch& scratch) const {
  std::string* memory[2] = {&scratch.a, &scratch.b};
  unsigned turn = 0;
  for (const Step& step : steps_) {
    if (text.empty()) return text;
    std::string& into = *memory[turn ^= 1];
    if (is_list && !step.makes_list) {
      text = over_items(text, into, false, [&](std::string_view item, std::string& one) { return decode_one(step, item, one, scratch); });
    } else {
      text = decode_one(step, text, into, scratch);
    }
    is_list = is_list || step.makes_list;
  }
  return text;
}

std::string_view ValueChain::encode(std::string_view value, bool is_list, ChainScratch& scratch) const {
  std::string* memory[2] = {&scratch.a, &scratch.b};
  unsigned turn = 0;
  // Going backwards, items are single until the step that joins them.
  bool list = is_list || makes_list_;
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    if (value.empty()) return value;
    std::string& into = *memory[turn ^= 1];
    if (list && !step->makes_list) {
      value = over_items(value, into, !keeps_repeats_, [&](std::string_view item, std::string& one) { return encode_one(*step, item, one, scratch); });
    } else {
      value = encode_one(*step, value, into, scratch);
      if (step->makes_list) list = is_list && !step->makes_list;
    }
  }
  return value;
}

std::string ValueChain::expects() const {
  for (const Step& step : steps_) {
    if (step.codec && !step.makes_list) return step.codec->expects();
    if (step.table != nullptr) {
      std::string words;
      std::size_t shown = 0;
      for (const CodeTable::Value& value : step.table->values) {
        if (value.spellings.empty()) continue;
        if (shown == 8) { words += ", ..."; break; }
        words += (shown++ == 0 ? "" : ", ") + value.spellings.front();
      }
      return "one of " + words;
    }
  }
  return "a value of another form";
}

}  // namespace rosterkit::convert
