// Looks at 64 bytes of CSV at a time: a mask has one bit for each byte that is a given character. SSE2 is part of every
// x86-64; wider registers gained nothing when measured. Callers see to it that 64 bytes may be read.
#pragma once

#include <cstdint>
#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "rosterkit/io/csv_reader.hpp"

namespace rosterkit::io {

using Mask = std::uint64_t;

/// Bytes behind the text that the scanners may read.
constexpr std::size_t scan_room = 64;

/// The bits below @p count, all of them from 64 on.
inline Mask below(std::size_t count) { return count >= 64 ? ~Mask{0} : (Mask{1} << count) - 1; }

/// Spelled out: the baseline x86-64 has no instruction for it, and the compiler would call a function for each mask.
inline std::size_t count_bits(Mask mask) {
  mask -= mask >> 1 & 0x5555555555555555u;
  mask = (mask & 0x3333333333333333u) + (mask >> 2 & 0x3333333333333333u);
  return ((mask + (mask >> 4)) & 0x0F0F0F0F0F0F0F0Fu) * 0x0101010101010101u >> 56;
}

#if defined(__SSE2__)
/// How many bytes of four registers are set, where each is 0 or 0xFF.
inline std::size_t count_of(__m128i a, __m128i b, __m128i c, __m128i d) {
  const __m128i nothing = _mm_setzero_si128();
  const __m128i counts = _mm_sub_epi8(_mm_sub_epi8(_mm_sub_epi8(_mm_sub_epi8(nothing, a), b), c), d);
  const __m128i sums = _mm_sad_epu8(counts, nothing);
  return static_cast<std::size_t>(_mm_cvtsi128_si32(_mm_add_epi32(sums, _mm_shuffle_epi32(sums, 2))));
}

struct Chunk {
  __m128i part[4];
  explicit Chunk(const char* at) : part{load(at), load(at + 16), load(at + 32), load(at + 48)} {}
  static __m128i load(const char* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }
  template <class Test>
  Mask collect(Test test) const {
    const auto bits = [&](int i) { return static_cast<Mask>(static_cast<unsigned>(_mm_movemask_epi8(test(part[i])))); };
    return bits(0) | bits(1) << 16 | bits(2) << 32 | bits(3) << 48;   // spelled out: as a loop it stays one, and shifts by a register
  }
  Mask equal(char c) const {
    const __m128i wanted = _mm_set1_epi8(c);
    return collect([&](__m128i bytes) { return _mm_cmpeq_epi8(bytes, wanted); });
  }
  /// How many bytes are one of four characters: as sums, which takes half of what a mask and the count of its bits take.
  std::size_t count_any_of(char a, char b, char c, char d) const {
    const __m128i first = _mm_set1_epi8(a), second = _mm_set1_epi8(b), third = _mm_set1_epi8(c), fourth = _mm_set1_epi8(d);
    const auto any = [&](__m128i bytes) {
      return _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, first), _mm_cmpeq_epi8(bytes, second)),
                          _mm_or_si128(_mm_cmpeq_epi8(bytes, third), _mm_cmpeq_epi8(bytes, fourth)));
    };
    return count_of(any(part[0]), any(part[1]), any(part[2]), any(part[3]));
  }
  Mask beyond_ascii() const {
    return collect([](__m128i bytes) { return bytes; });
  }
  /// 0x00 to 0x1F.
  Mask control() const {
    const __m128i last = _mm_set1_epi8(0x1F);
    return collect([&](__m128i bytes) { return _mm_cmpeq_epi8(_mm_min_epu8(bytes, last), bytes); });
  }
};

/// Takes the usual 64 bytes, those without quotes and control characters, in half the time that masks of all kinds take.
class PlainChunks {
 public:
  PlainChunks(const CsvDialect& dialect, char line_end)
      : delimiter_(_mm_set1_epi8(dialect.delimiter)), quote_(_mm_set1_epi8(dialect.quote)), line_end_(_mm_set1_epi8(line_end)) {}

