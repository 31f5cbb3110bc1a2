// Dates, years and epoch seconds. The model's date is YYYY-MM-DD; a cell in that form is only checked, never copied.
#include <charconv>
#include <stdexcept>

#include "codecs.hpp"
#include "rosterkit/base/date.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::codec {

namespace {

constexpr std::string_view bad_date = "cell.bad-date";
constexpr std::string_view iso_pattern = "yyyy-MM-dd";

// As people write it in instructions: "MM/dd/yyyy" -> "MM/DD/YYYY".
std::string pattern_in_words(std::string_view pattern) {
  std::string words(pattern);
  for (char& c : words) {
    if (c == 'y') c = 'Y';
    if (c == 'd') c = 'D';
  }
  return words;
}

/// One pattern, with the places of its numbers if they always stand in the same place: the patterns of nearly all files
/// are of that kind, and reading them needs no loop over the pattern.
class Pattern {
 public:
  explicit Pattern(std::string text) : text_(std::move(text)), is_iso_(text_ == iso_pattern) {
    const auto place = [&](std::string_view word) { return text_.find(word); };
    year_ = place("yyyy");
    month_ = place("MM");
    day_ = place("dd");
    fixed_ = year_ != std::string::npos && month_ != std::string::npos && day_ != std::string::npos;
    for (std::size_t at = 0; at < text_.size(); ++at) {
      const char c = text_[at];
      if (c != 'y' && c != 'M' && c != 'd') literals_.push_back(at);
    }
  }

  bool is_iso() const { return is_iso_; }
  const std::string& text() const { return text_; }

  std::optional<Date> parse(std::string_view cell, int pivot) const {
    if (!fixed_) return parse_date(cell, text_, pivot);
    if (cell.size() != text_.size()) return std::nullopt;
    for (const std::size_t at : literals_) {
      if (cell[at] != text_[at]) return std::nullopt;
    }
    unsigned worst = 0;  // the largest distance of a character from '0': above 9, one of them is no digit
    const auto digit = [&](std::size_t at) {
      const unsigned value = static_cast<unsigned char>(cell[at]) - static_cast<unsigned>('0');
      worst |= value > 9 ? 16u : value;
      return static_cast<int>(value);
    };
    const Date date{digit(year_) * 1000 + digit(year_ + 1) * 100 + digit(year_ + 2) * 10 + digit(year_ + 3),
                    digit(month_) * 10 + digit(month_ + 1), digit(day_) * 10 + digit(day_ + 1)};
    if (worst >= 16) return std::nullopt;
    return date;
  }

  void append(std::string& out, const Date& date) const {
    if (!fixed_) {
      append_date(out, date, text_);
      return;
    }
    const std::size_t start = out.size();
    out += text_;
    const auto put = [&](std::size_t at, int number, int digits) {
      for (int i = digits - 1; i >= 0; --i, number /= 10) {
        out[start + at + static_cast<std::size_t>(i)] = static_cast<char>('0' + number % 10);
      }
    };
    put(year_, date.year, 4);
    put(month_, date.month, 2);
    put(day_, date.day, 2);
  }

 private:
  std::string text_;
  bool is_iso_;
  bool fixed_ = false;
  std::size_t year_ = 0, month_ = 0, day_ = 0;
  std::vector<std::size_t> literals_;
};

class DateCodec : public Codec {
 public:
  DateCodec(std::vector<Pattern> patterns, int pivot, bool last_day_excluded)
      : patterns_(std::move(patterns)), pivot_(pivot), shift_(last_day_excluded ? 1 : 0) {}

  Result decode(std::string_view cell, std::string& scratch) const override {
    for (const Pattern& pattern : patterns_) {
      std::optional<Date> date = pattern.parse(cell, pivot_);
      if (!date || !is_valid(*date)) continue;
      if (shift_ == 0 && pattern.is_iso()) return fine(cell);
      if (shift_ != 0) *date = add_days(*date, -shift_);
      if (!is_valid(*date)) break;
      scratch.clear();
      append_iso(scratch, *date);
      return fine(scratch);
    }
    return refuse(bad_date);
  }

  Result encode(std::string_view value, std::string& scratch) const override {
    std::optional<Date> date = parse_iso_date(value);
    if (!date) return refuse(bad_date);
    const Pattern& written = patterns_.front();
    if (shift_ == 0 && written.is_iso()) return fine(value);
    if (shift_ != 0) *date = add_days(*date, shift_);
    if (!is_valid(*date)) return refuse(bad_date);
    // `value` may lie in `scratch`; it has been read by now.
    scratch.clear();
    written.append(scratch, *date);
    // A year outside of the hundred that two digits can tell must not come back as another one.
    const bool short_year = written.text().find("yyyy") == std::string::npos;
    if (short_year && written.parse(scratch, pivot_) != date) return refuse(bad_date);
    return fine(scratch);
  }

