// Segments, tables and indexes of the store. Nothing here knows what any field means.
#include "rosterkit/model/store.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <stdexcept>

#include "rosterkit/base/load.hpp"
#include "rosterkit/base/parallel.hpp"

namespace rosterkit::model {
namespace {

constexpr char item_separator = '\x1F';   // as codec/codec.hpp has it; the floors stand side by side
constexpr Row worth_a_thread = 1 << 15;    // fewer rows are gone through before another thread is awake

/// Rows by symbol, from @p each_entry(use), which calls use(symbol, row) for each entry in order of arrival; two passes (count, place)
/// keep that order. Threads share the symbols, not the entries: each goes through all entries and takes those of its symbols, so that
/// no two of them write to one place.
template <typename EachEntry>
void place(Index& index, std::size_t bound, unsigned jobs, const EachEntry& each_entry) {
  const std::size_t parts = std::max(jobs, 1u), size_of_part = bound / parts + 1;
  const auto each_in_parts = [&](auto&& use) {
    in_parallel(jobs, parts, [&](std::size_t part, unsigned) {
      each_entry([&, first = part * size_of_part](Symbol symbol, Row row) {
        if (const std::size_t at = index.flat(symbol); at - first < size_of_part) use(at, row);
      });
    });
  };
  // Counts stand two places behind their symbol and ends one: the end of each symbol is the start of the next when all is placed.
  std::vector<std::uint32_t>& start = index.start;
  start.resize(bound + 2);
  each_in_parts([of = start.data() + 2](std::size_t at, Row) { ++of[at]; });
  std::partial_sum(start.begin(), start.end(), start.begin());
  index.rows.resize(start.back());
  each_in_parts([of = start.data() + 1, rows = index.rows.data()](std::size_t at, Row row) { rows[of[at]++] = row; });
  start.pop_back();
}

}  // namespace

void Table::append(std::unique_ptr<Segment> segment) {
  if (segment->rows == 0) return;
  if (static_cast<std::uint64_t>(rows_) + segment->rows >= no_row) throw std::length_error("more than four billion records of one entity");
  segment->first = rows_;
  segment->states.assign(segment->rows, State::live);
  rows_ += segment->rows;
  const std::uint32_t number_of = static_cast<std::uint32_t>(segments_.size());
  guide_.resize((static_cast<std::size_t>(rows_) >> guide_shift) + 1, number_of);
  // A guide entry is the segment of the first row of its range; ranges that began in an earlier segment keep it.
  for (std::size_t i = (static_cast<std::size_t>(segment->first) + (1u << guide_shift) - 1) >> guide_shift; i < guide_.size(); ++i) {
    if ((i << guide_shift) < rows_) guide_[i] = number_of;
  }
  segments_.push_back(std::move(segment));
}

std::span<const Symbol> Segment::symbols(std::size_t field, std::uint32_t begin, std::uint32_t count, std::vector<Symbol>& room) const {
  if (const Column* const column = find(field); column != nullptr) return column->symbols(begin, count, room);
  room.assign(count, 0);
  return room;
}

void Segment::mark_live(std::vector<std::uint8_t>& live) const {
  static_assert(static_cast<int>(State::live) == 0 && sizeof(State) == 1);
  live.assign(rows, 1);
  std::uint32_t i = 0;
  for (std::uint64_t eight = 0; i + sizeof eight <= rows; i += sizeof eight) {
    eight = load<std::uint64_t>(states.data() + i);
    for (std::uint32_t k = i; eight != 0 && k < i + sizeof eight; ++k) live[k] = states[k] == State::live ? 1 : 0;
  }
  for (; i < rows; ++i) live[i] = states[i] == State::live ? 1 : 0;
}

/// Not by prefetching, which gained nothing (docs/performance.md): it seems to be left undone where a page is not in the processor's list.
void Table::touch(std::span<const Row> rows, std::span<const std::uint16_t> fields) const {
  std::uint32_t sum = 0;
  for (const Row row : rows) {
    const auto [segment, index] = at(row);
    for (const std::uint16_t field : fields) {
      if (const Column* column = segment->find(field)) sum += column->touch(index);
    }
  }
  [[maybe_unused]] volatile std::uint32_t used = sum;   // else the compiler would read nothing
}

void Table::cut(std::span<const Row> rows, std::vector<Stretch>& stretches) const {
  stretches.clear();
  for (std::uint32_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    const Segment& segment = *at(rows[begin]).segment;
    const Row first = segment.first, count = segment.rows;
    while (end < rows.size() && rows[end] - first < count) ++end;
    stretches.push_back({&segment, begin, end});
  }
}

Store::Store(const Schema& schema_) : schema(schema_), words_(std::make_unique<Interner>()), text_keys_(std::make_unique<Interner>()) {
  const std::size_t count = schema.entities.size();
  for (std::uint16_t e = 0; e < count; ++e) {
    tables.push_back(std::make_unique<Table>(schema.entities[e], e));
    ids_.push_back(std::make_unique<Interner>(Interner::Use::ids));
    // An entity whose own id is a reference (demographics are the user's) shares the ids of its target.
    const EntityDef& entity = schema.entities[e];
    const bool own_is_ref = entity.own_id != 0xFFFF && entity.strong && entity.fields[entity.own_id].is_ref();
    id_domain_.push_back(own_is_ref ? entity.fields[entity.own_id].refs.front() : e);
  }
  for (std::uint16_t e = 0; e < count; ++e) {
    const EntityDef& entity = schema.entities[e];
    std::vector<Interner*> row;
    for (std::size_t f = 0; f < entity.fields.size(); ++f) {
      const FieldDef& field = entity.fields[f];
      Interner* domain = nullptr;
      if (field.shape == Shape::single) {
        if (field.is_ref()) domain = ids_[field.refs.front()].get();
        else if (f == entity.own_id && entity.strong) domain = ids_[id_domain_[e]].get();
        else if (f == entity.own_id) domain = nullptr;
        else if (field.type != Type::text && field.type != Type::time) domain = words_.get();
      }
      row.push_back(domain);
    }
    domains_.push_back(std::move(row));
    indexes_.emplace_back(entity.fields.size() + 1);   // and the extension bag
    dense_.emplace_back(entity.fields.size() + 1);
  }
}

void Store::forget_indexes() {
  for (auto& fields : indexes_) std::for_each(fields.begin(), fields.end(), [](auto& slot) { slot.reset(); });
  for (auto& fields : dense_) std::for_each(fields.begin(), fields.end(), [](auto& slot) { slot.reset(); });
}

const Dense& Store::dense(std::uint16_t entity, std::size_t field) {
  auto& slot = dense_[entity][field];
  if (slot) return *slot;
  const Table& table = *tables[entity];
  assert(table.entity.strong && domain(entity, field) != nullptr && table.entity.fields[field].refs.size() <= 1);
  const auto has_values = [&](const Segment& segment) {
    const Column* values = segment.find(field);
    return segment.find(table.entity.own_id) != nullptr && values != nullptr && values->kind() != Column::Kind::none;
  };
  if (std::none_of(table.segments().begin(), table.segments().end(), [&](const auto& segment) { return has_values(*segment); })) {
    slot = std::make_unique<Dense>();
    return *slot;
  }
  std::vector<Symbol> by_id(table.row_of.size());
  in_parallel(table.rows() < worth_a_thread ? 1 : jobs, table.segments().size(), [&](std::size_t number, unsigned) {
    const Segment& segment = *table.segments()[number];
    if (!has_values(segment)) return;
    segment.find(table.entity.own_id)->with_symbols([&, values = segment.find(field)](auto&& id_of) {
      for (std::uint32_t i = 0, rows = segment.rows; i < rows; ++i) {   // an id has one row, so no two threads meet
        const Symbol id = id_of(i);
        if (segment.states[i] == State::live && table.find(id) == segment.first + i) by_id[id] = values->symbol(i);
      }
    });
  });
  slot = std::make_unique<Dense>(std::move(by_id));
  return *slot;
}

void Store::settle() {
  for (const auto& names : ids_) names->settle();
  words_->settle();
  text_keys_->settle();
}

Interner* Store::domain(std::uint16_t entity, std::size_t field) const {
  return field < domains_[entity].size() ? domains_[entity][field] : nullptr;
}

std::string_view Store::text(const Table& table, std::size_t field, const Segment& segment, std::uint32_t index) const {
  const Column* column = segment.find(field);
  if (column == nullptr || column->kind() == Column::Kind::none) return {};
  if (column->kind() == Column::Kind::text) return column->text(index);
  const Symbol symbol = column->symbol(index);
  if (symbol == 0) return {};
  const auto& refs = table.entity.fields[field].refs;
  if (refs.size() > 1) return ids_[refs[symbol >> target_shift]]->text(symbol & target_mask);
  return domains_[table.number][field]->text(symbol);
}

std::string_view Store::text(std::uint16_t entity, std::size_t field, Row row) const {
  const Table& table = *tables[entity];
  const auto [segment, index] = table.at(row);
  return text(table, field, *segment, index);
}

Symbol Store::symbol(std::uint16_t entity, std::size_t field, Row row) const {
  const auto [segment, index] = tables[entity]->at(row);
  const Column* column = segment->find(field);
  return column == nullptr ? 0 : column->symbol(index);
}

void Store::symbols(std::size_t field, std::span<const Row> rows, std::span<const Stretch> stretches, Symbol* out) const {
  for (const auto& [segment, begin, end] : stretches) {
    const Column* column = segment->find(field);
    if (column == nullptr) std::fill(out + begin, out + end, 0);
    else column->symbols(rows.subspan(begin, end - begin), segment->first, out + begin);
  }
}

void Store::texts(const Table& table, std::size_t field, std::span<const Row> rows, std::span<const Stretch> stretches, std::string_view* out) const {
  for (const auto& [segment, begin, end] : stretches) {
    const Column* column = segment->find(field);
    if (column == nullptr || column->kind() == Column::Kind::none) std::fill(out + begin, out + end, std::string_view{});
    else if (column->kind() == Column::Kind::text) column->texts(rows.subspan(begin, end - begin), segment->first, out + begin);
    else for (std::uint32_t i = begin; i < end; ++i) out[i] = text(table, field, *segment, rows[i] - segment->first);
  }
}

void Store::put(std::uint16_t entity, std::size_t field, Row row, std::string_view value) {
  const auto [segment, index] = tables[entity]->at(row);
  Column& column = segment->column(field);
  if (Interner* names = domain(entity, field); names != nullptr) {
    assert(tables[entity]->entity.fields[field].refs.size() <= 1);
    column.put_symbol(index, names->intern(value), segment->rows);
  } else {
    column.put_text(index, value, segment->rows);
  }
}

const Index& Store::index(std::uint16_t entity, std::size_t field) {
  auto& slot = indexes_[entity][field];
  if (!slot) slot = std::make_unique<Index>(make_index(entity, field, {}));
  return *slot;
}

Index Store::make_index(std::uint16_t entity, std::size_t field, const std::function<void(const Segment&, std::vector<std::uint8_t>&)>& select) const {
  const Table& table = *tables[entity];
  const FieldDef* def = field < table.entity.fields.size() ? &table.entity.fields[field] : nullptr;
  const bool as_symbols = domain(entity, field) != nullptr;
  const bool list = def != nullptr && def->shape == Shape::list;
  Interner& names = as_symbols ? *domain(entity, field) : list && def->is_ref() ? *ids_[def->refs.front()] : *text_keys_;

  const auto each_symbol = [&](const Segment& segment, auto&& kept, auto&& use) {
    const Column* column = segment.find(field);
    if (column == nullptr) return;
    if (as_symbols) {
      column->with_symbols([&](auto&& symbol_of) {
        for (std::uint32_t i = 0, rows = segment.rows; i < rows; ++i) {
          if (!kept(i)) continue;
          if (const Symbol symbol = symbol_of(i); symbol != 0) use(symbol, segment.first + i);
        }
      });
      return;
    }
    for (std::uint32_t i = 0, rows = segment.rows; i < rows; ++i) {
      if (!kept(i)) continue;
      std::string_view rest = column->text(i);
      while (!rest.empty()) {
        const std::size_t end = list ? rest.find(item_separator) : std::string_view::npos;
        if (const Symbol symbol = names.intern(rest.substr(0, end)); symbol != 0) use(symbol, segment.first + i);
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
      }
    }
  };
  // What is chosen is mostly a small part: it is remembered, not chosen again. And texts are not looked up again.
  const bool remembers = select || !as_symbols;
  std::vector<std::vector<std::pair<Symbol, Row>>> found(remembers ? table.segments().size() : 0);
  in_parallel(jobs, found.size(), [&](std::size_t number, unsigned) {
    const Segment& segment = *table.segments()[number];
    std::vector<std::uint8_t> keep;
    segment.mark_live(keep);
    if (select) select(segment, keep);
    found[number].reserve(static_cast<std::size_t>(std::count(keep.begin(), keep.end(), 1)));
    each_symbol(segment, [at = keep.data()](std::uint32_t i) { return at[i] != 0; }, [&](Symbol symbol, Row row) { found[number].emplace_back(symbol, row); });
  });
  const auto each_entry = [&](auto&& use) {
    for (const auto& of_segment : found) {
      for (const auto& [symbol, row] : of_segment) use(symbol, row);
    }
    if (remembers) return;
    for (const auto& segment : table.segments()) {
      each_symbol(*segment, [at = segment->states.data()](std::uint32_t i) { return at[i] == State::live; }, use);
    }
  };
  Index index;
  index.targets = def != nullptr ? std::max<std::size_t>(def->refs.size(), 1) : 1;
  if (remembers ? std::all_of(found.begin(), found.end(), [](const auto& each) { return each.empty(); }) : table.rows() == 0) return index;
  std::size_t bound = names.bound();
  for (std::size_t i = 1; i < index.targets; ++i) bound = std::max(bound, ids_[def->refs[i]]->bound());
  place(index, bound * index.targets, table.rows() < worth_a_thread ? 1 : jobs, each_entry);
  return index;
}

}  // namespace rosterkit::model
