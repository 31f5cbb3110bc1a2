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
  const std::atomic_ref<std::uint32_t> bits(claims_[frame.entity][row]);
  const std::uint32_t bit = 1u << std::min<std::size_t>(frame.claim, 31);
  return (bits.load(std::memory_order_relaxed) & bit) == 0 && (bits.fetch_or(bit, std::memory_order_relaxed) & bit) == 0;
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

void Writer::keyed_rest(const WriteFrame& frame, const WriteOp& op, const Place& place, Out& out) {
  std::vector<std::pair<std::string, std::string>> pairs;
  std::vector<std::string> taken = op.taken;           // the first of each such key is written by its own field
  each_item(value_of(frame, op, place, &out, true), [&](std::string_view item) {
    const std::size_t end = item.find(codec::pair_separator);
    if (end == std::string_view::npos) return;
    std::string key(item.substr(0, end));
    if (const auto own = std::find(taken.begin(), taken.end(), key); own != taken.end()) {
      taken.erase(own);
      return;
    }
    std::string written = key;
    if (op.key_code != nullptr) {
      const auto hit = op.key_code->encode(key);
      using Found = codec::CodeTable::Found;
      if (hit.found == Found::unknown) {
        tally(frame.entity, op.field->key, "lost", "the format has no kind \"" + key + "\"");
        return;
      }
      written = std::string(hit.text);
      if (hit.found == Found::replaced) tally(frame.entity, op.field->key, "folded", "the format has no kind \"" + key + "\"");
    }
    // A kind that the format folds into the one without a name is written like that one: so it will be read.
    const std::string_view unnamed = op.key_code == nullptr || op.field->no_key.empty() ? std::string_view(op.field->no_key) : op.key_code->encode(op.field->no_key).text;
    if (key == op.field->no_key || (!unnamed.empty() && written == unnamed)) written.clear();
    std::pair<std::string, std::string> pair(std::move(written), item.substr(end + 1));
    if (std::find(pairs.begin(), pairs.end(), pair) != pairs.end()) tally(frame.entity, op.field->key, "lost", "written like another");
    else pairs.push_back(std::move(pair));
  });
  if (pairs.empty()) return;
  if (out.tree == nullptr) {
    if (op.field->each_row) {                          // every pair repeats the row
      std::vector<OutRow> all;
      const std::vector<OutRow> base = *out.rows;
      for (const auto& [key, text] : pairs) {
        std::vector<OutRow> copy = base;
        Out one = out;
        one.rows = &copy;
        put(one, op.item_key, key);
        put(one, op.item_value, text);
        all.insert(all.end(), copy.begin(), copy.end());
      }
      *out.rows = std::move(all);
      return;
    }
    if (op.item_value.kind == OutLocation::Kind::cell) {
      put(out, op.item_key, pairs.front().first);
      put(out, op.item_value, pairs.front().second);
      if (pairs.size() > 1) tally(frame.entity, op.field->key, "lost", "room for one", pairs.size() - 1);
      return;
    }
    std::string list;                                  // one cell for all (pairs)
    for (const auto& [key, text] : pairs) list += (list.empty() ? "" : std::string(1, codec::item_separator)) + key + codec::pair_separator + text;
    if (!put(out, op.at.front(), encoded(frame, op, place, list, true))) folded(frame, op, place);
    return;
  }
  XmlNode* from = out.nodes.front();
  std::size_t next = 0;
  for (const OutLocation& at : op.at) {                // filled in order: one node, then as many as are left
    const std::size_t room = at.path.list_at != 0 ? pairs.size() - next : std::min<std::size_t>(1, pairs.size() - next);
    for (std::size_t k = 0; k < room; ++k, ++next) {
      Out item = out;
      XmlNode* node = at.path.list_at != 0 ? scratch().tree.add(from, at.path) : scratch().tree.reach(from, at.path, 0, 0, true);
      item.nodes.insert(item.nodes.begin(), node);
      put(item, op.item_key, pairs[next].first);
      put(item, op.item_value, pairs[next].second);
    }
  }
  if (next < pairs.size()) tally(frame.entity, op.field->key, "lost", "room for fewer", pairs.size() - next);
}

/// The usual cell: one value of the record or of what it refers to, its codecs, no case of its own. Nothing is copied
/// but into the cell. @returns false if the value needs the long way (blank, filled, a list, a finding).
bool Writer::quick(const WriteFrame& frame, const WriteOp& op, const Place& place, Out& out) {
  if (op.is_list || op.at.empty() || op.distinct != 0xFFFF || place.context.bound != nullptr || op.own_id || op.field->default_value || !op.field->allowed.empty()) return false;
  std::string_view value;
  if (op.kind == WriteOp::Kind::value) value = store_.text(frame.entity, op.target, place.context.row);
  else if (op.kind == WriteOp::Kind::derive) value = op.path.value(store_, place.context, op.pick);
  else return false;
  if (value.empty()) return false;
  if (op.id != nullptr) {
    if (!op.id->trivial() || (must_look(op) && (!op.required || is_computed(op)))) return false;
  }
  if (!op.chain.empty()) {
    ChainScratch& chain = scratch().chain;
    chain.issues.clear();
    value = op.chain.encode(value, false, chain);
    if (!chain.issues.empty() || value.empty()) return false;
  }
  if (!put(out, op.at.front(), value)) folded(frame, op, place);
  return true;
}

