// Items of a child for many records at once, where they are found by nothing but a number that the record holds: then whole
// columns are asked, as everywhere, and Writer::items() is left for the rest. Private to src/convert.
#pragma once

#include <vector>

#include "writer.hpp"

namespace rosterkit::convert {

class Writer::ItemFinder {
 public:
  /// @param around  the entity of the records that have such items.
  ItemFinder(const Writer& writer, const WriteFrame& inner, std::uint16_t around);

  /// False if only items() finds them.
  bool usable() const { return usable_; }
  /// The field of the record around that tells its items: each() takes its symbol.
  std::uint16_t field() const { return field_; }
  /// Calls use(row) for each item, in order of arrival.
  template <typename Use>
  void each(model::Symbol key, Use&& use) const {
    if (index_ != nullptr) {
      for (const model::Row row : index_->of(key)) use(row);
    } else if (const model::Row row = key == 0 ? model::no_row : table_.find(key); row != model::no_row) {
      if (table_.live(row) && !(may_be_deleted_ && writer_.deleted(inner_.entity, row))) use(row);
    }
  }
  /// Has the memory ready of what is looked at soon, of items that stand anywhere: their cells, and what they are sorted by.
  void touch(const std::vector<model::Row>& items, const std::vector<model::Row>& others) const;
  /// Marks of items, by functions that mark rows of a segment.
  template <typename... Mark>
  std::vector<std::uint8_t> doubtful(const std::vector<model::Row>& items, Mark... mark) const {
    std::vector<std::uint8_t> marks(items.size());
    std::vector<model::Stretch> stretches;
    table_.cut(items, stretches);
    for (const auto& [segment, begin, end] : stretches) {
      [[maybe_unused]] const Marked rows{*segment, items.data() + begin, end - begin, marks.data() + begin};
      (static_cast<void>((writer_.*mark)(inner_, rows)), ...);
    }
    return marks;
  }

 private:
  const Writer& writer_;
  const WriteFrame& inner_;
  const model::Table& table_;
  const model::Index* index_ = nullptr;                ///< nullptr: the record around holds the id of the one item
  std::uint16_t field_ = 0xFFFF;
  bool usable_ = false, may_be_deleted_ = false;
};

}  // namespace rosterkit::convert
