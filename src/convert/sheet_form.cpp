// Which operations and children can be written a column at a time.
#include "sheet_form.hpp"

#include <algorithm>

namespace rosterkit::convert {
namespace {

using mapping::Each;

bool has_all_columns(const OutLocation& at) {
  return at.kind == OutLocation::Kind::cell && std::find(at.columns.begin(), at.columns.end(), 0xFFFFFFFFu) == at.columns.end();
}

SheetOp::Blank blank_of(const WriteOp& op) {
  const bool makes = op.own_id && !op.make.parts.empty();
  if (!makes) return op.fill.empty() ? SheetOp::Blank::stays : SheetOp::Blank::is_filled;
  return op.kind == WriteOp::Kind::value && op.fill.empty() && op.chain.empty() ? SheetOp::Blank::is_made : SheetOp::Blank::plain;
}

/// An id for which there is no cell, which is made again when it is read, and which no id map keeps: Writer::operation() would
/// find it and leave it at that.
bool is_silent(const WriteOp& op) {
  return op.at.empty() && op.own_id && !op.make.parts.empty() && op.kind == WriteOp::Kind::value && op.distinct == 0xFFFF && op.fill.empty() && op.id != nullptr && !op.id->remembers();
}

SheetOp form_of(const WriteOp& op, const model::EntityDef& entity, std::size_t& memories) {
  SheetOp form;
  form.op = &op;
  form.memory = memories++;
  form.blank = blank_of(op);
  if (is_silent(op)) {
    form.kind = SheetOp::Kind::nothing;
    return form;
  }
  if (op.at.size() != 1 || !has_all_columns(op.at.front()) || op.distinct != 0xFFFF || !op.when.empty() || op.field->default_value || !op.field->allowed.empty() || op.list_location) return form;
  if (op.own_id && entity.strong && !op.make.parts.empty()) return form;   // written or not by what it would be made as
  if (op.id != nullptr && !op.id->trivial()) {
    if (!op.id->admitted_unchanged()) return form;
    form.checks_form = true;
  }
  const bool listed = op.is_list && !op.chain.makes_list();               // the first item is written, the rest is counted
  switch (op.kind) {
    case WriteOp::Kind::value:
      if (op.target >= entity.fields.size()) return form;
      form.many_ids = op.is_list && op.id != nullptr;
      if (form.many_ids) {
        if (op.chain.empty() || !op.fill.empty()) return form;
      } else if (op.written_set >= 0 && (!op.required || !op.fill.empty())) {
        if (entity.fields[op.target].shape != model::Shape::single || entity.fields[op.target].refs.size() != 1) return form;
        form.checks_target = true;
      }
      form.kind = SheetOp::Kind::value;
      break;
    case WriteOp::Kind::keyed_item: form.kind = SheetOp::Kind::keyed_item; break;
    case WriteOp::Kind::derive:
      if (op.is_list) return form;
      form.kind = SheetOp::Kind::derive;
      break;
    case WriteOp::Kind::flags:
      form.kind = SheetOp::Kind::flags;
      break;
    default: return form;
  }
  form.remembers = !op.chain.empty() || listed;
  return form;
}

void frame_form(const WriteFrame& frame, const model::Schema& schema, SheetFrame& form, std::size_t& memories, std::size_t level, std::size_t& depth) {
  depth = std::max(depth, level);
  form.frame = &frame;
  const model::EntityDef& entity = schema.entities[frame.entity];
  for (const bool makes : {false, true}) {             // in the order of the plain way
    for (const WriteOp& op : frame.ops) {
      if (op.make.parts.empty() == makes) continue;
      if (op.kind == WriteOp::Kind::keyed_rest && op.field->each_row) form.rows_of_pairs.push_back(&op);
      else form.ops.push_back(form_of(op, entity, memories));
    }
  }
  for (const WriteFrame& inner : frame.children) {
    SheetChild& child = form.children.emplace_back();
    child.frame = &inner;
    if (inner.self) {
      child.apart = inner.writes;
      continue;
    }
    if (!inner.writes) continue;
    bool own_word = false;                             // the item says which of the numbered columns is its own
    for (const WriteOp& op : inner.ops) own_word = own_word || (!op.at.empty() && op.at.front().kind == OutLocation::Kind::word);
    const Each::Kind each = inner.each.kind;
    const bool shaped = each == Each::Kind::same || each == Each::Kind::row || each == Each::Kind::numbered;
    child.apart = !shaped || !inner.by_key.empty() || !inner.when.empty() || inner.rest >= 0 || inner.instead >= 0 || own_word;
    for (const WriteFrame& sibling : frame.children) child.apart = child.apart || (sibling.rest >= 0 && &frame.children[static_cast<std::size_t>(sibling.rest)] == &inner);
    child.room = each == Each::Kind::numbered ? inner.each.words.size() : 1;
    if (inner.child->max) child.room = std::min(child.room, *inner.child->max);
    child.folds = each != Each::Kind::row;
    child.may_be_blank = each == Each::Kind::same && inner.into.empty() && inner.children.empty() && std::none_of(inner.ops.begin(), inner.ops.end(), [](const WriteOp& op) {
      return op.required || op.at.empty() || !has_all_columns(op.at.front());
    });
    if (!child.apart) frame_form(inner, schema, child.form, memories, level + 1, depth);
  }
}

}  // namespace

bool make_sheet_form(const WriteFrame& record, const model::Schema& schema, SheetFrame& form, std::size_t& memories, std::size_t& depth) {
  if (!record.distinct.empty() || !record.writes || !record.by_key.empty()) return false;
  for (const WriteFrame& inner : record.children) {
    if (inner.self && inner.writes) return false;
  }
  frame_form(record, schema, form, memories, 1, depth);
  return true;
}

}  // namespace rosterkit::convert
