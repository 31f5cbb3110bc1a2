// The parallel half of reading CSV: views of the wanted columns, read off the structural index of the block (csv_index.cpp).
// It takes blocks in which every row is as it should be; anything odd sends the whole block to csv_careful.cpp, which
// gives the same cells and says what is wrong.
#include <cstring>
#include <span>

#include "csv_careful.hpp"
#include "csv_index.hpp"

namespace rosterkit::io {

namespace {

constexpr std::string_view blank = "";   // not of any text, so that it may stay from block to block

/// The physical line of each row, and a note for each cell that holds line breaks.
void find_lines(CsvBlock& block, const CsvIndex& index, const std::vector<std::string>& header, const std::string& shown) {
  block.lines.resize(block.rows);
  const std::vector<std::uint32_t>& breaks = index.inner_lines();
  std::uint64_t line = block.first_line;
  if (breaks.empty()) {
    for (std::uint64_t& each : block.lines) each = line++;
    return;
  }
  const std::size_t width = header.size();
  std::size_t inner = 0;
  for (std::size_t row = 0; row < block.rows; ++row) {
    const std::uint32_t* const ends = index.ends() + row * width;
    block.lines[row] = line++;
    // Line breaks in quotes belong to this row; each cell that holds some is noted once.
    std::size_t noted = width;
    for (; inner < breaks.size() && breaks[inner] < ends[width - 1]; ++inner, ++line) {
      std::size_t column = 0;
      while (ends[column] < breaks[inner]) ++column;
      if (column != noted) block.findings.push_back(line_break_note(shown, block.lines[row], row + 1, header[column]));
      noted = column;
    }
  }
}

/// @param end  where the column's cell of the first row ends; the next ones follow @p width places on, as below
bool is_blank_column(const std::uint32_t* end, std::size_t width, std::size_t rows) {
  const auto step = [&](std::size_t row) { return end[row * width] - end[row * width - 1]; };   // 1 = nothing in between
  for (; rows >= 4; rows -= 4, end += 4 * width) {
    if ((step(0) | step(1) | step(2) | step(3)) != 1) return false;
  }
  for (; rows != 0; --rows, end += width) {
    if (step(0) != 1) return false;
  }
  return true;
}

/// What the cells of a column have together.
struct Seen {
  std::uint32_t sizes = 0;       // all bits of all sizes
  bool quote = false;            // around some cell
};

/// Views of a column's cells, without outer quotes. What is asked of each cell is settled here once: this loop is much of the reader's time.
template <bool with_returns, bool with_quotes>
Seen take_cells(const char* text, const std::uint32_t* end, std::size_t width, char quote, std::span<std::string_view> cells) {
  Seen seen;
  const auto take = [&](std::string_view& cell) {
    const std::uint32_t begin = end[-1] + 1;
    std::uint32_t size = end[0] - begin;
    if (with_returns && size != 0 && text[begin + size - 1] == '\r') --size;
    seen.sizes |= size;
    end += width;
    if (with_quotes && text[begin] == quote && size >= 2) {
      seen.quote = true;
      cell = {text + begin + 1, size - 2};
    } else {
      cell = {text + begin, size};
    }
  };
  std::string_view* cell = cells.data();
  for (std::size_t pairs = cells.size() / 2; pairs != 0; --pairs, cell += 2) take(cell[0]), take(cell[1]);
  if (cells.size() % 2 != 0) take(*cell);
  return seen;
}

}  // namespace

void CsvReader::parse(CsvBlock& block, const std::vector<std::uint32_t>& wanted) const {
  const std::vector<bool> were_filled = std::move(block.filled);
  block.columns.resize(wanted.size());
  block.filled.assign(wanted.size(), true);
  block.side.clear();
  block.findings.clear();
  block.records.clear();
  block.dropped = 0;
  const char* const text = block.bytes.data();
  thread_local CsvIndex kept;
  CsvIndex& index = kept;        // looked up once, not for each cell
  index.build(block, dialect_, line_end_);
  if (index.beyond_ascii()) check_utf8({text, block.length}, block.first_line, line_end_, shown_);
  const std::size_t width = header_.size();
  const bool may_pass_limits = block.length > limits_.max_field_bytes || block.length > limits_.max_record_bytes;
  const bool has_escapes = dialect_.backslash_escapes && std::memchr(text, '\\', block.length) != nullptr;
  // With one column a blank line looks like any row, and "" like a blank one.
  if (index.is_odd() || width == 1 || may_pass_limits || has_escapes || !index.is_regular(text, width, dialect_, line_end_)) {
    CarefulParser(header_, shown_, dialect_, line_end_, limits_).parse(block, wanted);
    return;
  }

  const std::size_t rows = index.rows();
  block.rows = rows;
  find_lines(block, index, header_, shown_);
  std::string* side = nullptr;
  for (std::size_t slot = 0; slot < wanted.size(); ++slot) {
    const std::size_t column = wanted[slot];
    std::vector<std::string_view>& cells = block.columns[slot];
    if (const std::size_t first = first_slot(wanted, slot); first < slot) {
      cells = block.columns[first];
      block.filled[slot] = block.filled[first];
      continue;
    }
    const std::uint32_t* const ends = index.ends() + column;
    if (is_blank_column(ends, width, rows)) {
      // The cells of the block before may be just as blank; else they are views of text that is gone.
      if (slot >= were_filled.size() || were_filled[slot]) cells.clear();
      cells.resize(rows, blank);
      block.filled[slot] = false;
      continue;
    }
    cells.resize(rows);
    const bool with_returns = index.has_returns() && line_end_ == '\n' && column + 1 == width;
    const auto take = with_returns ? (index.has_quotes() ? take_cells<true, true> : take_cells<true, false>)
                                   : (index.has_quotes() ? take_cells<false, true> : take_cells<false, false>);
    const Seen seen = take(text, ends, width, dialect_.quote, cells);
    block.filled[slot] = seen.sizes != 0;
    if (seen.sizes == 0) cells.assign(rows, blank);
    if (!seen.quote || !index.has_doubled_quotes()) continue;
    for (std::string_view& each : cells) {
      const bool was_quoted = each.data() != text && each.data()[-1] == dialect_.quote;
      if (!was_quoted || each.find(dialect_.quote) == std::string_view::npos) continue;
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
