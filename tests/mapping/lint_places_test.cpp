// Where fields are written: columns, elements and their order.
#include <catch2/catch.hpp>

#include "small_model.hpp"

using namespace rosterkit;
using namespace rosterkit::mapping;

namespace {

/// An XML mapping of users with these fields and children, and an order.
Texts xml(const std::string& order, const std::string& fields, const std::string& children = "") {
  return refusals({{"x.json", R"({"rosterMap": 1, "id": "x", "format": {"kind": "xml", "order": {"address": ["street", "city"]}}, "records": {"users": {"file": "users.xml",
    "each": "user", "entity": "user", "order": )" + order + R"(, "fields": {)" + fields + R"(}, "children": {)" + children + "}}}}"}}, {"x", "", {}});
}

}  // namespace

TEST_CASE("two fields may not write one column") {
  CHECK(refusals_of_overlay(R"("records": {"students": {"fields": {"email": "first"}}})") ==
        Texts{"small.json: /records/students/fields/givenName: \"first\" is written by /records/students/fields/email too; give one of the two \"write\": false, or a \"when\""});
  CHECK(refusals_of_overlay(R"("records": {"students": {"fields": {"email": {"at": "first", "write": false, "why": "w"}}}})").empty());
  CHECK(refusals_of_overlay(R"("records": {"students": {"fields": {"email": {"at": "first", "when": {"givenName": {"blank": true}}}}}})").empty());
}

TEST_CASE("a child writes into the row of its parent") {
  CHECK(refusals_of_overlay(R"("records": {"students": {"children": {"school": {"fields": {"title": "last"}}}}})") ==
        Texts{"mine.json: /records/students/children/school/fields/title: \"last\" is written by /records/students/fields/familyName too; give one of the two \"write\": false, or a \"when\""});
}

TEST_CASE("a column that is written must be in columns") {
  CHECK(refusals_of_overlay(R"("records": {"students": {"fields": {"email": "frist"}}})") ==
        Texts{"mine.json: /records/students/fields/email: \"frist\" is not in \"columns\", so that it would not be written, did you mean \"first\"?"});
  CHECK(refusals_of_overlay(R"("records": {"students": {"columns": null}})") ==
        Texts{"small.json: /records/students: a record of a CSV file needs \"columns\", the order of output"});
  CHECK(refusals_of_overlay(R"("records": {"schools": {"columns": ["id", "name", "id"]}})") ==
        Texts{"mine.json: /records/schools/columns: the column \"id\" stands there twice"});
}

TEST_CASE("numbered columns are looked at one by one") {
  CHECK(refusals_of_overlay(R"("records": {"students": {"columns": ["id", "first", "last", "school", "2_school"],
      "children": {"school": {"each": {"n": ["", "2_", "3_"]}, "fields": {"orgSourcedId": {"at": "{n}school"}}}}}})") ==
        Texts{"mine.json: /records/students/children/school/fields/orgSourcedId: \"3_school\" is not in \"columns\", so that it would not be written, did you mean \"2_school\"?"});
}

TEST_CASE("every written element has its place in order") {
  const std::string order = R"({"": ["name", "email"], "name": ["family", "given"]})";
  CHECK(xml(order, R"("sourcedId": "@id", "familyName": "name/family", "givenName": "name/given", "email": "email")").empty());
  CHECK(xml(order, R"("familyName": "name/fmaily")") == Texts{"x.json: /records/users/fields/familyName: \"fmaily\" is not in the \"order\" of \"name\", did you mean \"family\"?"});
  CHECK(xml(order, R"("email": "mail")") == Texts{"x.json: /records/users/fields/email: \"mail\" is not in the \"order\" of the record (\"\"), did you mean \"email\"?"});
  CHECK(xml(R"({"": ["name"]})", R"("familyName": "name/family", "givenName": "name/given")") ==
        Texts{"x.json: /records/users/fields/familyName: \"order\" has no list for \"name\", which has several elements, \"family\" among them"});
}

TEST_CASE("the format's order serves containers used in many places, and predicates do not matter") {
  const std::string home = R"("home": {"entity": "address", "each": "address[type=Home]", "max": 1, "parent": {"ownerSourcedId": "sourcedId"}, "fields": {"street": "street"}})";
  CHECK(xml(R"({"": ["address"]})", R"("email": "address[type=Home]/city")", home).empty());
  CHECK(xml(R"({"": ["address"]})", R"("email": "address[type=Home]/cty")", home) ==
        Texts{"x.json: /records/users/fields/email: \"cty\" is not in the \"order\" of \"address\", did you mean \"city\"?"});
}

TEST_CASE("a child with one element shares it with its parent's fields, a child with many does not") {
  const auto child = [](const std::string& max) {
    return R"("school": {"entity": "role", "each": "school")" + max + R"(, "parent": {"userSourcedId": "sourcedId"}, "fields": {"title": "title"}})";
  };
  CHECK(xml("{}", R"("email": "school/title")", child(R"(, "max": 1)")).size() == 1);
  CHECK(xml("{}", R"("email": "school/title")", child("")).empty());
}

TEST_CASE("a location in XML is made of steps only") {
  CHECK(xml("{}", R"("email": "//email")")[0] == "x.json: /records/users/fields/email/at: a location has child steps, @attribute and [name=value] only; ^ stands for the parent");
}

TEST_CASE("a cell that only make names must be one of the record's") {
  CHECK(refusals_of_overlay(R"("records": {"students": {"fields": {"sourcedId": {"at": "id", "make": ["at:frist", "at:last"]}}}})") ==
        Texts{"mine.json: /records/students/fields/sourcedId: \"make\" names \"frist\", which is no column that this record has, did you mean \"first\"?"});
  CHECK(refusals_of_overlay(R"("records": {"students": {"fields": {"sourcedId": {"at": "id", "make": ["at:nowhere"]}}}})") ==
        Texts{"mine.json: /records/students/fields/sourcedId: \"make\" names \"nowhere\", which is no column that this record has"});
  CHECK(refusals_of_overlay(R"("records": {"students": {"fields": {"sourcedId": {"at": "id", "make": ["at:first", "at:last"]}}}})").empty());
}

TEST_CASE("a cell that skip names may be one that nothing else reads, but not a misspelt one") {
  CHECK(refusals_of_overlay(R"("records": {"students": {"skip": {"frist": "x", "why": "w"}}})") ==
        Texts{"mine.json: /records/students: \"skip\" names \"frist\", which is no column that this record has, did you mean \"first\"?"});
  CHECK(refusals_of_overlay(R"("records": {"students": {"skip": {"Vendor_flag": "x", "why": "w"}}})").empty());
}
