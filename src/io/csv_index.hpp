// The structural index of a block of CSV: where its cells end. Made 64 bytes at a step; views of cells are read off it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rosterkit/io/csv_reader.hpp"

namespace rosterkit::io {

/// Kept from block to block, as memory touched first is dear.
class CsvIndex {
 public:
  void build(const CsvBlock& block, const CsvDialect& dialect, char line_end);

  /// Every row has @p width cells and holds something, so that cell c of row r is the one numbered r * width + c.
  bool is_regular(const char* text, std::size_t width, const CsvDialect& dialect, char line_end) const;

  /// Offsets of cell ends, delimiters and line ends outside quotes, in order. In front stands one for the end of a cell before
  /// the first: ends()[-1] + 1 is where the first cell begins.
  const std::uint32_t* ends() const { return ends_.get() + 1; }
  std::size_t rows() const { return rows_; }
  const std::vector<std::uint32_t>& inner_lines() const { return inner_lines_; }   ///< offsets of line ends inside quotes

  bool has_quotes() const { return has_quotes_; }
  bool has_doubled_quotes() const { return has_doubled_; }
  bool has_returns() const { return has_returns_; }    ///< CR before LF
  bool beyond_ascii() const { return beyond_ascii_; }
  bool is_odd() const { return odd_; }                 ///< only the careful reader knows what stands there; the rest means nothing then

 private:
  std::size_t make_room(std::size_t offset, std::size_t length, std::uint32_t*& out);
  std::uint32_t* look_by_masks(const char* text, std::size_t length, std::size_t offset, const CsvDialect& dialect, char line_end,
                               class QuoteTracker& quotes, std::uint32_t* out);

  std::unique_ptr<std::uint32_t[]> ends_;
  std::vector<std::uint32_t> inner_lines_;
  std::size_t room_ = 0;                               // of `ends_`, not cleared
  std::size_t count_ = 0;                              // used part of `ends_`, without the first
  std::size_t rows_ = 0;
  bool has_quotes_ = false, has_doubled_ = false, has_returns_ = false, beyond_ascii_ = false, odd_ = false;
};

}  // namespace rosterkit::io
