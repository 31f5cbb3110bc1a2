// Compiling paths through the model, and choosing among several values.
#include "rosterkit/convert/path.hpp"

#include <algorithm>
#include <stdexcept>

#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {
namespace {

/// One dotted part with its optional predicate: "roles[role=student]".
struct Part {
  std::string name, filter_field, filter_value;
};

std::vector<Part> split_parts(std::string_view text) {
  std::vector<Part> parts(1);
  enum { name, field, value } in = name;
  for (const char c : text) {
    Part& part = parts.back();
    if (in == name && c == '.') parts.emplace_back();
    else if (in == name && c == '[') in = field;
    else if (in == field && c == '=') in = value;
    else if (in == value && c == ']') in = name;
    else (in == name ? part.name : in == field ? part.filter_field : part.filter_value).push_back(c);
  }
  return parts;
}

std::vector<std::string> names_at(const model::Schema& schema, std::uint16_t entity) {
  std::vector<std::string> names;
  for (const auto& field : schema.entities[entity].fields) names.push_back(field.name);
  for (const auto& step : schema.steps) {
    if (step.from == entity) names.push_back(step.name);
  }
  return names;
}

[[noreturn]] void unknown(const model::Schema& schema, std::uint16_t entity, const std::string& name) {
  throw std::invalid_argument("\"" + schema.entities[entity].name + "\" has no field or reference \"" + name + "\"." +
                              did_you_mean(name, names_at(schema, entity)));
}

}  // namespace

Pick parse_pick(std::string_view name) {
  if (name == "last") return Pick::last;
  if (name == "min") return Pick::min;
  if (name == "max") return Pick::max;
  if (name == "only") return Pick::only;
  return Pick::first;
}

bool has_repeats(std::string_view list) {
  bool repeats = false;
  for (std::size_t end = list.find('\x1F'), begin = 0; end != std::string_view::npos && !repeats;) {
    const std::string_view before = list.substr(0, end);
    begin = end + 1;
    end = list.find('\x1F', begin);
    const std::string_view item = list.substr(begin, end == std::string_view::npos ? end : end - begin);
    each_item(before, [&](std::string_view other) { repeats = repeats || other == item; });
  }
  return repeats;
}

std::string_view without_repeats(std::string_view list, std::string& into, std::size_t& left) {
  left = 0;
  if (!has_repeats(list)) return list;
  std::vector<std::string_view> kept;
  each_item(list, [&](std::string_view item) {
    if (std::find(kept.begin(), kept.end(), item) != kept.end()) ++left;
    else kept.push_back(item);
  });
  std::string text;
  for (const std::string_view item : kept) {
    if (!text.empty()) text.push_back('\x1F');
    text.append(item);
  }
  into = std::move(text);
  return into;
}

std::string_view keyed_item(std::string_view keyed, std::string_view key) {
  std::string_view found;
  each_item(keyed, [&](std::string_view item) {
    const std::size_t end = item.find('\x1E');
    if (found.empty() && end != std::string_view::npos && item.substr(0, end) == key) found = item.substr(end + 1);
  });
  return found;
}

Path Path::compile(const model::Schema& schema, std::uint16_t entity, std::string_view text) {
  return compile(schema, entity, {}, text);
}

