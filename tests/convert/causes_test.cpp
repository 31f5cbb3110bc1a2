// Root causes: what leads where, and who shows it. Made-up entities by number; words are tested in tests/cases.
#include "rosterkit/convert/causes.hpp"

#include <catch2/catch.hpp>

using namespace rosterkit::convert;
using Kind = Causes::Kind;

TEST_CASE("many references to one id are one cause, shown by the first of them") {
  Causes causes;
  const auto org = causes.of(Kind::missing, 0, 7);
  for (std::uint32_t row = 0; row < 3; ++row) causes.dangling({row, 3, 1, false, 7, causes.of(Kind::missing, 0, 7)});
  const auto first = causes.part(org), second = causes.part(org);
  CHECK(first.shows);
  CHECK(first.follows == 2);
  CHECK(second.follower);
  CHECK_FALSE(second.shows);
}

TEST_CASE("a reference that is alone in its loss has no cause but itself") {
  Causes causes;
  causes.dangling({0, 3, 1, false, 7, causes.of(Kind::missing, 0, 7)});
  const auto part = causes.part(causes.find(Kind::missing, 0, 7));
  CHECK_FALSE(part.shows);
  CHECK_FALSE(part.follower);
}

TEST_CASE("what needs a record that was lost follows from what that was lost to, over any number of steps") {
  Causes causes;
  causes.dangling({5, 3, 1, false, 7, causes.of(Kind::missing, 0, 7)});        // class 5 names org 7
  const auto section = causes.of(Kind::unwritten, 3, 5), enrollment = causes.of(Kind::unwritten, 9, 0);
  causes.follow(enrollment, section);
  causes.follow(section, causes.of_blank(3, 1, 5));
  causes.add(section);
  causes.add(enrollment);
  const auto org = causes.part(causes.find(Kind::missing, 0, 7));
  CHECK(org.shows);
  CHECK(org.follows == 2);
  CHECK(causes.part(section).follower);
  CHECK(causes.part(enrollment).root == causes.find(Kind::missing, 0, 7));
}

TEST_CASE("only the field that lost its value is known to have lost it") {
  Causes causes;
  const auto seven = causes.of(Kind::missing, 0, 7), eight = causes.of(Kind::missing, 0, 8);
  causes.dangling({5, 3, 1, false, 7, seven});
  causes.dangling({6, 3, 1, false, 8, eight});
  causes.dangling({5, 3, 2, false, 8, eight});
  CHECK(causes.of_blank(3, 1, 5) == seven);
  CHECK(causes.of_blank(3, 1, 6) == eight);
  CHECK(causes.of_blank(3, 2, 5) == eight);
  CHECK(causes.of_blank(3, 2, 6) == Causes::none);
  CHECK(causes.of_blank(4, 1, 5) == Causes::none);
}

TEST_CASE("records that need each other do not follow in a circle") {
  Causes causes;
  const auto a = causes.of(Kind::unwritten, 0, 1), b = causes.of(Kind::unwritten, 0, 2), c = causes.of(Kind::unwritten, 0, 3);
  causes.follow(a, b);
  causes.follow(b, c);
  causes.follow(c, a);
  causes.follow(a, a);
  for (const auto each : {a, b, c}) causes.add(each);
  CHECK(causes.root(a) == c);
  CHECK(causes.part(c).follows == 2);
}

TEST_CASE("a chain of a hundred thousand losses is settled at once") {
  Causes causes;
  constexpr std::uint32_t length = 100'000;
  for (std::uint32_t row = 0; row < length; ++row) causes.add(causes.of(Kind::unwritten, 0, row));
  for (std::uint32_t row = 1; row < length; ++row) causes.follow(causes.find(Kind::unwritten, 0, row), causes.find(Kind::unwritten, 0, row - 1));
  CHECK(causes.part(causes.find(Kind::unwritten, 0, 0)).follows == length - 1);
}
