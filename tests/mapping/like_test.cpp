// `like`: copies of records and children.
#include <catch2/catch.hpp>

#include "small_model.hpp"

using namespace rosterkit;
using namespace rosterkit::mapping;

namespace {

const std::string teachers = R"("records": {"teachers": {"like": "/records/students", "file": "teachers.csv",
  "fields": {"givenName": null, "familyName": {"required": true}}, "children": {"school": {"only": {"role": "teacher"}}}}})";

}  // namespace

TEST_CASE("a copy takes the rest over it") {
  const Mapping mapping = load({overlay(teachers), small_mapping()}, {"mine", "", {}});
  const Record& record = named(mapping.records, "teachers");
  CHECK(record.file == "teachers.csv");
  CHECK(record.entity == "user");
  REQUIRE(record.fields.size() == 2);
  CHECK(record.fields[0].at == Texts{"last"});
  CHECK(record.fields[0].required);
  CHECK(record.children[0].only[0].values == Texts{"teacher"});
  CHECK(named(mapping.records, "students").children[0].only[0].values == Texts{"student"});
}

TEST_CASE("a change of the original reaches its copy") {
  const TextFile base = small_mapping(R"("variants": {"v": {"patch": {"records": {"students": {"merge": "fill"}}}}},)");
  CHECK(named(load({overlay(teachers), base}, {"mine@v", "", {}}).records, "teachers").merge == Merge::fill);
}

TEST_CASE("a copy of nothing is refused") {
  CHECK(refusals_of_overlay(R"("records": {"teachers": {"like": "/records/pupils"}})") ==
        Texts{"mine.json: /records/teachers/like: there is no record or child at \"/records/pupils\"; write its JSON pointer, like \"/records/NAME\""});
  CHECK(refusals_of_overlay(R"("records": {"teachers": {"like": "records/students"}})") ==
        Texts{"mine.json: /records/teachers/like: there is no record or child at \"records/students\"; write its JSON pointer, like \"/records/NAME\""});
}

TEST_CASE("a copy of itself is refused, also by a detour") {
  CHECK(refusals_of_overlay(R"("records": {"a": {"like": "/records/a"}})") ==
        Texts{"mine.json: /records/a/like: this copies itself, directly or by way of another \"like\""});
  const Texts detour = refusals_of_overlay(R"("records": {"a": {"like": "/records/b"}, "b": {"like": "/records/a"}})");
  REQUIRE(!detour.empty());
  CHECK(detour[0].ends_with("this copies itself, directly or by way of another \"like\""));
}

TEST_CASE("removing from a copy what it does not have is refused") {
  CHECK(refusals_of_overlay(R"("records": {"teachers": {"like": "/records/students", "file": "t.csv", "fields": {"givenNam": null}}})") ==
        Texts{"mine.json: /records/teachers/fields/givenNam: there is no \"givenNam\" in the copy to remove, did you mean \"givenName\"?"});
}

TEST_CASE("copies of copies cannot fill the memory") {
  std::string records;
  for (int i = 1; i < 40; ++i) {
    const std::string source = "/records/r" + std::to_string(i - 1);
    records += ", \"r" + std::to_string(i) + "\": {\"like\": \"" + source + "\", \"file\": \"r.csv\", \"children\": {\"c" + std::to_string(i) + "\": {\"like\": \"" + source + "\"}}}";
  }
  const Texts faults = refusals_of_overlay(R"("records": {"r0": {"like": "/records/students", "file": "r.csv"})" + records + "}");
  REQUIRE(!faults.empty());
  CHECK(faults[0].ends_with("the copies made by \"like\" grow beyond all measure; write these entries out"));
}
