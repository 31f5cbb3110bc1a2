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

void Path::prepare(model::Store& store) const {
  for (const Hop& hop : steps_) {
    if (!hop.step.forward) store.index(hop.step.to, hop.step.field);
  }
}

std::string_view Path::value(model::Store& store, const Context& context, Pick pick) const {
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
    if (count != 0 && pick == Pick::only && text == chosen) return;   // the same value twice is one value
    ++count;
    if (count == 1 || pick == Pick::last || (pick == Pick::min && less(text, chosen)) || (pick == Pick::max && less(chosen, text))) chosen = text;
  });
  return pick == Pick::only && count > 1 ? std::string_view{} : chosen;
}

std::string Path::list(model::Store& store, const Context& context) const {
  std::vector<std::string_view> items;
  each(store, context, [&](std::string_view text, std::uint16_t, model::Row) {
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
