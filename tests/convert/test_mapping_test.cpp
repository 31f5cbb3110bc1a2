// Examples and both laws, on mappings that keep them and on mappings that break them; all shipped mappings on their samples.
#include <catch2/catch.hpp>

#include "small_roster.hpp"

namespace rosterkit::convert {
namespace {

constexpr const char* good_files = R"("schools.csv": ["id,name", "a,Alder"],
  "students.csv": ["id,first,last,born,state,school", "7,Ada,Example,2017-04-09,S1,a"])";

std::string example(const std::string& model, const std::string& files = good_files, const std::string& rules = "") {
  return R"("examples": {"one": {"read": {)" + files + "}, \"model\": " + model + (rules.empty() ? "" : ", \"rules\": " + rules) + "}},";
}

std::vector<TestOutcome> run(const mapping::TextFile& file, const std::string& format = "small") {
  const mapping::Catalog catalog({file, small_model});
  return test_mapping(catalog, {format, "", {}}, "");
}

}  // namespace

TEST_CASE("an example that is read as expected passes, and so do both laws on its files") {
  const auto outcomes = run(small_format(example(R"({"user": [{"sourcedId": "7", "birthDate": "2017-04-09", "userIds": [["State", "S1"]]}], "role": [{"role": "student"}]})")));
  REQUIRE(outcomes.size() == 6);
  CHECK(outcomes[0].name == "example \"one\"");
  CHECK(outcomes[1].name == "law 1 on example \"one\"");
  CHECK(outcomes[2].name == "law 2 on example \"one\"");
  for (const TestOutcome& outcome : outcomes) {
    CHECK(outcome.passed);
    CHECK(outcome.detail.empty());
  }
}

TEST_CASE("a field that was read differently is shown with shapes, never with values") {
  const auto outcomes = run(small_format(example(R"({"user": [{"sourcedId": "7", "familyName": "Other", "birthDate": "2017-04-10"}]})")));
  CHECK_FALSE(outcomes[0].passed);
  CHECK(outcomes[0].detail == "user: \"familyName\" is \"Aaaaaaa\" and should be \"Aaaaa\"; \"birthDate\" is \"9999-99-99\" and should be \"9999-99-99\"");
}

TEST_CASE("an entity that an example names has exactly the records listed") {
  const auto outcomes = run(small_format(example(R"({"user": []})")));
  CHECK_FALSE(outcomes[0].passed);
  CHECK(outcomes[0].detail == "user: 1 records were read, 0 are expected");
}

TEST_CASE("a blank expected of a field is met by a record without it") {
  CHECK(run(small_format(example(R"({"user": [{"sourcedId": "7", "fullName": ""}]})")))[0].passed);
  CHECK_FALSE(run(small_format(example(R"({"user": [{"sourcedId": "7", "familyName": ""}]})")))[0].passed);
}

TEST_CASE("a rule that an example lists must be reported") {
  const std::string dangling = R"("schools.csv": ["id,name", "a,Alder"], "students.csv": ["id,first,last,born,state,school", "7,Ada,Example,99/99/2017,S1,a"])";
  CHECK(run(small_format(example("{}", dangling, R"(["cell.bad-date"])")))[0].passed);
  const auto outcomes = run(small_format(example("{}", good_files, R"(["cell.bad-date"])")));
  CHECK_FALSE(outcomes[0].passed);
  CHECK(outcomes[0].detail == "the rule cell.bad-date should be reported, and is not");
}

TEST_CASE("a field that is read and never written breaks law 1, which says what did not come back") {
  const auto outcomes = run(small_format(example(R"({"user": [{"sourcedId": "7"}]})", R"("schools.csv": ["id,name", "a,Alder"],
    "students.csv": ["id,first,last,nick,school", "7,Ada,Example,Countess,a"])"), R"("fullName": {"at": "nick", "write": false, "why": "test"}, )"));
  REQUIRE(outcomes.size() == 6);
  CHECK(outcomes[0].passed);
  CHECK_FALSE(outcomes[1].passed);
  CHECK(outcomes[1].detail == "user \"7\": \"fullName\" was \"Aaaaaaaa\" and came back as nothing");
  CHECK(outcomes[2].passed);
}

TEST_CASE("what is filled from something filled breaks law 2, which names the file and the line") {
  // The family name is filled first; only when it has been read back is there something to fill the first name from.
  const auto outcomes = run(names_format(R"("familyName": {"at": "left", "fill": ["fullName"]}, "givenName": {"at": "first", "fill": ["familyName"]}, )",
                                         example(R"({"user": [{"sourcedId": "7"}]})", R"("names.csv": ["number,name", "7,Ada"])")),
                            "names");
  REQUIRE(outcomes.size() == 6);
  CHECK(outcomes[2].name == "law 2 on example \"one\"");
  CHECK_FALSE(outcomes[2].passed);
  CHECK(outcomes[2].detail == "names.csv differs: written first, line 2: 9,Aaa,,Aaa,; written again, line 2: 9,Aaa,,Aaa,Aaa");
}

TEST_CASE("a mapping without examples and without samples is tried on made-up rosters") {
  const auto outcomes = run(small_format());
  REQUIRE(outcomes.size() == 3);
  CHECK(outcomes[0].name == "law 1 on 100 made-up rosters");
  CHECK(outcomes[1].name == "law 2 on 100 made-up rosters");
  CHECK(outcomes[2].name == "nothing lost uncounted on 100 made-up rosters");
  for (const TestOutcome& outcome : outcomes) CHECK(outcome.passed);
}

TEST_CASE("a variant need not hold all that the examples of its mapping say, but what it holds must stay") {
  // The variant has no place for birth dates.
  const std::string more = R"("variants": {"2": {"patch": {"records": {"students": {"fields": {"birthDate": {"write": false, "why": "test"}}}}}}}, )" + example("{}");
  for (const std::string format : {"small", "small@2"}) {
    const auto outcomes = run(small_format(more), format);
    REQUIRE(outcomes.size() == 6);
    for (const TestOutcome& outcome : outcomes) {
      INFO(format << ": " << outcome.name << ": " << outcome.detail);
      CHECK(outcome.passed);
    }
  }
}

TEST_CASE("files that are refused end the laws, and an example may want that") {
  const std::string broken = R"("schools.csv": ["id,name", "a,Alder"], "students.csv": ["id,first,last,born,state,school", "7,\"Ada"])";
  const auto wanted = run(small_format(example("{}", broken, R"(["csv.unclosed-quote"])")));
  REQUIRE(wanted.size() == 4);
  CHECK(wanted[0].passed);
  CHECK_FALSE(run(small_format(example("{}", broken)))[0].passed);
}

}  // namespace rosterkit::convert
