// Frames: which rows and nodes a record and its children stand for, and in what order they are read. What becomes of them is
// in segment_maker.cpp. See mapping-language.md, 4.1 and 4.6 (docs/mapping-files.md, "Order of evaluation", "Children").
#include "rosterkit/convert/read_frame.hpp"

#include <algorithm>
#include <numeric>

#include "field_reader.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/base/uuid.hpp"
#include "segment_maker.hpp"
#include "xml_shape.hpp"

namespace rosterkit::convert {
namespace {

using mapping::Each;

/// Everything one call of read() works with.
class Run {
 public:
  Run(model::Store& store, const ReadPlan& plan, const BlockView& block, BlockResult& result, ReadMemory& memory, bool show_values, std::size_t limit, std::size_t texts_kept)
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
  std::string made_id(const MakeProgram& program, const Frame& frame, std::size_t i) const;

  model::Store& store_;
  const ReadPlan& plan_;
  const BlockView& block_;
  BlockResult& result_;
  Arena arena_;
  Locator locator_;
  BlockLog log_;
  FieldReader fields_;
  SegmentMaker segments_;
};

void prepare(Frame& frame) {
  frame.values.resize(frame.plan.field_count);
  frame.hidden.resize(frame.plan.hidden_count);
  frame.hidden_texts.resize(frame.plan.hidden_count);
  frame.dropped.resize(frame.size);
}

void Run::record(const FramePlan& plan) {
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
void Run::structure(const Frame& frame) {
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

bool Run::when_holds(const FramePlan& plan, const Frame& parent, std::size_t i) const {
  for (const FramePlan::When& when : plan.when) {
    const std::string_view text = locator_.text(parent, i, when.at, false);
    const auto& values = when.test.values;
    const bool listed = std::find(values.begin(), values.end(), text) != values.end();
    switch (when.test.kind) {
      case mapping::Test::Kind::any_of: if (!listed) return false; break;
      case mapping::Test::Kind::none_of: if (listed) return false; break;
      case mapping::Test::Kind::blank: if (!text.empty()) return false; break;
      case mapping::Test::Kind::not_blank: if (text.empty()) return false; break;
      default: break;
    }
  }
  return true;
}

/// Is there anything of this child on the parent's node? @param probe  a frame of one instance, standing there.
bool Run::present(const FramePlan& plan, const Frame& parent, std::size_t i, Frame& probe) const {
  for (const ReadOp& op : plan.ops) {
    if (!op.counts_for_presence) continue;
    if (!plan.present.empty() && std::find(plan.present.begin(), plan.present.end(), op.target) == plan.present.end()) continue;
    if (plan.each.kind == Each::Kind::numbered && op.at.kind == Location::Kind::cell && !op.at.numbered) continue;   // shared by all
    if (op.kind == ReadOp::Kind::keyed_rest && op.item_value.kind == Location::Kind::cell) {
      if (!locator_.text(probe, 0, op.item_value, false).empty()) return true;
      continue;
    }
    const auto filled = [&](std::string_view text) {
      return !text.empty() && std::find(op.field->blank.begin(), op.field->blank.end(), text) == op.field->blank.end();
    };
    if (filled(locator_.text(probe, 0, op.at, op.is_list))) return true;
    for (const Location& alias : op.aliases) {
      if (filled(locator_.text(probe, 0, alias, false))) return true;
    }
  }
  for (const FramePlan& inner : plan.children) {
    if (inner.into.empty() || (inner.each.kind != Each::Kind::same && inner.each.kind != Each::Kind::row)) continue;
    if (present(inner, parent, i, probe)) return true;
  }
  return false;
}

void Run::child(const FramePlan& plan, Frame& parent, bool into) {
  Frame frame(plan);
  const auto add = [&](std::size_t i, std::uint32_t word, std::uint32_t place, std::string_view item) {
    frame.row.push_back(parent.row[i]);
    frame.up.push_back(static_cast<std::uint32_t>(i));
    frame.word.push_back(word);
    frame.place.push_back(place);
    frame.item.push_back(item);
  };
  Frame probe(plan);                                   // one instance, moved from place to place
  probe.parent = &parent;
  probe.size = 1;
  probe.row = {0};
  probe.up = {0};
  probe.word = {0};
  probe.place = {0};
  probe.item = {{}};
  const auto here = [&](std::size_t i, std::uint32_t word) {
    probe.row[0] = parent.row[i];
    probe.up[0] = static_cast<std::uint32_t>(i);
    probe.word[0] = word;
    if (!parent.node.empty()) probe.node = {parent.node[i]};
    return present(plan, parent, i, probe);
  };
  std::vector<const io::XmlNode*> nodes;
  const bool split_cell = plan.each.kind == Each::Kind::split && locator_.plain_cell(plan.split_at);
  const std::vector<std::string_view>* cells = split_cell ? locator_.cells(plan.split_at) : nullptr;
  if (split_cell && cells == nullptr) return;
  const auto blank_cell = [&](std::size_t i) {         // a list that a required child is made of
    if (!plan.child->required || parent.dropped[i]) return;
    log_.report("cell.required", parent, i, plan.split_at.text, {}, "the cell is blank, and the format requires it",
                "the record was kept without it. Fill it in at the source.");
  };
  if (split_cell && !plan.child->required && std::all_of(parent.row.begin(), parent.row.end(), [&](std::uint32_t row) { return (*cells)[row].empty(); })) return;
  for (auto* numbers : {&frame.row, &frame.up, &frame.word, &frame.place}) numbers->reserve(parent.size);
  frame.item.reserve(parent.size);
  for (std::size_t i = 0; i < parent.size; ++i) {
    if (cells != nullptr && (*cells)[parent.row[i]].empty()) {
      blank_cell(i);
      continue;
    }
    if (parent.dropped[i] || !when_holds(plan, parent, i)) continue;
    const std::uint32_t word = parent.word.empty() ? 0 : parent.word[i];
    switch (plan.each.kind) {
      case Each::Kind::numbered: {
        std::uint32_t place = 0;
        for (std::uint32_t n = 0; n < plan.each.words.size(); ++n) {
          if (here(i, n)) {
            add(i, n, place++, {});
            if (!parent.node.empty()) frame.node.push_back(parent.node[i]);
          }
        }
        break;
      }
      case Each::Kind::split: {
        std::string_view rest = locator_.text(parent, i, plan.split_at, false);
        std::uint32_t place = 0;
        const std::string_view cell = rest;
        bool has_empty = false, has_blanks = false;
        if (cell.empty()) blank_cell(i);
        for (bool more = !rest.empty(); more;) {
          const std::size_t end = plan.each.separator.empty() ? std::string_view::npos : rest.find(plan.each.separator);
          const std::string_view whole = rest.substr(0, end);
          const std::string_view part = trim(whole);
          more = end != std::string_view::npos;
          rest.remove_prefix(more ? end + plan.each.separator.size() : rest.size());
          has_blanks = has_blanks || part.size() != whole.size();
          has_empty = has_empty || part.empty();
          if (part.empty()) continue;
          add(i, word, place++, part);
          if (!parent.node.empty()) frame.node.push_back(parent.node[i]);
        }
        if (has_empty) {
          log_.report("cell.list-item", parent, i, plan.split_at.text, cell, "{} has an empty item", "the other items were read. Remove the separator that is too much.");
        } else if (has_blanks && plan.each.reports_others) {
          log_.report("cell.spelling", parent, i, plan.split_at.text, cell, "{} has blanks around its items", "it was understood. Remove the blanks.");
        }
        break;
      }
      case Each::Kind::path: {
        nodes.clear();
        if (!parent.node.empty()) locator_.nodes(*parent.node[i], *plan.each_path, nodes);
        std::uint32_t place = 0;
        for (const io::XmlNode* const node : nodes) {
          if (node->says_nothing()) continue;
          probe.row[0] = parent.row[i];
          probe.up[0] = static_cast<std::uint32_t>(i);
          probe.node.assign(1, node);
          if (!present(plan, parent, i, probe)) continue;
          add(i, word, place++, {});
          frame.node.push_back(node);
        }
        break;
      }
      default:
        if (here(i, word)) {
          add(i, word, 0, parent.item.empty() ? std::string_view{} : parent.item[i]);
          if (!parent.node.empty()) frame.node.push_back(parent.node[i]);
        }
    }
  }
  frame.parent = &parent;
  frame.size = frame.row.size();
  prepare(frame);
  if (frame.size == 0) return;
  evaluate(frame);
  if (!into) return;
  for (const auto& [mine, own] : plan.into) {
    auto& target = parent.column(mine);
    const bool list = parent.plan.entity != 0xFFFF && store_.schema.entities[parent.plan.entity].fields[mine].shape == model::Shape::list;
    for (std::size_t i = 0; i < frame.size; ++i) {
      const std::string_view id = frame.value(own, i);
      std::string_view& slot = target[frame.up[i]];
      if (id.empty() || frame.dropped[i]) continue;
      if (slot.empty()) {
        slot = arena_.keep(id);                        // the child's texts live in this arena too, but values may be cells
      } else if (list) {
        bool known = false;
        each_item(slot, [&](std::string_view item) { known = known || item == id; });
        if (!known) slot = arena_.keep(std::string(slot) + codec::item_separator + std::string(id));
      }
    }
  }
}

void Run::from_parent(Frame& frame) {
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

std::string Run::made_id(const MakeProgram& program, const Frame& frame, std::size_t i) const {
  std::vector<std::string_view> parts;
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

void Run::make(Frame& frame) {
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
    } else if (const std::string_view id = ids[i]; id.size() == 36 && id[14] == '5' && is_uuid(id) && made_id(frame.plan.make, frame, i) == id) {
      frame.column(entity.own_id)[i] = {};             // what was made is known again
    }
  }
}

void Run::register_keys(Frame& frame) {
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

void Run::drop_without_key(Frame& frame) {
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

void Run::evaluate(Frame& frame) {
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
}

}  // namespace

FrameReader::FrameReader(model::Store& store, const ReadPlan& plan, bool show_values, std::size_t max_findings_per_block, std::size_t texts_kept)
    : store_(store), plan_(plan), show_values_(show_values), max_findings_(max_findings_per_block), texts_kept_(texts_kept) {}

void FrameReader::read(const FramePlan& record, const BlockView& block, ReadMemory& memory, BlockResult& result) const {
  Run(store_, plan_, block, result, memory, show_values_, max_findings_, texts_kept_).record(record);
}

}  // namespace rosterkit::convert
