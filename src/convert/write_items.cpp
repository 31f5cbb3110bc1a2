// Which records of the model stand in a child of the record being written, in which order.
#include <algorithm>

#include "writer.hpp"

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

std::vector<Row> Writer::items(const WriteFrame& inner, const Place& parent) {
  std::vector<Row> rows;
  if (inner.self) {
    rows.push_back(parent.context.row);
    return rows;
  }
  const auto parent_value = [&](const WriteFrame::Pair& pair) -> std::string_view {
    if (pair.distinct != 0xFFFF) return parent.combination == nullptr ? std::string_view{} : std::string_view((*parent.combination)[pair.distinct]);
    if (parent.context.bound != nullptr) {
      for (const Bound& bound : *parent.context.bound) {
        if (bound.field == pair.parent) return bound.text;
      }
    }
    return store_.text(parent.context.entity, pair.parent, parent.context.row);
  };
  const auto fits = [&](Row row) {
    if (!store_.tables[inner.entity]->live(row) || deleted(inner.entity, row)) return false;
    for (std::size_t i = inner.into.empty() ? 1 : 0; inner.into.empty() && i < inner.parent.size(); ++i) {
      if (store_.text(inner.entity, inner.parent[i].own, row) != parent_value(inner.parent[i])) return false;
    }
    if (!inner.late_when.empty() && !inner.late_when.holds(store_, Context{inner.entity, row, nullptr, nullptr})) return false;
    return inner.only.empty() || inner.only.holds(store_, Context{inner.entity, row, &parent.context, nullptr});
  };
  if (!inner.into.empty()) {
    const WriteFrame::Pair& pair = inner.into.front();
    each_item(parent_value(pair), [&](std::string_view id) {
      const std::uint16_t own = store_.schema.entities[inner.entity].own_id;
      if (pair.own == own && store_.schema.entities[inner.entity].strong) {
        const Row row = store_.tables[inner.entity]->find(store_.ids(inner.entity).find(id));
        if (row != model::no_row && fits(row)) rows.push_back(row);
        return;
      }
      for (const Row row : store_.index(inner.entity, pair.own).of(key_symbol(store_, inner.entity, pair.own, parent.context.entity, id))) {
        if (fits(row)) rows.push_back(row);
      }
    });
  } else if (!inner.parent.empty()) {
    const WriteFrame::Pair& pair = inner.parent.front();
    const std::string_view value = parent_value(pair);
    if (value.empty()) return rows;
    const Symbol symbol = key_symbol(store_, inner.entity, pair.own, parent.context.entity, value);
    for (const Row row : store_.index(inner.entity, pair.own).of(symbol)) {
      if (fits(row)) rows.push_back(row);
    }
  }
  sort_items(inner, parent, rows);
  return rows;
}

void Writer::sort_items(const WriteFrame& inner, const Place& parent, std::vector<Row>& rows) {
  if (rows.size() < 2) return;
  if (inner.sort.empty()) {                            // order of arrival; a list field keeps the list's order
    if (inner.into.empty()) std::sort(rows.begin(), rows.end());
    return;
  }
  struct Keyed {
    std::vector<std::string> keys;
    std::string id;
    Row row;
  };
  std::vector<Keyed> keyed;
  for (const Row row : rows) {
    Keyed each{{}, record_id(store_, inner.entity, row), row};
    const Context context{inner.entity, row, &parent.context, nullptr};
    for (const WriteSort& sort : inner.sort) {
      std::string key(sort.path.value(store_, context));
      if (sort.equals) key = key == sort.equals->value(store_, parent.context) && !key.empty() ? "0" : "1";
      each.keys.push_back(std::move(key));
    }
    keyed.push_back(std::move(each));
  }
  std::sort(keyed.begin(), keyed.end(), [&](const Keyed& a, const Keyed& b) {
    for (std::size_t i = 0; i < inner.sort.size(); ++i) {
      if (a.keys[i] != b.keys[i]) return inner.sort[i].descending ? a.keys[i] > b.keys[i] : a.keys[i] < b.keys[i];
    }
    return a.id != b.id ? a.id < b.id : a.row < b.row;
  });
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = keyed[i].row;
}

}  // namespace rosterkit::convert
