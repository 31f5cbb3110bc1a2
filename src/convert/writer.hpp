// Writing: which records go where (closure over required references), their cells or nodes, and the counts. Private to
// src/convert; convert.cpp drives it.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "out_node.hpp"
#include "row_bits.hpp"
#include "sheet_form.hpp"
#include "rosterkit/io/csv_writer.hpp"
#include "rosterkit/convert/roster.hpp"
#include "store_log.hpp"
#include "write_plan.hpp"

namespace rosterkit::convert {

/// Counts of what happened to values, by (entity, field, what).
using FieldCounts = std::map<std::tuple<std::uint16_t, std::string, std::string>, std::pair<std::uint64_t, std::string>>;

class Writer {
 public:
  Writer(Roster& roster, const mapping::Mapping& mapping, WritePlan& plan, Diagnostics& diagnostics, bool delta, unsigned jobs = 1,
         bool record_by_record = false);

  /// Nothing will be written, so messages say what would happen.
  void rehearses() { rehearsal_ = true; }
  /// Decides which records are written. What those that cannot be follow from is noted in the roster's causes.
  void select();
  /// Writes all files into @p output; select() first.
  void write(io::OutputSet& output, std::vector<FileCount>& files);
  /// Tells which records could not be written, each cause once; after everything that adds to the causes.
  void report_failures();
  /// After write(): counts out, unwritten, values that had no place; completed values count as filled where they went out.
  void count(FieldCounts& fields, const std::vector<Filled>& filled);
  /// After write(): true if it is certain, at a glance, that of each entity something was written or rightly left out.
  bool loses_no_entity() const;

 private:
  struct Place {                                       ///< a record or item being written, and where
    Context context;
    const std::vector<std::string>* combination = nullptr;   ///< distinct: the values of its paths
    const Place* parent = nullptr;
  };

  // selection
  /// Some rows of one segment, and a mark for each that tells whether it has to be looked at.
  struct Marked {
    const model::Segment& segment;
    const model::Row* rows;                            ///< nullptr: the first ones of the segment
    std::uint32_t count;
    std::uint8_t* doubtful;
    template <typename Use>
    void each(Use&& use) const {                       ///< use(index in the segment, mark)
      if (rows == nullptr) for (std::uint32_t k = 0; k < count; ++k) use(k, doubtful[k]);
      else for (std::uint32_t k = 0; k < count; ++k) use(rows[k] - segment.first, doubtful[k]);
    }
  };
  bool lacking(const WriteFrame& record, const Marked& rows) const;
  bool dangling(const WriteFrame& record, const Marked& rows) const;
  static constexpr std::uint8_t no_child = 2;
  bool childless(const WriteFrame& record, const model::Segment& segment, const std::vector<std::uint8_t>& chosen, std::uint8_t* doubtful) const;
  bool maybe_empty(const WriteFrame& inner, const Marked& rows) const;
  bool complete_enough(const WriteFrame& frame, const Place& place, const WriteOp*& missing, model::Row& needs, std::uint16_t& needs_entity);
  bool is_written(std::int32_t set, model::Symbol symbol) const {
    const auto& written = written_sets_[static_cast<std::size_t>(set)];
    return symbol < written.size() && written[symbol] != 0;
  }
  bool goes_out(const WriteOp& op, std::string_view id) const;
  bool is_computed(const WriteOp& op) const;
  bool must_look(const WriteOp& op) const;
  bool refers_to_one(const WriteFrame& frame, const WriteOp& op) const;
  void find_nested();
  void leave_out_alike(std::size_t number);
  std::vector<std::size_t> earlier_files(std::size_t number) const;
  bool references_written(const WriteFrame& frame, const Place& place, const WriteOp*& missing, model::Row& needs, std::uint16_t& needs_entity);
  bool required_children(const WriteFrame& frame, const Place& place, bool& matched, const WriteOp*& missing, const WriteFrame*& where, model::Row& needs,
                         std::uint16_t& needs_entity);
  void prepare(const WriteFrame& frame);
  bool is_all_written(std::uint16_t entity, const std::vector<std::uint8_t>& written) const;
  bool deleted(std::uint16_t entity, model::Row row) const;
  bool may_be_deleted(std::uint16_t entity, const model::Segment& segment) const;

  /// A record that should have been written and could not be.
  struct Failure {
    const WriteOp* missing;                            ///< what has no value, or refers to what is not written; may be null
    const WriteFrame* where;
    model::Row needs;                                  ///< the record it refers to, or no_row
    std::uint16_t needs_entity;
    Causes::Number cause = Causes::none;               ///< none: written to another file
  };
  void note_causes();
  std::string was(const std::string& done) const { return (rehearsal_ ? "would be " : "was ") + done; }

