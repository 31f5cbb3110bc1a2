// Finds where a run of CSV may be cut: behind the last record end outside quotes. This part of reading is done by one
// thread at a time, so it goes 64 bytes at a step and falls back to single bytes only where quotes stand in odd places.
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

}  // namespace

CsvCut find_cut(const char* text, std::size_t length, const CsvDialect& dialect, char line_end) {
  CsvCut cut;
  QuoteTracker quotes(text, length, dialect, line_end);
  std::uint64_t lines = 0;
  Mask nul = 0;
  const bool has_escapes = dialect.backslash_escapes && std::memchr(text, '\\', length) != nullptr;
  for (std::size_t offset = 0; offset < length; offset += 64) {
    const Chunk chunk(text + offset);
    const Mask valid = below(length - offset);
    const Mask inside = quotes.inside(offset, chunk.equal(dialect.quote) & valid);
    const Mask line_ends = chunk.equal(line_end) & valid;
    nul |= chunk.equal('\0') & valid;
    if (const Mask record_ends = line_ends & ~inside) {
      const auto bit = static_cast<std::size_t>(63 - __builtin_clzll(record_ends));
      cut.end = offset + bit + 1;
      cut.lines = lines + count_bits(line_ends & below(bit + 1));
    }
    lines += count_bits(line_ends);
  }
  cut.in_quotes = quotes.is_inside();
  if (!quotes.sound() || has_escapes) cut = find_cut_carefully(text, length, dialect, line_end);
  cut.has_nul = nul != 0;
  return cut;
}

}  // namespace rosterkit::io
