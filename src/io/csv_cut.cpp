// Finds where a run of CSV may be cut: behind the last record end outside quotes. This part of reading is done by one
// thread at a time, so it only counts where there are no quotes, goes 64 bytes at a step where there are, and falls back to
// single bytes only where they stand in odd places.
#include <algorithm>
#include <cstring>

#include "csv_careful.hpp"

namespace rosterkit::io {

namespace {

CsvCut find_cut_carefully(const char* text, std::size_t length, const CsvDialect& dialect, char line_end) {
  CsvCut cut;
  CsvWalker walker(dialect, line_end);
  std::uint64_t lines = 0;
  for (std::size_t at = 0; at < length; ++at) {
    if (text[at] == line_end) ++lines;
    if (walker.take(text[at]) != CsvWalker::Event::record_end) continue;
    cut.end = at + 1;
    cut.lines = lines;
  }
  cut.in_quotes = walker.in_quotes();
  return cut;
}

/// What a stretch of text holds, wherever quotes open: sums without a mask for each 64 bytes.
struct Tally {
  std::uint64_t line_ends = 0;
  bool quote = false, nul = false;
};

constexpr std::size_t stretch_bytes = 16 * 64;   // one quote costs no more than that; up to 63 chunks, four counts of each go into a byte

Tally tally(const char* text, std::size_t length, char quote, char line_end) {
  Tally sum;
  std::size_t at = 0;
#if defined(__SSE2__)
  const __m128i quotes = _mm_set1_epi8(quote), line_ends = _mm_set1_epi8(line_end), nothing = _mm_setzero_si128();
  __m128i quoted = nothing, counts = nothing, least = _mm_set1_epi8(-1);
  const auto look = [&](const char* from) {
    const __m128i bytes = Chunk::load(from);
    quoted = _mm_or_si128(quoted, _mm_cmpeq_epi8(bytes, quotes));
    least = _mm_min_epu8(least, bytes);
    counts = _mm_sub_epi8(counts, _mm_cmpeq_epi8(bytes, line_ends));
  };
  for (; at + 64 <= length; at += 64) look(text + at), look(text + at + 16), look(text + at + 32), look(text + at + 48);
  const __m128i sums = _mm_sad_epu8(counts, nothing);
  sum.line_ends = static_cast<std::uint64_t>(_mm_cvtsi128_si32(_mm_add_epi32(sums, _mm_shuffle_epi32(sums, 2))));
  sum.quote = _mm_movemask_epi8(quoted) != 0;
  sum.nul = _mm_movemask_epi8(_mm_cmpeq_epi8(least, nothing)) != 0;
#endif
  for (; at < length; ++at) {
    sum.line_ends += text[at] == line_end;
    sum.quote |= text[at] == quote;
    sum.nul |= text[at] == '\0';
  }
  return sum;
}

}  // namespace

CsvCut find_cut(const char* text, std::size_t length, const CsvDialect& dialect, char line_end) {
  CsvCut cut;
  QuoteTracker quotes(text, length, dialect, line_end);
  std::uint64_t lines = 0;
  const bool has_escapes = dialect.backslash_escapes && std::memchr(text, '\\', length) != nullptr;
  for (std::size_t begin = 0; begin < length; begin += stretch_bytes) {
    const std::size_t end = std::min(length, begin + stretch_bytes);
    const Tally all = tally(text + begin, end - begin, dialect.quote, line_end);
    cut.has_nul |= all.nul;
    if (!all.quote) {
      lines += all.line_ends;
      if (all.line_ends == 0 || quotes.is_inside()) continue;
      cut.end = end;             // the last line end is somewhere before it, and looked for when no other stretch follows
      cut.lines = lines;
      continue;
    }
    for (std::size_t offset = begin; offset < end; offset += 64) {
      const Chunk chunk(text + offset);
      const Mask valid = below(length - offset);
      const Mask quote = chunk.equal(dialect.quote) & valid;
      const Mask line_ends = chunk.equal(line_end) & valid;
      const Mask inside = quotes.inside(offset, quote, quote == 0 ? 0 : (chunk.equal(dialect.delimiter) & valid) | line_ends | quote);
      if (const Mask record_ends = line_ends & ~inside) {
        const auto bit = static_cast<std::size_t>(63 - __builtin_clzll(record_ends));
        cut.end = offset + bit + 1;
        cut.lines = lines + count_bits(line_ends & below(bit + 1));
      }
      lines += count_bits(line_ends);
    }
  }
  while (cut.end != 0 && text[cut.end - 1] != line_end) --cut.end;
  cut.in_quotes = quotes.is_inside();
  if (!quotes.sound() || has_escapes) {
    const bool has_nul = cut.has_nul;
    cut = find_cut_carefully(text, length, dialect, line_end);
    cut.has_nul = has_nul;
  }
  return cut;
}

}  // namespace rosterkit::io
