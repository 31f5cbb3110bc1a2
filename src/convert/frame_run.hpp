// Inside of read_frame: the reading of one block, with the frame of a record and those of its children (read_frame_children.cpp).
// Private to src/convert.
#pragma once

#include "field_reader.hpp"
#include "segment_maker.hpp"

namespace rosterkit::convert {

/// Everything one call of read() works with.
class FrameRun {
 public:
  FrameRun(model::Store& store, const ReadPlan& plan, const BlockView& block, BlockResult& result, ReadMemory& memory, bool show_values, std::size_t limit, std::size_t texts_kept)
      : store_(store), plan_(plan), block_(block), result_(result), locator_(block, arena_), log_(store, block, result, show_values, limit, texts_kept),
        fields_(store, locator_, arena_, log_, result, plan.keep_passwords, memory, block.mode), segments_(store, block, memory, result) {}

  void record(const FramePlan& plan);

 private:
  void evaluate(Frame& frame);
  void structure(const Frame& frame);
  void child(const FramePlan& plan, Frame& parent, bool into);
  void from_parent(Frame& frame);
  void make(Frame& frame);
  void register_keys(Frame& frame);
  void drop_without_key(Frame& frame);
  bool present(const FramePlan& plan, const Frame& parent, std::size_t i, Frame& probe) const;
  bool when_holds(const FramePlan& plan, const Frame& parent, std::size_t i) const;
  /// Makes room for what a frame will hold, once its rows are known.
  static void prepare(Frame& frame) {
    frame.values.resize(frame.plan.field_count);
    frame.hidden.resize(frame.plan.hidden_count);
    frame.hidden_texts.resize(frame.plan.hidden_count);
    frame.dropped.resize(frame.size);
  }
  std::string made_id(const MakeProgram& program, const Frame& frame, std::size_t i);

  model::Store& store_;
  const ReadPlan& plan_;
  const BlockView& block_;
  BlockResult& result_;
  Arena arena_;
  Locator locator_;
  BlockLog log_;
  FieldReader fields_;
  SegmentMaker segments_;
  std::vector<std::string_view> made_of_;          // parts of the id that is made, kept for the room
};

}  // namespace rosterkit::convert
