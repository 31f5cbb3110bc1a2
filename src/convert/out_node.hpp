// What a record becomes: rows of cells, or a tree of elements. Private to src/convert.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sheet.hpp"
#include "write_plan.hpp"

namespace rosterkit::convert {

using OutRow = std::vector<std::string>;

struct XmlNode {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string text;
  std::vector<XmlNode*> children;
};

/// The tree of one object; nodes live until clear().
class XmlTree {
 public:
  XmlNode* make(std::string name) {
    nodes_.push_back({std::move(name), {}, {}, {}});
    return &nodes_.back();
  }
  void clear() {
    nodes_.clear();
    blanks_left = 0;
  }
  /// Follows or creates the steps of a path; the last `leave` steps are left out. @param index  which of repeated nodes at [].
  XmlNode* reach(XmlNode* from, const NodePath& path, std::size_t leave, std::size_t index, bool create);
  /// A new node at the end of a path (its containers are found or created).
  XmlNode* add(XmlNode* from, const NodePath& path);

  std::uint64_t blanks_left = 0;                       ///< around texts, since clear()

 private:
  XmlNode* step(XmlNode* from, const NodeStep& step, std::size_t index, bool create);
  std::deque<XmlNode> nodes_;
};

/// Puts children into the order of the format. @param path  "" for the record itself.
void sort_nodes(XmlNode& node, const std::map<std::string, std::vector<std::string>>& order,
                const std::map<std::string, std::vector<std::string>>& shared, const std::string& path);
/// Appends the element, indented. @returns characters left out because XML cannot hold them.
std::size_t write_node(std::string& text, const XmlNode& node, int level);

/// Where one instance of a record or child stands: the rows that hold it, the row of a sheet, or its node.
struct Out {
  std::vector<OutRow>* rows = nullptr;
  Sheet* sheet = nullptr;
  std::uint32_t sheet_row = 0;
  XmlTree* tree = nullptr;
  std::vector<XmlNode*> nodes;                         ///< own node first, then those around it (for ^)
  std::uint32_t word = 0;
  std::string* item = nullptr;                         ///< split children: the part under construction
};

/// @returns false if another value stood there (the first stays).
bool put(Out& out, const OutLocation& at, std::string_view text, std::size_t index = 0);
/// The text that stands at a location, "" if none.
std::string_view get(const Out& out, const OutLocation& at);
/// Puts a constant, if the container it stands in has been made; into every item of a list location.
void put_constant(Out& out, const OutLocation& at, std::string_view text);

}  // namespace rosterkit::convert
