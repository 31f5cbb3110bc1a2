// Walks from tag to tag, with names, quotes, comments and CDATA. Names are ASCII here, references the five entities and
// plain numbers; all else is "not sure". The rules stand in XML 1.0 (fifth edition), section 3, productions 39 to 44.
// Each step returns the place behind what it took, or null where the text ends first.
#include "xml_quick.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <string>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "rosterkit/base/text.hpp"

namespace rosterkit::io {
namespace {

enum Class : unsigned char { other = 0, name_start = 1, name_more = 2, blank = 4 };

constexpr std::array<unsigned char, 256> classes = [] {
  std::array<unsigned char, 256> of{};
  for (int c = 'a'; c <= 'z'; ++c) of[c] = of[c - 'a' + 'A'] = name_start | name_more;
  of['_'] = of[':'] = name_start | name_more;
  for (int c = '0'; c <= '9'; ++c) of[c] = name_more;
  of['-'] = of['.'] = name_more;
  for (const char c : {' ', '\t', '\r', '\n'}) of[static_cast<unsigned char>(c)] = blank;
  return of;
}();

bool is(char c, Class wanted) { return (classes[static_cast<unsigned char>(c)] & wanted) != 0; }

const char* find(const char* at, const char* end, char c) {
  return static_cast<const char*>(std::memchr(at, c, static_cast<std::size_t>(end - at)));
}

/// The place behind the next @p mark, or null.
const char* behind(const char* at, const char* end, std::string_view mark) {
  const std::size_t found = std::string_view(at, static_cast<std::size_t>(end - at)).find(mark);
  return found == std::string_view::npos ? nullptr : at + found + mark.size();
}

bool starts(const char* at, const char* end, std::string_view mark) {
  return std::string_view(at, static_cast<std::size_t>(end - at)).starts_with(mark);
}

/// The first '<', '&' or ']' (which may begin "]]>"), or the end.
const char* find_special(const char* at, const char* end) {
#if defined(__SSE2__)
  const __m128i less = _mm_set1_epi8('<'), ampersand = _mm_set1_epi8('&'), bracket = _mm_set1_epi8(']');
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i hits = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, less), _mm_cmpeq_epi8(bytes, ampersand)), _mm_cmpeq_epi8(bytes, bracket));
    const int mask = _mm_movemask_epi8(hits);
    if (mask != 0) return at + __builtin_ctz(static_cast<unsigned>(mask));
  }
#endif
  while (at < end && *at != '<' && *at != '&' && *at != ']') ++at;
  return at;
}

/// Whether "&...;" at @p at is a reference that every XML document may use.
bool is_plain_reference(const char* at, const char* end) {
  constexpr std::string_view entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
  if (std::any_of(std::begin(entities), std::end(entities), [&](std::string_view entity) { return starts(at, end, entity); })) return true;
  if (!starts(at, end, "&#")) return false;
  const bool hex = starts(at, end, "&#x");
  const char* const digits = at + (hex ? 3 : 2);
  unsigned number = 0;
  const auto [stop, error] = std::from_chars(digits, std::min(end, digits + 6), number, hex ? 16 : 10);
  return error == std::errc{} && stop < end && *stop == ';' && number >= 0x20 && number < 0xD800;
}

/// Whether all bytes are characters that XML may hold: no controls but tab and line ends, UTF-8, not U+FFFE and U+FFFF.
bool are_characters(std::string_view text) {
  bool plain = true;   // ASCII
  std::size_t at = 0;
#if defined(__SSE2__)
  const __m128i last_control = _mm_set1_epi8(0x1F), tab = _mm_set1_epi8('\t'), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
  int high = 0;
  for (; at + 16 <= text.size(); at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
    const __m128i allowed = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, tab), _mm_cmpeq_epi8(bytes, lf)), _mm_cmpeq_epi8(bytes, cr));
    if (_mm_movemask_epi8(_mm_andnot_si128(allowed, control)) != 0) return false;
    high |= _mm_movemask_epi8(bytes);
  }
  plain = high == 0;
#endif
  for (; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x20 && !is(text[at], blank)) return false;
    plain = plain && byte < 0x80;
  }
  return plain || (!find_bad_utf8(text) && text.find("\xEF\xBF\xBE") == std::string_view::npos && text.find("\xEF\xBF\xBF") == std::string_view::npos);
}

}  // namespace

QuickElement XmlQuick::element(std::string_view text, std::size_t depth) {
  open_.clear();
  sure_ = true;
  const char* const end = text.data() + text.size();
  const char* at = text.data();
  do {
    if (end - at < 2) return {};
    if (at[1] == '/') {
      at = end_tag(at, end);
    } else if (at[1] == '!' || at[1] == '?') {
      at = other_markup(at, end);
    } else {
      at = start_tag(at, end, depth);
    }
    if (at != nullptr && !open_.empty()) at = text_to_tag(at, end);
    if (at == nullptr) return {};
  } while (!open_.empty());
  QuickElement found;
  found.length = static_cast<std::size_t>(at - text.data());
  found.sure = sure_ && are_characters(text.substr(0, found.length));
  return found;
}

