// Inside of read_frame: what is kept of a frame. Private to src/convert.
#pragma once

#include <span>

#include "frame.hpp"

namespace rosterkit::convert {

/// The symbols of texts, made where they are new; 0 for blank ones. Equal texts that follow each other, as references of many rows to
/// one record do, are looked up once.
/// @param tag  bits that each symbol gets
std::vector<model::Symbol> intern_column(std::span<const std::string_view> texts, model::Interner& names, model::Symbol tag, ReadMemory& memory);

class SegmentMaker {
 public:
  SegmentMaker(model::Store& store, const BlockView& block, ReadMemory& memory, BlockResult& result)
      : store_(store), block_(block), memory_(memory), result_(result) {}

  /// Appends a segment with the records of a frame that were not dropped. The frame's columns are used up.
  void emit(Frame& frame);

 private:
  void emit_field(Frame& frame, std::size_t field, const std::vector<std::uint32_t>& keep, model::Column& into);
  void add_to_rest(const Frame& frame, std::size_t field, const std::vector<std::uint32_t>& keep, std::vector<model::Symbol>& rest);
  std::span<const std::string_view> texts_of(const Frame& frame, std::size_t field, const std::vector<std::uint32_t>& keep);
  std::vector<std::uint8_t> marks_of(const Frame& frame, std::size_t field, const std::vector<std::uint32_t>& keep) const;

  model::Store& store_;
  const BlockView& block_;
  ReadMemory& memory_;
  BlockResult& result_;
};

}  // namespace rosterkit::convert
