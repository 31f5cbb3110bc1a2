// Writes CSV (RFC 4180): a cell is quoted when it holds the delimiter, a quote, CR or LF (or always, or as the dialect says).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace rosterkit::io {

struct CsvStyle {
  char delimiter = ',';
  char quote = '"';
  std::string newline = "\n";
  enum class Quote { minimal, all, blanks } quoting = Quote::minimal;  ///< blanks: also when the cell holds a blank
  bool backslash_escapes = false;
};

/// Appends records to a text. Holds no file; the caller writes `text` out and clears it.
class CsvWriter {
 public:
  explicit CsvWriter(CsvStyle style);
  void cell(std::string& text, std::string_view value, bool first) const;   ///< delimiter (unless first), then the cell
  /// Whole records whose cells stand in columns, at places @p begin to @p end - 1 of each; the same text as by cell() and end_row().
  void records(std::string& text, std::span<const std::string_view* const> columns, std::size_t begin, std::size_t end) const;
  void end_row(std::string& text) const { text += style_.newline; }

 private:
  void plain_record(std::string& text, std::span<const std::string_view* const> columns, std::size_t row) const;
  bool is_special(char c) const { return special_[static_cast<unsigned char>(c)]; }

  CsvStyle style_;
  std::array<bool, 256> special_{};   ///< [character]; true = a cell that holds it is quoted
};

}  // namespace rosterkit::io
