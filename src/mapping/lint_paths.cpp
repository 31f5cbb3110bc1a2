// Names of entities, fields and references, and the paths made of them.
#include <algorithm>
#include <set>

#include "lint.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::mapping {
namespace {

using Entities = std::set<std::uint16_t>;   // a reference to org or user leads to both

struct Part {
  std::string_view name, field, value;   ///< name[field=value]
};

/// Parts between dots that stand outside brackets; nothing if a bracket or predicate is not whole.
std::optional<std::vector<Part>> parts_of(std::string_view path) {
  std::vector<Part> out;
  while (true) {
    const std::size_t end = path.find_first_of(".[");
    Part part{path.substr(0, end), {}, {}};
    path.remove_prefix(std::min(end, path.size()));
    if (path.starts_with('[')) {
      const std::size_t close = path.find(']');
      const std::size_t equals = path.find('=');
      if (close == std::string_view::npos || equals == std::string_view::npos || equals > close) return std::nullopt;
      part.field = path.substr(1, equals - 1);
      part.value = path.substr(equals + 1, close - equals - 1);
      path.remove_prefix(close + 1);
    }
    if (part.name.empty()) return std::nullopt;
    out.push_back(part);
    if (path.empty()) return out;
    if (path[0] != '.') return std::nullopt;
    path.remove_prefix(1);
  }
}

Entities follow(const model::Schema& schema, const Entities& from, std::string_view name) {
  Entities out;
  for (const model::Step& step : schema.steps) {
    if (from.contains(step.from) && step.name == name) out.insert(step.to);
  }
  return out;
}

const model::FieldDef* find_in(const model::Schema& schema, const Entities& entities, std::string_view field) {
  for (const std::uint16_t entity : entities) {
    if (const auto found = schema.entities[entity].find_field(field)) return &schema.entities[entity].fields[*found];
  }
  return nullptr;
}

std::string names_of(const model::Schema& schema, const Entities& entities) {
  std::string out;
  for (const std::uint16_t entity : entities) out += (out.empty() ? "" : " or ") + in_quotes(schema.entities[entity].name);
  return out;
}

std::string unknown_reference(const model::Schema& schema, const Entities& at, std::string_view name) {
  const model::FieldDef* field = find_in(schema, at, name);
  std::string text = names_of(schema, at) + " has no reference " + in_quotes(name);
  if (field && field->is_ref() && !field->forward.empty()) return text + "; the one of this field is called " + in_quotes(field->forward);
  std::vector<std::string> known;
  for (const model::Step& step : schema.steps) {
    if (at.contains(step.from)) known.push_back(step.name);
  }
  return text + suggestion(name, known);
}

std::string predicate_fault(const model::Schema& schema, const Entities& at, const Part& part) {
  if (part.field.empty() || find_in(schema, at, part.field)) return "";
  return unknown_field(schema.entities[*at.begin()], part.field);
}

std::string walk(const model::Schema& schema, Entities at, const std::vector<Part>& parts, std::size_t from) {
  for (std::size_t i = from; i < parts.size(); ++i) {
    const model::FieldDef* field = find_in(schema, at, parts[i].name);
    const Entities next = follow(schema, at, parts[i].name);
    const bool last = i + 1 == parts.size();
    if (last && next.empty()) {
      return field ? "" : unknown_field(schema.entities[*at.begin()], parts[i].name);
    }
    if (next.empty()) {
      if (field && field->shape == model::Shape::keyed && i + 2 == parts.size()) return "";
      return unknown_reference(schema, at, parts[i].name);
    }
    if (const std::string fault = predicate_fault(schema, next, parts[i]); !fault.empty()) return fault;
    at = next;
  }
  return "";
}

}  // namespace

std::vector<std::string> entity_names(const model::Schema& schema) {
  std::vector<std::string> out;
  for (const model::EntityDef& entity : schema.entities) out.push_back(entity.name);
  return out;
}

std::string unknown_entity(const model::Schema& schema, std::string_view name) {
  return "the model has no entity " + in_quotes(name) + suggestion(name, entity_names(schema));
}

std::string unknown_field(const model::EntityDef& entity, std::string_view name) {
  std::vector<std::string> known;
  for (const model::FieldDef& field : entity.fields) known.push_back(field.name);
  return in_quotes(entity.name) + " has no field " + in_quotes(name) + suggestion(name, known);
}

std::string path_fault(const model::Schema& schema, const model::EntityDef& entity, std::string_view path) {
  const bool everywhere = path.starts_with('*');   // "*org[type=district].sourcedId": all records of an entity
  const auto parts = parts_of(everywhere ? path.substr(1) : path);
  if (!parts) return in_quotes(path) + " is not a path: write names with dots between them, a condition as [field=value]";
  if (!everywhere) {
    const auto start = schema.find_entity(entity.name);
    return start ? walk(schema, {*start}, *parts, 0) : "";
  }
  const auto start = schema.find_entity(parts->front().name);
  if (!start) return unknown_entity(schema, parts->front().name);
  if (const std::string fault = predicate_fault(schema, {*start}, parts->front()); !fault.empty()) return fault;
  return walk(schema, {*start}, *parts, 1);
}

std::string path_fault(const model::Schema& schema, const Scope& scope, std::string_view path) {
  if (path.starts_with('^')) {
    return scope.outer ? path_fault(schema, *scope.outer, path.substr(1)) : in_quotes(path) + " has no parent to look at";
  }
  if (scope.distinct && std::find(scope.distinct->begin(), scope.distinct->end(), path) != scope.distinct->end()) return "";
  return scope.entity ? path_fault(schema, *scope.entity, path) : "";
}

std::string field_fault(const Scope& scope, std::string_view name) {
  if (!scope.entity) return "";
  if (scope.distinct && std::find(scope.distinct->begin(), scope.distinct->end(), name) != scope.distinct->end()) return "";
  const std::size_t dot = name.find('.');
  const auto found = scope.entity->find_field(name.substr(0, dot));
  if (!found) return unknown_field(*scope.entity, name.substr(0, dot));
  if (dot == std::string_view::npos || scope.entity->fields[*found].shape == model::Shape::keyed) return "";
  return in_quotes(name.substr(0, dot)) + " has no items by key in the model; write it without " + in_quotes(name.substr(dot));
}

}  // namespace rosterkit::mapping
