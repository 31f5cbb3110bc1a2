// One record into its rows or its node: fields, then made ids, then children, then constants.
#include <algorithm>
#include <atomic>

#include "rosterkit/base/text.hpp"
#include "writer.hpp"

namespace rosterkit::convert {

using mapping::Each;
using model::Row;

bool Writer::claim(const WriteFrame& frame, Row row) {
  if (frame.self || row == model::no_row) return false;
  return claims_[frame.entity].set(row, frame.claim);
}

/// An item that its parent names by id may say otherwise than the parent of what they share: reading will take the parent's.
void Writer::claim_item(const WriteFrame& inner, Row row, const Place& parent) {
  if (!claim(inner, row) || inner.into.empty()) return;
  for (const WriteFrame::Pair& pair : inner.parent) {
    if (pair.distinct != 0xFFFF) continue;
    const std::string_view stored = store_.text(inner.entity, pair.own, row);
    if (stored.empty() || stored == store_.text(parent.context.entity, pair.parent, parent.context.row)) continue;
    const std::string& around = store_.schema.entities[parent.context.entity].name;
    tally(inner.entity, store_.schema.entities[inner.entity].fields[pair.own].name, "lost", "that of the " + around + " is written");
  }
}

void Writer::folded(const WriteFrame& frame, const WriteOp& op, const Place& place) {
  log_.report("value.folded", frame.entity, place.context.row, [&](Finding& finding) {
    finding.column = op.at.front().text;
    finding.message = mapping_.id + " has room for one value here, and there are several";
    finding.hint = "the first " + was("written.");
  });
}

bool Writer::when_holds(const WriteFrame& inner, const Out& out) {
  for (std::size_t i = 0; i < inner.when.size(); ++i) {
    const std::string_view text = get(out, inner.when_at[i]);
    const auto& test = inner.when[i].test;
    const bool listed = std::find(test.values.begin(), test.values.end(), text) != test.values.end();
    using Kind = mapping::Test::Kind;
    if (test.kind == Kind::any_of ? !listed : test.kind == Kind::none_of ? listed : test.kind == Kind::blank ? !text.empty() : text.empty()) return false;
  }
  return true;
}

void Writer::more(const WriteFrame& inner, const Place& place, std::size_t left) {
  if (left == 0) return;
  if (inner.child->when_more == mapping::WhenMore::ignore) {
    tally(inner.entity, inner.name, "lost", inner.child->why, left);
    return;
  }
  log_.report("value.folded", place.context.entity, place.context.row, [&](Finding& finding) {
    if (inner.child->when_more == mapping::WhenMore::error) finding.severity = Severity::error;
    finding.message = std::to_string(left) + " more of \"" + inner.child->name + "\" than " + mapping_.id + " has room for";
    finding.hint = "the first ones " + std::string(rehearsal_ ? "would be" : "were") + " written, in the order of the mapping.";
  });
}

/// Writes the parent once for each combination of some of its lists (a blank list counts as one blank).
void Writer::expand(const WriteFrame& inner, const Place& place, Out& out, bool& any) {
  std::vector<std::vector<std::string>> lists;
  std::vector<std::size_t> at(inner.expand.size());
  for (const std::uint16_t field : inner.expand) {
    lists.emplace_back();
    each_item(value_at(place.context, field), [&](std::string_view item) { lists.back().emplace_back(item); });
    if (lists.back().empty()) lists.back().emplace_back();
  }
  while (true) {
    std::vector<Bound> bound;
    for (std::size_t i = 0; i < lists.size(); ++i) bound.push_back({inner.expand[i], lists[i][at[i]]});
    const Place item{{place.context.entity, place.context.row, place.context.up, &bound}, nullptr, place.parent};
    Out inside = out;
    inside.word = out.word;
    if (inner.each_path && out.tree != nullptr) inside.nodes.insert(inside.nodes.begin(), scratch().tree.add(out.nodes.front(), *inner.each_path));
    fill(inner, item, inside);
    if (inner.each_path && out.tree != nullptr) {
      XmlNode* node = inside.nodes.front();
      if (node->children.empty() && node->attributes.empty() && node->text.empty()) {
        XmlNode* holder = scratch().tree.reach(out.nodes.front(), *inner.each_path, 1, 0, true);
        holder->children.pop_back();
      } else {
        any = true;
      }
    }
    std::size_t digit = 0;
    while (digit < at.size() && ++at[digit] == lists[digit].size()) at[digit++] = 0;
    if (digit == at.size()) return;
  }
}

void Writer::child(const WriteFrame& frame, const WriteFrame& inner, const Place& place, Out& out, std::vector<std::vector<Row>>& written) {
  const std::size_t number = static_cast<std::size_t>(&inner - frame.children.data());
  if (!inner.writes) {                                 // declined, but reading would make it again
    if (inner.claims_unwritten) {
      std::vector<Row> rows;
      items(inner, place, rows);
      for (const Row row : rows) claim(inner, row);
    }
    return;
  }
  if (!inner.when.empty() && !when_holds(inner, out)) return;
  if (inner.instead >= 0 && !written[static_cast<std::size_t>(inner.instead)].empty()) return;
  if (inner.self) {
    bool any = false;
    expand(inner, place, out, any);
    if (any) written[number].push_back(place.context.row);
    return;
  }
  std::vector<Row> rows;
  items(inner, place, rows);
  if (inner.rest >= 0) {
    const auto& other = written[static_cast<std::size_t>(inner.rest)];
    std::erase_if(rows, [&](Row row) { return std::find(other.begin(), other.end(), row) != other.end(); });
  }
  std::erase_if(rows, [&](Row row) {
    const WriteOp* missing = nullptr;
    Causes::Number cause = Causes::none;
    if (item_is_whole(inner, place, row, &missing, &cause)) return false;
    std::atomic_ref<std::uint8_t>(failed_[inner.entity][row]).store(1, std::memory_order_relaxed);
    Causes::Part part;
    if (cause != Causes::none) {                       // what it needs failed itself, so this can only follow
      roster_.causes.add(cause);
      part = {false, true, roster_.causes.root(cause), 0};
    }
    log_.report("write.depends", inner.entity, row, roster_.causes, part, [&](Finding& finding) {
      finding.column = missing == nullptr || missing->at.empty() ? "" : missing->at.front().text;
      const bool refers = missing != nullptr && missing->written_set >= 0 && !store_.text(inner.entity, missing->target, row).empty();
      finding.message = refers ? "what this refers to is not written to " + mapping_.id : mapping_.id + " requires a value here, and there is none";
      finding.hint = "this " + store_.schema.entities[inner.entity].name + " " + was("left out; the ") + store_.schema.entities[place.context.entity].name + " it stands in " + was("written.");
    });
    return true;
  });
  if (const std::size_t found = rows.size(); leave_out_empty(inner, place, rows) && !inner.into.empty() && inner.into.front().distinct == 0xFFFF) {
    tally(frame.entity, store_.schema.entities[frame.entity].fields[inner.into.front().parent].name, "lost", "what it refers to has nothing to write", found - rows.size());
  }
  drop_alike(frame, inner, place, written, rows);
  std::size_t room = inner.child->max.value_or(rows.size());
  switch (inner.each.kind) {
    case Each::Kind::same: room = std::min<std::size_t>(room, 1); break;
    case Each::Kind::numbered: room = std::min(room, inner.each.words.size()); break;
    default: break;
  }
  const auto context_of = [&](Row row) { return Place{{inner.entity, row, &place.context, nullptr}, nullptr, &place}; };
  const auto done = [&](Row row) {
    claim_item(inner, row, place);
    written[number].push_back(row);
  };
  if (rows.size() > room && inner.child->when_more != mapping::WhenMore::ignore) {
    bool taken_by_rest = false;                        // what this child leaves, another takes
    for (const WriteFrame& sibling : frame.children) taken_by_rest = taken_by_rest || sibling.rest == static_cast<std::int32_t>(number);
    if (!taken_by_rest) more(inner, place, rows.size() - room);
  }
  if (rows.size() > room) rows.resize(room);
  switch (inner.each.kind) {
    case Each::Kind::row: {
      if (rows.empty()) break;
      std::vector<OutRow> all;
      const std::vector<OutRow> base = *out.rows;
      for (const Row row : rows) {
        std::vector<OutRow> copy = base;
        Out inside = out;
        inside.rows = &copy;
        fill(inner, context_of(row), inside);
        done(row);
        all.insert(all.end(), std::make_move_iterator(copy.begin()), std::make_move_iterator(copy.end()));
      }
      *out.rows = std::move(all);
      break;
    }
    case Each::Kind::numbered: {
      const WriteOp* word_op = nullptr;
      for (const WriteOp& op : inner.ops) {
        if (!op.at.empty() && op.at.front().kind == OutLocation::Kind::word) word_op = &op;
      }
      std::uint32_t next = 0;
      std::vector<bool> used(inner.each.words.size());
      for (const Row row : rows) {
        std::uint32_t word = next++;
        const Place item = context_of(row);
        if (word_op != nullptr) {                      // the item has its own word (mother, father)
          const std::string own = encoded(inner, *word_op, item, value_of(inner, *word_op, item, &out, false), false);
          const auto found = std::find(inner.each.words.begin(), inner.each.words.end(), own);
          if (found == inner.each.words.end() || used[static_cast<std::size_t>(found - inner.each.words.begin())]) {
            more(inner, place, 1);
            continue;
          }
          word = static_cast<std::uint32_t>(found - inner.each.words.begin());
        }
        used[word] = true;
        Out inside = out;
        inside.word = word;
        fill(inner, item, inside);
        done(row);
      }
      break;
    }
    case Each::Kind::split: {
      std::string joined;
      for (const Row row : rows) {
        std::string part;
        Out inside = out;
        inside.item = &part;
        fill(inner, context_of(row), inside);
        if (part.empty()) continue;
        const auto parts = split(joined, inner.each.separator);
        if (std::find(parts.begin(), parts.end(), part) != parts.end()) {
          tally(inner.entity, inner.child->name, "lost", "written like another of the same " + store_.schema.entities[place.context.entity].name);
          continue;
        }
        done(row);
        joined += (joined.empty() ? "" : inner.each.separator) + part;
      }
      put(out, *inner.split_at, joined);
      break;
    }
    case Each::Kind::path: {
      const bool shares = inner.child->max == std::size_t{1};   // beside fields of the parent
      for (const Row row : rows) {
        Out inside = out;
        XmlNode* node = shares ? scratch().tree.reach(out.nodes.front(), *inner.each_path, 0, 0, true) : scratch().tree.add(out.nodes.front(), *inner.each_path);
        inside.nodes.insert(inside.nodes.begin(), node);
        fill(inner, context_of(row), inside);
        done(row);
        if (node->children.empty() && node->attributes.empty() && node->text.empty()) {
          XmlNode* holder = scratch().tree.reach(out.nodes.front(), *inner.each_path, 1, 0, true);
          std::erase(holder->children, node);
        }
      }
      break;
    }
    default:
      for (const Row row : rows) {
        fill(inner, context_of(row), out);
        done(row);
      }
  }
}

void Writer::fill(const WriteFrame& frame, const Place& around, Out& out) {
  Settled settled;
  const Place& place = settle(frame, around, settled);
  for (const WriteOp& op : frame.ops) {
    if (op.make.parts.empty()) operation(frame, op, place, out);
  }
  for (const WriteOp& op : frame.ops) {
    // A key made of the parent's cells is made when those of children are there; for a record's own id, now.
    if (!op.make.parts.empty()) operation(frame, op, place, out);
  }
  std::vector<std::vector<Row>> written(frame.children.size());
  for (const WriteFrame& inner : frame.children) child(frame, inner, place, out, written);
  for (const WriteOp& op : frame.constants) {
    if (op.when.empty() || op.when.holds(store_, place.context)) put_constant(out, op.at.front(), *op.field->write.constant);
  }
  if (!settled.bound.empty()) {
    for (const Bound& each : settled.bound) tally(frame.entity, store_.schema.entities[frame.entity].fields[each.field].name, "lost", "what it refers to is not written");
  }
  if (!frame.echoes.empty()) echo(frame, place, out);
}

void Writer::one_record(const WriteFrame& record, std::size_t number, const Place& place, std::string& text, std::uint64_t& count) {
  Out out;
  if (mapping_.format.kind == "xml") {
    scratch().tree.clear();
    XmlNode* node = scratch().tree.make(record.each_path ? record.each_path->steps.front().name : record.record->each.path);
    out.tree = &scratch().tree;
    out.nodes = {node};
    fill(record, place, out);
    sort_nodes(*node, record.record->order, mapping_.format.order, "");
    if (const std::size_t left = write_node(text, *node, 1); left != 0) tally(record.entity, "", "lost", "characters that XML cannot hold", left);
    if (scratch().tree.blanks_left != 0) tally(record.entity, "", "lost", "blanks around texts", scratch().tree.blanks_left);
    ++count;
  } else {
    std::vector<OutRow>& rows = scratch().rows;        // kept from record to record, with its memory
    rows.resize(1);
    rows.front().resize(plan_.columns[number].size());
    for (std::string& cell : rows.front()) cell.clear();
    out.rows = &rows;
    fill(record, place, out);
    if (record.ext) {
      each_extension(record, place.context.row, plan_.columns[number], [&](std::size_t column, std::string_view value) {
        for (OutRow& row : rows) row[column] = value;
      });
    }
    for (const OutRow& row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) csv_.cell(text, row[i], i == 0);
      csv_.end_row(text);
      ++count;
    }
  }
  if (record.distinct.empty()) claim(record, place.context.row);
}

}  // namespace rosterkit::convert
