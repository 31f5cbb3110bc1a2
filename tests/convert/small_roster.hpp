// A small model, a small format and small rosters for the tests of this folder.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rosterkit/base/errors.hpp"
#include "rosterkit/convert/convert.hpp"
#include "rosterkit/mapping/catalog.hpp"
#include "rosterkit/model/store.hpp"

namespace rosterkit::convert {

inline const mapping::TextFile small_model{"model.json", R"({
  "rosterModel": 1, "version": "1",
  "status": {"ownId": "sourcedId", "field": "status", "deleted": "tobedeleted", "active": "active", "modified": "dateLastModified"},
  "codeLists": {
    "role": {"words": ["student", "teacher"], "open": true, "prefix": "ext:"},
    "grade": {"words": ["KG", "01", "02"], "open": true, "prefix": "ext:"}
  },
  "entities": [
    {"name": "org", "strong": true, "fields": {
      "name": {"type": "text"}, "type": {"type": "text"},
      "parentSourcedId": {"ref": "org", "forward": "parent", "backward": "children"}}},
    {"name": "user", "strong": true, "fields": {
      "givenName": {"type": "text", "personal": "name"}, "familyName": {"type": "text", "personal": "name"}, "fullName": {"type": "text", "personal": "name"},
      "birthDate": {"type": "date"}, "grades": {"type": "code[]", "list": "grade"}, "userIds": {"type": "{}"},
      "primaryOrgSourcedId": {"ref": "org", "forward": "primaryOrg", "backward": "users"}}},
    {"name": "role", "key": ["userSourcedId", "orgSourcedId", "role"], "fields": {
      "userSourcedId": {"ref": "user", "forward": "user", "backward": "roles"},
      "orgSourcedId": {"ref": "org", "forward": "org", "backward": "roles"},
      "role": {"type": "code", "list": "role"}, "title": {"type": "text"}}}
  ],
  "completions": [
    {"name": "full name", "entity": "user", "field": "fullName", "fill": [{"template": "{givenName} {familyName}"}], "why": "Some formats hold the whole name in one field."}
  ]
})"};

/// Schools, and students with one school each. @p more is put before the records, @p student before the student's other fields.
inline mapping::TextFile small_format(const std::string& more = "", const std::string& student = "") {
  return {"small.json", R"({"rosterMap": 1, "id": "small", "version": "1", "title": "Small", )" + more + R"(
  "format": {"kind": "csv", "empty": "write"},
  "detect": {"files": ["schools.csv", "students.csv"], "columns": {"students.csv": ["id", "last"]}},
  "records": {
    "schools": {"file": "schools.csv", "entity": "org", "columns": ["id", "name"], "fields": {"sourcedId": {"at": "id", "required": true}, "name": "name"}},
    "students": {"file": "students.csv", "entity": "user", "columns": ["id", "first", "last", "born", "state", "school"],
      "fields": {)" + student + R"("sourcedId": {"at": "id", "required": true}, "givenName": "first", "familyName": "last",
        "birthDate": {"at": "born", "as": {"date": ["MM/dd/yyyy", "yyyy-MM-dd"]}}, "userIds.State": "state"},
      "children": {"school": {"entity": "role", "required": true, "only": {"role": "student"}, "parent": {"userSourcedId": "sourcedId"},
        "fields": {"orgSourcedId": {"at": "school", "ref": "org", "required": true}}}}}
  }})"};
}

/// People with names only, in one file; @p field is put before its other fields.
inline mapping::TextFile names_format(const std::string& field = "", const std::string& more = "") {
  return {"names.json", R"({"rosterMap": 1, "id": "names", "version": "1", "title": "Names", )" + more + R"("format": {"kind": "csv", "empty": "write"},
  "detect": {"files": ["names.csv"]},
  "records": {"people": {"file": "names.csv", "entity": "user", "columns": ["number", "name", "grade", "left", "first"],
    "fields": {)" + field + R"("sourcedId": {"at": "number", "required": true}, "fullName": "name", "grades": "grade"}}}})"};
}

inline model::Schema schema() { return mapping::Catalog({small_model}).model().schema; }

/// Appends records, each given as texts by field name.
inline void add(model::Store& store, const std::string& entity, const std::vector<std::map<std::string, std::string>>& records) {
  const std::uint16_t number = *store.schema.find_entity(entity);
  const model::EntityDef& def = store.schema.entities[number];
  model::Table& table = *store.tables[number];
  auto segment = std::make_unique<model::Segment>();
  segment->rows = static_cast<std::uint32_t>(records.size());
  table.append(std::move(segment));
  const model::Row first = table.segments().back()->first;
  for (std::size_t i = 0; i < records.size(); ++i) {
    for (const auto& [name, text] : records[i]) store.put(number, *def.find_field(name), first + static_cast<model::Row>(i), text);
  }
  if (!def.strong) return;
  table.row_of.assign(store.ids(number).bound() + 1, model::no_row);
  for (model::Row row = 0; row < table.rows(); ++row) table.row_of[store.symbol(number, def.own_id, row)] = row;
}

}  // namespace rosterkit::convert
