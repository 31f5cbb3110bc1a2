// Points in time and times of day. The model's spellings are 2025-08-31T06:30:00.000Z (RFC 3339, always UTC, always
// milliseconds) and 08:05:00; a cell in that form is only checked, never copied.
#include "codecs.hpp"
#include "rosterkit/base/date.hpp"

namespace rosterkit::codec {

namespace {

// Takes the number of two digits at @p at; nothing if there is none or it is above @p most.
std::optional<int> two_digits(std::string_view text, std::size_t at, int most) {
  if (at + 2 > text.size() || !is_digit(text[at]) || !is_digit(text[at + 1])) return std::nullopt;
  const int number = (text[at] - '0') * 10 + (text[at + 1] - '0');
  if (number > most) return std::nullopt;
  return number;
}

void append_two(std::string& out, std::int64_t number) {
  out += static_cast<char>('0' + number / 10 % 10);
  out += static_cast<char>('0' + number % 10);
}

struct Instant {
  std::int64_t seconds = 0;  // since 1970-01-01T00:00:00Z
  int milliseconds = 0;
};

// Takes the fraction of a second off the front, ".25" -> 250. Digits beyond the milliseconds are passed over.
std::optional<int> take_fraction(std::string_view& text) {
  if (text.empty() || text.front() != '.') return 0;
  std::size_t end = 1;
  int milliseconds = 0, digits = 0;
  for (; end < text.size() && is_digit(text[end]); ++end) {
    if (digits == 3) continue;
    milliseconds = milliseconds * 10 + (text[end] - '0');
    ++digits;
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 3; ++digits) milliseconds *= 10;
  text.remove_prefix(end);
  return milliseconds;
}

// The distance from UTC in seconds: "Z", "+05:30"; none at all counts as UTC, as XML Schema allows to leave it out.
std::optional<int> offset_in_seconds(std::string_view zone) {
  if (zone.empty() || zone == "Z" || zone == "z") return 0;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const std::optional<int> hours = two_digits(zone, 1, 23), minutes = two_digits(zone, 4, 59);
  if (!hours || !minutes) return std::nullopt;
  const int seconds = *hours * 3600 + *minutes * 60;
  return zone[0] == '-' ? -seconds : seconds;
}

std::optional<Instant> parse_instant(std::string_view text) {
  const std::optional<Date> date = parse_iso_date(text.substr(0, 10));
  if (!date) return std::nullopt;
  Instant instant{days_since_epoch(*date) * 86'400, 0};
  if (text.size() == 10) return instant;

  // RFC 3339 section 5.6 admits "t", "z" and a blank in place of "T".
  const bool has_mark = text[10] == 'T' || text[10] == 't' || text[10] == ' ';
  const std::optional<int> hour = two_digits(text, 11, 23), minute = two_digits(text, 14, 59);
  const std::optional<int> second = two_digits(text, 17, 60);  // 60: a leap second, counted as the next one
  if (!has_mark || !hour || !minute || !second || text[13] != ':' || text[16] != ':') return std::nullopt;
  std::string_view rest = text.substr(19);
  const std::optional<int> milliseconds = take_fraction(rest);
  const std::optional<int> offset = offset_in_seconds(rest);
  if (!milliseconds || !offset) return std::nullopt;
  instant.seconds += *hour * 3600 + *minute * 60 + *second - *offset;
  instant.milliseconds = *milliseconds;
  return instant;
}

bool is_canonical_instant(std::string_view text) {
  return text.size() == 24 && text[10] == 'T' && text[13] == ':' && text[16] == ':' && text[19] == '.' &&
         text[23] == 'Z' && two_digits(text, 11, 23) && two_digits(text, 14, 59) && two_digits(text, 17, 59) &&
         is_digit(text[20]) && is_digit(text[21]) && is_digit(text[22]) && parse_iso_date(text.substr(0, 10));
}

class DatetimeCodec : public Codec {
 public:
  explicit DatetimeCodec(bool reports_others) : reports_others_(reports_others) {}

  Result decode(std::string_view cell, std::string& scratch) const override {
    if (is_canonical_instant(cell)) return fine(cell);
    const std::optional<Instant> instant = parse_instant(cell);
    if (!instant) return refuse("cell.bad-date");
    const std::int64_t days = instant->seconds / 86'400 - (instant->seconds % 86'400 < 0 ? 1 : 0);
    const std::int64_t second_of_day = instant->seconds - days * 86'400;
    const Date date = date_of_day(days);
    if (!is_valid(date)) return refuse("cell.bad-date");  // an offset led out of the years 1 to 9999
    scratch.clear();
    append_date(scratch, date, "yyyy-MM-dd");
    scratch += 'T';
    append_two(scratch, second_of_day / 3600);
    scratch += ':';
    append_two(scratch, second_of_day / 60 % 60);
    scratch += ':';
    append_two(scratch, second_of_day % 60);
    scratch += '.';
    scratch += static_cast<char>('0' + instant->milliseconds / 100);
    append_two(scratch, instant->milliseconds % 100);
    scratch += 'Z';
    return reports_others_ ? changed(scratch, other_spelling) : fine(scratch);
  }
  Result encode(std::string_view value, std::string& scratch) const override { return decode(value, scratch); }
  std::string expects() const override { return "a date and time written YYYY-MM-DDTHH:MM:SS.SSSZ"; }

 private:
  bool reports_others_;
};

class TimeCodec : public Codec {
 public:
  Result decode(std::string_view cell, std::string& scratch) const override {
    const bool with_seconds = cell.size() == 8 && cell[5] == ':' && two_digits(cell, 6, 59);
    const bool good = (cell.size() == 5 || with_seconds) && cell[2] == ':' && two_digits(cell, 0, 23) &&
                      two_digits(cell, 3, 59);
    if (!good) return refuse("cell.bad-time");
    if (with_seconds) return fine(cell);
    scratch.assign(cell);
    scratch += ":00";
    return fine(scratch);
  }
  Result encode(std::string_view value, std::string& scratch) const override { return decode(value, scratch); }
  std::string expects() const override { return "a time of day written HH:MM or HH:MM:SS"; }
};

}  // namespace

std::unique_ptr<Codec> make_datetime(const Arguments& arguments) {
  allow_arguments(arguments, {"others"});
  return std::make_unique<DatetimeCodec>(reports_others(arguments));
}

std::unique_ptr<Codec> make_time(const Arguments& arguments) {
  allow_arguments(arguments, {});
  return std::make_unique<TimeCodec>();
}

}  // namespace rosterkit::codec
