// Makes the index of a block. Chunks of 64 bytes without quotes and control characters, nearly all of most files, take the
// short way; the others are looked at by masks of every kind, which also tells what only the careful reader may judge.
#include "csv_index.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <type_traits>

#include "csv_scan.hpp"

namespace rosterkit::io {

namespace {

/// Writes the places of all @p count bits, and gives the place behind them. Places are written without asking whether there
/// are so many bits, and what is behind the last one is written over by the next ones: a wrong guess of the processor costs
/// more than writing a few in vain.
[[gnu::always_inline]] inline std::uint32_t* append_bits(Mask bits, std::size_t count, std::size_t offset, std::uint32_t* out) {
  constexpr Mask last = Mask{1} << 63;   // always set, so that there is a lowest bit; the place of bit 63 is written in its turn all the same
  std::uint32_t* const end = out + count;
  const auto next = [&] {
    *out++ = static_cast<std::uint32_t>(offset) + static_cast<std::uint32_t>(__builtin_ctzll(bits));
    bits = (bits & (bits - 1)) | last;
  };
  bits |= last;
  next(), next(), next(), next(), next(), next(), next(), next();   // spelled out: as a loop it stays one
  while (out < end) next(), next();
  return end;
}

/// True if all cells of the row may be blank: then the careful reader decides.
bool may_be_blank(std::string_view row, const std::array<bool, 256>& is_blank) {
  for (const char c : row) {
    if (!is_blank[static_cast<unsigned char>(c)]) return false;
  }
  return true;
}

/// Places for what a chunk may hold, and for those that append_bits() writes in vain.
constexpr std::size_t room_of_chunk = 128;

}  // namespace

/// Makes room where there is hardly any behind @p out, which moves along. @returns up to which offset there is room if each byte ends a cell:
/// hardly a tenth of them does, so it is asked for again a few times.
std::size_t CsvIndex::make_room(std::size_t offset, std::size_t length, std::uint32_t*& out) {
  constexpr std::size_t least_bytes = 4096;
  const std::size_t used = ends_ ? static_cast<std::size_t>(out - ends_.get()) : 0;
  if (room_ < used + least_bytes + room_of_chunk) {
    room_ = std::max(2 * room_, length / 4 + least_bytes + room_of_chunk);
    auto larger = std::make_unique_for_overwrite<std::uint32_t[]>(room_);
    std::copy_n(ends_.get(), used, larger.get());
    ends_ = std::move(larger);
    out = ends_.get() + used;
  }
  return offset + (room_ - used - room_of_chunk) / 64 * 64;
}

void CsvIndex::build(const CsvBlock& block, const CsvDialect& dialect, char line_end) {
  const char* const text = block.bytes.data();
  const std::size_t length = block.length;
  std::uint32_t* out = ends_.get();
  std::size_t limit = std::min(length, make_room(0, length, out));
  *out++ = 0xFFFFFFFFu;          // plus 1 is 0, where the first cell begins
  inner_lines_.clear();
  has_quotes_ = has_returns_ = beyond_ascii_ = odd_ = false;
  QuoteTracker quotes(text, length, dialect, line_end);
  PlainChunks plain(dialect, line_end);
  // A loop of its own: it keeps in registers what a call in it would push out.
  const auto take_plain = [&](auto with_returns, std::size_t offset) {
    Mask ends = 0;
    std::size_t count = 0;
    for (; offset + 64 < limit && plain.take<with_returns>(text + offset, ends, count); offset += 64) out = append_bits(ends, count, offset, out);
    return offset;
  };
  for (std::size_t offset = 0; offset < length; offset += 64) {
    if (offset >= limit) limit = std::min(length, make_room(offset, length, out));
    if (!quotes.is_inside()) offset = has_returns_ ? take_plain(std::true_type(), offset) : take_plain(std::false_type(), offset);
    out = look_by_masks(text, length, offset, dialect, line_end, quotes, out);
  }
  count_ = static_cast<std::size_t>(out - this->ends());
  rows_ = block.line_ends - inner_lines_.size();
  beyond_ascii_ |= plain.beyond_ascii();
  has_doubled_ = quotes.has_doubled();
  odd_ |= !quotes.sound();
}

std::uint32_t* CsvIndex::look_by_masks(const char* text, std::size_t length, std::size_t offset, const CsvDialect& dialect,
                                       char line_end, QuoteTracker& quotes, std::uint32_t* out) {
  const Chunk chunk(text + offset);
  const Mask valid = below(length - offset);
  const Mask quote = chunk.equal(dialect.quote) & valid;
  const Mask line_ends = chunk.equal(line_end) & valid;
  const Mask cell_ends = (chunk.equal(dialect.delimiter) & valid) | line_ends;
  const Mask inside = quotes.inside(offset, quote, cell_ends | quote);
  has_quotes_ |= quote != 0;
  beyond_ascii_ |= (chunk.beyond_ascii() & valid) != 0;
  if (Mask strange = chunk.control() & valid & ~line_ends; strange != 0) {
    // CR stands before LF; elsewhere the careful reader looks at it. Tabs are text like any other. LF is strange where CR ends lines.
    const Mask carriage = chunk.equal('\r') & strange;
    has_returns_ |= carriage != 0;
    for (Mask left = carriage & ~(line_ends >> 1); left != 0; left &= left - 1) {
      const std::size_t at = offset + static_cast<std::size_t>(__builtin_ctzll(left));
      odd_ |= at + 1 >= length || text[at + 1] != '\n';
    }
    strange &= ~carriage;
    odd_ |= strange != 0 && (strange & ~chunk.equal('\t')) != 0;
  }
  for (Mask left = line_ends & inside; left != 0; left &= left - 1) {
    inner_lines_.push_back(static_cast<std::uint32_t>(offset) + static_cast<std::uint32_t>(__builtin_ctzll(left)));
  }
  const Mask outside = cell_ends & ~inside;
  return append_bits(outside, count_bits(outside), offset, out);
}

bool CsvIndex::is_regular(const char* text, std::size_t width, const CsvDialect& dialect, char line_end) const {
  if (rows_ * width != count_) return false;
  std::array<bool, 256> is_blank{};
  for (const char c : {dialect.delimiter, dialect.quote, ' ', '\t', '\r', '\n'}) is_blank[static_cast<unsigned char>(c)] = true;
  std::size_t begin = 0;
  const std::uint32_t* last = ends() + width - 1;
  for (std::size_t row = 0; row < rows_; ++row, last += width) {
    const std::size_t end = *last;
    if (text[end] != line_end) return false;
    if (is_blank[static_cast<unsigned char>(text[begin])] && may_be_blank({text + begin, end - begin}, is_blank)) return false;
    begin = end + 1;
  }
  return true;
}

}  // namespace rosterkit::io
