// What an id looks like: `valid` of an id policy.
#include <algorithm>
#include <charconv>
#include <optional>

#include "rosterkit/base/text.hpp"
#include "rosterkit/convert/ids.hpp"

namespace rosterkit::convert {
namespace {

struct Counted { std::size_t least = 0, most = 0; };

/// "{1,255}", "{36}", "+", "" -> how many. Nothing if it is anything else.
std::optional<Counted> parse_count(std::string_view text) {
  if (text.empty()) return Counted{1, 1};
  if (text == "+") return Counted{1, std::string::npos};
  if (text == "*") return Counted{0, std::string::npos};
  if (text.size() < 3 || text.front() != '{' || text.back() != '}') return std::nullopt;
  Counted count;
  const char* at = text.data() + 1;
  const char* const end = text.data() + text.size() - 1;
  auto [behind, error] = std::from_chars(at, end, count.least);
  if (error != std::errc()) return std::nullopt;
  if (behind == end) return Counted{count.least, count.least};
  if (*behind++ != ',') return std::nullopt;
  if (behind == end) return Counted{count.least, std::string::npos};
  const auto [last, second_error] = std::from_chars(behind, end, count.most);
  if (second_error != std::errc() || last != end) return std::nullopt;
  return count;
}

/// "[0-9A-Za-z._/@-]" -> the characters in it. Nothing if it holds escapes, classes or a negation.
std::optional<std::array<bool, 256>> parse_set(std::string_view text) {
  if (text.size() < 3 || text.front() != '[' || text.back() != ']' || text[1] == '^') return std::nullopt;
  const std::string_view inner = text.substr(1, text.size() - 2);
  if (inner.find_first_of("[]\\") != std::string_view::npos) return std::nullopt;
  std::array<bool, 256> set{};
  for (std::size_t at = 0; at < inner.size(); ++at) {
    const auto low = static_cast<unsigned char>(inner[at]);
    auto high = low;
    if (at + 2 < inner.size() && inner[at + 1] == '-') {
      high = static_cast<unsigned char>(inner[at + 2]);
      at += 2;
    }
    if (low >= 0x80 || high >= 0x80 || high < low) return std::nullopt;
    for (unsigned c = low; c <= high; ++c) set[c] = true;
  }
  return set;
}

}  // namespace

/// "[0-9a-f]{8}-[0-9a-f]{4}": sets and plain characters, each as often as it says. @returns false if it holds anything else.
bool IdForm::parse_places(std::string_view bare) {
  constexpr std::size_t most_places = 255, most_sets = 255;
  while (!bare.empty()) {
    std::array<bool, 256> set{};
    if (bare.front() == '[') {
      const std::size_t end = bare.find(']');
      const auto parsed = end == std::string_view::npos ? std::nullopt : parse_set(bare.substr(0, end + 1));
      if (!parsed) break;
      set = *parsed;
      bare.remove_prefix(end + 1);
    } else {
      const auto c = static_cast<unsigned char>(bare.front());
      if (c >= 0x80 || std::string_view("\\^$.|?*+()[]{}").find(bare.front()) != std::string_view::npos) break;
      set[c] = true;
      bare.remove_prefix(1);
    }
    std::size_t size = 0;                              // of what says how often
    if (!bare.empty() && bare.front() == '{') size = bare.find('}') == std::string_view::npos ? 0 : bare.find('}') + 1;
    else if (!bare.empty() && std::string_view("?*+").find(bare.front()) != std::string_view::npos) break;
    const auto count = parse_count(bare.substr(0, size));
    if (!count || count->least != count->most || places_.size() + count->most > most_places) break;
    bare.remove_prefix(size);
    auto known = std::find(sets_.begin(), sets_.end(), set);
    if (known == sets_.end()) known = sets_.insert(sets_.end(), set);
    if (sets_.size() > most_sets) break;
    places_.insert(places_.end(), count->most, static_cast<std::uint8_t>(known - sets_.begin()));
  }
  if (bare.empty() && !places_.empty()) return true;
  places_.clear();
  return false;
}

IdForm::IdForm(const std::string& pattern) : pattern_(pattern) {
  if (pattern.empty()) return;
  std::string_view bare = pattern;                     // a whole id is meant: ^ and $ say nothing new
  if (bare.starts_with('^')) bare.remove_prefix(1);
  if (bare.ends_with('$') && !bare.ends_with("\\$")) bare.remove_suffix(1);
  if (const std::size_t end = bare.find(']'); end != std::string_view::npos) {
    auto set = parse_set(bare.substr(0, end + 1));
    const auto count = parse_count(bare.substr(end + 1));
    if (set && count) {
      is_set_ = true;
      set_ = std::move(*set);
      least_ = count->least;
      most_ = count->most;
      return;
    }
  }
  if (parse_places(bare)) return;
  regex_ = std::make_shared<const std::regex>(pattern, std::regex::ECMAScript | std::regex::optimize);
}

bool IdForm::admits(std::string_view id) const {
  if (pattern_.empty()) return true;
  if (!places_.empty()) {
    if (id.size() != places_.size()) return false;
    bool good = true;
    for (std::size_t at = 0; at < id.size(); ++at) good &= sets_[places_[at]][static_cast<unsigned char>(id[at])];
    return good;
  }
  if (!is_set_) return std::regex_match(id.begin(), id.end(), *regex_);
  if (id.size() < least_ || id.size() > most_) return false;
  bool good = true;                                    // nearly always: no way out in between
  for (const char c : id) good &= set_[static_cast<unsigned char>(c)];
  return good;
}

std::string IdForm::fault(std::string_view id) const {
  if (!is_set_) return "it should match " + pattern_;
  for (std::size_t at = 0; at < id.size(); ++at) {
    if (set_[static_cast<unsigned char>(id[at])]) continue;
    const std::size_t place = count_code_points(id.substr(0, at)) + 1;
    const std::string_view what = id[at] == ' ' ? ", a blank," : "";
    return "character " + std::to_string(place) + std::string(what) + " may not stand in an id";
  }
  const std::size_t length = count_code_points(id);
  return length > most_ ? "it has " + with_commas(length) + " characters, and ids have " + with_commas(most_) + " at most"
                        : "it has " + with_commas(length) + (length == 1 ? " character" : " characters") + ", and ids have " + with_commas(least_) + " at least";
}

}  // namespace rosterkit::convert
