// Writing: which records go where (closure over required references), their cells or nodes, and the counts. Private to
// src/convert; convert.cpp drives it.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "out_node.hpp"
#include "rosterkit/io/csv_writer.hpp"
#include "rosterkit/convert/roster.hpp"
#include "store_log.hpp"
#include "write_plan.hpp"

namespace rosterkit::convert {

/// Counts of what happened to values, by (entity, field, what).
using FieldCounts = std::map<std::tuple<std::uint16_t, std::string, std::string>, std::pair<std::uint64_t, std::string>>;

class Writer {
 public:
  Writer(Roster& roster, const mapping::Mapping& mapping, WritePlan& plan, Diagnostics& diagnostics, bool delta, unsigned jobs = 1);

  /// Decides which records are written. What those that cannot be follow from is noted in the roster's causes.
  void select();
  /// Writes all files into @p output; select() first.
  void write(io::OutputSet& output, std::vector<FileCount>& files);
  /// Tells which records could not be written, each cause once; after everything that adds to the causes.
  void report_failures();
  /// After write(): counts out, unwritten, values that had no place; completed values count as filled where they went out.
  void count(FieldCounts& fields, const std::vector<Filled>& filled);

 private:
  struct Item {
    model::Row row;
    std::uint32_t word = 0;
  };
  struct Place {                                       ///< a record or item being written, and where
    Context context;
    const std::vector<std::string>* combination = nullptr;   ///< distinct: the values of its paths
    const Place* parent = nullptr;
  };

  // selection
  bool candidate(const WriteFrame& record, model::Row row);
  bool complete_enough(const WriteFrame& frame, const Place& place, const WriteOp*& missing, model::Row& needs, std::uint16_t& needs_entity);
  bool references_written(const WriteFrame& frame, const Place& place, const WriteOp*& missing, model::Row& needs, std::uint16_t& needs_entity);
  bool required_children(const WriteFrame& frame, const Place& place, bool& matched, const WriteOp*& missing, const WriteFrame*& where, model::Row& needs,
                         std::uint16_t& needs_entity);
  void close();
  void prepare(const WriteFrame& frame);
  bool deleted(std::uint16_t entity, model::Row row) const;

  /// A record that should have been written and could not be.
  struct Failure {
    const WriteOp* missing;                            ///< what has no value, or refers to what is not written; may be null
    const WriteFrame* where;
    model::Row needs;                                  ///< the record it refers to, or no_row
    std::uint16_t needs_entity;
    Causes::Number cause = Causes::none;               ///< none: written to another file
  };
  void note_causes();

  // items of children
  std::vector<model::Row> items(const WriteFrame& child, const Place& parent);
  bool item_is_whole(const WriteFrame& child, const Place& parent, model::Row row, const WriteOp** missing = nullptr, Causes::Number* cause = nullptr);
  void sort_items(const WriteFrame& child, const Place& parent, std::vector<model::Row>& rows);

  // writing
  void fill(const WriteFrame& frame, const Place& place, Out& out);
  void operation(const WriteFrame& frame, const WriteOp& op, const Place& place, Out& out);
  void keyed_rest(const WriteFrame& frame, const WriteOp& op, const Place& place, Out& out);
  std::string value_of(const WriteFrame& frame, const WriteOp& op, const Place& place, const Out* out, bool count);
  std::string flags_of(const WriteOp& op, const Place& place);
  std::string made(const WriteOp& op, const Place& place, const Out* out);
  std::string encoded(const WriteFrame& frame, const WriteOp& op, const Place& place, const std::string& value, bool count);
  bool when_holds(const WriteFrame& child, const Out& out);
  void child(const WriteFrame& frame, const WriteFrame& inner, const Place& place, Out& out, std::vector<std::vector<model::Row>>& written);
  void expand(const WriteFrame& inner, const Place& place, Out& out, bool& any);
  void more(const WriteFrame& child, const Place& place, std::size_t left);
  void claim(const WriteFrame& frame, model::Row row);
  void folded(const WriteFrame& frame, const WriteOp& op, const Place& place);
  void tally(std::uint16_t entity, const std::string& field, const std::string& what, const std::string& why, std::uint64_t times = 1);
  bool quick(const WriteFrame& frame, const WriteOp& op, const Place& place, Out& out);
  void one_record(const WriteFrame& record, std::size_t number, const Place& place, std::string& text, std::uint64_t& rows);
  void write_rows(const WriteFrame& record, std::size_t number, const std::vector<model::Row>& rows, io::Sink& sink, std::string& text, std::uint64_t& count);
  template <typename Use>
  void each_selected(const WriteFrame& record, std::size_t number, Use&& use);
  template <typename Use>
  void each_combination(const WriteFrame& record, std::size_t number, Use&& use);

  Roster& roster_;
  model::Store& store_;
  const mapping::Mapping& mapping_;
  WritePlan& plan_;
  StoreLog log_;
  Diagnostics& diagnostics_;
  bool delta_;
  std::vector<std::vector<bool>> chosen_;              ///< by record: rows of its entity
  std::vector<std::vector<std::uint8_t>> written_sets_;  ///< by set: symbols
  std::vector<std::vector<std::uint32_t>> claims_;     ///< by entity: bits by row
  std::vector<std::vector<std::uint8_t>> failed_;      ///< by entity: rows that should have been written and could not be
  std::vector<std::vector<bool>> left_deleted_;
  std::map<std::pair<std::size_t, model::Row>, Failure> failures_;   ///< by record and row
  /// What a thread works with; joined when all are done.
  struct Scratch {
    FieldCounts fields;
    XmlTree tree;
    std::vector<OutRow> rows;
    ChainScratch chain;
    std::string id;
  };
  Scratch& scratch() { return *scratch_of_thread_; }
  static thread_local Scratch* scratch_of_thread_;
  std::vector<std::unique_ptr<Scratch>> scratches_;
  io::CsvWriter csv_;
};

}  // namespace rosterkit::convert
