// How a record of a CSV format is written a column at a time: decided once from its writing plan. Private to src/convert.
#pragma once

#include <cstdint>
#include <vector>

#include "write_plan.hpp"

namespace rosterkit::convert {

struct SheetOp {
  /// cells: each by the plain way, in a cell of its own. The others take whole columns, and send what they cannot do there.
  /// nothing: it has no cell, and nothing is to be said about it.
  enum class Kind : std::uint8_t { value, keyed_item, derive, flags, cells, nothing };
  const WriteOp* op = nullptr;
  Kind kind = Kind::cells;
  /// A blank stays one; is an id made of other cells, and written as it is made; may be filled; or has several sources, or codecs
  /// behind them, which is the plain way's affair.
  enum class Blank : std::uint8_t { stays, is_made, is_filled, plain };
  Blank blank = Blank::plain;
  bool many_ids = false;                               ///< a list of ids
  bool remembers = false;                              ///< what is written depends on the value alone
  bool checks_form = false;                            ///< an id: as it stands if the format admits it, else the plain way
  bool checks_target = false;                          ///< an optional reference: left out if its target is not written
  std::size_t memory = 0;                              ///< number of its memory in each thread
};

struct SheetChild;

struct SheetFrame {
  const WriteFrame* frame = nullptr;
  std::vector<SheetOp> ops;                            ///< plain ones, then those that make ids
  std::vector<const WriteOp*> rows_of_pairs;           ///< keyed lists that repeat the row: a record that has some is written plainly
  std::vector<SheetChild> children;
};

struct SheetChild {
  const WriteFrame* frame = nullptr;
  bool apart = false;                                  ///< no form for it: records that have such items are written plainly
  bool may_be_blank = false;                           ///< nothing that it has to fill: it counts as written if it filled a cell
  std::size_t room = 0;                                ///< items that stand beside each other
  bool folds = false;                                  ///< what is more than that is left and told; else it is written plainly
  SheetFrame form;
};

/// Where the instances of one frame stand in a sheet.
struct SheetBatch {
  const SheetFrame* form = nullptr;
  const SheetBatch* outer = nullptr;
  std::vector<model::Row> rows;                        ///< records of the model
  std::vector<std::uint32_t> up;                       ///< by instance: the one around it, in outer
  std::vector<std::uint32_t> at;                       ///< row of the sheet
  std::vector<std::uint32_t> word;                     ///< which of the numbered columns
  std::vector<model::Stretch> stretches;               ///< the records, once it is known which they are
  struct More { std::uint32_t around, left; };
  std::vector<More> more;                              ///< the ones around that had no room for some, and for how many
  std::vector<SheetBatch> children;                    ///< as the form's children

  void add(model::Row row, std::uint32_t around, std::uint32_t sheet_row, std::uint32_t number) {
    rows.push_back(row);
    up.push_back(around);
    at.push_back(sheet_row);
    word.push_back(number);
  }
};

/// @param memories  counts the memories that its operations use.
/// @returns false if the record as a whole has no form (it is written once for each combination, or is no row).
/// @param depth     receives how deep frames stand in each other, the record itself counted.
bool make_sheet_form(const WriteFrame& record, const model::Schema& schema, SheetFrame& form, std::size_t& memories, std::size_t& depth);

}  // namespace rosterkit::convert
