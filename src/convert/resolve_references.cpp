// References that lead nowhere, or into another id space.
#include <algorithm>

#include "resolver.hpp"
#include "rosterkit/base/parallel.hpp"
#include "rosterkit/base/same_text.hpp"

namespace rosterkit::convert {

using model::Row;
using model::Segment;
using model::State;
using model::Symbol;

bool Resolver::target_is_there(const Segment& segment, const model::FieldDef& field, const model::Column& column, Symbol symbol, bool& wrong_space) const {
  std::uint16_t target = field.refs.front();
  if (field.refs.size() > 1) {
    target = field.refs[symbol >> model::Store::target_shift];
    symbol &= model::Store::target_mask;
  }
  const Row row = store_.tables[target]->find(symbol);
  // Where a file of the target could not be read, nobody knows what it holds: that was said of the file.
  if (row == model::no_row) return segment.delta || (target < roster_.not_whole.size() && roster_.not_whole[target]);
  if (column.space != 0) {
    const auto place = store_.tables[target]->at(row);
    if (place.segment->space != 0 && place.segment->space != column.space) {
      wrong_space = true;
      return false;
    }
  }
  return true;
}

/// False if not one record of this entity is there: then a thousand ids are not missing one by one.
bool Resolver::has_records(std::uint16_t entity) {
  auto found = has_records_.find(entity);
  if (found == has_records_.end()) {
    bool any = false;
    for (const auto& segment : store_.tables[entity]->segments()) {
      any = any || std::find(segment->states.begin(), segment->states.end(), State::live) != segment->states.end();
    }
    found = has_records_.emplace(entity, any).first;
  }
  return found->second;
}

/// Is the field read from a cell that another record reads as well, and reports?
bool Resolver::is_shadow(const Segment& segment, std::size_t field) const {
  if (segment.recipe == model::made_here) return false;
  const auto& ops = roster_.plan.recipes[segment.recipe]->ops;
  return std::any_of(ops.begin(), ops.end(), [&](const ReadOp& op) { return op.target == field && op.shadow; });
}

/// The records of an entity by id symbol: 0 = there is none, else 1 + its id space. One byte each, for millions of looks.
const std::vector<std::uint8_t>& Resolver::there(std::uint16_t entity) {
  std::vector<std::uint8_t>& there = there_[entity];
  if (!there.empty()) return there;
  const model::Table& table = *store_.tables[entity];
  there.resize(table.row_of.size() + 1);
  in_parallel(jobs_, table.segments().size(), [&](std::size_t number, unsigned) {
    const Segment& segment = *table.segments()[number];
    const model::Column* ids = segment.find(table.entity.own_id);
    // A space of 255 would look like none: then all are looked at one by one, which is slow and right.
    const auto of_space = static_cast<std::uint8_t>(segment.space + 1);
    for (std::uint32_t i = 0; ids != nullptr && i < segment.rows; ++i) {
      const Symbol id = ids->symbol(i);
      if (table.find(id) == segment.first + i) there[id] = of_space;   // an id has one row, so no two threads meet
    }
  });
  return there;
}

/// Rows whose reference may point to nothing, by what is there now; there() has been built for all targets.
void Resolver::doubtful_references(const model::FieldDef& field, const Segment& segment, const model::Column& column, std::vector<std::uint32_t>& rows) const {
  const auto good = [&](Symbol symbol) {
    std::uint16_t target = field.refs.front();
    if (field.refs.size() > 1) {
      target = field.refs[symbol >> model::Store::target_shift];
      symbol &= model::Store::target_mask;
    }
    const std::uint8_t found = symbol < there_[target].size() ? there_[target][symbol] : std::uint8_t{0};
    if (found == 0) return segment.delta;
    return column.space == 0 || found == 1 || found == column.space + 1;
  };
  if (field.shape == model::Shape::list) {
    std::string_view last;                             // classes of one school share their terms
    bool last_good = true;
    for (std::uint32_t i = 0; i < segment.rows; ++i) {
      const std::string_view text = column.text(i);
      if (!same_text(text, last)) {
        last_good = true;
        each_item(text, [&](std::string_view item) { last_good = last_good && good(store_.ids(field.refs.front()).find(item)); });
        last = text;
      }
      if (!last_good && segment.states[i] == State::live) rows.push_back(i);
    }
    return;
  }
  if (field.refs.size() == 1) {                        // nearly always all are good, and what they refer to is in one table
    const std::uint8_t* const there = there_[field.refs.front()].data();
    const std::size_t size = there_[field.refs.front()].size();
    const unsigned of_space = column.space == 0 ? 1u : column.space + 1u;
    const bool any_space = column.space == 0;
    const auto surely = [&](Symbol symbol) {
      const unsigned found = symbol < size ? there[symbol] : 0u;
      return symbol == 0 || found == 1 || found == of_space || (any_space && found != 0);
    };
    if (column.all_symbols(surely)) return;
  }
  std::vector<Symbol> room;
  const std::span<const Symbol> symbols = column.symbols(0, segment.rows, room);
  for (std::uint32_t i = 0; i < segment.rows; ++i) {
    if (symbols[i] != 0 && !good(symbols[i]) && segment.states[i] == State::live) rows.push_back(i);
  }
}

/// References to nothing. All threads look for rows in doubt, by what is there before the field is begun; those few are
/// judged one by one in order of arrival, since a record that is left out may be what a later one needs.
void Resolver::references(std::uint16_t entity) {
  const model::EntityDef& def = store_.schema.entities[entity];
  const auto& segments = store_.tables[entity]->segments();
  for (std::uint16_t f = 0; f < def.fields.size(); ++f) {
    const model::FieldDef& field = def.fields[f];
    if (!field.is_ref()) continue;
    const auto column_of = [&](std::size_t number) {
      const model::Column* column = segments[number]->find(f);
      return column == nullptr || column->kind() == model::Column::Kind::none ? nullptr : column;
    };
    bool any = false;
    for (std::size_t s = 0; s < segments.size() && !any; ++s) any = column_of(s) != nullptr;
    if (!any) continue;
    for (const std::uint16_t target : field.refs) there(target);
    const auto has = [](const std::vector<std::uint16_t>& numbers, std::uint16_t number) { return std::find(numbers.begin(), numbers.end(), number) != numbers.end(); };
    const bool chained = has(def.key, f) && has(field.refs, entity);   // who is left out takes others of its own kind along
    std::vector<std::vector<std::uint32_t>> doubtful(segments.size());
    in_parallel(jobs_, segments.size(), [&](std::size_t s, unsigned) {
      const model::Column* column = column_of(s);
      if (column == nullptr) return;
      if (!chained) return doubtful_references(field, *segments[s], *column, doubtful[s]);
      for (std::uint32_t i = 0; i < segments[s]->rows; ++i) doubtful[s].push_back(i);
    });
    for (std::size_t s = 0; s < segments.size(); ++s) {
      for (const std::uint32_t index : doubtful[s]) judge_reference(entity, f, *segments[s], index);
    }
  }
}

void Resolver::judge_reference(std::uint16_t entity, std::uint16_t f, Segment& segment, std::uint32_t index) {
  const model::EntityDef& def = store_.schema.entities[entity];
  const model::FieldDef& field = def.fields[f];
  const model::Column& column = *segment.find(f);
  const Row row = segment.first + index;
  if (segment.states[index] != State::live) return;
  const bool told_elsewhere = is_shadow(segment, f);
  const auto lost = [&](bool wrong_space, std::uint16_t target, Symbol id) {
    if (told_elsewhere) return;
    const Causes::Kind kind = wrong_space ? Causes::Kind::collided : Causes::Kind::missing;
    const Causes::Number cause = roster_.causes.of(kind, target, wrong_space || has_records(target) ? id : 0);
    roster_.causes.dangling({row, entity, f, wrong_space, id, cause});
  };
  if (field.shape == model::Shape::list) {
    std::string kept;
    bool changed = false;
    each_item(column.text(index), [&](std::string_view item) {
      bool wrong_space = false;
      Symbol symbol = store_.ids(field.refs.front()).find(item);
      if (target_is_there(segment, field, column, symbol, wrong_space)) {
        if (!kept.empty()) kept.push_back(codec::item_separator);
        kept.append(item);
      } else {
        changed = true;
        if (symbol == 0) symbol = store_.ids(field.refs.front()).intern(item);
        lost(wrong_space, field.refs.front(), symbol);
      }
    });
    if (changed) segment.column(f).put_text(index, kept, segment.rows);
    return;
  }
  const Symbol symbol = column.symbol(index);
  bool wrong_space = false;
  if (symbol == 0 || target_is_there(segment, field, column, symbol, wrong_space)) return;
  const bool several = field.refs.size() > 1;
  lost(wrong_space, several ? field.refs[symbol >> model::Store::target_shift] : field.refs.front(), several ? symbol & model::Store::target_mask : symbol);
  if (std::find(def.key.begin(), def.key.end(), f) == def.key.end()) {
    segment.column(f).put_symbol(index, 0, segment.rows);
  } else {
    identity_.drop(entity, row);
    there_[entity].clear();
  }
}

}  // namespace rosterkit::convert