Path Path::compile(const model::Schema& schema, std::uint16_t entity, const std::vector<std::uint16_t>& parents, std::string_view text) {
  Path path;
  path.text_ = std::string(text);
  path.schema_ = &schema;
  while (!text.empty() && text.front() == '^') {
    if (path.up_ >= parents.size()) throw std::invalid_argument("\"" + path.text_ + "\" goes further up than there are parents.");
    entity = parents[path.up_++];
    text.remove_prefix(1);
  }
  path.start_entity_ = entity;
  std::vector<Part> parts = split_parts(text.starts_with('*') ? text.substr(1) : text);
  std::size_t i = 0;
  if (text.starts_with('*')) {
    const auto start = schema.find_entity(parts[0].name);
    if (!start) throw std::invalid_argument("the model has no entity \"" + parts[0].name + "\".");
    path.from_all_ = true;
    path.start_entity_ = entity = *start;
    if (!parts[0].filter_field.empty()) {
      const auto field = schema.entities[entity].find_field(parts[0].filter_field);
      if (!field) unknown(schema, entity, parts[0].filter_field);
      path.all_field_ = *field;
      path.all_value_ = parts[0].filter_value;
    }
    i = 1;
  }
  for (; i < parts.size(); ++i) {
    const Part& part = parts[i];
    const bool last = i + 1 == parts.size();
    const auto field = schema.entities[entity].find_field(part.name);
    const bool keyed = field && schema.entities[entity].fields[*field].shape == model::Shape::keyed;
    if (field && (last || (keyed && i + 2 == parts.size()))) {
      path.end_entity_ = entity;
      path.end_field_ = *field;
      if (!last) path.item_ = parts[i + 1].name;
      return path;
    }
    const model::Step* step = schema.find_step(entity, part.name);
    if (step == nullptr) unknown(schema, entity, part.name);
    Hop hop;
    hop.step = *step;
    entity = step->to;
    if (!part.filter_field.empty()) {
      const auto filter = schema.entities[entity].find_field(part.filter_field);
      if (!filter) unknown(schema, entity, part.filter_field);
      hop.filter_field = *filter;
      hop.filter_value = part.filter_value;
    }
    path.steps_.push_back(std::move(hop));
    if (last) {                                        // a path may end at a record: its own id is meant
      path.end_entity_ = entity;
      path.end_field_ = schema.entities[entity].own_id;
    }
  }
  return path;
}

bool Path::single() const {
  if (from_all_) return false;
  for (const Hop& hop : steps_) {
    if (!hop.step.forward) return false;
    if (schema_->entities[hop.step.from].fields[hop.step.field].shape != model::Shape::single) return false;
  }
  return end_field_ >= schema_->entities[end_entity_].fields.size() || !item_.empty() ||
         schema_->entities[end_entity_].fields[end_field_].shape != model::Shape::list;
}

bool Path::forward_singles() const {
  if (from_all_ || up_ != 0 || text_.empty()) return false;
  return std::all_of(steps_.begin(), steps_.end(), [&](const Hop& hop) {
    if (!hop.step.forward || hop.filter_field != 0xFFFF || !schema_->entities[hop.step.to].strong) return false;
    const model::FieldDef& field = schema_->entities[hop.step.from].fields[hop.step.field];
    return field.shape == model::Shape::single && field.refs.size() == 1;
  });
}

bool Path::symbolic(const model::Store& store) const {
  if (!forward_singles() || !item_.empty() || store.domain(end_entity_, end_field_) == nullptr) return false;
  return schema_->entities[end_entity_].fields[end_field_].refs.size() <= 1;
}

void Path::prepare(model::Store& store) const {
  for (const Hop& hop : steps_) {
    if (!hop.step.forward) store.index(hop.step.to, hop.step.field);
    hop.filter_symbol = 0;
    if (hop.filter_field == 0xFFFF || schema_->entities[hop.step.to].fields[hop.filter_field].refs.size() > 1) continue;
    if (model::Interner* names = store.domain(hop.step.to, hop.filter_field); names != nullptr) hop.filter_symbol = names->intern(hop.filter_value);
  }
  if (steps_.empty() || !symbolic(store)) return;
  for (std::size_t i = 1; i < steps_.size(); ++i) store.dense(steps_[i].step.from, steps_[i].step.field);
  store.dense(end_entity_, end_field_);
}

model::Symbol Path::symbol(model::Store& store, model::Row row) const {
  if (steps_.empty()) return store.symbol(start_entity_, end_field_, row);
  model::Symbol at = store.symbol(start_entity_, steps_.front().step.field, row);
  for (std::size_t i = 1; i < steps_.size(); ++i) at = store.dense(steps_[i].step.from, steps_[i].step.field).of(at);
  return store.dense(end_entity_, end_field_).of(at);
}