  /// @returns false if there is a quote, or a control character that is neither delimiter nor line end; else @p ends gets the
  /// mask of delimiters and line ends, and @p count their number.
  /// @tparam with_returns  a CR before LF is plain, too; then one byte behind the 64 must be text
  template <bool with_returns>
  bool take(const char* at, Mask& ends, std::size_t& count) {
    __m128i least = _mm_set1_epi8(-1);
    const auto look = [&](const char* from) {
      const __m128i bytes = Chunk::load(from);
      const __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter_), _mm_cmpeq_epi8(bytes, line_end_));
      high_ = _mm_or_si128(high_, bytes);
      // What is allowed counts as 0xFF here, a quote as 0: so only what is not plain is below 0x20.
      __m128i allowed = found;
      if constexpr (with_returns) {
        const __m128i before_line_end = _mm_cmpeq_epi8(Chunk::load(from + 1), line_end_);
        allowed = _mm_or_si128(allowed, _mm_and_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')), before_line_end));
      }
      least = _mm_min_epu8(least, _mm_andnot_si128(_mm_cmpeq_epi8(bytes, quote_), _mm_or_si128(bytes, allowed)));
      return found;
    };
    const __m128i a = look(at), b = look(at + 16), c = look(at + 32), d = look(at + 48);
    if (_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(least, _mm_set1_epi8(0x1F)), least)) != 0) return false;
    const auto bits = [](__m128i found) { return static_cast<Mask>(static_cast<unsigned>(_mm_movemask_epi8(found))); };
    ends = bits(a) | bits(b) << 16 | bits(c) << 32 | bits(d) << 48;
    count = count_of(a, b, c, d);
    return true;
  }
  bool beyond_ascii() const { return _mm_movemask_epi8(high_) != 0; }

 private:
  __m128i delimiter_, quote_, line_end_;
  __m128i high_ = _mm_setzero_si128();
};
#else
struct Chunk {
  const char* at;
  explicit Chunk(const char* start) : at(start) {}
  template <class Test>
  Mask collect(Test test) const {
    Mask mask = 0;
    for (int i = 0; i < 64; ++i) mask |= static_cast<Mask>(test(static_cast<unsigned char>(at[i]))) << i;
    return mask;
  }
  Mask equal(char c) const { return collect([c](unsigned char byte) { return byte == static_cast<unsigned char>(c); }); }
  std::size_t count_any_of(char a, char b, char c, char d) const { return count_bits(equal(a) | equal(b) | equal(c) | equal(d)); }
  Mask beyond_ascii() const { return collect([](unsigned char byte) { return byte > 0x7F; }); }
  Mask control() const { return collect([](unsigned char byte) { return byte < 0x20; }); }
};

/// Without vectors there is no quicker way than masks.
struct PlainChunks {
  PlainChunks(const CsvDialect&, char) {}
  template <bool>
  bool take(const char*, Mask&, std::size_t&) { return false; }
  bool beyond_ascii() const { return false; }
};
#endif

/// Bit i = parity of bits 0 to i: from quotes to "inside quotes", the opening quote counted in, the closing one not.
inline Mask prefix_parity(Mask mask) {
  mask ^= mask << 1, mask ^= mask << 2, mask ^= mask << 4;
  mask ^= mask << 8, mask ^= mask << 16, mask ^= mask << 32;   // spelled out: as a loop it stays one
  return mask;
}

/// Follows quotes by parity, and checks that parity may be trusted: each opening quote begins a cell, each closing quote
/// ends one (or is the first of a doubled pair). Where that fails, only the careful reader knows what a quote means.
class QuoteTracker {
 public:
  QuoteTracker(const char* text, std::size_t length, const CsvDialect& dialect, char line_end)
      : text_(text), length_(length), delimiter_(dialect.delimiter), line_end_(line_end) {}