void Writer::operation(const WriteFrame& frame, const WriteOp& op, const Place& place, Out& out) {
  if (!op.when.empty() && !op.when.holds(store_, place.context)) return;
  if (op.kind == WriteOp::Kind::keyed_rest) return keyed_rest(frame, op, place, out);
  if (quick(frame, op, place, out)) return;
  std::string value = value_of(frame, op, place, &out, true);
  if (op.own_id && !op.make.parts.empty()) {
    if (op.at.empty() && !op.id->remembers()) return;  // no place for it, and no id map: nobody would learn what is made
    if (store_.schema.entities[frame.entity].strong) {
      const std::string id = made(op, place, &out);
      if (value == id) {
        if (!op.required) value.clear();               // it will be made again
      } else if (op.at.empty()) {
        // The format has no place for the id: the id map keeps it.
        if (!op.id->remember(id, value)) tally(frame.entity, op.field->name, "lost", "made from the same texts as another, so reading takes the two for one");
        return;
      }
    }
    if (op.at.empty()) return;
  }
  if (value.empty()) {
    if (!op.field->blank.empty() && !op.at.empty()) put(out, op.at.front(), op.field->blank.front());
    return;
  }
  const std::string text = encoded(frame, op, place, value, true);
  if (text.empty() || op.at.empty()) return;
  const OutLocation& at = op.at.front();
  if (op.list_location) {
    std::size_t index = 0;
    each_item(text, [&](std::string_view item) { put(out, at, item, index++); });
    return;
  }
  if (op.is_list && !op.chain.makes_list()) {          // one place for a list: the chosen item, the rest is counted
    std::string_view chosen;
    std::size_t count = 0;
    each_item(text, [&](std::string_view item) { if (count++ == 0) chosen = item; });
    if (count > 1) tally(frame.entity, op.field->key, "lost", "room for one", count - 1);
    if (!put(out, at, chosen)) folded(frame, op, place);
    return;
  }
  if (!put(out, at, text)) folded(frame, op, place);
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
    std::string_view stored = store_.text(place.context.entity, field, place.context.row);
    if (place.context.bound != nullptr) {
      for (const Bound& each : *place.context.bound) {
        if (each.field == field) stored = each.text;
      }
    }
    each_item(stored, [&](std::string_view item) { lists.back().emplace_back(item); });
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

/// Counts what the cells that stand for a field do not say as the model has it.
void Writer::echo(const WriteFrame& frame, const Place& place, const Out& out) {
  ChainScratch chain;
  std::string id;
  for (const WriteFrame::Echo& each : frame.echoes) {
    const bool list = store_.schema.entities[frame.entity].fields[each.target].shape == model::Shape::list;
    const std::string_view stored = store_.text(frame.entity, each.target, place.context.row);
    std::string all;
    std::string_view text;
    for (const OutLocation& at : each.at) {
      if (!text.empty()) break;
      text = get(out, at);
      if (!list || at.kind != OutLocation::Kind::path || at.path.list_at == 0) continue;
      all.clear();
      XmlNode* const from = out.nodes[std::min<std::size_t>(at.up, out.nodes.size() - 1)];
      // The items stand in the nodes of the step that repeats; one of them may lack what is looked for.
      NodePath repeated = at.path;
      repeated.steps.resize(at.path.list_at);
      for (std::size_t i = 0; out.tree->reach(from, repeated, 0, i, false) != nullptr; ++i) {
        const XmlNode* node = out.tree->reach(from, at.path, 0, i, false);
        if (node != nullptr && !node->text.empty()) all += (all.empty() ? "" : std::string(1, codec::item_separator)) + node->text;
      }
      text = all;
    }
    if (!text.empty() && !each.chain.empty()) text = each.chain.decode(text, list && !all.empty(), chain);
    if (list) {
      std::uint64_t lost = 0;
      each_item(stored, [&](std::string_view item) {
        bool there = false;
        each_item(text, [&](std::string_view other) { there = there || other == item; });
        lost += there ? 0 : 1;
      });
      if (lost != 0) tally(frame.entity, each.field->name, "lost", each.field->why, lost);
      continue;
    }
    if (!text.empty() && each.id != nullptr) text = each.id->to_model(text, id);
    if (text.empty() && each.field->default_value) text = *each.field->default_value;
    if (text == stored) continue;
    if (stored.empty()) tally(frame.entity, each.field->name, "filled", each.field->why);
    else tally(frame.entity, each.field->name, "lost", each.field->why);
  }
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