void Path::symbols(model::Store& store, const model::Segment& segment, std::uint32_t first, std::uint32_t count, model::Symbol* out) const {
  const model::Column* column = segment.find(steps_.empty() ? end_field_ : steps_.front().step.field);
  if (column == nullptr || count == 0 || column->kind() == model::Column::Kind::none) {
    std::fill_n(out, count, 0);
    return;
  }
  if (steps_.empty()) return column->symbols(first, count, out);
  if (column->kind() == model::Column::Kind::constant) {
    std::fill_n(out, count, symbol(store, segment.first + first));
    return;
  }
  column->symbols(first, count, out);
  follow(store, {out, count});
}

void Path::follow(model::Store& store, std::span<model::Symbol> ids) const {
  // The look-ups of one loop do not wait for each other, so the processor overlaps their misses.
  for (std::size_t i = 1; i < steps_.size(); ++i) store.dense(steps_[i].step.from, steps_[i].step.field).follow(ids);
  if (!steps_.empty()) store.dense(end_entity_, end_field_).follow(ids);
}

void Path::symbols(model::Store& store, std::span<const model::Row> rows, std::span<const model::Stretch> stretches, model::Symbol* out) const {
  store.symbols(steps_.empty() ? end_field_ : steps_.front().step.field, rows, stretches, out);
  follow(store, {out, rows.size()});
}

void Path::texts(model::Store& store, std::span<const model::Row> rows, std::span<const model::Stretch> stretches, std::string_view* out) const {
  if (symbolic(store)) {
    thread_local std::vector<model::Symbol> ids;
    ids.resize(rows.size());
    symbols(store, rows, stretches, ids.data());
    return store.domain(end_entity_, end_field_)->texts(ids, out);
  }
  if (steps_.empty() && item_.empty() && !(end_field_ < schema_->entities[end_entity_].fields.size() && schema_->entities[end_entity_].fields[end_field_].shape == model::Shape::list)) {
    return store.texts(*store.tables[end_entity_], end_field_, rows, stretches, out);
  }
  // Neighbours often share what they refer to (the classes of a course, the pupils of a school).
  model::Symbol last = 0;
  std::string_view text;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (steps_.empty() || !forward_singles()) {
      out[k] = value(store, {start_entity_, rows[k], nullptr, nullptr});
      continue;
    }
    const model::Symbol id = store.symbol(start_entity_, steps_.front().step.field, rows[k]);
    if (id != last) text = value(store, {start_entity_, rows[k], nullptr, nullptr});
    last = id;
    out[k] = id == 0 ? std::string_view{} : text;
  }
}

std::string_view Path::value(model::Store& store, const Context& context, Pick pick, const Accept* accept) const {
  std::string_view chosen;
  std::size_t count = 0;
  // Codes are compared by their place in their list ("KG" before "01"), all else as text.
  const model::CodeList* order = nullptr;
  if ((pick == Pick::min || pick == Pick::max) && end_field_ < schema_->entities[end_entity_].fields.size()) {
    order = schema_->find_codes(schema_->entities[end_entity_].fields[end_field_].code_list);
  }
  const auto rank = [&](std::string_view word) {
    return std::find(order->words.begin(), order->words.end(), word) - order->words.begin();
  };
  const auto less = [&](std::string_view a, std::string_view b) { return order != nullptr && rank(a) != rank(b) ? rank(a) < rank(b) : a < b; };
  each(store, context, [&](std::string_view text, std::uint16_t, model::Row) {
    if (accept != nullptr && !(*accept)(text)) return;
    if (count != 0 && pick == Pick::only && text == chosen) return;   // the same value twice is one value
    ++count;
    if (count == 1 || pick == Pick::last || (pick == Pick::min && less(text, chosen)) || (pick == Pick::max && less(chosen, text))) chosen = text;
  });
  return pick == Pick::only && count > 1 ? std::string_view{} : chosen;
}

std::string Path::list(model::Store& store, const Context& context, const Accept* accept) const {
  std::vector<std::string_view> items;
  each(store, context, [&](std::string_view text, std::uint16_t, model::Row) {
    if (accept != nullptr && !(*accept)(text)) return;
    if (std::find(items.begin(), items.end(), text) == items.end()) items.push_back(text);
  });
  std::string list;
  for (const std::string_view item : items) {
    if (!list.empty()) list.push_back('\x1F');
    list.append(item);
  }
  return list;
}

}  // namespace rosterkit::convert
