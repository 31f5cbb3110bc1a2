// One operation of a record: a value into its cell or nodes, a keyed list, and what the cells say in the end.
#include <algorithm>

#include "writer.hpp"

namespace rosterkit::convert {

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

}  // namespace rosterkit::convert
