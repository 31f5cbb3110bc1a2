// Children of a record: which of its parts each stands for, and whether anything of it is there at all.
#include <algorithm>

#include "frame_run.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {

using mapping::Each;

bool FrameRun::when_holds(const FramePlan& plan, const Frame& parent, std::size_t i) const {
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
bool FrameRun::present(const FramePlan& plan, const Frame& parent, std::size_t i, Frame& probe) const {
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

void FrameRun::child(const FramePlan& plan, Frame& parent, bool into) {
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

}  // namespace rosterkit::convert
