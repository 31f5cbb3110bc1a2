// Calendar dates without clocks or locales. Canonical text: YYYY-MM-DD (proleptic Gregorian, years 1 to 9999).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rosterkit {

struct Date {
  int year = 0, month = 0, day = 0;
  bool operator==(const Date&) const = default;
};

bool is_valid(const Date& date);                              ///< the day exists: 29 February only in leap years
std::optional<Date> parse_iso_date(std::string_view text);     ///< exactly YYYY-MM-DD and valid
std::string iso(const Date& date);
Date add_days(Date date, int days);

/// Parses @p text by a pattern of yyyy, yy, MM, M, dd, d and literals. M and d take one or two digits, MM and dd exactly two.
/// Two-digit years: 00 to @p pivot are 20yy, the rest 19yy.
/// @returns nothing if the text has another form; a Date that may be invalid (31 April) otherwise: ask is_valid.
std::optional<Date> parse_date(std::string_view text, std::string_view pattern, int pivot = 30);
std::string format_date(const Date& date, std::string_view pattern);

}  // namespace rosterkit
