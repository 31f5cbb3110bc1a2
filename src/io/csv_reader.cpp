// The serial half of reading CSV: takes bytes in, finds the header and the kind of line end, and hands out blocks of
// whole records (RFC 4180, section 2, with the line ends that occur in the wild). Splitting them is in csv_parse.cpp.
#include "rosterkit/io/csv_reader.hpp"

#include <algorithm>
#include <cstring>
#include <set>

#include "csv_careful.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::io {

namespace {

constexpr std::size_t block_bytes = 512u << 10;  // fits the second-level cache together with its index
// The first blocks are smaller: of a small file each thread then gets its share, and takes less memory that nobody has touched before.
constexpr std::size_t first_block_bytes = 128u << 10, first_blocks = 32;
constexpr std::size_t first_look = 64u << 10;
constexpr std::size_t first_read = 8u << 10;     // a small file needs no more

/// A file of lone CR (old Macs, some spreadsheets) has CR as its first line end and no LF near it.
char find_line_end(std::string_view start, const CsvDialect& dialect) {
  CsvWalker walker(dialect, '\n');
  for (const char c : start) {
    if (walker.take(c) == CsvWalker::Event::record_end) return '\n';
    if (c == '\r' && !walker.in_quotes()) return start.find('\n') == std::string_view::npos ? '\r' : '\n';
  }
  return '\n';
}

}  // namespace

CsvReader::CsvReader(std::unique_ptr<ByteStream> utf8, std::string shown, CsvDialect dialect, const Limits& limits)
    : input_(std::move(utf8)), shown_(std::move(shown)), dialect_(dialect), limits_(limits) {
  fill(first_look);
  line_end_ = find_line_end({carry_.data(), carry_length_}, dialect_);
  read_header();
}

/// Reads until @p wanted bytes are carried or the input ends. @returns false if nothing is carried.
bool CsvReader::fill(std::size_t wanted) {
  while (!at_end_ && carry_length_ < wanted) {
    // The buffer grows with what there is: clearing one for a whole block would be most of the work on a small file.
    const std::size_t room = std::min(wanted, std::max(first_read, carry_length_ * 4));
    if (carry_.size() < room + scan_room) carry_.resize(room + scan_room);
    const std::size_t got = input_->read({carry_.data() + carry_length_, room - carry_length_});
    at_end_ = got == 0;
    carry_length_ += got;
    bytes_read_ += got;
  }
  return carry_length_ != 0;
}

void CsvReader::read_header() {
  std::vector<CsvCell> cells;
  std::size_t end = 0;
  std::uint64_t line = 1;
  for (std::size_t wanted = first_look;; wanted *= 2) {
    fill(wanted);
    const std::string_view text(carry_.data(), carry_length_);
    // Blank lines before the header are skipped, as they are everywhere else.
    std::size_t begin = 0;
    line = 1;
    for (; begin < text.size() && (text[begin] == line_end_ || text[begin] == '\r'); ++begin) line += text[begin] == line_end_;
    if (begin == text.size() && at_end_) {
      throw csv_error("file.empty", shown_, 0, 0, "the file is empty", "Check that the export has run to its end.");
    }
    end = split_record(text, begin, dialect_, line_end_, cells);
    const bool complete = end != std::string_view::npos;
    if (!complete) end = text.size();
    if (complete || at_end_) break;
    if (wanted > limits_.max_record_bytes) {
      throw csv_error("file.limit", shown_, line, 0, "the header is over " + with_commas(limits_.max_record_bytes) + " bytes",
                      "The file was not used. Check that it is a text of rows and columns.");
    }
  }
  const std::string_view header(carry_.data(), end);
  if (const std::size_t nul = header.find('\0'); nul != std::string_view::npos) {
    throw csv_error("file.nul", shown_, line, 0, "the header holds a NUL byte",
                    "The file was not used. It is no text, or cut from UTF-16; export it again as UTF-8.");
  }
  check_utf8(header, 1, line_end_, shown_);
  if (cells.size() > limits_.max_columns) {
    throw csv_error("file.limit", shown_, line, 0, "the header has more than " + with_commas(limits_.max_columns) + " columns",
                    "The file was not used. Check the delimiter, or raise --max-columns.");
  }
  if (!dialect_.header) {
    for (std::size_t index = 0; index < cells.size(); ++index) header_.push_back(std::to_string(index + 1));
    return;
  }
  header_line_ = line;
  std::set<std::string> seen;
  for (const CsvCell& cell : cells) {
    std::string name;
    if (cell.to_unescape) {
      unescape(cell.raw, dialect_, name);
    } else {
      name = cell.raw;
    }
    const std::size_t size = name.size();
    name = std::string(trim(name));
    padded_.push_back(name.size() != size);
    if (!name.empty() && !seen.insert(name).second) {
      if (dialect_.first_of_twins) {
        twins_.push_back(name);
        header_.emplace_back();
        continue;
      }
      throw csv_error("header.duplicate", shown_, line, 0, "the header names \"" + name + "\" twice",
                      "The file was not used. Give each column a name of its own, or take one of them out.");
    }
    header_.push_back(std::move(name));
  }
  if (seen.empty()) {
    throw csv_error("header.empty-name", shown_, line, 0, "the first row holds no column names",
                    "The file was not used. Write the names of the columns in the first row.");
  }
  next_line_ = 1 + count_lines(header, line_end_);
  carry_length_ -= end;
  std::memmove(carry_.data(), carry_.data() + end, carry_length_);
}

