// `records` and their `children`.
#include <algorithm>

#include "build.hpp"

namespace rosterkit::mapping {
namespace {

Each build_each(const Json* json, const std::string& pointer, BuildContext& context) {
  Each out;
  if (!json) return out;
  if (json->is_object()) {
    if (const Json* words = member(*json, "n")) {
      out.kind = Each::Kind::numbered;
      out.words = texts_of(*words);
    } else if (member(*json, "split") && member(*json, "at")) {
      out.kind = Each::Kind::split;
      out.separator = text_of(*json, "split");
      out.reports_others = text_of(*json, "others") == "report";
      out.at = text_of(*json, "at");
    } else {
      context.faults.add(pointer, "expected {\"n\": [words]} or {\"split\": separator, \"at\": location}");
    }
    return out;
  }
  const std::string text = json->get<std::string>();
  if (text == "row") out.kind = Each::Kind::row;
  else if (text == "once") out.kind = Each::Kind::once;
  else if (text != ".") out.kind = Each::Kind::path, out.path = text;
  return out;
}

std::vector<SortKey> build_sort(const Json* json, const std::string& pointer, BuildContext& context) {
  std::vector<SortKey> out;
  if (!json) return out;
  if (json->is_array()) {
    for (std::size_t i = 0; i < json->size(); ++i) {
      for (SortKey& key : build_sort(&(*json)[i], step(pointer, i), context)) out.push_back(std::move(key));
    }
    return out;
  }
  SortKey key;
  if (json->is_object()) {
    const Json* equals = member(*json, "equals");
    const std::vector<std::string> sides = equals ? texts_of(*equals) : std::vector<std::string>();
    if (sides.size() == 2 && sides[1].starts_with('^')) {
      key.path = sides[0];
      key.equals_parent = sides[1].substr(1);
    } else {
      context.faults.add(pointer, "\"equals\" has a field, and a field of the parent that begins with ^");
    }
  } else {
    key.path = json->get<std::string>();
    if (key.path.ends_with(" desc")) {
      key.path.resize(key.path.size() - 5);
      key.descending = true;
    }
  }
  out.push_back(std::move(key));
  return out;
}

Merge build_merge(const Json& json, Merge otherwise) {
  const std::string word = text_of(json, "merge");
  if (word == "no") return Merge::no;
  if (word == "fill") return Merge::fill;
  return word == "last" ? Merge::last : otherwise;
}

void build_skip(const Json& json, Record& record) {
  record.skip_why = text_of(json, "why");
  if (const Json* where = member(json, "where")) {
    record.skip = build_condition(*where);
    return;
  }
  Json tests = json;
  tests.erase("why");
  record.skip = build_condition(tests);
}

const model::EntityDef* find_entity(const BuildContext& context, const std::string& name) {
  const auto found = context.schema.find_entity(name);
  return found ? &context.schema.entities[*found] : nullptr;
}

/// What a child needs to know of what it stands in.
struct Outside {
  const model::EntityDef* entity;
  std::vector<std::string> distinct;
};

std::vector<Child> build_children(const Json& json, const std::string& pointer, const Outside& outside, BuildContext& context) {
  std::vector<Child> out;
  for (const auto& [name, entry] : json.get_ref<const Json::object_t&>()) {
    Child child;
    child.name = name;
    child.pointer = step(pointer, name);
    child.entity = text_of(entry, "entity");
    child.space = text_of(entry, "space");
    child.each = build_each(member(entry, "each"), step(child.pointer, "each"), context);
    if (const Json* only = member(entry, "only")) child.only = build_condition(*only);
    child.parent = build_pairs(member(entry, "parent"));
    child.into = build_pairs(member(entry, "into"));
    child.required = flag_of(entry, "required", false);
    child.merge = build_merge(entry, Merge::fill);
    child.sort = build_sort(member(entry, "sort"), step(child.pointer, "sort"), context);
    if (const Json* max = member(entry, "max"); max && max->is_number_unsigned()) child.max = max->get<std::size_t>();
    const std::string more = text_of(entry, "whenMore");
    child.when_more = more == "error" ? WhenMore::error : more == "ignore" ? WhenMore::ignore : WhenMore::report;
    child.rest = text_of(entry, "rest");
    child.instead = text_of(entry, "instead");
    if (const Json* expand = member(entry, "expand")) child.expand = texts_of(*expand);
    if (const Json* present = member(entry, "present")) child.present = texts_of(*present);
    if (const Json* when = member(entry, "when")) child.when = build_condition(*when);
    child.read = flag_of(entry, "read", true);
    child.write = flag_of(entry, "write", true);
    child.why = text_of(entry, "why");
    child.keys = build_lists(member(entry, "keys"));
    Outside inside = outside;
    if (child.entity != ".") inside = {find_entity(context, child.entity), {}};
    if (const Json* fields = member(entry, "fields")) {
      child.fields = build_fields(*fields, step(child.pointer, "fields"), inside.entity, inside.distinct, context);
    }
    if (const Json* children = member(entry, "children")) {
      child.children = build_children(*children, step(child.pointer, "children"), inside, context);
    }
    out.push_back(std::move(child));
  }
  std::sort(out.begin(), out.end(), [](const Child& a, const Child& b) { return a.name < b.name; });
  return out;
}

}  // namespace

std::vector<Record> build_records(const Json& json, BuildContext& context) {
  std::vector<Record> out;
  for (const auto& [name, entry] : json.get_ref<const Json::object_t&>()) {
    Record record;
    record.name = name;
    record.pointer = step("/records", name);
    record.file = text_of(entry, "file");
    record.required = flag_of(entry, "required", false);
    record.root = text_of(entry, "root");
    record.each = build_each(member(entry, "each"), step(record.pointer, "each"), context);
    record.entity = text_of(entry, "entity");
    record.space = text_of(entry, "space");
    if (const Json* distinct = member(entry, "distinct")) record.distinct = texts_of(*distinct);
    record.merge = build_merge(entry, Merge::no);
    if (const Json* columns = member(entry, "columns")) record.columns = texts_of(*columns);
    if (const Json* others = member(entry, "otherColumns")) record.other_columns = texts_of(*others);
    record.order = build_lists(member(entry, "order"));
    if (const Json* only = member(entry, "only")) record.only = build_condition(*only);
    if (const Json* skip = member(entry, "skip")) build_skip(*skip, record);
    record.sort = build_sort(member(entry, "sort"), step(record.pointer, "sort"), context);
    record.keys = build_lists(member(entry, "keys"));
    const Outside inside{find_entity(context, record.entity), record.distinct};
    if (const Json* fields = member(entry, "fields")) {
      record.fields = build_fields(*fields, step(record.pointer, "fields"), inside.entity, inside.distinct, context);
    }
    if (const Json* children = member(entry, "children")) {
      record.children = build_children(*children, step(record.pointer, "children"), inside, context);
    }
    out.push_back(std::move(record));
  }
  std::sort(out.begin(), out.end(), [](const Record& a, const Record& b) { return a.name < b.name; });
  return out;
}

}  // namespace rosterkit::mapping
