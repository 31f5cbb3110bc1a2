// Dates: the calendar, patterns, and that what a pattern writes it also reads.
#include "rosterkit/base/date.hpp"

#include <catch2/catch.hpp>

using namespace rosterkit;

TEST_CASE("29 February exists in leap years only") {
  CHECK(is_valid({2024, 2, 29}));
  CHECK(is_valid({2000, 2, 29}));
  CHECK_FALSE(is_valid({2025, 2, 29}));
  CHECK_FALSE(is_valid({1900, 2, 29}));
}

TEST_CASE("days and years outside of the calendar are not valid") {
  CHECK_FALSE(is_valid({2025, 4, 31}));
  CHECK_FALSE(is_valid({2025, 0, 1}));
  CHECK_FALSE(is_valid({2025, 13, 1}));
  CHECK_FALSE(is_valid({2025, 1, 0}));
  CHECK_FALSE(is_valid({0, 1, 1}));
  CHECK_FALSE(is_valid({10000, 1, 1}));
}

TEST_CASE("an ISO date is exactly YYYY-MM-DD") {
  CHECK(parse_iso_date("2025-08-31") == Date{2025, 8, 31});
  CHECK_FALSE(parse_iso_date("2025-8-31").has_value());
  CHECK_FALSE(parse_iso_date("2025-08-31 ").has_value());
  CHECK_FALSE(parse_iso_date("2025/08/31").has_value());
  CHECK_FALSE(parse_iso_date("2025-02-30").has_value());
  CHECK_FALSE(parse_iso_date("20a5-02-03").has_value());
}

TEST_CASE("M and d take one or two digits, MM and dd exactly two") {
  CHECK(parse_date("8/3/2025", "M/d/yyyy") == Date{2025, 8, 3});
  CHECK(parse_date("08/03/2025", "M/d/yyyy") == Date{2025, 8, 3});
  CHECK_FALSE(parse_date("8/3/2025", "MM/dd/yyyy").has_value());
  CHECK(parse_date("20250803", "yyyyMMdd") == Date{2025, 8, 3});
  CHECK_FALSE(parse_date("08/03/2025x", "MM/dd/yyyy").has_value());
}

TEST_CASE("a date that reads well but does not exist is told apart from one that does not read") {
  const auto date = parse_date("31.04.2025", "dd.MM.yyyy");
  REQUIRE(date.has_value());
  CHECK_FALSE(is_valid(*date));
}

TEST_CASE("two-digit years up to the pivot belong to this century") {
  CHECK(parse_date("8/3/30", "M/d/yy")->year == 2030);
  CHECK(parse_date("8/3/31", "M/d/yy")->year == 1931);
  CHECK(parse_date("8/3/11", "M/d/yy", 10)->year == 1911);
}

TEST_CASE("dates are written by the same patterns") {
  CHECK(iso({987, 1, 2}) == "0987-01-02");
  CHECK(format_date({2025, 8, 3}, "M/d/yy") == "8/3/25");
  CHECK(format_date({2005, 12, 31}, "dd.MM.yyyy") == "31.12.2005");
}

TEST_CASE("days are added across months and leap years, and back") {
  CHECK(add_days({2024, 2, 28}, 1) == Date{2024, 2, 29});
  CHECK(add_days({2025, 1, 1}, -1) == Date{2024, 12, 31});
  CHECK_FALSE(is_valid(add_days({9999, 12, 31}, 1)));
  CHECK_FALSE(is_valid(add_days({1, 1, 1}, -1)));
}

TEST_CASE("each day has its number since 1970") {
  CHECK(days_since_epoch({1970, 1, 1}) == 0);
  CHECK(days_since_epoch({2025, 8, 31}) == 20331);
  for (std::int64_t day = -800'000; day < 2'900'000; day += 997) {
    const Date date = date_of_day(day);
    if (is_valid(date)) CHECK(days_since_epoch(date) == day);
  }
  CHECK_FALSE(is_valid(date_of_day(4'000'000'000)));
}

TEST_CASE("a pattern holds year, month and day once each, and reads back what it writes") {
  CHECK(is_date_pattern("yyyy-MM-dd"));
  CHECK(is_date_pattern("M/d/yy"));
  CHECK(is_date_pattern("yyyyMMdd"));
  CHECK_FALSE(is_date_pattern("yyyy-MM"));
  CHECK_FALSE(is_date_pattern("MM/dd/yyyy MM"));
  CHECK_FALSE(is_date_pattern("Mdyyyy"));
  CHECK_FALSE(is_date_pattern("yyy-MM-dd"));
  CHECK_FALSE(is_date_pattern("dd MMM yyyy"));
}