bool CsvReader::next(CsvBlock& block) {
  const std::lock_guard guard(mutex_);
  CsvCut cut;
  for (std::size_t wanted = next_number_ < first_blocks ? first_block_bytes : block_bytes;; wanted *= 2) {
    if (!fill(wanted)) return false;
    cut = find_cut(carry_.data(), carry_length_, dialect_, line_end_);
    if (cut.has_nul) {
      const std::string_view text(carry_.data(), carry_length_);
      throw csv_error("file.nul", shown_, next_line_ + count_lines(text.substr(0, text.find('\0')), line_end_), 0,
                      "a NUL byte in the text", "The file was not used. Export it again; it may be damaged, or no text.");
    }
    const bool over = carry_length_ - cut.end > limits_.max_record_bytes;
    if (cut.in_quotes && (at_end_ || over)) {
      const std::string_view rest(carry_.data() + cut.end, carry_length_ - cut.end);
      const std::string_view before = rest.substr(0, find_open_quote(rest, dialect_, line_end_));
      const std::uint64_t line = next_line_ + cut.lines + count_lines(before, line_end_);
      throw csv_error("csv.unclosed-quote", shown_, line, 0,
                      at_end_ ? "a quote is opened here and never closed"
                              : "a quote is opened here and not closed within " + with_commas(limits_.max_record_bytes) + " bytes",
                      "The file was not used. Close the quote, or write it twice if it belongs to the text.");
    }
    if (over) {
      throw csv_error("file.limit", shown_, next_line_ + cut.lines, 0,
                      "a record is over " + with_commas(limits_.max_record_bytes) + " bytes",
                      "The file was not used. Check that it is a text of rows and columns, or raise --max-record.");
    }
    if (at_end_ || cut.end != 0) break;
  }
  if (at_end_ && cut.end < carry_length_) {
    carry_[carry_length_++] = line_end_;  // the last line end is missing: scan_room has the place for it
    cut.end = carry_length_;
    ++cut.lines;
    if (carry_.size() < carry_length_ + scan_room) carry_.resize(carry_length_ + scan_room);
  }
  // The block takes the buffer over, and gives its old one for what comes next: nothing is copied but the cut-off rest.
  const std::size_t rest = carry_length_ - cut.end;
  carry_.swap(block.bytes);
  if (carry_.size() < rest + scan_room) carry_.resize(rest + scan_room);
  std::memcpy(carry_.data(), block.bytes.data() + cut.end, rest);
  carry_length_ = rest;
  block.length = cut.end;
  block.line_ends = cut.lines;
  block.number = next_number_++;
  block.first_line = next_line_;
  block.first_record = 0;
  block.rows = 0;
  next_line_ += cut.lines;
  return true;
}

}  // namespace rosterkit::io
