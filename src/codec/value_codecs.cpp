// Yes and no, numbers, GUIDs: values with one canonical spelling in the model. Numbers stay text: no size limit, no
// rounding.
#include <stdexcept>

#include "codecs.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::codec {

namespace {

class BoolCodec : public Codec {
 public:
  BoolCodec(std::vector<std::string> yes, std::vector<std::string> no, bool ignore_case, bool reports_others)
      : yes_(std::move(yes)), no_(std::move(no)), ignore_case_(ignore_case), reports_others_(reports_others) {}

  Result decode(std::string_view cell, std::string&) const override {
    if (is_among(yes_, cell)) return judged(yes_, cell, "true");
    if (is_among(no_, cell)) return judged(no_, cell, "false");
    return refuse("cell.bad-bool");
  }
  Result encode(std::string_view value, std::string&) const override {
    if (value != "true" && value != "false") return refuse("cell.bad-bool");
    const std::vector<std::string>& spellings = value == "true" ? yes_ : no_;
    // A format that has a word for one of the two only cannot say the other.
    return spellings.empty() ? changed({}, "value.lost") : fine(spellings.front());
  }
  std::string expects() const override {
    std::vector<std::string> all = yes_;
    all.insert(all.end(), no_.begin(), no_.end());
    return "one of: " + join(all, ", ");
  }

 private:
  bool is_among(const std::vector<std::string>& spellings, std::string_view cell) const {
    for (const std::string& spelling : spellings) {
      if (ignore_case_ ? equal_ignoring_case(spelling, cell) : spelling == cell) return true;
    }
    return false;
  }

  // The first spelling is the format's own; the others are there for reading.
  Result judged(const std::vector<std::string>& spellings, std::string_view cell, std::string_view value) const {
    return reports_others_ && spellings.front() != cell ? changed(value, other_spelling) : fine(value);
  }

  std::vector<std::string> yes_, no_;
  bool ignore_case_, reports_others_;
};

std::size_t count_digits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  return count;
}

std::string_view without_leading_zeros(std::string_view digits) {
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

class NumberCodec : public Codec {
 public:
  explicit NumberCodec(bool with_fraction) : with_fraction_(with_fraction) {}

  Result decode(std::string_view cell, std::string& scratch) const override {
    std::string_view rest = cell;
    const bool negative = !rest.empty() && rest.front() == '-';
    if (negative || (!rest.empty() && rest.front() == '+')) rest.remove_prefix(1);
    std::string_view whole = rest.substr(0, count_digits(rest));
    rest.remove_prefix(whole.size());
    std::string_view fraction;
    const bool has_point = with_fraction_ && !rest.empty() && rest.front() == '.';
    if (has_point) {
      rest.remove_prefix(1);
      fraction = rest.substr(0, count_digits(rest));
      rest.remove_prefix(fraction.size());
    }
    if (!rest.empty() || (whole.empty() && fraction.empty())) return refuse("cell.bad-number");

    whole = whole.empty() ? std::string_view("0") : without_leading_zeros(whole);
    while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
    const bool is_zero = whole == "0" && fraction.empty();
    scratch.clear();
    if (negative && !is_zero) scratch += '-';
    scratch += whole;
    if (!fraction.empty()) scratch.append(1, '.').append(fraction);
    return fine(scratch == cell ? cell : std::string_view(scratch));
  }
  Result encode(std::string_view value, std::string& scratch) const override { return decode(value, scratch); }
  std::string expects() const override { return with_fraction_ ? "a number" : "a whole number"; }

 private:
  bool with_fraction_;
};

class GuidCodec : public Codec {
 public:
  Result decode(std::string_view cell, std::string& scratch) const override {
    if (is_canonical(cell)) return fine(cell);
    // Microsoft's programs write GUIDs in braces.
    if (cell.size() > 2 && cell.front() == '{' && cell.back() == '}') cell = cell.substr(1, cell.size() - 2);
    scratch.clear();
    for (std::size_t at = 0; at < cell.size(); ++at) {
      if (cell[at] == '-') {
        // All four dashes, each in its place, or none.
        if (cell.size() != 36 || !is_dash_place(at)) return refuse("cell.bad-value");
        continue;
      }
      const char digit = cell[at] >= 'A' && cell[at] <= 'F' ? static_cast<char>(cell[at] + ('a' - 'A')) : cell[at];
      if (!is_lower_hex(digit)) return refuse("cell.bad-value");
      if (is_dash_place(scratch.size())) scratch += '-';
      scratch += digit;
    }
    if (scratch.size() != 36 || (cell.size() != 36 && cell.size() != 32)) return refuse("cell.bad-value");
    return fine(scratch);
  }
  Result encode(std::string_view value, std::string& scratch) const override { return decode(value, scratch); }
  std::string expects() const override { return "a GUID written 12345678-1234-1234-1234-123456789abc"; }

 private:
  static bool is_lower_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
  static bool is_dash_place(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }
  static bool is_canonical(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (is_dash_place(at) ? text[at] != '-' : !is_lower_hex(text[at])) return false;
    }
    return true;
  }
};

}  // namespace

std::unique_ptr<Codec> make_bool(const Arguments& arguments) {
  allow_arguments(arguments, {"true", "false", "case", "others"});
  std::vector<std::string> yes = list_argument(arguments, "true"), no = list_argument(arguments, "false");
  const bool named = arguments.lists.contains("true") || arguments.lists.contains("false") || !yes.empty() || !no.empty();
  if (!named) {
    yes = {"true"};
    no = {"false"};
  }
  if (yes.empty() && no.empty()) throw std::invalid_argument("Name at least one word for true or for false.");
  const std::string letter_case = text_argument(arguments, "case", "exact");
  if (letter_case != "exact" && letter_case != "ignore") {
    throw std::invalid_argument("\"case\" must be \"exact\" or \"ignore\".");
  }
  const bool ignore_case = letter_case == "ignore";
  for (const std::string& word : yes) {
    for (const std::string& other : no) {
      if (ignore_case ? equal_ignoring_case(word, other) : word == other) {
        throw std::invalid_argument('"' + word + "\" stands for both true and false.");
      }
    }
  }
  return std::make_unique<BoolCodec>(std::move(yes), std::move(no), ignore_case, reports_others(arguments));
}

std::unique_ptr<Codec> make_integer(const Arguments& arguments) {
  allow_arguments(arguments, {});
  return std::make_unique<NumberCodec>(false);
}

std::unique_ptr<Codec> make_number(const Arguments& arguments) {
  allow_arguments(arguments, {});
  return std::make_unique<NumberCodec>(true);
}

std::unique_ptr<Codec> make_guid(const Arguments& arguments) {
  allow_arguments(arguments, {});
  return std::make_unique<GuidCodec>();
}

}  // namespace rosterkit::codec
