// Inner parts of the CSV reader that go byte by byte: cutting and splitting where quotes stand in odd places.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "csv_scan.hpp"
#include "rosterkit/base/errors.hpp"

namespace rosterkit::io {

/// One cell as it stands in the text, without outer quotes; views point into the text.
struct CsvCell {
  std::string_view raw;
  bool quoted = false;
  bool to_unescape = false;      ///< holds doubled quotes or escapes
  bool bare_quote = false;       ///< a quote in a cell that is not quoted
  bool text_after_quote = false;
};

/// Splits the record that begins at @p from. @returns the offset behind its line end; npos if the text ends first.
std::size_t split_record(std::string_view text, std::size_t from, const CsvDialect& dialect, char line_end,
                         std::vector<CsvCell>& cells);

/// The cell's text: doubled quotes made single, escapes resolved.
void unescape(std::string_view raw, const CsvDialect& dialect, std::string& into);

/// Where a run of text may be cut.
struct CsvCut {
  std::size_t end = 0;           ///< behind the last record end; 0 = no record is complete
  std::uint64_t lines = 0;       ///< line ends before `end`, those in quotes included
  bool in_quotes = false;        ///< what follows the cut ends inside quotes
  bool has_nul = false;
};
CsvCut find_cut(const char* text, std::size_t length, const CsvDialect& dialect, char line_end);

/// Offset of the quote that is never closed; the text ends inside quotes.
std::size_t find_open_quote(std::string_view text, const CsvDialect& dialect, char line_end);

/// The first slot that asks for the same column as @p slot: a cell is mended once, however often it is asked for.
std::size_t first_slot(const std::vector<std::uint32_t>& wanted, std::size_t slot);

std::uint64_t count_lines(std::string_view text, char line_end);
FileError csv_error(std::string rule, const std::string& shown, std::uint64_t line, std::uint64_t position,
                    std::string message, std::string hint);
/// Throws file.not-utf8 with line and character if @p text is not UTF-8.
void check_utf8(std::string_view text, std::uint64_t first_line, char line_end, const std::string& shown);
std::string_view delimiter_name(char delimiter);

/// What CsvReader::parse does with a block that has anything odd in it.
class CarefulParser {
 public:
  CarefulParser(const std::vector<std::string>& header, const std::string& shown, const CsvDialect& dialect, char line_end,
                const Limits& limits)
      : header_(header), shown_(shown), dialect_(dialect), line_end_(line_end), limits_(limits) {}
  void parse(CsvBlock& block, const std::vector<std::uint32_t>& wanted);

 private:
  void add(CsvBlock& block, std::string_view rule, std::string column, std::string message, std::string hint) const;
  void check_limits(std::size_t record_bytes) const;
  bool is_usable(CsvBlock& block, std::uint64_t last_line) const;
  void report_cells(CsvBlock& block) const;
  std::string_view mended(const CsvCell& cell, std::string& side) const;

  const std::vector<std::string>& header_;
  const std::string& shown_;
  const CsvDialect& dialect_;
  char line_end_;
  const Limits& limits_;
  std::vector<CsvCell> cells_;
  std::uint64_t line_ = 0, record_ = 0;  // of the record at hand
};

/// A note on a line break in a quoted cell; both ways of parsing say it in the same words.
Finding line_break_note(const std::string& shown, std::uint64_t line, std::uint64_t record, const std::string& column);

}  // namespace rosterkit::io