  /// The mask of bytes inside quotes. @p offset is a multiple of 64, taken in turn; chunks without quotes may be left out.
  /// @param borders  delimiters, line ends and quotes of the chunk; without quotes it is not looked at
  Mask inside(std::size_t offset, Mask quotes, Mask borders) {
    if (quotes == 0) return carry_;
    const Mask mask = prefix_parity(quotes) ^ carry_;
    carry_ = static_cast<Mask>(static_cast<std::int64_t>(mask) >> 63);
    // Beside a border a quote is sound in any case. What is left is looked at one by one: mostly those at the ends of the chunk.
    const Mask opening = quotes & mask, closing = quotes & ~mask;
    doubled_ |= (opening & quotes << 1) != 0;
    for (Mask left = (opening & ~(borders << 1)) | (closing & ~(borders >> 1)); left != 0 && sound_; left &= left - 1) {
      const std::size_t bit = static_cast<std::size_t>(__builtin_ctzll(left));
      sound_ = (mask >> bit & 1) != 0 ? opens_cell(offset + bit) : closes_cell(offset + bit);
    }
    return mask;
  }
  bool sound() const { return sound_; }
  /// Some quote stood for one in the text: it closed, and the next one opened again.
  bool has_doubled() const { return doubled_; }
  bool is_inside() const { return carry_ != 0; }

 private:
  bool opens_cell(std::size_t at) {
    if (at == 0) return true;
    const char before = text_[at - 1];
    doubled_ |= before == text_[at];
    return before == delimiter_ || before == line_end_ || before == text_[at];
  }
  bool closes_cell(std::size_t at) const {
    if (at + 1 >= length_) return true;
    const char after = text_[at + 1];
    if (after == delimiter_ || after == line_end_ || after == text_[at]) return true;
    return after == '\r' && (at + 2 >= length_ || text_[at + 2] == '\n');
  }

  const char* text_;
  std::size_t length_;
  char delimiter_, line_end_;
  Mask carry_ = 0;
  bool sound_ = true, doubled_ = false;
};

/// Walks over CSV byte by byte, by the letter: what a quote means depends on where it stands.
class CsvWalker {
 public:
  enum class Event { text, open, close, doubled, escape, escaped, bare_quote, gap, text_after_quote, cell_end, record_end };

  CsvWalker(const CsvDialect& dialect, char line_end) : dialect_(dialect), line_end_(line_end) {}

  bool in_quotes() const { return where_ == Where::quoted || where_ == Where::escaped; }

  Event take(char c) {
    if (where_ == Where::escaped) return now(Where::quoted, Event::escaped);
    if (where_ == Where::quoted) {
      if (c == dialect_.quote) return now(Where::after_quote, Event::close);
      if (dialect_.backslash_escapes && c == '\\') return now(Where::escaped, Event::escape);
      return Event::text;
    }
    if (c == line_end_) return now(Where::start, Event::record_end);
    if (c == dialect_.delimiter) return now(Where::start, Event::cell_end);
    if (c == dialect_.quote) {
      if (where_ == Where::start) return now(Where::quoted, Event::open);
      if (where_ == Where::after_quote) return now(Where::quoted, Event::doubled);
      if (where_ == Where::gap) return now(Where::bare, Event::text_after_quote);
      return Event::bare_quote;
    }
    if (where_ == Where::after_quote || where_ == Where::gap) {
      // Blanks between a closing quote and the next delimiter are common and harmless; the CR of a CRLF is one of them.
      if (c == ' ' || c == '\t' || c == '\r') return now(Where::gap, Event::gap);
      return now(Where::bare, Event::text_after_quote);
    }
    return now(Where::bare, Event::text);
  }

 private:
  enum class Where { start, bare, quoted, escaped, after_quote, gap };
  Event now(Where where, Event event) {
    where_ = where;
    return event;
  }

  Where where_ = Where::start;
  CsvDialect dialect_;
  char line_end_;
};

}  // namespace rosterkit::io
