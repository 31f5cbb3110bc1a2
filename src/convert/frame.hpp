// Inside of read_frame: frames and finding texts in nodes. Private to src/convert.
#pragma once

#include "rosterkit/convert/read_frame.hpp"

namespace rosterkit::convert {

/// The instances of one record or child in a block, with the columns computed so far.
struct Frame {
  const FramePlan& plan;
  const Frame* parent = nullptr;
  std::size_t size = 0;
  std::vector<std::uint32_t> row;                       // row of the block
  std::vector<pugi::xml_node> node;                     // XML
  std::vector<std::uint32_t> up;                        // index in the parent's frame
  std::vector<std::uint32_t> word;                      // numbered children: which word; inherited by what is inside
  std::vector<std::uint32_t> place;                     // place among the items of the parent, from 0
  std::vector<std::string_view> item;                   // split children: the part
  std::vector<bool> dropped;
  std::vector<std::vector<std::string_view>> values;    // by field
  std::vector<std::vector<model::Symbol>> hidden;       // by hidden column, hashes
  std::vector<std::vector<std::string>> hidden_texts;   // by hidden column, tuples of `by`
  std::vector<DeferredCode> codes;

  explicit Frame(const FramePlan& frame_plan) : plan(frame_plan) {}
  std::vector<std::string_view>& column(std::size_t field) {
    if (values[field].empty()) values[field].resize(size);
    return values[field];
  }
  std::string_view value(std::size_t field, std::size_t i) const {
    return values[field].empty() ? std::string_view{} : values[field][i];
  }
};

/// Finds texts in one block.
class Locator {
 public:
  Locator(const BlockView& block, Arena& arena) : block_(block), arena_(arena) {}

  /// The text at a location; several nodes give a list text if @p as_list, else the first that is not blank.
  std::string_view text(const Frame& frame, std::size_t i, const Location& location, bool as_list) const;
  /// All nodes at a path.
  void nodes(const pugi::xml_node& from, const NodePath& path, std::vector<pugi::xml_node>& into) const;
  /// The text at a path under a node.
  std::string_view node_text(const pugi::xml_node& from, const NodePath& path, bool as_list) const;
  std::string_view self_text(const pugi::xml_node& node) const;
  bool matches(const pugi::xml_node& node, const NodeStep& step) const;

 private:
  template <typename Use>
  void walk(const pugi::xml_node& from, const NodePath& path, std::size_t depth, bool all, Use&& use) const;
  const BlockView& block_;
  Arena& arena_;
};

}  // namespace rosterkit::convert
