// Evaluating fills.
#include "fill.hpp"

#include <algorithm>
#include <unordered_map>

#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {

std::vector<std::pair<std::string, Path>> parse_template(const model::Schema& schema, std::uint16_t entity, const std::vector<std::uint16_t>& parents,
                                                         std::string_view text, std::string& tail) {
  std::vector<std::pair<std::string, Path>> holes;
  std::string literal;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    literal.append(text.substr(0, open));
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) break;
    holes.emplace_back(literal, Path::compile(schema, entity, parents, text.substr(open + 1, close - open - 1)));
    literal.clear();
    text.remove_prefix(close + 1);
  }
  tail = literal;
  return holes;
}

FillProgram FillProgram::compile(const model::Schema& schema, std::uint16_t entity, const std::vector<std::uint16_t>& parents,
                                 const std::vector<mapping::Fill>& fills, const std::map<std::string, codec::CodeTable>& tables, bool as_list,
                                 const std::string& code_list) {
  FillProgram program;
  program.as_list_ = as_list;
  program.codes_ = schema.find_codes(code_list);
  program.sources_ = fills;
  for (const mapping::Fill& fill : fills) {
    Part part;
    part.kind = fill.kind;
    part.constant = fill.text;
    part.pick = parse_pick(fill.pick);
    part.at_least = fill.at_least;
    part.chain = ValueChain::compile(fill.as, tables);
    switch (fill.kind) {
      case mapping::Fill::Kind::path: part.path = Path::compile(schema, entity, parents, fill.text); break;
      case mapping::Fill::Kind::range:
        part.path = Path::compile(schema, entity, parents, fill.text);
        part.other = Path::compile(schema, entity, parents, fill.other);
        break;
      case mapping::Fill::Kind::template_text: part.holes = parse_template(schema, entity, parents, fill.text, part.tail); break;
      case mapping::Fill::Kind::count_true:
        for (const std::string& each : fill.of) part.of.push_back(Path::compile(schema, entity, parents, each));
        break;
      case mapping::Fill::Kind::constant: break;
    }
    program.only_own_ = program.only_own_ && fill.kind == mapping::Fill::Kind::path && part.path.plain();
    program.own_.push_back(part.path.end_field());
    program.parts_.push_back(std::move(part));
  }
  return program;
}

void FillProgram::prepare(model::Store& store) const {
  for (const Part& part : parts_) {
    part.path.prepare(store);
    part.other.prepare(store);
    for (const auto& [literal, path] : part.holes) path.prepare(store);
    for (const Path& path : part.of) path.prepare(store);
  }
}

std::string FillProgram::one(const Part& part, model::Store& store, const Context& context, const Path::Accept* accept, ChainScratch& scratch) const {
  std::string text;
  switch (part.kind) {
    case mapping::Fill::Kind::constant: text = part.constant; break;
    case mapping::Fill::Kind::path:
      text = as_list_ ? part.path.list(store, context, accept) : std::string(part.path.value(store, context, part.pick, accept));
      // `only` on a list means: exactly one.
      if (as_list_ && part.pick == Pick::only) text = part.path.value(store, context, Pick::only, accept);
      break;
    case mapping::Fill::Kind::template_text: {
      bool any = false;
      for (const auto& [literal, path] : part.holes) {
        const std::string_view value = path.value(store, context);
        any = any || !value.empty();
        if (!text.empty() || !value.empty()) text += literal;
        text += value;
      }
      text = any ? std::string(trim(text + part.tail)) : std::string();
      break;
    }
    case mapping::Fill::Kind::range: {
      if (codes_ == nullptr) break;
      const auto place = [&](const Path& path) { return std::find(codes_->words.begin(), codes_->words.end(), path.value(store, context)); };
      const auto low = place(part.path), high = place(part.other);
      if (low == codes_->words.end() || high == codes_->words.end() || high < low) break;
      for (auto word = low; word <= high; ++word) text += (text.empty() ? "" : std::string(1, codec::item_separator)) + *word;
      break;
    }
    case mapping::Fill::Kind::count_true: {
      std::size_t count = 0;
      for (const Path& path : part.of) count += path.value(store, context) == "true" ? 1 : 0;
      if (count >= part.at_least) text = part.constant;
      break;
    }
  }
  if (text.empty() || part.chain.empty()) return text;
  scratch.issues.clear();
  return std::string(part.chain.decode(text, as_list_, scratch));
}

bool FillProgram::symbolic(const model::Store& store) const {
  if (parts_.empty() || as_list_) return false;
  return std::all_of(parts_.begin(), parts_.end(), [&](const Part& part) {
    return part.kind == mapping::Fill::Kind::constant || (part.kind == mapping::Fill::Kind::path && part.path.symbolic(store));
  });
}

void FillProgram::symbols(model::Store& store, const model::Segment& segment, const std::vector<std::uint8_t>& keep, model::Interner& names,
                          std::vector<model::Symbol>& out) const {
  const std::uint32_t rows = segment.rows;
  out.assign(rows, 0);
  std::vector<model::Symbol> values;
  ChainScratch scratch;
  const auto decoded = [&](const Part& part, std::string_view text) {
    return text.empty() || part.chain.empty() ? text : part.chain.decode(text, false, scratch);
  };
  for (const Part& part : parts_) {
    if (part.kind == mapping::Fill::Kind::constant) {
      const model::Symbol constant = names.intern(decoded(part, part.constant));
      for (std::uint32_t i = 0; i < rows; ++i) {
        if (keep[i] != 0 && out[i] == 0) out[i] = constant;
      }
      continue;
    }
    const model::Interner& sources = *store.domain(part.path.end_entity(), part.path.end_field());
    const bool as_it_stands = part.chain.empty() && &sources == &names;
    if (as_it_stands && &part == &parts_.front()) {    // the usual case: nothing is there yet
      part.path.symbols(store, segment, 0, rows, out.data());
      for (std::uint32_t i = 0; i < rows; ++i) out[i] = keep[i] != 0 ? out[i] : 0;
      continue;
    }
    values.resize(rows);
    part.path.symbols(store, segment, 0, rows, values.data());
    std::unordered_map<model::Symbol, model::Symbol> known;   // a word is put through the codecs once
    model::Symbol last = 0, last_value = 0;
    for (std::uint32_t i = 0; i < rows; ++i) {
      if (keep[i] == 0 || out[i] != 0 || values[i] == 0) continue;
      if (as_it_stands) {
        out[i] = values[i];
        continue;
      }
      if (values[i] != last) {
        last = values[i];
        const auto [slot, is_new] = known.emplace(last, 0);
        if (is_new) slot->second = names.intern(decoded(part, sources.text(last)));
        last_value = slot->second;
      }
      out[i] = last_value;
    }
  }
}

std::string FillProgram::value(model::Store& store, const Context& context, std::size_t* which, const Path::Accept* accept) const {
  ChainScratch scratch;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    std::string text = one(parts_[i], store, context, accept, scratch);
    if (text.empty()) continue;
    if (which != nullptr) *which = i;
    return text;
  }
  return {};
}

}  // namespace rosterkit::convert
