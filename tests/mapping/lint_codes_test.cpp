// Code tables: what they may not say, and where they come from.
#include <catch2/catch.hpp>

#include "small_model.hpp"

using namespace rosterkit;
using namespace rosterkit::mapping;

TEST_CASE("a spelling under two words is refused unless a condition tells them apart") {
  CHECK(refusals_of_overlay(R"("codes": {"role": {"values": {"student": ["A"], "teacher": ["B", "A"]}}})") ==
        Texts{"mine.json: /codes/role/values/teacher: \"A\" is a spelling of \"student\" too; say with \"when\" which of the two it means, or keep it in one"});
  CHECK(refusals_of_overlay(R"("codes": {"role": {"values": {"student": ["A"], "teacher": ["A"]}, "when": {"teacher": {"org.type": "district"}}}})").empty());
}

TEST_CASE("capitals make no second spelling where the table ignores them") {
  CHECK(refusals_of_overlay(R"("codes": {"role": {"case": "ignore", "values": {"student": ["a"], "teacher": ["A"]}}})").size() == 1);
  CHECK(refusals_of_overlay(R"("codes": {"role": {"values": {"student": ["a"], "teacher": ["A"]}}})").empty());
}

TEST_CASE("a condition for a word that is not in the table") {
  CHECK(refusals_of_overlay(R"("codes": {"role": {"values": {"student": ["A"]}, "when": {"studnet": {"org.type": "x"}}}})") ==
        Texts{"mine.json: /codes/role/when/studnet: the table has no word \"studnet\", did you mean \"student\"?"});
}

TEST_CASE("a table may stand in a CSV beside the mapping, and single words be changed in the mapping") {
  const TextFile table{"codes/role.csv", "spelling,word\r\nS,student\n\"Lehrer, Lehrerin\",teacher\nSch\xC3\xBCler,student"};
  const Mapping mapping = load({overlay(R"("codes": {"role": {"file": "codes/role.csv", "values": {"teacher": ["T"]}}})"), small_mapping(), table}, {"mine", "", {}});
  const codec::CodeTable& role = mapping.codes.at("role");
  REQUIRE(role.values.size() == 2);
  CHECK(role.values[0].spellings == Texts{"S", "Sch\xC3\xBCler"});
  CHECK(role.values[1].spellings == Texts{"T"});
}

TEST_CASE("a table that cannot be used") {
  const auto refused = [](const std::string& text) {
    return refusals({overlay(R"("codes": {"role": {"file": "codes/role.csv"}})"), small_mapping(), {"codes/role.csv", text}}, {"mine", "", {}});
  };
  const std::string at = "mine.json: /codes/role/file: ";
  CHECK(refused("a,b\n1,2\n") == Texts{at + "the table needs the columns word and spelling in its first line"});
  CHECK(refused("word,spelling\nstudent\n") == Texts{at + "line 2 of the table has not the same number of cells as its header, or an open quote"});
  CHECK(refused("word,spelling\n,S\n") == Texts{at + "line 2 of the table has no word"});
  CHECK(refusals_of_overlay(R"("codes": {"role": {"file": "codes/other.csv"}})") == Texts{at + "there is no readable file \"codes/other.csv\" beside the mapping"});
  CHECK(refusals_of_overlay(R"("codes": {"role": {"file": "../secret.csv"}})") == Texts{at + "there is no readable file \"../secret.csv\" beside the mapping"});
}

TEST_CASE("what to do with unknown words may be an option, and an empty one means a blank") {
  const std::string codes = R"("options": {"other": "aide"}, "codes": {"role": {"values": {}, "unknownOnWrite": {"as": "{other}"}, "unknownOnRead": "keep"}})";
  const codec::CodeTable role = load({overlay(codes), small_mapping()}, {"mine", "", {}}).codes.at("role");
  CHECK(role.unknown_on_write.as == "aide");
  CHECK((role.unknown_on_read.kind == codec::CodeTable::Unknown::keep));
  CHECK((load({overlay(codes), small_mapping()}, {"mine", "", {{"other", ""}}}).codes.at("role").unknown_on_write.kind == codec::CodeTable::Unknown::blank));
}