  std::string expects() const override {
    std::string words = "a date written ";
    for (std::size_t i = 0; i < patterns_.size(); ++i) {
      if (i > 0) words += i + 1 == patterns_.size() ? " or " : ", ";
      words += pattern_in_words(patterns_[i].text());
    }
    return words;
  }

 private:
  static void append_iso(std::string& out, const Date& date) {
    static const Pattern pattern{std::string(iso_pattern)};
    pattern.append(out, date);
  }

  std::vector<Pattern> patterns_;
  int pivot_;
  int shift_;
};

class SchoolYearCodec : public Codec {
 public:
  explicit SchoolYearCodec(int first_month) : first_month_(first_month) {}

  Result decode(std::string_view cell, std::string& scratch) const override {
    const std::optional<Date> date = parse_iso_date(cell);
    if (!date) return refuse(bad_date);
    // A school year that begins in January ends in the same year.
    const int year = date->year + (first_month_ > 1 && date->month >= first_month_ ? 1 : 0);
    if (year > 9999) return refuse(bad_date);
    const std::string text = iso({year, 1, 1});
    scratch.assign(text, 0, 4);
    return fine(scratch);
  }
  Result encode(std::string_view, std::string&) const override { return refuse("value.lost"); }
  std::string expects() const override { return "a date written YYYY-MM-DD"; }

 private:
  int first_month_;
};

class UnixCodec : public Codec {
 public:
  Result decode(std::string_view cell, std::string& scratch) const override {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), seconds);
    if (error != std::errc() || end != cell.data() + cell.size()) return refuse(bad_date);
    // Rounded down, also before 1970.
    const std::int64_t days = seconds / day - (seconds % day < 0 ? 1 : 0);
    const Date date = date_of_day(days);
    if (!is_valid(date)) return refuse(bad_date);
    scratch = iso(date);
    return fine(scratch);
  }
  Result encode(std::string_view value, std::string& scratch) const override {
    const std::optional<Date> date = parse_iso_date(value);
    if (!date) return refuse(bad_date);
    scratch = std::to_string(days_since_epoch(*date) * day);
    return fine(scratch);
  }
  std::string expects() const override { return "a time in seconds since 1970-01-01"; }

 private:
  static constexpr std::int64_t day = 86'400;
};

// XML Schema part 2, section 3.2.11: a gYear may carry a time zone, "2026Z" or "2026-05:00"; it says nothing to a roster.
class YearCodec : public Codec {
 public:
  Result decode(std::string_view cell, std::string&) const override {
    if (cell.size() < 4 || !is_year(cell.substr(0, 4)) || !is_zone(cell.substr(4))) return refuse(bad_date);
    return fine(cell.substr(0, 4));
  }
  Result encode(std::string_view value, std::string&) const override {
    return is_year(value) ? fine(value) : refuse(bad_date);
  }
  std::string expects() const override { return "a year written YYYY"; }

 private:
  static bool is_year(std::string_view text) {
    return text.size() == 4 && text != "0000" && is_digit(text[0]) && is_digit(text[1]) && is_digit(text[2]) &&
           is_digit(text[3]);
  }
  static bool is_zone(std::string_view text) {
    if (text.empty() || text == "Z") return true;
    return text.size() == 6 && (text[0] == '+' || text[0] == '-') && is_digit(text[1]) && is_digit(text[2]) &&
           text[3] == ':' && is_digit(text[4]) && is_digit(text[5]);
  }
};

}  // namespace

std::unique_ptr<Codec> make_date(const Arguments& arguments) {
  allow_arguments(arguments, {"", "patterns", "pivot", "lastDay"});
  std::vector<std::string> texts = list_argument(arguments, "");
  if (texts.empty()) texts = list_argument(arguments, "patterns");
  if (texts.empty()) texts.emplace_back(iso_pattern);
  std::vector<Pattern> patterns;
  for (const std::string& text : texts) {
    if (!is_date_pattern(text)) {
      throw std::invalid_argument('"' + text + "\" is not a date pattern; write year (yyyy or yy), month (MM or M) and day "
                                  "(dd or d) once each, with something between them if one digit may do.");
    }
    patterns.emplace_back(text);
  }
  const std::string last_day = text_argument(arguments, "lastDay", "included");
  if (last_day != "included" && last_day != "excluded") {
    throw std::invalid_argument("\"lastDay\" must be \"included\" or \"excluded\".");
  }
  return std::make_unique<DateCodec>(std::move(patterns), number_argument(arguments, "pivot", 0, 99, 30),
                                     last_day == "excluded");
}

std::unique_ptr<Codec> make_school_year(const Arguments& arguments) {
  allow_arguments(arguments, {"start"});
  return std::make_unique<SchoolYearCodec>(number_argument(arguments, "start", 1, 12, 7));
}

std::unique_ptr<Codec> make_unix(const Arguments& arguments) {
  allow_arguments(arguments, {});
  return std::make_unique<UnixCodec>();
}

std::unique_ptr<Codec> make_year(const Arguments& arguments) {
  allow_arguments(arguments, {});
  return std::make_unique<YearCodec>();
}

}  // namespace rosterkit::codec
