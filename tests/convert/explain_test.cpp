// What becomes of each field between two formats, computed from their plans alone.
#include <catch2/catch.hpp>

#include "small_roster.hpp"

namespace rosterkit::convert {
namespace {

using Files = std::vector<mapping::TextFile>;

std::vector<Fate> fates(Files files, const std::string& from, const std::string& to) {
  files.push_back(small_model);
  const mapping::Catalog catalog(files);
  return explain(catalog, {from, "", {}}, {to, "", {}});
}

const Fate* find(const std::vector<Fate>& all, const std::string& entity, const std::string& field) {
  for (const Fate& fate : all) {
    if (fate.entity == entity && fate.field == field) return &fate;
  }
  return nullptr;
}

Fate fate_of(const std::vector<Fate>& all, const std::string& entity, const std::string& field) {
  const Fate* found = find(all, entity, field);
  REQUIRE(found != nullptr);
  return *found;
}

}  // namespace

TEST_CASE("a field that both sides hold is kept, with its place in each") {
  const auto all = fates({small_format(), names_format()}, "names", "names");
  const Fate fate = fate_of(all, "user", "fullName");
  CHECK(fate.fate == "kept");
  CHECK(fate.from_place == "names.csv name");
  CHECK(fate.to_place == "names.csv name");
  CHECK(fate.why.empty());
}

TEST_CASE("a field without a place in the target is lost, and the target is named") {
  const auto all = fates({small_format(), names_format()}, "small", "names");
  const Fate fate = fate_of(all, "user", "birthDate");
  CHECK(fate.fate == "lost");
  CHECK(fate.from_place == "students.csv born");
  CHECK(fate.to_place.empty());
  CHECK(fate.why == "no place in names");
}

TEST_CASE("records that no record of the target takes are said once") {
  const auto all = fates({small_format(), names_format()}, "small", "names");
  const Fate fate = fate_of(all, "org", "*");
  CHECK(fate.fate == "lost");
  CHECK(fate.from_place == "schools.csv");
  CHECK(fate.why == "names has no place for these records");
  CHECK(find(all, "org", "name") == nullptr);
}

TEST_CASE("a field that a completion gives is filled, with the reason of the completion") {
  const auto all = fates({small_format(), names_format()}, "small", "names");
  const Fate fate = fate_of(all, "user", "fullName");
  CHECK(fate.fate == "filled");
  CHECK(fate.from_place.empty());
  CHECK(fate.to_place == "names.csv name");
  CHECK(fate.why == "Some formats hold the whole name in one field.");
}

TEST_CASE("a list that meets a single place is changed") {
  const auto all = fates({names_format()}, "names", "names");
  const Fate fate = fate_of(all, "user", "grades");
  CHECK(fate.fate == "changed");
  CHECK(fate.why == "room for one of a list");
}

TEST_CASE("a field that the target requires and the source cannot hold is announced as a loss of records") {
  const auto all = fates({small_format(), names_format(R"("birthDate": {"at": "left", "required": true}, )")}, "names", "names");
  CHECK(fate_of(all, "user", "birthDate").fate == "kept");
  const auto missing = fates({small_format(), names_format(R"("primaryOrgSourcedId": {"at": "left", "ref": "org", "required": true}, )")}, "small", "names");
  const Fate fate = fate_of(missing, "user", "primaryOrgSourcedId");
  CHECK(fate.fate == "lost");
  CHECK(fate.why == "names requires it and small does not hold it: records for which nothing gives it are not written");
}

TEST_CASE("what a target fills itself names what it is filled with") {
  const auto all = fates({small_format(), names_format(R"("#left": {"at": "left", "fill": [{"const": "no"}]}, )")}, "small", "names");
  const Fate fate = fate_of(all, "user", "#left");
  CHECK(fate.fate == "filled");
  CHECK(fate.why == "with \"no\"");
}

TEST_CASE("records are lost where the target requires of them what they can never have") {
  // People of the format with names only are nobody's students.
  const auto all = fates({small_format(), names_format()}, "names", "small");
  const Fate fate = fate_of(all, "user", "*");
  CHECK(fate.fate == "lost");
  CHECK(fate.from_place == "names.csv");
}

TEST_CASE("ids pass between formats with the same rules for ids, and may be made anew for stricter ones") {
  const std::string strict = R"("ids": {"*": {"valid": "[0-9]+", "mint": "uuid5"}}, )";
  const auto same = fates({small_format(strict), names_format("", strict)}, "small", "names");
  CHECK(fate_of(same, "user", "sourcedId").fate == "kept");
  const Fate fate = fate_of(fates({small_format(), names_format("", strict)}, "small", "names"), "user", "sourcedId");
  CHECK(fate.fate == "changed");
  CHECK(fate.why == "ids that the format does not admit are made anew");
}

TEST_CASE("without a target, each field has its class") {
  const auto all = fates({small_format()}, "small", "");
  CHECK(fate_of(all, "user", "familyName").fate == "exact");
  CHECK(fate_of(all, "user", "userIds.State").fate == "exact");
  const Fate born = fate_of(all, "user", "birthDate");
  CHECK(born.fate == "canonicalising");
  CHECK(born.why == "the codec \"date\" is canonicalising");
  CHECK(born.from_place == "students.csv born");
  CHECK(fate_of(all, "role", "role").from_place == "students.csv");
}

TEST_CASE("a child with room for one is lossy on write for all its fields") {
  const auto all = fates({small_format()}, "small", "");
  const Fate fate = fate_of(all, "role", "orgSourcedId");
  CHECK(fate.fate == "lossy on write");
  CHECK(fate.why == "room for one");
}

}  // namespace rosterkit::convert