  // counting
  struct EntityTally {
    EntityTally(std::size_t fields, std::size_t completions) : lost(fields), completed(completions) {}
    std::uint64_t out = 0, failed = 0, gone = 0, unclaimed = 0;
    std::vector<std::uint64_t> lost;                   ///< by field: values of written records that no frame carries
    std::vector<std::uint64_t> completed;              ///< by completion: made values that went out
    void add(const EntityTally& other) {
      out += other.out;
      failed += other.failed;
      gone += other.gone;
      unclaimed += other.unclaimed;
      for (std::size_t i = 0; i < lost.size(); ++i) lost[i] += other.lost[i];
      for (std::size_t i = 0; i < completed.size(); ++i) completed[i] += other.completed[i];
    }
  };
  struct Carried {
    FieldSet whole;
    std::map<std::uint16_t, WriteFrame::Partly> partly;
  };
  Carried carried_by(std::uint16_t entity, std::uint32_t bits) const;
  void count_segment(std::uint16_t entity, const model::Segment& segment, const std::vector<const Filled*>& completions, EntityTally& tally) const;

  // items of children
  /// A place, and what counts there in place of stored values.
  struct Settled {
    std::vector<std::string> texts;
    std::vector<Bound> bound;
    Place place;
  };
  const Place& settle(const WriteFrame& frame, const Place& place, Settled& settled);
  std::string key_of(const WriteFrame& child, const Place& parent, model::Row row);
  void drop_alike(const WriteFrame& frame, const WriteFrame& child, const Place& place, const std::vector<std::vector<model::Row>>& written,
                  std::vector<model::Row>& rows);
  bool writes_nothing(const WriteFrame& child, const Place& parent, model::Row row);
  bool leave_out_empty(const WriteFrame& child, const Place& parent, std::vector<model::Row>& rows);
  bool some_alike(const WriteFrame& child, const Place& parent, const std::vector<model::Row>& rows);
  void items(const WriteFrame& child, const Place& parent, std::vector<model::Row>& rows);
  class ItemFinder;
  void index_items(const WriteFrame& child);
  bool item_is_whole(const WriteFrame& child, const Place& parent, model::Row row, const WriteOp** missing = nullptr, Causes::Number* cause = nullptr);
  std::string written_at(const WriteFrame& frame, const std::string& location, const Place& place);
  void sort_items(const WriteFrame& child, const Place& parent, std::vector<model::Row>& rows);

  // writing
  void fill(const WriteFrame& frame, const Place& place, Out& out);
  void operation(const WriteFrame& frame, const WriteOp& op, const Place& place, Out& out);
  void keyed_rest(const WriteFrame& frame, const WriteOp& op, const Place& place, Out& out);
  /// @param checked  false: references to what is not written count as well.
  std::string value_of(const WriteFrame& frame, const WriteOp& op, const Place& place, const Out* out, bool count, bool checked = true);
  /// The value of a field: what is bound to it, or else what the store holds.
  std::string_view value_at(const Context& context, std::uint16_t field) const;
  /// What an operation would put into its cell, nothing counted; "" if its condition does not hold.
  std::string would_write(const WriteFrame& frame, const WriteOp& op, const Place& place);
  struct FlagText { std::string text; std::string_view what, why; };   ///< what: "lost" or "folded", with why; "" = whole
  FlagText flags_of(const WriteOp& op, const model::Table& table, model::Row row) const;
  std::string made(const WriteOp& op, const Place& place, const Out* out);
  std::string encoded(const WriteFrame& frame, const WriteOp& op, const Place& place, const std::string& value, bool count);
  bool when_holds(const WriteFrame& child, const Out& out);
  void child(const WriteFrame& frame, const WriteFrame& inner, const Place& place, Out& out, std::vector<std::vector<model::Row>>& written);
  void echo(const WriteFrame& frame, const Place& place, const Out& out);
  void expand(const WriteFrame& inner, const Place& place, Out& out, bool& any);
  void more(const WriteFrame& child, const Place& place, std::size_t left);
  bool claim(const WriteFrame& frame, model::Row row);   ///< true for the first time
  void claim_item(const WriteFrame& child, model::Row row, const Place& parent);
  void folded(const WriteFrame& frame, const WriteOp& op, const Place& place);
  void tally(std::uint16_t entity, const std::string& field, const std::string& what, const std::string& why, std::uint64_t times = 1);
  bool quick(const WriteFrame& frame, const WriteOp& op, const Place& place, Out& out);
  void one_record(const WriteFrame& record, std::size_t number, const Place& place, std::string& text, std::uint64_t& rows);
  class FileRows;
  void write_together(std::deque<FileRows>& files);
  template <typename Use>
  void each_extension(const WriteFrame& record, model::Row row, const std::vector<std::string>& columns, Use&& use) const;
  std::vector<model::Row> selected(const WriteFrame& record, std::size_t number);
  void each_combination(const WriteFrame& record, std::size_t number, const std::function<void(model::Row, const std::vector<std::string>&)>& use);

