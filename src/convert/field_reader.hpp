// Inside of read_frame: what one operation does to a frame. Private to src/convert.
#pragma once

#include "frame.hpp"
#include "seen_hashes.hpp"

namespace rosterkit::convert {

/// Findings of one block, with a limit for each rule; beyond it they are only counted.
class BlockLog {
 public:
  /// @param texts_kept  how many findings of one rule and file will be shown at most: the first ones by their lines.
  BlockLog(const model::Store& store, const BlockView& block, BlockResult& result, bool show_values, std::size_t limit, std::size_t texts_kept)
      : store_(store), block_(block), result_(result), show_values_(show_values), limit_(limit), texts_kept_(texts_kept) {}

  /// @param text  the cell's text, shown as its shape, or whole with --show-values; "" = none.
  /// @param message  what is wrong; "{}" stands for the value.
  /// @param cell  the view of the block that tells where in the line it stands, if @p text is none.
  void report(std::string_view rule, const Frame& frame, std::size_t i, std::string_view column, std::string_view text,
              std::string_view message, std::string_view hint, std::string_view severity = {}, std::string_view cell = {});
  std::string shown(std::string_view text) const;

 private:
  struct OfRule {
    std::size_t written = 0;
    std::vector<std::uint64_t> first_lines;             // a heap with the last of them on top
  };
  bool stands_too_late(OfRule& of_rule, std::uint64_t line) const;
  std::uint64_t position_of(std::string_view cell) const;
  const model::Store& store_;
  const BlockView& block_;
  BlockResult& result_;
  bool show_values_;
  std::size_t limit_, texts_kept_;
  std::map<std::string, OfRule, std::less<>> rules_;
  SeenHashes known_;                                    // of place and words: one cell may be read several times
};

/// Name of a location for messages: the column as it stands in the file, with the number word filled in.
std::string column_name(const Frame& frame, std::size_t i, const Location& location);

/// Runs one operation over all rows of a frame.
class FieldReader {
 public:
  FieldReader(const model::Store& store, const Locator& locator, Arena& arena, BlockLog& log, BlockResult& result, bool keep_passwords,
              ReadMemory& memory, std::string_view mode)
      : store_(store), locator_(locator), arena_(arena), log_(log), result_(result), keep_passwords_(keep_passwords), memory_(memory), mode_(mode) {}
  void run(const ReadOp& op, Frame& frame);
  /// Call it once the frame's columns are kept: tells the faults of ids that were left to be judged there.
  void judge_ids(const Frame& frame);

 private:
  void value(const ReadOp& op, Frame& frame);
  std::string_view value_of_row(const ReadOp& op, Frame& frame, std::size_t i, bool& sure);
  bool as_it_stands(const ReadOp& op, Frame& frame, const std::vector<std::string_view>& cells, bool by_row);
  template <typename Value, typename Find, typename Make>
  void by_spelling(const ReadOp& op, Frame& frame, const std::vector<std::string_view>& cells, std::vector<Value>& out, Find&& find, Make&& make);
  void symbols_by_cache(const ReadOp& op, Frame& frame, const std::vector<std::string_view>& cells, model::Interner& names);
  void texts_by_cache(const ReadOp& op, Frame& frame, const std::vector<std::string_view>& cells);
  bool must_be_filled(const ReadOp& op, const Frame& frame) const;
  void report_blank(const ReadOp& op, const Frame& frame, std::size_t i);
  /// The column of an operation whose text is a plain cell and nothing else; nullptr if it is not so simple.
  const std::vector<std::string_view>* only_cells(const ReadOp& op) const;
  std::span<const std::string_view> of_frame(const Frame& frame, const std::vector<std::string_view>& cells) const;
  bool nothing_there(const ReadOp& op, const Frame& frame) const;
  bool all_filled(const ReadOp& op, const Frame& frame) const;
  void keyed_item(const ReadOp& op, Frame& frame);
  void keyed_rest(const ReadOp& op, Frame& frame);
  void flags(const ReadOp& op, Frame& frame);
  void text_template(const ReadOp& op, Frame& frame);
  void constant(const ReadOp& op, Frame& frame);
  void verify(const ReadOp& op, Frame& frame);
  void by(const ReadOp& op, Frame& frame);

  /// The decoded value of a cell, with its findings reported; stable for the block.
  std::string_view decoded(const ReadOp& op, const Frame& frame, std::size_t i, const Location*& from);
  std::string_view raw(const ReadOp& op, const Frame& frame, std::size_t i, const Location*& from);
  std::string_view stable(std::string_view text);
  std::string_view once_each(const ReadOp& op, const Frame& frame, std::size_t i, const Location& at, std::string_view list);
  std::string_view to_model_ids(const ReadOp& op, std::string_view text, bool list);
  void issues(const ReadOp& op, const Frame& frame, std::size_t i, const Location& at);
  void constraints(const ReadOp& op, const Frame& frame, std::size_t i, const Location& at, std::string_view& text);
  bool secret(const ReadOp& op, const Frame& frame, std::string_view text);
  bool has_column(const ReadOp& op) const;
  bool required_here(const ReadOp& op, const Frame& frame) const;
  void check_cells(const ReadOp& op, Frame& frame);
  void check_each(const ReadOp& op, const Frame& frame, bool ids, bool other_mode);
  bool good_ids(const ReadOp& op, const Frame& frame) const;
  bool check_ids(const ReadOp& op, const Frame& frame, std::size_t i, const Location& at, std::string_view text);
  void check_mode(const ReadOp& op, const Frame& frame, std::size_t i, const Location& at);
  void check_pair(const ReadOp& op, const Frame& frame, std::size_t i);

  const model::Store& store_;
  const Locator& locator_;
  Arena& arena_;
  BlockLog& log_;
  BlockResult& result_;
  bool keep_passwords_;
  ReadMemory& memory_;
  std::string_view mode_;                               // of the file; "" = not said
  bool had_issues_ = false;                             // the last call of decoded() reported something
  bool was_filled_ = false;                             // decoded(): the cell was not blank
  ChainScratch scratch_;
  std::string id_scratch_;
  std::string message_;                                 // of the id at hand
};

}  // namespace rosterkit::convert
