// Calendar dates without clocks or locales. Canonical text: YYYY-MM-DD (proleptic Gregorian, years 1 to 9999).
#pragma once

#include <cstdint>
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
Date add_days(Date date, int days);                            ///< may leave the years 1 to 9999: ask is_valid

/// Days since 1970-01-01 of a valid date, negative before, and back. The date of a far day may be invalid: ask is_valid.
std::int64_t days_since_epoch(const Date& date);
Date date_of_day(std::int64_t days);

/// Parses @p text by a pattern of yyyy, yy, MM, M, dd, d and literals. M and d take one or two digits, MM and dd exactly two.
/// Two-digit years: 00 to @p pivot are 20yy, the rest 19yy.
/// @returns nothing if the text has another form; a Date that may be invalid (31 April) otherwise: ask is_valid.
std::optional<Date> parse_date(std::string_view text, std::string_view pattern, int pivot = 30);
std::string format_date(const Date& date, std::string_view pattern);

/// format_date into a buffer that is used again and again: appends to @p out.
void append_date(std::string& out, const Date& date, std::string_view pattern);

/// True if @p pattern holds year, month and day once each, spelled as above, and reads back what it writes: an M or d
/// with a number directly behind it does not ("Mdyyyy": is 1122025 the 12th of January?).
bool is_date_pattern(std::string_view pattern);

}  // namespace rosterkit
