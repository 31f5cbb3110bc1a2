// What an id looks like: `valid` of an id policy.
#include <algorithm>
#include <charconv>
#include <optional>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "rosterkit/base/load.hpp"
#include "rosterkit/base/same_text.hpp"
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
      make_ranges();
      return;
    }
  }
  if (parse_places(bare)) {
    make_ranges();
    return;
  }
  regex_ = Regex(pattern);
}

/// Sets are a few ranges each; of one that has less, the last is said again. Nothing if one has more, or none.
std::optional<IdForm::Ranges> IdForm::ranges_of(const std::array<const std::array<bool, 256>*, Ranges::places>& sets) {
  Ranges ranges;
  std::array<std::vector<std::pair<unsigned, unsigned>>, Ranges::places> found;   // from, to; by place
  for (std::size_t place = 0; place < sets.size(); ++place) {
    if (place != 0 && sets[place] == sets[place - 1]) {
      found[place] = found[place - 1];
      continue;                                        // as in all places of a set
    }
    for (unsigned c = 0; c < 256; ++c) {
      if (!(*sets[place])[c]) continue;
      if (!found[place].empty() && found[place].back().second + 1 == c) found[place].back().second = c;
      else found[place].emplace_back(c, c);
    }
    if (found[place].empty() || found[place].size() > Ranges::most) return std::nullopt;
    ranges.count = std::max(ranges.count, found[place].size());
  }
  for (std::size_t place = 0; place < sets.size(); ++place) {
    for (std::size_t k = 0; k < Ranges::most; ++k) {
      const auto& [from, to] = found[place][std::min(k, found[place].size() - 1)];
      ranges.low[k][place] = static_cast<std::uint8_t>(from);
      ranges.span[k][place] = static_cast<std::uint8_t>(to - from);
    }
  }
  return ranges;
}

void IdForm::make_ranges() {
#if defined(__SSE2__)
  std::array<const std::array<bool, 256>*, Ranges::places> sets;
  const auto add = [&] {
    const std::optional<Ranges> ranges = ranges_of(sets);
    if (ranges) ranges_.push_back(*ranges);
    return ranges.has_value();
  };
  if (is_set_) {
    sets.fill(&set_);
    add();
  } else if (places_.size() >= Ranges::places) {
    for (std::size_t begin = 0; begin < places_.size(); begin += Ranges::places) {
      const std::size_t from = std::min(begin, places_.size() - Ranges::places);
      for (std::size_t k = 0; k < Ranges::places; ++k) sets[k] = &sets_[places_[from + k]];
      if (add()) continue;
      ranges_.clear();
      return;
    }
  }
#endif
}

#if defined(__SSE2__)
namespace {
__m128i load(const void* at) { return _mm_loadu_si128(static_cast<const __m128i*>(at)); }

/// How far a byte is beyond its place's range; 0 = it is in it. The least of several ranges tells whether it is in any of them.
__m128i beyond(__m128i bytes, __m128i low, __m128i span) { return _mm_subs_epu8(_mm_sub_epi8(bytes, low), span); }

bool all_zero(__m128i bytes) { return _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_setzero_si128())) == 0xFFFF; }
}  // namespace

