// The table of rules: complete, well-formed, and worded alike.
#include "rosterkit/base/rules.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <vector>

#include "rosterkit/base/text.hpp"

using namespace rosterkit;

namespace {

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

// "cell.bad-date": one word, a full stop, words with dashes between them.
bool is_rule_id(std::string_view id) {
  const std::vector<std::string_view> halves = split(id, ".");
  if (halves.size() != 2 || !is_word(halves[0])) return false;
  const std::vector<std::string_view> words = split(halves[1], "-");
  return std::all_of(words.begin(), words.end(), is_word);
}

}  // namespace

TEST_CASE("rule ids are unique and spelled group.words-with-dashes") {
  std::set<std::string_view> seen;
  for (const Rule& rule : rules()) {
    INFO(rule.id);
    CHECK(seen.insert(rule.id).second);
    CHECK(is_rule_id(rule.id));
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
