// Headings are read without parsing the whole text; the scanner must not be led astray by what stands in texts.
#include <catch2/catch.hpp>

#include "../../src/mapping/heading.hpp"
#include "rosterkit/mapping/embedded.hpp"

using namespace rosterkit::mapping;

TEST_CASE("the members of an object are found whatever their values hold") {
  const auto members = members_of(R"( { "a" : "x}\",{" , "b":[1,{"c":"]"}], "d":12 ,"e": true} )");
  REQUIRE(members.size() == 4);
  CHECK(members[0].second == R"("x}\",{")");
  CHECK(members[1].second == R"([1,{"c":"]"}])");
  CHECK(members[2].second.starts_with("12"));
  CHECK(members[3].first == "e");
  CHECK(members_of("{}").empty());
}

TEST_CASE("a text that is no object has no members, however it is cut") {
  const std::string_view whole = R"({"id": "a", "detect": {"files": ["b"]}})";
  for (std::size_t length = 0; length < whole.size(); ++length) CHECK(members_of(whole.substr(0, length)).empty());
  CHECK(members_of(whole).size() == 2);
}

TEST_CASE("a heading has id, title, detect, variants and modes") {
  const RawHeading heading = read_heading(R"({"id": "a", "title": "T \u00fc", "records": {"id": "no"}, "modes": {"delta": {}},
    "variants": {"v": {"patch": {"detect": {"files": ["no"]}}, "detect": {"files": ["yes"]}}}})");
  CHECK(heading.id == "a");
  CHECK(heading.title == "T \xC3\xBC");
  CHECK(heading.modes == std::vector<std::string>{"delta"});
  REQUIRE(heading.variants.size() == 1);
  CHECK(heading.variants[0].second["files"][0] == "yes");
}

TEST_CASE("a string ends at the first quote that is not escaped") {
  const auto members = members_of(R"({"a": "x\"y", "b": "\\", "c": ["\\\"]", "}"], "d": {"e": "{"}})");
  std::vector<std::string> found;
  for (const auto& [key, value] : members) found.push_back(key + "=" + std::string(value));
  CHECK(found == std::vector<std::string>{R"(a="x\"y")", R"(b="\\")", R"(c=["\\\"]", "}"])", R"(d={"e": "{"})"});
  CHECK(members_of(R"({"a": "x\")").empty());
}

TEST_CASE("a shipped mapping says what it is before its code tables") {
  for (const EmbeddedFile& file : embedded_files()) {
    if (!file.name.ends_with(".json") || file.name == "model.json") continue;
    INFO(file.name);
    const RawHeading quick = read_shipped_heading(file.text), all = read_heading(file.text);
    CHECK(quick.id == all.id);
    CHECK_FALSE(quick.id.empty());
    CHECK(quick.title == all.title);
    CHECK(quick.extends == all.extends);
    CHECK(quick.detect == all.detect);
    CHECK(quick.variants == all.variants);
    CHECK(quick.modes == all.modes);
  }
}

TEST_CASE("members behind the one that ends the search are not looked at") {
  CHECK(members_of(R"({"a": 1, "b": 2, "c": oops)", "b").size() == 1);
  CHECK(members_of(R"({"a": {"b": 2}, "c": 3})", "b").size() == 2);
}