/// What sixteen bytes are asked. A copy on the stack: in a loop over many ids it stays in registers.
struct IdForm::Step {
  __m128i low[Ranges::most], span[Ranges::most];
  explicit Step(const Ranges& ranges) {
    for (std::size_t k = 0; k < Ranges::most; ++k) {
      low[k] = load(ranges.low[k].data());
      span[k] = load(ranges.span[k].data());
    }
  }
  /// Of 8 to 16 bytes: loads that overlap fill the sixteen, so that bytes may come more than once.
  static __m128i two_eights(std::string_view id) {
    const auto eight = [](const char* from) { return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)); };
    return _mm_unpacklo_epi64(eight(id.data()), eight(id.data() + id.size() - 8));
  }
  /// Of 4 to 8 bytes.
  static __m128i two_fours(std::string_view id) {
    const auto four = [](const char* from) { return _mm_cvtsi32_si128(rosterkit::load<int>(from)); };
    const __m128i both = _mm_unpacklo_epi32(four(id.data()), four(id.data() + id.size() - 4));
    return _mm_unpacklo_epi64(both, both);
  }
  /// Not zero where a byte is in none of the ranges.
  __m128i refused(__m128i bytes) const {
    const auto of = [&](std::size_t k) { return beyond(bytes, low[k], span[k]); };
    return _mm_min_epu8(_mm_min_epu8(of(0), of(1)), _mm_min_epu8(of(2), of(3)));
  }
  bool admits(__m128i bytes) const { return all_zero(refused(bytes)); }
  /// @param id  of four bytes or more; each place is asked the same
  bool admits_each(std::string_view id) const {
    if (id.size() <= Ranges::places) return admits(id.size() < 8 ? two_fours(id) : two_eights(id));
    __m128i all = refused(load(id.data() + id.size() - Ranges::places));
    for (std::size_t at = 0; at + Ranges::places < id.size(); at += Ranges::places) all = _mm_max_epu8(all, refused(load(id.data() + at)));
    return all_zero(all);
  }
};
#else
struct IdForm::Step {};
#endif

bool IdForm::admits_bytewise(std::string_view id) const {
  if (!places_.empty()) {
    bool good = id.size() == places_.size();
    for (std::size_t at = 0; good && at < id.size(); ++at) good = sets_[places_[at]][static_cast<unsigned char>(id[at])];
    return good;
  }
  if (!is_set_) return regex_.matches(id);
  bool good = id.size() >= least_ && id.size() <= most_;
  for (const char c : id) good &= set_[static_cast<unsigned char>(c)];
  return good;
}

bool IdForm::admits(std::string_view id) const { return pattern_.empty() || (id.empty() ? admits_bytewise(id) : admit_all({&id, 1})); }

bool IdForm::admit_all(std::span<const std::string_view> ids) const {
  if (pattern_.empty()) return true;
#if defined(__SSE2__)
  if (is_set_ && !ranges_.empty()) {
    const Step set(ranges_.front());
    // Of 8 to 16 bytes, as ids mostly are, one step judges all; whether it is the id of the row before is not worth asking.
    const std::size_t least = std::max<std::size_t>(least_, 8), most = std::min<std::size_t>(most_, 16);
    for (const std::string_view id : ids) {
      const bool good = id.size() >= least && id.size() <= most ? set.admits(Step::two_eights(id)) :
                        id.size() >= std::max<std::size_t>(least_, 4) && id.size() <= most_ ? set.admits_each(id) : id.empty() || admits_bytewise(id);
      if (!good) return false;
    }
    return true;
  }
#endif
  const auto all = [&](const auto& good) {
    std::string_view last;                             // references come in runs
    for (const std::string_view id : ids) {
      if (same_text(id, last)) continue;
      if (!good(id) && !id.empty()) return false;
      last = id;
    }
    return true;
  };
#if defined(__SSE2__)
  if (!ranges_.empty()) {
    return all([&](std::string_view id) {
      bool good = id.size() == places_.size();
      for (std::size_t at = 0, step = 0; good && step < ranges_.size(); at += Ranges::places, ++step) {
        const Ranges& ranges = ranges_[step];
        const __m128i bytes = load(id.data() + std::min(at, id.size() - Ranges::places));
        __m128i refused = beyond(bytes, load(ranges.low[0].data()), load(ranges.span[0].data()));
        for (std::size_t k = 1; k < ranges.count; ++k) refused = _mm_min_epu8(refused, beyond(bytes, load(ranges.low[k].data()), load(ranges.span[k].data())));
        good = all_zero(refused);
      }
      return good;
    });
  }
#endif
  return all([&](std::string_view id) { return admits_bytewise(id); });
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
