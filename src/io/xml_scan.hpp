// Finds the next byte of a kind, 16 at a time. SSE2 is part of every x86-64; elsewhere bytes are looked at one by one. Texts and
// names of rosters are short, so a step of 64 bytes as for CSV (csv_scan.hpp) does not pay. Private to src/io.
#pragma once

#include <string_view>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace rosterkit::io {

#if defined(__SSE2__)
using Bytes = __m128i;
inline Bytes equal(Bytes bytes, char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); }
inline Bytes at_most(Bytes bytes, char c) { return _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(c)), bytes); }
inline Bytes either(Bytes a, Bytes b) { return _mm_or_si128(a, b); }
inline Bytes opposite(Bytes a) { return _mm_xor_si128(a, _mm_set1_epi8('\xFF')); }
#endif
inline bool equal(char byte, char c) { return byte == c; }
inline bool at_most(char byte, char c) { return static_cast<unsigned char>(byte) <= static_cast<unsigned char>(c); }
inline bool either(bool a, bool b) { return a || b; }
inline bool opposite(bool a) { return !a; }

/// The first byte for which @p test holds, or @p end. @param test  takes a char, and 16 bytes at once, with the words above.
template <typename Test>
const char* find_first(const char* at, const char* end, Test test) {
#if defined(__SSE2__)
  for (; end - at >= 16; at += 16) {
    const int mask = _mm_movemask_epi8(test(_mm_loadu_si128(reinterpret_cast<const Bytes*>(at))));
    if (mask != 0) return at + __builtin_ctz(static_cast<unsigned>(mask));
  }
#endif
  while (at < end && !test(*at)) ++at;
  return at;
}

inline std::string_view between(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }

}  // namespace rosterkit::io