  // writing a column at a time (write_sheet.cpp, sheet_values.cpp)
  const Place& place_of(const SheetBatch& batch, std::size_t i, std::size_t depth = 0);
  std::vector<model::Row> whole_ones(const SheetBatch& batch, const SheetChild& child) const;
  void find_items(SheetBatch& batch, std::vector<std::uint8_t>& plainly);
  void leave_out(SheetBatch& batch, const std::vector<std::uint8_t>& plainly);
  void fill_sheet(SheetBatch& batch, Sheet& sheet);
  void sheet_extensions(const WriteFrame& record, std::size_t number, const SheetBatch& batch, Sheet& sheet);
  static Out cell_out(const SheetBatch& batch, std::size_t i, Sheet& sheet);
  void sheet_cell(const WriteOp& op, const SheetBatch& batch, std::size_t i, Sheet& sheet);
  void sheet_operation(const SheetOp& form, const SheetBatch& batch, Sheet& sheet);
  class SheetColumn;
  template <typename Key>
  std::optional<std::string_view> to_remember(const WriteOp& op, ValueMemory& memory, Key key, std::string_view value);
  void write_sheet(const SheetFrame& form, std::size_t number, const std::vector<model::Row>& rows, std::string& text, std::uint64_t& count);

  Roster& roster_;
  model::Store& store_;
  const mapping::Mapping& mapping_;
  WritePlan& plan_;
  StoreLog log_;
  Diagnostics& diagnostics_;
  bool delta_, rehearsal_ = false;
  unsigned jobs_;
  std::vector<std::vector<std::uint8_t>> chosen_;      ///< by record: rows of its entity
  std::vector<std::vector<std::uint8_t>> written_sets_;  ///< by set: symbols
  std::vector<std::uint8_t> all_written_;              ///< by set: no record of its entity is left out
  std::vector<RowBits> claims_;                        ///< by entity: which frames write a row
  std::vector<ZeroArray<std::uint8_t>> failed_;        ///< by entity: rows that should have been written and could not be
  std::vector<ZeroArray<std::uint8_t>> left_deleted_;
  std::map<std::pair<std::size_t, model::Row>, Failure> failures_;   ///< by record and row
  std::vector<std::optional<SheetFrame>> forms_;       ///< by record
  std::vector<std::optional<model::Index>> item_indexes_;   ///< by number of a child: its rows by the parent's value
  /// What a thread works with; joined when all are done.
  struct Scratch {
    FieldCounts fields;
    XmlTree tree;
    std::vector<OutRow> rows;
    ChainScratch chain;
    Sheet sheet;
    std::vector<ValueMemory> memories;
    std::vector<Place> places;                         ///< of the instance at hand and of those around it
    std::vector<model::Row> items, rows_of_chunk;
    std::vector<std::string_view> values, parts;       ///< of a column; of an id that is made
    std::vector<model::Symbol> symbols;
    std::vector<std::uint64_t> said;                   ///< by flags, see sheet_values.cpp
    std::string text;
  };
  Scratch& scratch() { return *scratch_of_thread_; }
  static thread_local Scratch* scratch_of_thread_;
  std::vector<std::unique_ptr<Scratch>> scratches_;
  io::CsvWriter csv_;
};

/// Calls use(column, text) for each value that travels in the record's extension bag.
template <typename Use>
void Writer::each_extension(const WriteFrame& record, model::Row row, const std::vector<std::string>& columns, Use&& use) const {
  each_item(store_.text(record.entity, store_.tables[record.entity]->ext_field(), row), [&](std::string_view item) {
    const std::size_t end = item.find(codec::pair_separator);
    std::string column = mapping_.format.extension;
    const std::string name(item.substr(0, end));
    if (const std::size_t hole = column.find("{name}"); hole != std::string::npos) column.replace(hole, 6, name);
    else column = name;
    const auto at = std::find(columns.begin(), columns.end(), column);
    if (at != columns.end()) use(static_cast<std::size_t>(at - columns.begin()), item.substr(end + 1));
  });
}

}  // namespace rosterkit::convert