const char* XmlQuick::start_tag(const char* at, const char* end, std::size_t depth) {
  const char* const name = at + 1;
  const char* past = name;
  if (!is(*past, name_start)) return unsure_tag(at, end);
  while (past < end && is(*past, name_more)) ++past;
  if (past == end) return nullptr;
  bool empty = false;
  const std::string_view opened(name, static_cast<std::size_t>(past - name));
  if (*past == '>') {
    ++past;
  } else {
    past = attributes(past, end, empty);
    if (past == nullptr) return unsure_tag(at, end);
  }
  if (static_cast<std::size_t>(past - at) > limits_.max_record_bytes) sure_ = false;
  if (depth + open_.size() + 1 > limits_.max_xml_depth) sure_ = false;
  if (!empty) open_.push_back(opened);
  return past;
}

/// From behind the name to behind the '>'; null for what is not sure, or not there.
const char* XmlQuick::attributes(const char* at, const char* end, bool& empty) {
  attributes_.clear();
  for (;;) {
    const char* const before = at;
    while (at < end && is(*at, blank)) ++at;
    if (at == end) return nullptr;
    if (*at == '>') return at + 1;
    if (*at == '/') {
      empty = true;
      return at + 1 < end && at[1] == '>' ? at + 2 : nullptr;
    }
    if (at == before || !is(*at, name_start)) return nullptr;
    const char* const name = at;
    while (at < end && is(*at, name_more)) ++at;
    const std::string_view attribute(name, static_cast<std::size_t>(at - name));
    while (at < end && is(*at, blank)) ++at;
    if (at == end || *at != '=') return nullptr;
    ++at;
    while (at < end && is(*at, blank)) ++at;
    if (at == end || (*at != '"' && *at != '\'')) return nullptr;
    const char* const close = find(at + 1, end, *at);
    if (close == nullptr) return nullptr;
    for (++at; at < close; ++at) {
      if (*at == '<' || (*at == '&' && !is_plain_reference(at, close))) return nullptr;
    }
    ++at;
    if (attributes_.size() == limits_.max_xml_attributes || std::find(attributes_.begin(), attributes_.end(), attribute) != attributes_.end()) return nullptr;
    attributes_.push_back(attribute);
  }
}

const char* XmlQuick::end_tag(const char* at, const char* end) {
  const std::string_view name = open_.back();
  open_.pop_back();
  at += 2;
  if (starts(at, end, name)) {
    at += name.size();
    while (at < end && is(*at, blank)) ++at;
    if (at == end) return nullptr;
    if (*at == '>') return at + 1;
  }
  sure_ = false;
  const char* const close = find(at, end, '>');
  return close == nullptr ? nullptr : close + 1;
}

const char* XmlQuick::other_markup(const char* at, const char* end) {
  const char* past = nullptr;
  if (starts(at, end, "<!--")) {
    const char* const dashes = behind(at + 4, end, "--");
    if (dashes == nullptr || dashes == end) return nullptr;
    if (*dashes != '>') sure_ = false;
    past = *dashes == '>' ? dashes + 1 : behind(dashes, end, "-->");
  } else if (starts(at, end, "<![CDATA[")) {
    past = behind(at + 9, end, "]]>");
  } else {
    sure_ = false;   // instructions have names that are forbidden; the rest may not stand here at all
    past = behind(at, end, at[1] == '?' ? "?>" : ">");
  }
  if (past != nullptr && static_cast<std::size_t>(past - at) > limits_.max_record_bytes) sure_ = false;
  return past;
}

const char* XmlQuick::text_to_tag(const char* at, const char* end) {
  for (;;) {
    at = find_special(at, end);
    if (at == end) return nullptr;
    if (*at == '<') return at;
    if (*at == '&' ? !is_plain_reference(at, end) : starts(at, end, "]]>")) sure_ = false;
    ++at;
  }
}

/// Behind the tag's '>' outside of quotes, the way that expat would go if the tag were right.
const char* XmlQuick::unsure_tag(const char* at, const char* end) {
  sure_ = false;
  char quote = '\0';
  for (const char* past = at + 1; past < end; ++past) {
    if (quote != '\0') {
      if (*past == quote) quote = '\0';
    } else if (*past == '"' || *past == '\'') {
      quote = *past;
    } else if (*past == '>') {
      if (past[-1] != '/') {
        const char* name_end = at + 1;
        while (name_end < past && !is(*name_end, blank)) ++name_end;
        open_.emplace_back(at + 1, static_cast<std::size_t>(name_end - at - 1));
      }
      return past + 1;
    }
  }
  return nullptr;
}

}  // namespace rosterkit::io
