// Dates by pattern, and arithmetic on them. The calendar itself is that of <chrono>; time zones and clocks are not used.
#include "rosterkit/base/date.hpp"

#include <chrono>

namespace rosterkit {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_field_letter(char c) { return c == 'y' || c == 'M' || c == 'd'; }

// How often the letter at @p at stands there in a row.
std::size_t run_length(std::string_view pattern, std::size_t at) {
  std::size_t end = at;
  while (end < pattern.size() && pattern[end] == pattern[at]) ++end;
  return end - at;
}

// Takes between @p least and @p most digits off the front of @p text.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  int number = 0;
  std::size_t digits = 0;
  while (digits < most && digits < text.size() && is_digit(text[digits])) {
    number = number * 10 + (text[digits] - '0');
    ++digits;
  }
  if (digits < least) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

void append_number(std::string& out, int number, std::size_t width) {
  char digits[12];
  std::size_t count = 0;
  do {
    digits[count++] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number > 0 && count < sizeof digits);
  for (std::size_t missing = count; missing < width; ++missing) out += '0';
  while (count > 0) out += digits[--count];
}

std::chrono::year_month_day calendar_day(const Date& date) {
  return std::chrono::year{date.year} / date.month / date.day;
}

}  // namespace

bool is_valid(const Date& date) {
  static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1) return false;
  if (date.day <= days[date.month - 1]) return true;
  return date.month == 2 && date.day == 29 && std::chrono::year{date.year}.is_leap();
}

std::optional<Date> parse_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  for (const std::size_t at : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (!is_digit(text[at])) return std::nullopt;
  }
  const auto digit = [&](std::size_t at) { return text[at] - '0'; };
  const Date date{digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3), digit(5) * 10 + digit(6),
                  digit(8) * 10 + digit(9)};
  if (!is_valid(date)) return std::nullopt;
  return date;
}

std::string iso(const Date& date) { return format_date(date, "yyyy-MM-dd"); }

Date add_days(Date date, int days) { return date_of_day(days_since_epoch(date) + days); }

std::int64_t days_since_epoch(const Date& date) {
  return std::chrono::sys_days{calendar_day(date)}.time_since_epoch().count();
}

Date date_of_day(std::int64_t days) {
  // <chrono> knows the years -32767 to 32767; anything out there is only ever asked whether it is valid.
  constexpr std::int64_t far = 11'000'000;
  if (days < -far || days > far) return {};
  const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{days}}};
  return {static_cast<int>(day.year()), static_cast<int>(static_cast<unsigned>(day.month())),
          static_cast<int>(static_cast<unsigned>(day.day()))};
}

std::optional<Date> parse_date(std::string_view text, std::string_view pattern, int pivot) {
  Date date;
  for (std::size_t at = 0; at < pattern.size();) {
    const char letter = pattern[at];
    if (!is_field_letter(letter)) {
      if (text.empty() || text.front() != letter) return std::nullopt;
      text.remove_prefix(1);
      ++at;
      continue;
    }
    const std::size_t width = run_length(pattern, at);
    const std::optional<int> number = take_number(text, width, width == 1 ? 2 : width);
    if (!number) return std::nullopt;
    if (letter == 'M') date.month = *number;
    else if (letter == 'd') date.day = *number;
    else if (width == 2) date.year = *number + (*number <= pivot ? 2000 : 1900);
    else date.year = *number;
    at += width;
  }
  if (!text.empty()) return std::nullopt;
  return date;
}

std::string format_date(const Date& date, std::string_view pattern) {
  std::string result;
  append_date(result, date, pattern);
  return result;
}

void append_date(std::string& out, const Date& date, std::string_view pattern) {
  for (std::size_t at = 0; at < pattern.size();) {
    const char letter = pattern[at];
    if (!is_field_letter(letter)) {
      out += letter;
      ++at;
      continue;
    }
    const std::size_t width = run_length(pattern, at);
    if (letter == 'M') append_number(out, date.month, width);
    else if (letter == 'd') append_number(out, date.day, width);
    else append_number(out, width == 2 ? date.year % 100 : date.year, width);
    at += width;
  }
}

bool is_date_pattern(std::string_view pattern) {
  int years = 0, months = 0, days = 0;
  for (std::size_t at = 0; at < pattern.size();) {
    const char letter = pattern[at];
    if (!is_field_letter(letter)) {
      // A digit as a literal could be taken for one of the date's.
      if (is_digit(letter)) return false;
      ++at;
      continue;
    }
    const std::size_t width = run_length(pattern, at);
    const std::size_t next = at + width;
    if (letter == 'y' ? width != 2 && width != 4 : width > 2) return false;
    if (width == 1 && next < pattern.size() && is_field_letter(pattern[next])) return false;
    (letter == 'y' ? years : letter == 'M' ? months : days) += 1;
    at = next;
  }
  return years == 1 && months == 1 && days == 1;
}

}  // namespace rosterkit
