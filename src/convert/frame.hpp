// Inside of read_frame: frames and finding texts in nodes. Private to src/convert.
#pragma once

#include <algorithm>
#include <deque>
#include <string>
#include <unordered_map>

#include "rosterkit/convert/read_frame.hpp"
#include "symbol_cache.hpp"

namespace rosterkit::convert {

/// What one thread keeps from block to block.
struct ReadMemory {
  struct Spellings {
    SymbolCache cache;
    std::deque<std::string> texts;                      // of fields kept as text: "symbol" is the place here
  };
  std::unordered_map<const ReadOp*, Spellings> spellings;
  std::vector<std::string_view> cells, texts, runs;     // of the column at hand
  std::vector<std::uint32_t> begins;
  std::vector<model::Symbol> symbols;
};

/// One field of a frame. Most columns are never touched: they are the block's own, or one constant.
class FrameColumn {
 public:
  enum class Kind : std::uint8_t { none, cells, constant, symbols, texts };

  Kind kind() const { return kind_; }
  bool empty() const { return kind_ == Kind::none; }
  std::string_view text(std::size_t i) const {
    switch (kind_) {
      case Kind::none: return {};
      case Kind::cells: return cells_[i];
      case Kind::constant: return constant_;
      case Kind::symbols: return names_->text(symbols_[i]);
      default: return texts_[i];
    }
  }
  bool blank(std::size_t i) const { return kind_ == Kind::symbols ? symbols_[i] == 0 : text(i).empty(); }
  std::string_view operator[](std::size_t i) const { return text(i); }
  /// True if none of the first @p size rows is blank: what blank() says of each, with the kind asked once.
  bool has_no_blank(std::size_t size) const {
    if (kind_ == Kind::none) return size == 0;
    if (kind_ == Kind::constant) return size == 0 || !constant_.empty();
    if (kind_ == Kind::symbols) return std::find(symbols_.begin(), symbols_.begin() + static_cast<std::ptrdiff_t>(size), 0u) == symbols_.begin() + static_cast<std::ptrdiff_t>(size);
    return std::none_of(cells(), cells() + size, [](std::string_view text) { return text.empty(); });
  }

  /// The block's cells, which outlive the frame; at least as many as the frame has rows.
  void set_cells(const std::vector<std::string_view>& cells) {
    kind_ = Kind::cells;
    cells_ = cells.data();
  }
  void set_constant(std::string_view text) {
    kind_ = Kind::constant;
    constant_ = text;
  }
  void set_symbols(const model::Interner& names, std::vector<model::Symbol>&& symbols) {
    kind_ = Kind::symbols;
    names_ = &names;
    symbols_ = std::move(symbols);
  }
  /// Texts to write into, @p size of them, with what the column held so far.
  std::vector<std::string_view>& texts(std::size_t size) {
    if (kind_ == Kind::texts) return texts_;
    texts_.resize(size);
    for (std::size_t i = 0; kind_ != Kind::none && i < size; ++i) texts_[i] = text(i);
    kind_ = Kind::texts;
    return texts_;
  }

  const std::string_view* cells() const { return kind_ == Kind::texts ? texts_.data() : cells_; }   ///< of texts and cells
  bool are_cells(const std::vector<std::string_view>& cells) const { return kind_ == Kind::cells && cells_ == cells.data(); }
  std::string_view constant() const { return constant_; }
  std::vector<model::Symbol>& symbols() { return symbols_; }

 private:
  Kind kind_ = Kind::none;
  const std::string_view* cells_ = nullptr;
  std::string_view constant_;
  const model::Interner* names_ = nullptr;
  std::vector<model::Symbol> symbols_;
  std::vector<std::string_view> texts_;
};

/// The instances of one record or child in a block, with the columns computed so far.
struct Frame {
  const FramePlan& plan;
  const Frame* parent = nullptr;
  std::size_t size = 0;
  std::vector<std::uint32_t> row;                       // row of the block
  std::vector<const io::XmlNode*> node;                 // XML
  std::vector<std::uint32_t> up;                        // index in the parent's frame
  // Of children; empty for records:
  std::vector<std::uint32_t> word;                      // numbered children: which word; inherited by what is inside
  std::vector<std::uint32_t> place;                     // place among the items of the parent, from 0
  std::vector<std::string_view> item;                   // split children: the part
  std::vector<bool> dropped;
  bool any_dropped = false;
  bool whole_block = false;                             // row i of the frame is row i of the block, and there are no others
  std::vector<FrameColumn> values;                      // by field
  std::vector<std::vector<model::Symbol>> hidden;       // by hidden column, hashes
  std::vector<std::vector<std::string>> hidden_texts;   // by hidden column, tuples of `by`
  std::vector<DeferredCode> codes;
  std::vector<const ReadOp*> judged_later;              // whose ids are judged once they are numbered

  explicit Frame(const FramePlan& frame_plan) : plan(frame_plan) {}
  std::vector<std::string_view>& column(std::size_t field) { return values[field].texts(size); }   ///< to write into
  std::string_view value(std::size_t field, std::size_t i) const { return values[field].text(i); }
  std::uint32_t place_of(std::size_t i) const { return place.empty() ? 0 : place[i]; }
  void drop(std::size_t i) {
    dropped[i] = true;
    any_dropped = true;
  }
};

/// Finds texts in one block.
class Locator {
 public:
  Locator(const BlockView& block, Arena& arena) : block_(block), arena_(arena) {}

  /// The text at a location; several nodes give a list text if @p as_list, else the first that is not blank.
  std::string_view text(const Frame& frame, std::size_t i, const Location& location, bool as_list) const;
  /// The block's column at a location that is a plain cell, the same for all rows; nullptr if the file has no such column.
  const std::vector<std::string_view>* cells(const Location& location) const {
    const std::int32_t slot = block_.binding->slot_of_cell[location.cell];
    return slot < 0 ? nullptr : &block_.csv->columns[static_cast<std::size_t>(slot)];
  }
  /// False if it is known that no row of the block has anything there.
  bool filled(const Location& location) const {
    const std::int32_t slot = block_.binding->slot_of_cell[location.cell];
    return slot >= 0 && block_.csv->filled[static_cast<std::size_t>(slot)];
  }
  bool plain_cell(const Location& location) const { return location.kind == Location::Kind::cell && !location.numbered && block_.csv != nullptr; }
  /// All nodes at a path.
  void nodes(const io::XmlNode& from, const NodePath& path, std::vector<const io::XmlNode*>& into) const;
  /// The text at a path under a node.
  std::string_view node_text(const io::XmlNode& from, const NodePath& path, bool as_list) const;
  static bool matches(const io::XmlNode& node, const NodeStep& step);
  /// False for a cell whose column the file does not have at all: that is said once, of the header.
  bool has_column(const Location& location) const {
    return location.kind != Location::Kind::cell || location.numbered || block_.binding->slot_of_cell[location.cell] >= 0;
  }

 private:
  template <typename Use>
  void walk(const io::XmlNode& from, const NodePath& path, std::size_t depth, bool all, Use&& use) const;
  const BlockView& block_;
  Arena& arena_;
};

}  // namespace rosterkit::convert
