// A small model and a small mapping for the tests of this folder, and short ways to load and to see what was refused.
#pragma once

#include <string>
#include <vector>

#include "rosterkit/base/errors.hpp"
#include "rosterkit/mapping/catalog.hpp"

namespace rosterkit::mapping {

inline const TextFile small_model{"model.json", R"({
  "rosterModel": 1, "version": "1",
  "status": {"ownId": "sourcedId", "field": "status", "deleted": "tobedeleted", "active": "active", "modified": "dateLastModified"},
  "options": {"yearStart": {"value": "07", "description": "First month of a school year."}},
  "codeLists": {
    "role": {"words": ["student", "teacher"], "open": true, "prefix": "ext:"},
    "grade": {"words": ["KG", "01", "02"]}
  },
  "codes": {"roleOf": {"values": {"student": ["S"]}}},
  "entities": [
    {"name": "org", "strong": true, "fields": {
      "name": {"type": "text"}, "type": {"type": "text"}, "orgIds": {"type": "{}"}, "lowGrade": {"type": "code", "list": "grade"},
      "highGrade": {"type": "code", "list": "grade"}, "grades": {"type": "code[]", "list": "grade"},
      "parentSourcedId": {"ref": "org", "forward": "parent", "backward": "children"}}},
    {"name": "user", "strong": true, "fields": {
      "sourcedId": {"type": "text", "personal": "id"}, "givenName": {"type": "text", "personal": "name"},
      "familyName": {"type": "text", "personal": "name"}, "email": {"type": "text"}, "birthDate": {"type": "date"},
      "userIds": {"type": "{}"}, "phones": {"type": "{}"}, "asian": {"type": "boolean"}, "white": {"type": "boolean"},
      "primaryOrgSourcedId": {"ref": "org", "forward": "primaryOrg", "backward": "users"}}},
    {"name": "role", "key": ["userSourcedId", "orgSourcedId", "role"], "fields": {
      "userSourcedId": {"ref": "user", "forward": "user", "backward": "roles"},
      "orgSourcedId": {"ref": "org", "forward": "org", "backward": "roles"},
      "role": {"type": "code", "list": "role"}, "title": {"type": "text"}}},
    {"name": "address", "key": ["ownerSourcedId"], "fields": {
      "ownerSourcedId": {"ref": ["org", "user"], "forward": "owner", "backward": "addresses"}, "street": {"type": "text"}}}
  ],
  "completions": [
    {"name": "organisation", "entity": "user", "field": "primaryOrgSourcedId", "fill": [{"from": "roles.orgSourcedId", "pick": "only"}], "why": "no choice"},
    {"name": "year", "entity": "org", "field": "name", "fill": [{"const": "since {yearStart}"}], "why": "test"}
  ]
})"};

/// A mapping "small" of students.csv with schools.csv; @p more is put before its records.
inline TextFile small_mapping(const std::string& more = "") {
  return {"small.json", R"({"rosterMap": 1, "id": "small", "title": "Small", )" + more + R"(
  "format": {"kind": "csv"},
  "records": {
    "schools": {"file": "schools.csv", "entity": "org", "columns": ["id", "name"], "fields": {"sourcedId": {"at": "id", "required": true}, "name": "name"}},
    "students": {"file": "students.csv", "entity": "user", "columns": ["id", "first", "last", "school"],
      "fields": {"sourcedId": {"at": "id", "required": true}, "givenName": "first", "familyName": "last"},
      "children": {"school": {"entity": "role", "only": {"role": "student"}, "parent": {"userSourcedId": "sourcedId"},
        "fields": {"orgSourcedId": {"at": "school", "ref": "org"}}}}}
  }})"};
}

/// An overlay "mine" of the small mapping.
inline TextFile overlay(const std::string& body) {
  return {"mine.json", R"({"rosterMap": 1, "id": "mine", "extends": "small", )" + body + "}"};
}

inline Mapping load(const std::vector<TextFile>& files, const Request& request) {
  std::vector<TextFile> all = files;
  all.push_back(small_model);
  return Catalog(all).load(request);
}

/// What was refused; empty if nothing was.
inline std::vector<std::string> refusals(const std::vector<TextFile>& files, const Request& request = {"small", "", {}}) {
  try {
    load(files, request);
  } catch (const MappingError& error) {
    return error.faults;
  } catch (const UsageError& error) {
    return {error.what()};
  }
  return {};
}

/// What is refused of an overlay of the small mapping.
inline std::vector<std::string> refusals_of_overlay(const std::string& body) { return refusals({overlay(body), small_mapping()}, {"mine", "", {}}); }

inline std::string show(const std::vector<TextFile>& files, const Request& request, bool with_origins = false) {
  std::vector<TextFile> all = files;
  all.push_back(small_model);
  return Catalog(all).show(request, with_origins);
}

template <class Named>
const Named& named(const std::vector<Named>& list, std::string_view name) {
  for (const Named& each : list) {
    if (each.name == name) return each;
  }
  throw std::logic_error("the test looks for " + std::string(name));
}

using Texts = std::vector<std::string>;

}  // namespace rosterkit::mapping
