// The parallel half of reading CSV: a structural index of the block (where delimiters and record ends stand outside
// quotes, 64 bytes at a step), then views of the wanted columns. It takes blocks in which every row is as it should be;
// anything odd sends the whole block to csv_careful.cpp, which gives the same cells and says what is wrong.
#include <memory>
#include <cstring>

#include "csv_careful.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::io {

namespace {

/// What the index pass finds out about a block.
struct Index {
  std::unique_ptr<std::uint32_t[]> ends;   // offsets of cell ends, in order, behind one that stands for the end of a cell before the first
  std::vector<std::uint32_t> inner_lines;  // offsets of line ends inside quotes
  std::size_t room = 0;                    // of `ends`; not cleared, as most blocks need a tenth of it
  std::size_t record_ends = 0;
  std::size_t count = 0;                   // used part of `ends`, without the first
  const std::uint32_t* begin() const { return ends.get() + 1; }
  bool has_quotes = false, has_returns = false, beyond_ascii = false, odd = false;
};

void append_bits(Mask bits, std::size_t offset, std::uint32_t*& out) {
  const std::size_t count = count_bits(bits);
  std::uint32_t* const end = out + count;
  // Eight at a time without asking: places behind the end are written over by the next ones.
  while (out < end) {
    for (int i = 0; i < 8; ++i) {
      out[i] = static_cast<std::uint32_t>(offset) + static_cast<std::uint32_t>(__builtin_ctzll(bits | Mask{1} << 63));
      bits &= bits - 1;
    }
    out += 8;
  }
  out = end;
}

void build_index(const char* text, std::size_t length, const CsvDialect& dialect, char line_end, Index& index) {
  if (index.room < length + 65) {
    index.room = length + 65;
    index.ends = std::make_unique_for_overwrite<std::uint32_t[]>(index.room);
  }
  index.ends[0] = 0xFFFFFFFFu;        // plus 1 is 0, where the first cell begins
  index.inner_lines.clear();
  index.record_ends = 0;
  index.has_quotes = index.has_returns = index.odd = false;
  QuoteTracker quotes(text, length, dialect, line_end);
  std::uint32_t* out = index.ends.get() + 1;
  Mask high = 0, control = 0;
  for (std::size_t offset = 0; offset < length; offset += 64) {
    const Chunk chunk(text + offset);
    const Mask valid = below(length - offset);
    const Mask quote = chunk.equal(dialect.quote) & valid;
    const Mask inside = quotes.inside(offset, quote);
    const Mask line_ends = chunk.equal(line_end) & valid;
    const Mask record_ends = line_ends & ~inside;
    index.has_quotes |= quote != 0;
    high |= chunk.beyond_ascii() & valid;
    Mask strange = chunk.control() & valid & ~line_ends;
    if (strange != 0) {
      // CR stands before LF; elsewhere the careful reader looks at it. Tabs are text like any other.
      const Mask carriage = chunk.equal('\r') & strange;
      const Mask lines = chunk.equal('\n') & strange;
      index.has_returns |= carriage != 0;
      strange &= ~(carriage | lines | chunk.equal('\t'));
      for (Mask left = carriage; left != 0; left &= left - 1) {
        const std::size_t at = offset + static_cast<std::size_t>(__builtin_ctzll(left));
        index.odd |= at + 1 >= length || text[at + 1] != '\n';
      }
      index.odd |= lines != 0;  // LF where CR ends lines
      control |= strange;
    }
    index.record_ends += count_bits(record_ends);
    for (Mask left = line_ends & inside; left != 0; left &= left - 1) {
      index.inner_lines.push_back(static_cast<std::uint32_t>(offset) + static_cast<std::uint32_t>(__builtin_ctzll(left)));
    }
    append_bits(((chunk.equal(dialect.delimiter) & valid) | line_ends) & ~inside, offset, out);
  }
  index.count = static_cast<std::size_t>(out - index.begin());
  index.beyond_ascii = high != 0;
  index.odd |= control != 0 || !quotes.sound();
}

/// True if all cells of the row may be blank: then the careful reader decides.
bool may_be_blank(std::string_view row, const CsvDialect& dialect) {
  for (const char c : row) {
    if (c != dialect.delimiter && c != dialect.quote && c != ' ' && c != '\t' && c != '\r' && c != '\n') return false;
  }
  return true;
}

/// Every row has @p width cells and holds something.
bool is_regular(const char* text, const Index& index, std::size_t width, const CsvDialect& dialect, char line_end) {
  if (index.record_ends * width != index.count) return false;
  std::size_t begin = 0;
  for (std::size_t last = width - 1; last < index.count; last += width) {
    const std::size_t end = index.begin()[last];
    if (text[end] != line_end) return false;
    if (may_be_blank({text + begin, end - begin}, dialect)) return false;
    begin = end + 1;
  }
  return true;
}

}  // namespace

