// Regular expressions of mappings.
#include <catch2/catch.hpp>

#include "rosterkit/base/regex.hpp"

using rosterkit::Regex;

TEST_CASE("a text matches an expression as a whole, and copies match alike") {
  const Regex grade("[0-9]{2}|KG");
  const Regex copy = grade;
  for (const Regex& each : {grade, copy}) {
    REQUIRE(each);
    CHECK(each.matches("09"));
    CHECK(each.matches("KG"));
    CHECK_FALSE(each.matches("x09"));
    CHECK_FALSE(each.matches("0"));
    CHECK_FALSE(each.matches(""));
  }
  CHECK(Regex("").matches(""));
}

TEST_CASE("no expression matches nothing, and one that is broken is told from one that is not") {
  CHECK_FALSE(Regex());
  CHECK_FALSE(Regex().matches(""));
  CHECK(Regex::is_valid("^[a-z]+$"));
  CHECK_FALSE(Regex::is_valid("[a-"));
  CHECK_THROWS_AS(Regex("[a-"), std::runtime_error);
}
