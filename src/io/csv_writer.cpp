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

namespace {

/// Copies a text, mostly a short one, without a call for it. Up to 16 bytes behind it may be overwritten.
inline char* append(char* at, std::string_view value) {
  const char* from = value.data();
  const std::size_t size = value.size();
  if (size >= 16) {
    std::memcpy(at, from, size);
  } else if (size >= 8) {
    std::memcpy(at, from, 8);
    std::memcpy(at + size - 8, from + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(at, from, 4);
    std::memcpy(at + size - 4, from + size - 4, 4);
  } else {
    for (std::size_t i = 0; i < size; ++i) at[i] = from[i];
  }
  return at + size;
}

#if defined(__SSE2__)
/// True if the text holds a character that asks for quotes. @p value must be followed by 15 readable bytes.
inline bool holds_special(const char* value, std::size_t size, const CsvStyle& style) {
  const __m128i delimiter = _mm_set1_epi8(style.delimiter), quote = _mm_set1_epi8(style.quote);
  const __m128i feed = _mm_set1_epi8('\n'), carriage = _mm_set1_epi8('\r');
  for (std::size_t at = 0; at < size; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(value + at));
    const __m128i found = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter), _mm_cmpeq_epi8(bytes, quote)),
                                       _mm_or_si128(_mm_cmpeq_epi8(bytes, feed), _mm_cmpeq_epi8(bytes, carriage)));
    unsigned mask = static_cast<unsigned>(_mm_movemask_epi8(found));
    if (size - at < 16) mask &= (1u << (size - at)) - 1;
    if (mask != 0) return true;
  }
  return false;
}
#endif

}  // namespace

void CsvWriter::record(std::string& text, std::span<const std::string_view* const> columns, std::size_t row) const {
  std::size_t next = 0;
#if defined(__SSE2__)
  // Cells are copied first and looked at where they lie: there is room behind them. The first that asks for quotes ends
  // this way for its record.
  if (style_.quoting == CsvStyle::Quote::minimal) {
    const std::size_t start = text.size();
    std::size_t room = columns.size() + 16;
    for (const std::string_view* column : columns) room += column[row].size();
    text.resize(start + room);
    char* at = text.data() + start;
    for (; next < columns.size(); ++next) {
      const std::string_view value = columns[next][row];
      char* const cell = next == 0 ? at : at + 1;
      char* const end = append(cell, value);
      if (holds_special(cell, value.size(), style_)) break;
      if (next != 0) *at = style_.delimiter;
      at = end;
    }
    text.resize(static_cast<std::size_t>(at - text.data()));
  }
#endif
  for (; next < columns.size(); ++next) cell(text, columns[next][row], next == 0);
  end_row(text);
}

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