void CsvReader::parse(CsvBlock& block, const std::vector<std::uint32_t>& wanted) const {
  block.columns.resize(wanted.size());
  block.filled.assign(wanted.size(), true);
  block.lines.clear();
  block.side.clear();
  block.findings.clear();
  block.records.clear();
  block.dropped = 0;
  const char* const text = block.bytes.data();
  thread_local Index kept;  // first-touched memory is dear: kept from block to block
  Index& index = kept;      // looked up once, not for each cell
  build_index(text, block.length, dialect_, line_end_, index);
  if (index.beyond_ascii) check_utf8({text, block.length}, block.first_line, line_end_, shown_);
  const std::size_t width = header_.size();
  const bool may_pass_limits = block.length > limits_.max_field_bytes || block.length > limits_.max_record_bytes;
  const bool has_escapes = dialect_.backslash_escapes && std::memchr(text, '\\', block.length) != nullptr;
  // With one column a blank line looks like any row, and "" like a blank one.
  if (index.odd || width == 1 || may_pass_limits || has_escapes || !is_regular(text, index, width, dialect_, line_end_)) {
    CarefulParser(header_, shown_, dialect_, line_end_, limits_).parse(block, wanted);
    return;
  }

  const std::size_t rows = index.record_ends;
  block.rows = rows;
  block.lines.resize(rows);
  const std::uint32_t* const ends = index.begin();
  std::size_t inner = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    block.lines[row] = block.first_line + row + inner;
    // Line breaks in quotes belong to this row; each cell that holds some is noted once.
    std::size_t noted = width;
    for (; inner < index.inner_lines.size() && index.inner_lines[inner] < ends[row * width + width - 1]; ++inner) {
      std::size_t column = 0;
      while (ends[row * width + column] < index.inner_lines[inner]) ++column;
      if (column != noted) block.findings.push_back(line_break_note(shown_, block.lines[row], row + 1, header_[column]));
      noted = column;
    }
  }

  std::string* side = nullptr;
  for (std::size_t slot = 0; slot < wanted.size(); ++slot) {
    const std::size_t column = wanted[slot];
    std::vector<std::string_view>& cells = block.columns[slot];
    if (const std::size_t first = first_slot(wanted, slot); first < slot) {
      cells = block.columns[first];
      block.filled[slot] = block.filled[first];
      continue;
    }
    cells.resize(rows);
    const bool ends_in_return = index.has_returns && line_end_ == '\n' && column + 1 == width;
    std::uint32_t filled = 0;
    std::string_view* cell = cells.data();
    for (const std::uint32_t* end = ends + column; cell != cells.data() + rows; end += width, ++cell) {
      const std::uint32_t begin = end[-1] + 1;
      std::uint32_t size = *end - begin;
      if (ends_in_return && size != 0 && text[begin + size - 1] == '\r') --size;
      *cell = {text + begin, size};
      filled |= size;
    }
    block.filled[slot] = filled != 0;
    if (!index.has_quotes || filled < 2) continue;
    for (std::string_view& each : cells) {
      if (each.size() < 2 || each.front() != dialect_.quote) continue;
      each = each.substr(1, each.size() - 2);
      if (each.find(dialect_.quote) == std::string_view::npos) continue;
      if (side == nullptr) {
        side = block.side.emplace_back(std::make_unique<std::string>()).get();
        side->reserve(block.length);      // room for all mended cells: views into it must stay good
      }
      const std::size_t start = side->size();
      unescape(each, dialect_, *side);
      each = std::string_view(*side).substr(start);
    }
  }
}

}  // namespace rosterkit::io
