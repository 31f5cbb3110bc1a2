// Writes CSV cells by RFC 4180, section 2: the usual cell needs no quotes, and a look at 16 bytes at a time tells.
#include "rosterkit/io/csv_writer.hpp"

#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace rosterkit::io {

namespace {

bool must_be_quoted(char c, const CsvStyle& style) {
  return c == style.delimiter || c == style.quote || c == '\n' || c == '\r' ||
         (style.quoting == CsvStyle::Quote::blanks && (c == ' ' || c == '\t'));
}

bool needs_quotes(std::string_view value, const CsvStyle& style) {
  if (style.quoting == CsvStyle::Quote::all) return true;
  std::size_t at = 0;
#if defined(__SSE2__)
  if (style.quoting == CsvStyle::Quote::minimal) {
    const __m128i delimiter = _mm_set1_epi8(style.delimiter), quote = _mm_set1_epi8(style.quote);
    const __m128i feed = _mm_set1_epi8('\n'), carriage = _mm_set1_epi8('\r');
    for (; at + 16 <= value.size(); at += 16) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(value.data() + at));
      const __m128i found = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter), _mm_cmpeq_epi8(bytes, quote)),
                                         _mm_or_si128(_mm_cmpeq_epi8(bytes, feed), _mm_cmpeq_epi8(bytes, carriage)));
      if (_mm_movemask_epi8(found) != 0) return true;
    }
  }
#endif
  for (; at < value.size(); ++at) {
    if (must_be_quoted(value[at], style)) return true;
  }
  return false;
}

}  // namespace

void CsvWriter::cell(std::string& text, std::string_view value, bool first) const {
  if (!first) text += style_.delimiter;
  if (!needs_quotes(value, style_)) {
    text.append(value);
    return;
  }
  text += style_.quote;
  for (std::size_t at = 0; at < value.size();) {
    std::size_t next = at;
    while (next < value.size() && value[next] != style_.quote && !(style_.backslash_escapes && value[next] == '\\')) ++next;
    text.append(value.substr(at, next - at));
    if (next == value.size()) break;
    text += style_.backslash_escapes ? '\\' : style_.quote;
    text += value[next];
    at = next + 1;
  }
  text += style_.quote;
}

}  // namespace rosterkit::io
