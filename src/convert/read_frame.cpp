// Frames: which rows and nodes a record stands for, and in what order it and its children are read. What children stand for is
// in read_frame_children.cpp, what becomes of them in segment_maker.cpp. See mapping-language.md, 4.1 and 4.6
// (docs/mapping-files.md, "Order of evaluation", "Children").
#include "rosterkit/convert/read_frame.hpp"

#include <algorithm>
#include <numeric>

#include "frame_run.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/base/uuid.hpp"
#include "xml_shape.hpp"

namespace rosterkit::convert {

using mapping::Each;

void FrameRun::record(const FramePlan& plan) {
  Frame frame(plan);
  const bool filtered = plan.row_filter.kind == Location::Kind::cell;
  frame.whole_block = block_.csv != nullptr && !filtered && plan.when.empty();
  if (frame.whole_block) {
    frame.row.resize(block_.rows);
    std::iota(frame.row.begin(), frame.row.end(), 0u);
  }
  for (std::size_t i = 0; !frame.whole_block && i < block_.rows; ++i) {
    if (filtered) {                                    // CSV: ".[type=user]" takes the rows with this cell
      const std::int32_t slot = block_.binding->slot_of_cell[plan.row_filter.cell];
      if (slot < 0 || block_.csv->columns[static_cast<std::size_t>(slot)][i] != plan.each_path->steps.front().filter_value) continue;
      result_.claimed.resize(block_.rows);
      result_.claimed[i] = true;
    }
    frame.row.push_back(static_cast<std::uint32_t>(i));
    if (!block_.nodes.empty()) frame.node.push_back(block_.nodes[i]);
    if (!plan.when.empty() && when_holds(plan, frame, frame.row.size() - 1)) {   // `skip`: no record at all, but counted
      frame.row.pop_back();
      if (!frame.node.empty()) frame.node.pop_back();
      ++result_.unreported["record.skipped"];
    }
  }
  frame.size = frame.row.size();
  prepare(frame);
  evaluate(frame);
  if (plan.shape) structure(frame);
}

/// Elements for which the mapping has no place: what is in them is not read.
void FrameRun::structure(const Frame& frame) {
  for (std::size_t i = 0; i < frame.node.size(); ++i) {
    frame.plan.shape->check(*frame.node[i], [&](XmlShape::Fault fault, const std::string& path, std::string_view other) {
      const bool attribute = path[path.rfind('/') + 1] == '@';
      switch (fault) {
        case XmlShape::Fault::unknown:
          return log_.report("xml.unknown-element", frame, i, path, {}, std::string("nothing of the mapping reads this ") + (attribute ? "attribute" : "element"),
                             "it was left out." + std::string(other.empty() ? " Check its spelling and its place; what is an extension can be read by a mapping of yours." : other));
        case XmlShape::Fault::repeated:
          return log_.report("xml.repeated-element", frame, i, path, {}, "the element stands here again, where there is room for one", "the first was read. Leave one.");
        case XmlShape::Fault::misplaced:
          return log_.report("xml.misplaced-element", frame, i, path, {}, "the element stands behind \"" + std::string(other) + "\", which belongs behind it",
                             "it was read all the same. Write the elements in the order of the schema.");
      }
    });
  }
}

void FrameRun::from_parent(Frame& frame) {
  for (const auto& [own, theirs] : frame.plan.parent) {
    const FrameColumn& from = frame.parent->values[theirs];
    if (from.empty()) continue;
    if (from.kind() == FrameColumn::Kind::constant && frame.values[own].empty()) {
      frame.values[own].set_constant(from.constant());
      continue;
    }
    auto& column = frame.column(own);
    for (std::size_t i = 0; i < frame.size; ++i) {
      if (column[i].empty()) column[i] = from[frame.up[i]];
    }
  }
}

std::string FrameRun::made_id(const MakeProgram& program, const Frame& frame, std::size_t i) {
  std::vector<std::string_view>& parts = made_of_;
  parts.clear();
  bool any = false;
  for (const MakeProgram::Part& part : program.parts) {
    using Kind = mapping::MakePart::Kind;
    std::string_view text;
    switch (part.kind) {
      case Kind::field: text = frame.value(part.field, i); break;
      case Kind::parent_field: text = frame.parent->value(part.field, frame.up[i]); break;
      case Kind::cell: text = locator_.text(frame, i, part.at, false); break;
      case Kind::literal: text = part.literal; break;
    }
    any = any || (part.kind != Kind::literal && !text.empty());
    parts.push_back(text);
  }
  return any ? uuid_of(parts) : std::string();
}

void FrameRun::make(Frame& frame) {
  if (frame.plan.make.empty() || frame.plan.entity == 0xFFFF) return;
  const model::EntityDef& entity = store_.schema.entities[frame.plan.entity];
  const FrameColumn& ids = frame.values[entity.own_id];
  if (frame.plan.make_is_key && ids.has_no_blank(frame.size)) return;
  std::string scratch;
  for (std::size_t i = 0; i < frame.size; ++i) {
    if (frame.plan.make_is_key) {
      if (!ids.blank(i)) continue;
      const std::string id = made_id(frame.plan.make, frame, i);
      if (id.empty()) continue;
      // Made ids are remembered in the id map like minted ones: the record may have had its own id elsewhere.
      const std::string& space = frame.plan.child != nullptr ? frame.plan.child->space : frame.plan.record->space;
      const IdRule* rule = nullptr;
      if (const auto found = plan_.id_rule_of.find(entity.name + "/" + space); found != plan_.id_rule_of.end()) rule = plan_.id_rules[found->second].get();
      frame.column(entity.own_id)[i] = arena_.keep(rule != nullptr ? rule->to_model(id, scratch) : std::string_view(id));
    } else if (const std::string_view id = ids[i]; may_be_uuid_of(id) && made_id(frame.plan.make, frame, i) == id) {
      frame.column(entity.own_id)[i] = {};             // what was made is known again
    }
  }
}

void FrameRun::register_keys(Frame& frame) {
  for (const FramePlan::KeyProgram& key : frame.plan.keys) {
    if (frame.plan.entity == 0xFFFF) continue;
    const model::EntityDef& entity = store_.schema.entities[frame.plan.entity];
    for (std::size_t i = 0; i < frame.size; ++i) {
      if (frame.dropped[i]) continue;
      std::vector<std::string> cells;
      bool any = false;
      for (const Location& at : key.cells) {
        cells.emplace_back(locator_.text(frame, i, at, false));
        any = any || !cells.back().empty();
      }
      if (!any) continue;
      result_.keys.push_back({key.name, join(cells, std::string(1, codec::pair_separator)), frame.plan.entity,
                              store_.ids(frame.plan.entity).intern(frame.value(entity.own_id, i))});
    }
  }
}

void FrameRun::drop_without_key(Frame& frame) {
  if (frame.plan.entity == 0xFFFF) return;
  const model::EntityDef& entity = store_.schema.entities[frame.plan.entity];
  bool whole = true;
  for (std::size_t f = 0; f < frame.plan.required_key.size(); ++f) {
    const FrameColumn& column = frame.values[f];
    if (!frame.plan.required_key[f] || column.kind() == FrameColumn::Kind::constant) continue;
    whole = whole && column.has_no_blank(frame.size);
  }
  if (whole) return;
  for (std::size_t i = 0; i < frame.size; ++i) {
    for (std::size_t f = 0; f < frame.plan.required_key.size(); ++f) {
      if (!frame.plan.required_key[f] || !frame.value(f, i).empty()) continue;
      // Only this record's own cells are its fault; what hangs on a missing parent was dropped with it.
      std::string column;
      bool told = false;                               // the header lacks the column: that was said once for all rows
      for (const ReadOp& op : frame.plan.ops) {
        if (op.target != f) continue;
        column = column_name(frame, i, op.at);
        told = !locator_.has_column(op.at) && std::none_of(op.aliases.begin(), op.aliases.end(), [&](const Location& alias) { return locator_.has_column(alias); });
      }
      frame.drop(i);
      if (frame.plan.each.kind == Each::Kind::once) break;   // made of options that were not set: no record at all
      ++result_.dropped[frame.plan.entity];
      if (told) break;
      log_.report("key.blank", frame, i, column, {}, column.empty() ? entity.fields[f].name + " is blank" : "is blank",
                  "the record was left out: nothing tells it from others without \"" + entity.fields[f].name + "\". Fill it in at the source.");
      break;
    }
  }
}

void FrameRun::evaluate(Frame& frame) {
  const FramePlan& plan = frame.plan;
  from_parent(frame);
  for (const ReadOp& op : plan.ops) {
    if (op.kind != ReadOp::Kind::constant) fields_.run(op, frame);
  }
  for (const ReadOp& op : plan.ops) {
    if (op.kind == ReadOp::Kind::constant) fields_.run(op, frame);
  }
  for (const FramePlan& inner : plan.children) {
    if (!inner.into.empty()) child(inner, frame, true);
  }
  make(frame);
  if (plan.record != nullptr && block_.csv != nullptr && plan.entity != 0xFFFF && !block_.binding->extras.empty()) {
    const std::size_t ext = store_.schema.entities[plan.entity].fields.size();
    auto& column = frame.column(ext);
    for (std::size_t i = 0; i < frame.size; ++i) {
      std::string bag;
      for (const auto& [slot, name] : block_.binding->extras) {
        const std::string_view text = block_.csv->columns[static_cast<std::size_t>(slot)][frame.row[i]];
        if (text.empty()) continue;
        if (!bag.empty()) bag.push_back(codec::item_separator);
        bag += name;
        bag.push_back(codec::pair_separator);
        bag += text;
      }
      column[i] = arena_.keep(bag);
    }
    for (const auto& [slot, name] : block_.binding->extras) result_.ext_names.emplace(plan.entity, name);
  }
  drop_without_key(frame);
  register_keys(frame);
  for (const FramePlan& inner : plan.children) {
    if (inner.into.empty()) child(inner, frame, false);
  }
  segments_.emit(frame);
  fields_.judge_ids(frame);
}

FrameReader::FrameReader(model::Store& store, const ReadPlan& plan, bool show_values, std::size_t max_findings_per_block, std::size_t texts_kept)
    : store_(store), plan_(plan), show_values_(show_values), max_findings_(max_findings_per_block), texts_kept_(texts_kept) {}

void FrameReader::read(const FramePlan& record, const BlockView& block, ReadMemory& memory, BlockResult& result) const {
  FrameRun(store_, plan_, block, result, memory, show_values_, max_findings_, texts_kept_).record(record);
}

}  // namespace rosterkit::convert
