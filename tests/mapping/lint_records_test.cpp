// The refusals of records, children, ids and checks.
#include <catch2/catch.hpp>

#include "small_model.hpp"

using namespace rosterkit;
using namespace rosterkit::mapping;

namespace {

Texts child(const std::string& entry) { return refusals_of_overlay(R"("records": {"students": {"children": {"school": )" + entry + "}}}"); }
const std::string school_place = "mine.json: /records/students/children/school";

}  // namespace

TEST_CASE("a record needs a file and an entity of the model") {
  CHECK(refusals_of_overlay(R"("records": {"students": {"file": null}})") ==
        Texts{"small.json: /records/students: a record needs \"file\", or \"each\": \"once\" if it stands in none"});
  CHECK(refusals_of_overlay(R"("records": {"schools": {"entity": "ogr"}})") == Texts{"mine.json: /records/schools/entity: the model has no entity \"ogr\", did you mean \"org\"?"});
}

TEST_CASE("two records may not claim the same rows") {
  const std::string pupils = R"("records": {"pupils": {"file": "students.csv", "entity": "user", "fields": {"sourcedId": {"at": "id", "write": false, "why": "read only"}})";
  CHECK(refusals_of_overlay(pupils + "}}") ==
        Texts{"small.json: /records/students: the record \"pupils\" claims the same rows of \"students.csv\"; tell them apart with \"each\", like \".[type=user]\""});
  CHECK(refusals_of_overlay(pupils + R"(, "each": ".[type=pupil]"}})").empty());
}

TEST_CASE("two records may be read from one file, and not written to it") {
  CHECK(refusals_of_overlay(R"("records": {"pupils": {"file": "students.csv", "each": ".[type=pupil]", "entity": "user", "columns": ["id"], "fields": {"sourcedId": "id"}}})") ==
        Texts{"small.json: /records/students: the record \"pupils\" is written to \"students.csv\" too, and several records in one file can only be read "
              "so far; give the fields of one of the two \"write\": false and \"why\""});
}

TEST_CASE("rows are skipped with why only") {
  CHECK(refusals_of_overlay(R"("records": {"students": {"skip": {"active": "N"}}})") == Texts{"mine.json: /records/students/skip: leaving rows out needs \"why\""});
  CHECK(refusals_of_overlay(R"("records": {"students": {"skip": {"active": "N", "why": "left"}}})").empty());
  CHECK(refusals_of_overlay(R"("records": {"students": {"skip": {"where": {"active": "N"}, "why": "left"}}})").empty());
}

TEST_CASE("children are joined by fields that exist") {
  CHECK(child(R"({"parent": {"userSourcedI": "sourcedId"}})") == Texts{school_place + "/parent/userSourcedI: \"role\" has no field \"userSourcedI\", did you mean \"userSourcedId\"?"});
  CHECK(child(R"({"into": {"primaryOrg": "orgSourcedId"}})")[0].starts_with(school_place + "/into/primaryOrg: \"user\" has no field \"primaryOrg\""));
}

TEST_CASE("rest and instead name a child beside") {
  CHECK(child(R"({"rest": "shcool"})") == Texts{school_place + "/rest: there is no child \"shcool\" beside this one"});
}

TEST_CASE("a child declines a direction, or items, with why") {
  CHECK(child(R"({"write": false})") == Texts{school_place + "/write: \"write\": false needs \"why\""});
  CHECK(child(R"({"whenMore": "ignore"})") == Texts{school_place + "/whenMore: \"ignore\" needs \"why\""});
  CHECK(child(R"({"write": false, "why": "because"})").empty());
}

TEST_CASE("what a child selects by a path cannot be set on reading") {
  CHECK(child(R"({"only": {"org.type": "school"}})") == Texts{school_place + "/only/org.type: \"org.type\" cannot be set on reading; add \"read\": false and \"why\""});
  CHECK(child(R"({"only": {"org.type": "school"}, "read": false, "why": "w"})").empty());
}

TEST_CASE("two children may not repeat the row side by side, but one in the other may") {
  const std::string second = R"("home": {"entity": "address", "each": "row", "parent": {"ownerSourcedId": "sourcedId"}, "fields": {"street": "x"}})";
  const std::string head = R"("records": {"students": {"columns": ["id", "first", "last", "school", "x"], "children": {"school": {"each": "row"})";
  CHECK(refusals_of_overlay(head + ", " + second + "}}}") ==
        Texts{"mine.json: /records/students/children/school/each: \"home\" and \"school\" both repeat the row, side by side: each pair of them would need a row; put one into the other, or decline one"});
  const std::string nested = R"("records": {"students": {"columns": ["id", "first", "last", "school", "x"], "children": {"school": {"each": "row", "children": {)";
  CHECK(refusals_of_overlay(nested + second + "}}}}}").empty());
}

TEST_CASE("sort keys are paths, and equals looks at the parent") {
  CHECK(child(R"({"sort": ["titel desc"]})") == Texts{school_place + "/sort: \"role\" has no field \"titel\", did you mean \"title\"?"});
  CHECK(child(R"({"sort": [{"equals": ["orgSourcedId", "primaryOrgSourcedId"]}]})") ==
        Texts{school_place + "/sort/0: \"equals\" has a field, and a field of the parent that begins with ^"});
  const Mapping mapping = load({overlay(R"("records": {"students": {"children": {"school": {"sort": [{"equals": ["orgSourcedId", "^primaryOrgSourcedId"]}, "title desc"]}}}})"), small_mapping()}, {"mine", "", {}});
  const std::vector<SortKey>& sort = named(mapping.records, "students").children[0].sort;
  REQUIRE(sort.size() == 2);
  CHECK(sort[0].equals_parent == "primaryOrgSourcedId");
  CHECK(sort[1].path == "title");
  CHECK(sort[1].descending);
}

TEST_CASE("a distinct record has its paths for fields") {
  const std::string record = R"("records": {"pairs": {"file": "pairs.csv", "entity": "role", "distinct": ["orgSourcedId", "user.familyName"], "columns": ["o", "f", "t"], "fields": )";
  const Mapping mapping = load({overlay(record + R"({"orgSourcedId": {"at": "o", "ref": "org"}, "user.familyName": "f"}}})"), small_mapping()}, {"mine", "", {}});
  CHECK((named(mapping.records, "pairs").fields[1].kind == Field::Kind::model));
  CHECK(named(mapping.records, "pairs").fields[1].name == "user.familyName");
  CHECK(refusals_of_overlay(record + R"({"title": "t"}}})") ==
        Texts{"mine.json: /records/pairs/fields/title: a record with \"distinct\" has only those paths, columns (#) and children as its fields"});
}

TEST_CASE("ids and checks name what the model has") {
  CHECK(refusals_of_overlay(R"("ids": {"usr": {}})") == Texts{"mine.json: /ids/usr: the model has no entity \"usr\", did you mean \"user\"?"});
  CHECK(refusals_of_overlay(R"("ids": {"user": {"valid": "["}})") == Texts{"mine.json: /ids/user/valid: this is not a regular expression (ECMAScript)"});
  CHECK(refusals_of_overlay(R"("checks": {"a": {"entity": "role", "expect": {"org.tpye": "school"}}})") ==
        Texts{"mine.json: /checks/a: a check needs \"rule\", the id of its findings", "mine.json: /checks/a/expect/org.tpye: \"org\" has no field \"tpye\", did you mean \"type\"?"});
  CHECK(refusals_of_overlay(R"("profile": {"a": {"rule": "x.y", "entity": "role"}})") == Texts{"mine.json: /profile/a: a check needs \"expect\" or \"unique\""});
}
