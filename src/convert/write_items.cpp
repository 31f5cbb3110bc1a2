// Which records of the model stand in a child of the record being written, in which order.
#include <algorithm>
#include <numeric>
#include <optional>

#include "item_finder.hpp"

namespace rosterkit::convert {

using model::Row;
using model::Symbol;

namespace {
/// The symbol under which rows are indexed by a field: of the field's domain, or of the text keys.
Symbol key_symbol(model::Store& store, std::uint16_t entity, std::uint16_t field, std::uint16_t target_entity, std::string_view text) {
  const model::FieldDef& def = store.schema.entities[entity].fields[field];
  if (def.refs.size() > 1) {
    for (std::size_t i = 0; i < def.refs.size(); ++i) {
      if (def.refs[i] != target_entity) continue;
      const Symbol id = store.ids(target_entity).find(text);
      return id == 0 ? 0 : id | static_cast<Symbol>(i) << model::Store::target_shift;
    }
    return 0;
  }
  if (const model::Interner* names = store.domain(entity, field); names != nullptr) return names->find(text);
  if (def.shape == model::Shape::list && def.is_ref()) return store.ids(def.refs.front()).find(text);
  return store.text_keys().find(text);
}
}  // namespace

void Writer::items(const WriteFrame& inner, const Place& parent, std::vector<Row>& rows) {
  rows.clear();
  if (inner.self) {
    rows.push_back(parent.context.row);
    return;
  }
  const model::EntityDef& def = store_.schema.entities[inner.entity];
  const auto parent_value = [&](const WriteFrame::Pair& pair) -> std::string_view {
    if (pair.distinct != 0xFFFF) return parent.combination == nullptr ? std::string_view{} : std::string_view((*parent.combination)[pair.distinct]);
    return value_at(parent.context, pair.parent);
  };
  // The parent's value as a symbol of the ids of an entity, without a way through its text.
  const auto parent_symbol = [&](const WriteFrame::Pair& pair, std::uint16_t ids) -> Symbol {
    if (pair.distinct == 0xFFFF && parent.context.bound == nullptr && store_.domain(parent.context.entity, pair.parent) == &store_.ids(ids) &&
        store_.schema.entities[parent.context.entity].fields[pair.parent].refs.size() < 2) {
      return store_.symbol(parent.context.entity, pair.parent, parent.context.row);
    }
    return store_.ids(ids).find(parent_value(pair));
  };
  const auto fits = [&](Row row) {
    if (!store_.tables[inner.entity]->live(row) || deleted(inner.entity, row)) return false;
    if (!inner.late_when.empty() && !inner.late_when.holds(store_, Context{inner.entity, row, nullptr, nullptr})) return false;
    return inner.only.empty() || inner.only.holds(store_, Context{inner.entity, row, &parent.context, nullptr});
  };
  if (!inner.into.empty()) {
    const WriteFrame::Pair& pair = inner.into.front();
    if (pair.own == def.own_id && def.strong) {
      const auto one = [&](Symbol id) {
        const Row row = id == 0 ? model::no_row : store_.tables[inner.entity]->find(id);
        if (row != model::no_row && fits(row)) rows.push_back(row);
      };
      const bool list = pair.distinct == 0xFFFF && store_.schema.entities[parent.context.entity].fields[pair.parent].shape == model::Shape::list;
      if (!list) one(parent_symbol(pair, inner.entity));
      else each_item(parent_value(pair), [&](std::string_view id) { one(store_.ids(inner.entity).find(id)); });
    } else {
      each_item(parent_value(pair), [&](std::string_view id) {
        for (const Row row : store_.index(inner.entity, pair.own).of(key_symbol(store_, inner.entity, pair.own, parent.context.entity, id))) {
          if (fits(row)) rows.push_back(row);
        }
      });
    }
  } else if (!inner.parent.empty()) {
    const WriteFrame::Pair& pair = inner.parent.front();
    const bool of_ids = def.fields[pair.own].refs.size() == 1 || (def.strong && pair.own == def.own_id);
    const Symbol symbol = of_ids && store_.domain(inner.entity, pair.own) != nullptr ? parent_symbol(pair, store_.id_domain(def.fields[pair.own].refs.empty() ? inner.entity : def.fields[pair.own].refs.front()))
                                 : key_symbol(store_, inner.entity, pair.own, parent.context.entity, parent_value(pair));
    if (symbol == 0) return;
    for (const Row row : item_indexes_[inner.number]->of(symbol)) {
      bool same = true;
      for (std::size_t i = 1; i < inner.parent.size() && same; ++i) same = store_.text(inner.entity, inner.parent[i].own, row) == parent_value(inner.parent[i]);
      if (same && (inner.only.empty() || !inner.only.looks_up() || inner.only.holds(store_, Context{inner.entity, row, &parent.context, nullptr}))) rows.push_back(row);
    }
  }
  if (!inner.present.empty()) {                        // what reading would not take for such an item
    std::erase_if(rows, [&](Row row) {
      const Place place{{inner.entity, row, &parent.context, nullptr}, nullptr, &parent};
      return std::all_of(inner.present.begin(), inner.present.end(), [&](const std::string& location) { return written_at(inner, location, place).empty(); });
    });
  }
  sort_items(inner, parent, rows);
}

/// Rows of a child by the parent's value, without those that it never takes: of a hundred enrollments of a class the one
/// teacher's is found without a look at the others.
void Writer::index_items(const WriteFrame& inner) {
  if (inner.self || !inner.into.empty() || inner.parent.empty()) return;
  item_indexes_[inner.number] = store_.make_index(inner.entity, inner.parent.front().own, [&](const model::Segment& segment, std::vector<std::uint8_t>& keep) {
    if (!inner.late_when.empty()) inner.late_when.select(store_, segment, keep);
    if (!inner.only.looks_up()) inner.only.select(store_, segment, keep);
    if (!may_be_deleted(inner.entity, segment)) return;
    for (std::uint32_t i = 0; i < segment.rows; ++i) {
      if (keep[i] != 0 && deleted(inner.entity, segment.first + i)) keep[i] = 0;
    }
  });
}

/// What an item will have in one of its cells.
std::string Writer::written_at(const WriteFrame& frame, const std::string& location, const Place& place) {
  for (const WriteOp& op : frame.ops) {
    if (op.at.empty() || op.at.front().text != location) continue;
    if (std::string text = would_write(frame, op, place); !text.empty()) return text;
  }
  return {};
}

Writer::ItemFinder::ItemFinder(const Writer& writer, const WriteFrame& inner, std::uint16_t around)
    : writer_(writer), inner_(inner), table_(*writer.store_.tables[inner.entity]) {
  const model::Store& store = writer.store_;
  const model::EntityDef& def = store.schema.entities[inner.entity];
  if (inner.self || !inner.present.empty()) return;
  // The record holds a symbol of the ids that the item, or the item's reference, is a symbol of.
  const auto takes = [&](const WriteFrame::Pair& pair, std::uint16_t ids) {
    if (pair.distinct != 0xFFFF) return false;
    const model::FieldDef& field = store.schema.entities[around].fields[pair.parent];
    field_ = pair.parent;
    return field.shape != model::Shape::list && field.refs.size() < 2 && store.domain(around, pair.parent) == &store.ids(ids);
  };
  if (!inner.into.empty()) {
    const WriteFrame::Pair& pair = inner.into.front();
    const std::uint16_t status = def.status;
    may_be_deleted_ = status != 0xFFFF && writer.mapping_.format.deletes == "absent";
    usable_ = pair.own == def.own_id && def.strong && inner.only.empty() && inner.late_when.empty() && takes(pair, inner.entity);
  } else if (inner.parent.size() == 1 && writer.item_indexes_[inner.number] && !inner.only.looks_up()) {
    const WriteFrame::Pair& pair = inner.parent.front();
    const auto& refs = def.fields[pair.own].refs;
    const bool of_ids = refs.size() == 1 || (def.strong && pair.own == def.own_id);
    index_ = &*writer.item_indexes_[inner.number];
    usable_ = of_ids && store.domain(inner.entity, pair.own) != nullptr && takes(pair, store.id_domain(refs.empty() ? inner.entity : refs.front()));
  }
}

void Writer::ItemFinder::touch(const std::vector<Row>& items, const std::vector<Row>& others) const {
  std::vector<std::uint16_t> fields;
  const auto look_at = [&](std::uint16_t field) {
    if (field < table_.entity.fields.size() && std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
  };
  for (const WriteOp& op : inner_.ops) look_at(op.target);
  for (const WriteSort& sort : inner_.sort) {
    if (sort.path.plain()) look_at(sort.path.end_field());
  }
  table_.touch(items, fields);
  table_.touch(others, fields);
}

void Writer::sort_items(const WriteFrame& inner, const Place& parent, std::vector<Row>& rows) {
  if (rows.size() < 2) return;
  if (inner.sort.empty()) {                            // order of arrival; a list field keeps the list's order
    if (inner.into.empty()) std::sort(rows.begin(), rows.end());
    return;
  }
  struct Keyed {
    std::vector<std::string> keys;
    Row row;
    std::optional<std::string> id;
  };
  std::vector<Keyed> keyed;
  for (const Row row : rows) {
    Keyed each{{}, row, {}};
    const Context context{inner.entity, row, &parent.context, nullptr};
    for (const WriteSort& sort : inner.sort) {
      std::string key(sort.at.empty() ? std::string(sort.path.value(store_, context)) : written_at(inner, sort.at, {context, nullptr, &parent}));
      if (sort.equals) {
        bool equal = !key.empty() && key == sort.equals->value(store_, parent.context);
        if (equal && sort.written_set >= 0 && !delta_) equal = is_written(sort.written_set, store_.symbol(inner.entity, sort.path.end_field(), row));
        key = equal ? "0" : "1";
      }
      each.keys.push_back(std::move(key));
    }
    keyed.push_back(std::move(each));
  }
  const auto id_of = [&](Keyed& each) -> const std::string& {   // seldom needed, and parts of it stand anywhere in memory
    if (!each.id) each.id = record_id(store_, inner.entity, each.row);
    return *each.id;
  };
  std::vector<std::size_t> order(keyed.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
    Keyed &a = keyed[one], &b = keyed[other];
    for (std::size_t i = 0; i < inner.sort.size(); ++i) {
      if (a.keys[i] != b.keys[i]) return inner.sort[i].descending ? a.keys[i] > b.keys[i] : a.keys[i] < b.keys[i];
    }
    return id_of(a) != id_of(b) ? id_of(a) < id_of(b) : a.row < b.row;
  });
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = keyed[order[i]].row;
}

}  // namespace rosterkit::convert
