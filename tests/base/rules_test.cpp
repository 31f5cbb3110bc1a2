// The table of rules: complete, well-formed, and worded alike.
#include "rosterkit/base/rules.hpp"

#include <catch2/catch.hpp>
#include <regex>
#include <set>
#include <string>

using namespace rosterkit;

TEST_CASE("rule ids are unique and spelled group.words-with-dashes") {
  const std::regex form("[a-z]+\\.[a-z0-9]+(-[a-z0-9]+)*");
  std::set<std::string_view> seen;
  for (const Rule& rule : rules()) {
    INFO(rule.id);
    CHECK(seen.insert(rule.id).second);
    CHECK(std::regex_match(std::string(rule.id), form));
  }
}

TEST_CASE("each rule says everything that `explain` shows") {
  for (const Rule& rule : rules()) {
    INFO(rule.id);
    for (const std::string_view text : {rule.title, rule.meaning, rule.fix, rule.example, rule.source}) CHECK_FALSE(text.empty());
    CHECK(rule.title.back() != '.');
    CHECK(rule.meaning.back() == '.');
    CHECK(rule.fix.back() == '.');
  }
}

TEST_CASE("the rules of a group stand together, in order of the alphabet") {
  std::set<std::string_view> finished;
  std::string_view group, last;
  for (const Rule& rule : rules()) {
    INFO(rule.id);
    const std::string_view own = rule.id.substr(0, rule.id.find('.'));
    if (own != group) {
      CHECK(finished.insert(own).second);
      group = own;
      last = {};
    }
    CHECK(last < rule.id);
    last = rule.id;
  }
}

TEST_CASE("validate is never milder than convert") {
  for (const Rule& rule : rules()) {
    INFO(rule.id);
    CHECK(rule.validate >= rule.convert);
  }
}

TEST_CASE("a rule is found by its id, and an unknown one counts as an error") {
  REQUIRE(find_rule("cell.bad-date") != nullptr);
  CHECK(find_rule("cell.bad-date")->title == "A cell is not a date of the calendar, written as the format says");
  CHECK(convert_severity("cell.bad-date") == Severity::warning);
  CHECK(find_rule("cell.bad") == nullptr);
  CHECK(convert_severity("cell.bad") == Severity::error);
}
