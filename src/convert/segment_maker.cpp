// From a frame to a segment: texts to symbols, a column for each field that is kept, a mark or a hash for the others.
#include "segment_maker.hpp"

#include <algorithm>
#include <numeric>

#include "rosterkit/base/runs.hpp"

namespace rosterkit::convert {

std::vector<model::Symbol> intern_column(std::span<const std::string_view> texts, model::Interner& names, model::Symbol tag, ReadMemory& memory) {
  // Ids of the records themselves differ all: then there is nothing to be gained from looking for runs.
  const std::size_t looked_at = std::min<std::size_t>(texts.size(), 64);
  std::size_t repeats = 0;
  for (std::size_t k = 1; k < looked_at; ++k) repeats += same_text(texts[k], texts[k - 1]);
  if (repeats * 8 <= looked_at) {
    std::vector<model::Symbol> symbols(texts.size());
    names.intern(texts, symbols.data());
    for (std::size_t k = 0; tag != 0 && k < symbols.size(); ++k) symbols[k] |= symbols[k] == 0 ? 0 : tag;
    return symbols;
  }
  std::vector<std::uint32_t>& begins = memory.begins;
  std::vector<std::string_view>& runs = memory.runs;
  const std::size_t count = texts.size();
  begins.resize(count + 1);
  runs.resize(count);
  std::uint32_t* const begin = begins.data();
  std::string_view* const run = runs.data();
  std::size_t found = 0;
  for (std::size_t k = 0; k < count; k = end_of_run(texts, k)) {
    run[found] = texts[k];
    begin[found++] = static_cast<std::uint32_t>(k);
  }
  begin[found] = static_cast<std::uint32_t>(count);
  memory.symbols.resize(found);
  names.intern({run, found}, memory.symbols.data());
  std::vector<model::Symbol> symbols(count);
  for (std::size_t r = 0; r < found; ++r) {
    const model::Symbol symbol = memory.symbols[r] == 0 ? 0 : memory.symbols[r] | tag;
    std::fill(symbols.begin() + begin[r], symbols.begin() + begin[r + 1], symbol);
  }
  return symbols;
}

namespace {
/// The values that are kept; all of them if none was dropped.
template <typename T>
std::vector<T> kept(std::vector<T>&& values, const Frame& frame, const std::vector<std::uint32_t>& keep) {
  if (!frame.any_dropped) return std::move(values);
  std::vector<T> some;
  some.reserve(keep.size());
  for (const std::uint32_t i : keep) some.push_back(values[i]);
  return some;
}
}  // namespace

/// The texts of a field, of the rows that are kept; good until the next call.
std::span<const std::string_view> SegmentMaker::texts_of(const Frame& frame, std::size_t field, const std::vector<std::uint32_t>& keep) {
  using Kind = FrameColumn::Kind;
  const FrameColumn& column = frame.values[field];
  if ((column.kind() == Kind::cells || column.kind() == Kind::texts) && !frame.any_dropped) return {column.cells(), frame.size};
  memory_.texts.clear();
  for (const std::uint32_t i : keep) memory_.texts.push_back(column[i]);
  return memory_.texts;
}

std::vector<std::uint8_t> SegmentMaker::marks_of(const Frame& frame, std::size_t field, const std::vector<std::uint32_t>& keep) const {
  const FrameColumn& column = frame.values[field];
  std::vector<std::uint8_t> filled(keep.size(), 1);
  if (!frame.any_dropped && column.has_no_blank(frame.size)) return filled;
  for (std::size_t k = 0; k < keep.size(); ++k) filled[k] = column.blank(keep[k]) ? 0 : 1;
  return filled;
}

void SegmentMaker::emit_field(Frame& frame, std::size_t field, const std::vector<std::uint32_t>& keep, model::Column& into) {
  using Kind = FrameColumn::Kind;
  FrameColumn& column = frame.values[field];
  if (column.kind() == Kind::symbols) {                // findings that are told later name the record by its id
    const bool needed = !frame.judged_later.empty() && field == store_.schema.entities[frame.plan.entity].own_id;
    return into.set_symbols(kept(needed ? std::vector(column.symbols()) : std::move(column.symbols()), frame, keep));
  }
  model::Interner* names = store_.domain(frame.plan.entity, field);
  // A reference to one of several entities says which in its symbol: the parent's.
  model::Symbol tag = 0;
  const auto& entity = store_.schema.entities[frame.plan.entity];
  if (names != nullptr && entity.fields[field].refs.size() > 1 && frame.parent != nullptr) {
    const auto& refs = entity.fields[field].refs;
    const auto target = std::find(refs.begin(), refs.end(), frame.parent->plan.entity);
    if (target != refs.end()) {
      tag = static_cast<model::Symbol>(target - refs.begin()) << model::Store::target_shift;
      names = &store_.ids(*target);
    }
  }
  if (column.kind() == Kind::constant && names != nullptr) {
    return into.set_symbols(std::vector<model::Symbol>(keep.size(), names->intern(column.constant()) | tag));
  }
  const std::span<const std::string_view> texts = texts_of(frame, field, keep);
  if (names == nullptr) into.set_texts(texts);
  else into.set_symbols(intern_column(texts, *names, tag, memory_));
}

/// A field that nobody will look at: all that is left of it is a part of the record's hash. By its texts: other blocks may hold
/// the field in another way.
void SegmentMaker::add_to_rest(const Frame& frame, std::size_t field, const std::vector<std::uint32_t>& keep, std::vector<model::Symbol>& rest) {
  const std::span<const std::string_view> texts = texts_of(frame, field, keep);
  rest.resize(keep.size(), 1);
  for (std::size_t begin = 0, end = 0; begin < texts.size(); begin = end) {
    end = end_of_run(texts, begin);
    if (texts[begin].empty()) continue;
    const std::uint64_t hash = model::hash_text(texts[begin]) + field;
    for (std::size_t k = begin; k < end; ++k) rest[k] = static_cast<model::Symbol>(((rest[k] ^ hash) * 0x9E3779B97F4A7C15u) >> 32) | 1u;
  }
}

void SegmentMaker::emit(Frame& frame) {
  if (frame.plan.entity == 0xFFFF || frame.size == 0) return;
  const std::uint16_t entity = frame.plan.entity;
  const model::EntityDef& def = store_.schema.entities[entity];
  std::vector<std::uint32_t> keep(frame.size);
  std::iota(keep.begin(), keep.end(), 0u);
  if (frame.any_dropped) std::erase_if(keep, [&](std::uint32_t i) { return frame.dropped[i]; });
  if (keep.empty()) return;
  auto segment = std::make_unique<model::Segment>();
  segment->rows = static_cast<std::uint32_t>(keep.size());
  segment->recipe = frame.plan.recipe;
  segment->file = block_.file;
  segment->space = frame.plan.space;
  segment->delta = block_.delta;
  if (block_.lines != nullptr) {
    std::vector<std::uint32_t> lines(keep.size());
    const std::uint64_t* const line = block_.lines;
    const std::uint32_t* const row = frame.row.data();
    for (std::size_t k = 0; k < lines.size(); ++k) lines[k] = static_cast<std::uint32_t>(line[row[keep[k]]]);
    segment->lines.set(std::move(lines));
  }
  std::vector<model::Symbol> rest;
  for (std::size_t f = 0; f < frame.plan.field_count; ++f) {
    if (frame.values[f].empty()) continue;
    const Keep what = frame.plan.kept.empty() ? Keep::whole : frame.plan.kept[f];
    if (what == Keep::whole) emit_field(frame, f, keep, segment->column(f));
    else if (what == Keep::hash) segment->column(f).set_hashes(texts_of(frame, f, keep));
    else add_to_rest(frame, f, keep, rest);
    if (what == Keep::mark) segment->column(f).set_marks(marks_of(frame, f, keep));
  }
  if (!rest.empty()) segment->column(frame.plan.rest).set_symbols(std::move(rest));
  for (const ReadOp& op : frame.plan.ops) {
    if (op.id != nullptr && op.space != 0 && op.target != 0xFFFF && op.target < frame.plan.field_count) segment->column(op.target).space = op.space;
    if (op.hidden == 0xFFFF) continue;
    const std::size_t hidden = op.hidden - frame.plan.field_count;
    if (!frame.hidden[hidden].empty()) {
      segment->column(op.hidden).set_symbols(kept(std::move(frame.hidden[hidden]), frame, keep));
    } else if (!frame.hidden_texts[hidden].empty()) {
      memory_.texts.clear();
      for (const std::uint32_t i : keep) memory_.texts.push_back(frame.hidden_texts[hidden][i]);
      segment->column(op.hidden).set_texts(memory_.texts);
    }
  }
  // References that came from a parent or a child point into that record's space.
  for (const auto& [own, theirs] : frame.plan.parent) {
    if (own < def.fields.size() && def.fields[own].is_ref() && frame.parent->plan.entity != 0xFFFF && theirs == store_.schema.entities[frame.parent->plan.entity].own_id) {
      segment->column(own).space = frame.parent->plan.space;
    }
  }
  for (const FramePlan& inner : frame.plan.children) {
    for (const auto& [mine, own] : inner.into) segment->column(mine).space = inner.space;
  }
  std::vector<DeferredCode> codes;
  if (!frame.codes.empty()) {
    std::vector<std::uint32_t> new_index(frame.size, 0xFFFFFFFFu);
    for (std::uint32_t k = 0; k < keep.size(); ++k) new_index[keep[k]] = k;
    for (DeferredCode code : frame.codes) {
      code.index = new_index[code.index];
      if (code.index != 0xFFFFFFFFu) codes.push_back(code);
    }
  }
  result_.parts.push_back({std::move(segment), entity, std::move(codes)});
}

}  // namespace rosterkit::convert
