// What compiles a mapping for reading, as its files share it: records and children in read_plan.cpp, their fields in
// read_plan_fields.cpp. Private to src/convert.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rosterkit/convert/read_plan.hpp"

namespace rosterkit::convert {

/// Collects faults so that one run shows all of them.
struct ReadCompiler {
  ReadPlan& plan;
  model::Store& store;
  IdMap& ids;
  const mapping::Mapping& mapping;
  bool xml;
  std::vector<std::string> faults;

  void fault(const std::string& pointer, const std::string& text) {
    faults.push_back(mapping.origin + ": " + pointer + ": " + text);
  }
  std::uint32_t cell(const std::string& file, const std::string& column);
  /// @param words  of the nearest numbered child; a location with {n} gets one cell for each word, one after the other.
  Location locate(const std::string& text, const std::string& file, const std::vector<std::string>& words, const std::string& pointer);
  Path path(std::uint16_t entity, const std::vector<std::uint16_t>& parents, const std::string& text, const std::string& pointer);
  ValueChain chain(const std::vector<mapping::CodecUse>& uses, const std::string& pointer);
  std::uint8_t space_number(const std::string& name);
  std::optional<std::uint16_t> target_of(const FramePlan& frame, const std::string& name);
  std::uint16_t need_target(const FramePlan& frame, const std::string& name, const std::string& pointer);

  void fields(FramePlan& frame, const std::vector<mapping::Field>& all, const std::string& file, const std::vector<std::string>& words,
              const std::vector<std::uint16_t>& parents);
  void compile_frame(FramePlan& frame, const std::string& file, std::vector<std::string> words, std::vector<std::uint16_t> parents);
  void make(FramePlan& frame, const mapping::Field& field, const std::string& file, const std::vector<std::string>& words);
  void only(FramePlan& frame, const mapping::Condition& condition, const std::vector<mapping::Field>& fields);
  void required_keys(FramePlan& frame, const std::vector<mapping::Field>& fields);
  void children(FramePlan& frame, const std::vector<mapping::Child>& all, const std::string& file, const std::vector<std::string>& words,
                const std::vector<std::uint16_t>& parents);
  void keys(FramePlan& frame, const std::map<std::string, std::vector<std::string>>& all, const std::string& file,
            const std::vector<std::string>& words, const std::string& pointer);
  ReadOp base_op(FramePlan& frame, const mapping::Field& field, const std::string& file, const std::vector<std::string>& words);
};

}  // namespace rosterkit::convert
