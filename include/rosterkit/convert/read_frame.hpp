// Running a reading plan over one block of rows or objects. The work is done field by field over the whole block (a
// frame), not row by row: no look-up by name, no branch on the kind of a field inside the loop over rows.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/convert/read_plan.hpp"
#include "rosterkit/io/csv_reader.hpp"
#include "rosterkit/io/xml_reader.hpp"
#include "rosterkit/model/store.hpp"

namespace rosterkit::convert {

/// Texts made while a block is read; they live as long as the block.
class Arena {
 public:
  std::string_view keep(std::string_view text);

 private:
  std::deque<std::unique_ptr<char[]>> chunks_;
  char* at_ = nullptr;
  std::size_t left_ = 0;
};

/// How the plan's cells lie in one CSV file.
struct Binding {
  std::vector<std::int32_t> slot_of_cell;                    ///< by ReadPlan::cells; -1 = the file has no such column
  std::vector<std::uint32_t> wanted;                         ///< header index of each slot
  std::vector<std::pair<std::int32_t, std::string>> extras;  ///< slot, name: columns that no mapping names
};

/// A spelling whose word depends on other fields; decided when everything has been read.
struct DeferredCode {
  std::uint32_t index;                                       ///< row in the segment
  std::uint16_t field;
  const codec::CodeTable* table;
  const std::vector<std::uint32_t>* candidates;
};

/// What a block gives: segments (one a recipe at most) and what is to be settled later.
struct BlockResult {
  struct Part {
    std::unique_ptr<model::Segment> segment;
    std::uint16_t entity;
    std::vector<DeferredCode> codes;
  };
  struct KeyEntry {
    std::string name, tuple;
    std::uint16_t entity;
    model::Symbol id;
  };
  std::vector<Part> parts;
  std::vector<KeyEntry> keys;
  FindingList findings;
  std::map<std::string, std::uint64_t> unreported;           ///< rule -> findings beyond the limit of one block
  std::map<std::uint16_t, std::uint64_t> dropped;            ///< entity -> records that had no key
  std::map<std::pair<std::uint16_t, std::uint16_t>, std::uint64_t> secrets;   ///< (entity, field) -> values left out
  std::set<std::pair<std::uint16_t, std::string>> ext_names; ///< entity, name
  std::vector<bool> claimed;                                 ///< rows that a record with a row filter took
};

/// One block, whatever its syntax.
struct BlockView {
  const Binding* binding = nullptr;                          ///< CSV
  const io::CsvBlock* csv = nullptr;
  std::vector<const io::XmlNode*> nodes;                     ///< XML: the objects of one record
  const std::uint64_t* lines = nullptr;                      ///< one a row
  std::size_t rows = 0;
  const std::uint32_t* records = nullptr;                    ///< number of each row in the block, from 1; nullptr = row + 1
  std::uint16_t file = 0;
  std::string file_shown;
  bool delta = false;                                        ///< of the whole set: references may lead to the receiver
  std::string mode;                                          ///< of this file, as the manifest says; "" = not said
};

struct ReadMemory;                                           // frame.hpp: what a thread keeps from block to block

class FrameReader {
 public:
  /// @param texts_kept  of findings of one rule and file, as in Diagnostics
  FrameReader(model::Store& store, const ReadPlan& plan, bool show_values, std::size_t max_findings_per_block, std::size_t texts_kept);

  /// Runs one record's plan over a block, appending to @p result. Thread-safe: a reader holds no state of its own.
  /// @param memory  the thread's own.
  void read(const FramePlan& record, const BlockView& block, ReadMemory& memory, BlockResult& result) const;

 private:
  model::Store& store_;
  const ReadPlan& plan_;
  bool show_values_;
  std::size_t max_findings_, texts_kept_;
};

}  // namespace rosterkit::convert
