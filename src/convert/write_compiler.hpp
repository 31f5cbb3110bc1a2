// What compiles a mapping for writing, as its files share it: of records and children in write_plan_frames.cpp, of their
// fields in write_plan_fields.cpp. Private to src/convert.
#pragma once

#include <string>
#include <vector>

#include "write_plan.hpp"

namespace rosterkit::convert {

/// Collects faults so that one run shows all of them.
struct WriteCompiler {
  WritePlan& plan;
  const model::Schema& schema;
  const mapping::Mapping& mapping;
  IdMap& ids;
  bool xml;
  std::vector<std::string> faults;

  struct Around {                                      // what stands around a frame
    std::size_t record = 0;
    std::vector<std::uint16_t> parents;
    std::vector<std::string> words;
    const WriteFrame* parent = nullptr;
  };

  void fault(const std::string& pointer, const std::string& text) { faults.push_back(mapping.origin + ": " + pointer + ": " + text); }
  const IdRule* id_rule(const std::string& entity, const std::string& space);
  std::uint32_t column(std::size_t record, const std::string& name);
  OutLocation locate(const std::string& text, const Around& around);
  Path path(const WriteFrame& frame, const Around& around, const std::string& text, const std::string& pointer);
  std::size_t distinct_index(const WriteFrame& frame, const std::string& name);

  void operation(WriteFrame& frame, const Around& around, const mapping::Field& field);
  bool holds_all(const mapping::Field& field, const WriteOp& op) const;
  void make(WriteFrame& frame, const Around& around, const mapping::Field& field, WriteOp& op);
  void joins(WriteFrame& frame, const Around& around);
  void sorts(WriteFrame& frame, const Around& around, const std::vector<mapping::SortKey>& keys, std::uint16_t parent);
  void frame_of(WriteFrame& frame, Around around);
  void order_children(WriteFrame& frame, const std::vector<const mapping::Child*>& sources);
  void cover(WriteFrame& frame);
  void key_cells(WriteFrame& frame);
};

}  // namespace rosterkit::convert
