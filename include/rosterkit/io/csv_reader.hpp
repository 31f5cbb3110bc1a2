// CSV by RFC 4180, made for hostile files and for speed: blocks cut at record ends, a SIMD structural index, and views
// only of the columns that are asked for. Knows syntax, nothing of any format. LF, CRLF and lone CR; quotes may hold
// line ends; physical line numbers; slow path with exact findings for what is broken.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/io/source.hpp"

namespace rosterkit::io {

struct CsvDialect {
  char delimiter = ',';          ///< or '\t', ';', '|'
  char quote = '"';
  bool header = true;            ///< false: the columns are positional ("1", "2", ...)
  bool backslash_escapes = false;///< a backslash in quotes escapes the next character (Apple School Manager)
  bool first_of_twins = false;   ///< of two columns with one name the first is taken, the other is named ""; else refused
};

/// A run of whole records. Filled by CsvReader::next (raw bytes) and by CsvReader::parse (cells).
struct CsvBlock {
  std::uint64_t number = 0;      ///< 0, 1, 2, ... in file order
  std::uint64_t first_line = 0;  ///< physical line of the first record
  std::uint64_t first_record = 0;///< unset (0) until parse order is known; records are numbered inside the block from 0
  std::vector<char> bytes;       ///< the raw text and what lies behind it; cells may point into it (or into `side`)
  std::size_t length = 0;        ///< how much of `bytes` is text; the rest is room for reading 64 bytes at a time
  std::uint64_t line_ends = 0;   ///< in the text, those in quotes included

  // After parse:
  std::size_t rows = 0;
  std::vector<std::uint64_t> lines;                         ///< one per row
  std::vector<std::vector<std::string_view>> columns;       ///< [slot][row]; slots in the order asked for; "" = blank
  std::vector<bool> filled;                                 ///< [slot]; false = all cells of the column are blank
  std::vector<std::unique_ptr<std::string>> side;           ///< unescaped and mended cells live here
  FindingList findings;                                     ///< of this block, `record` counted from the block's start, from 1
  std::uint64_t dropped = 0;                                ///< rows left out (wrong width, text after a closing quote)
  std::vector<std::uint32_t> records;                       ///< number in the block, from 1, of each row; empty if none was
                                                            ///< dropped: then row r is record r + 1. A block has rows + dropped.
};

class CsvReader {
 public:
  /// Reads the header at once. Throws FileError exit 4: NUL, not the stated encoding, empty file, header without names,
  /// duplicate header (exact names), more than max_columns.
  CsvReader(std::unique_ptr<ByteStream> utf8, std::string shown, CsvDialect dialect, const Limits& limits);

  const std::vector<std::string>& header() const { return header_; }   ///< names as they stand, blanks around them removed
  const std::vector<bool>& padded() const { return padded_; }          ///< columns whose names had blanks around them
  const std::vector<std::string>& twins() const { return twins_; }     ///< names that stood twice (first_of_twins)
  std::uint64_t header_line() const { return header_line_; }           ///< physical line, from 1
  std::uint64_t bytes_read() const { return bytes_read_; }

  /// Cuts the next block of about 512 KiB. Thread-safe: workers call it in turn. False at the end.
  /// A block may be given again: its memory is reused.
  /// Throws FileError exit 4: unclosed quote, NUL, record over the limit.
  bool next(CsvBlock& block);

  /// Splits a block into cells of the wanted columns (indices into header()). Const: many threads at once.
  /// Findings (all rows are checked, wanted or not): csv.row-width (row dropped), csv.text-after-quote (row dropped),
  /// csv.bare-quote (kept), csv.line-break-in-cell (note), file.not-utf8 (FileError), cell.control-character (removed).
  /// Cells beyond the header are passed over if they are blank (csv.blank-cells). Throws FileError exit 4 for a field over the limit, too.
  /// A row that is entirely blank, like a lone line end, is skipped without a finding, counted in no number.
  void parse(CsvBlock& block, const std::vector<std::uint32_t>& wanted) const;

 private:
  bool fill(std::size_t wanted);
  void read_header();

  std::unique_ptr<ByteStream> input_;
  std::string shown_;
  CsvDialect dialect_;
  Limits limits_;
  std::vector<std::string> header_, twins_;
  std::vector<bool> padded_;
  std::uint64_t header_line_ = 1;
  std::vector<char> carry_;      ///< read, but not yet given out: the start of a record, carry_length_ bytes
  std::size_t carry_length_ = 0;
  std::uint64_t next_line_ = 1, next_number_ = 0, bytes_read_ = 0;
  char line_end_ = '\n';         ///< '\r' for files of lone CR
  bool at_end_ = false;
  std::mutex mutex_;
};

}  // namespace rosterkit::io
