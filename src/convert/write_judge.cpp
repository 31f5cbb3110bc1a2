// What one record needs to be written: values where the target requires some, and targets that are written themselves.
#include <algorithm>
#include <unordered_map>

#include "item_finder.hpp"

namespace rosterkit::convert {

using model::Row;
using model::State;
using model::Symbol;

/// True if what an operation refers to by this id is written. Changes may refer to what the receiver has.
bool Writer::goes_out(const WriteOp& op, std::string_view id) const {
  return is_written(op.written_set, store_.ids(op.refers).find(id));
}

/// A value that is looked for elsewhere in the model, or may be.
bool Writer::is_computed(const WriteOp& op) const { return op.kind == WriteOp::Kind::derive || !op.fill.empty(); }

/// A reference that may be to something that is not written.
bool Writer::must_look(const WriteOp& op) const {
  return op.written_set >= 0 && op.refers != 0xFFFF && !delta_ && all_written_[static_cast<std::size_t>(op.written_set)] == 0;
}

/// A single reference, held as a symbol of the ids of the one entity that it may refer to.
bool Writer::refers_to_one(const WriteFrame& frame, const WriteOp& op) const {
  const auto& fields = store_.schema.entities[frame.entity].fields;
  return op.target < fields.size() && fields[op.target].shape == model::Shape::single && fields[op.target].refs.size() == 1;
}

bool Writer::references_written(const WriteFrame& frame, const Place& place, const WriteOp*& missing, Row& needs, std::uint16_t& needs_entity) {
  for (const WriteOp& op : frame.ops) {
    if (op.written_set < 0 || !op.required || op.distinct != 0xFFFF) continue;
    if (is_computed(op)) {
      if (!must_look(op) || (!op.when.empty() && !op.when.holds(store_, place.context)) || !value_of(frame, op, place, nullptr, false).empty()) continue;
      missing = &op;
      needs = store_.tables[op.refers]->find(store_.ids(op.refers).find(value_of(frame, op, place, nullptr, false, false)));
      needs_entity = op.refers;
      return false;
    }
    if (op.target == 0xFFFF) continue;
    const model::FieldDef& field = store_.schema.entities[frame.entity].fields[op.target];
    const std::uint16_t target = op.own_id ? store_.id_domain(frame.entity) : field.is_ref() ? field.refs.front() : frame.entity;
    if (field.shape == model::Shape::list) {
      bool any = false, blank = true;
      each_item(store_.text(frame.entity, op.target, place.context.row), [&](std::string_view item) {
        blank = false;
        any = any || is_written(op.written_set, store_.ids(target).find(item));
      });
      if (any || blank) continue;                      // blank is the affair of `required`
      missing = &op;
      return false;
    }
    const Symbol symbol = store_.symbol(frame.entity, op.target, place.context.row);
    if (symbol == 0 || is_written(op.written_set, symbol)) continue;
    missing = &op;
    needs = store_.tables[target]->find(symbol);
    needs_entity = target;
    if (needs == model::no_row && delta_) continue;    // changes may refer to what the receiver has
    return false;
  }
  return true;
}

bool Writer::complete_enough(const WriteFrame& frame, const Place& place, const WriteOp*& missing, Row&, std::uint16_t&) {
  for (const WriteOp& op : frame.ops) {
    if (!op.required || (op.own_id && !op.make.parts.empty())) continue;
    if (!op.when.empty() && !op.when.holds(store_, place.context)) continue;
    if (op.target != 0xFFFF && op.kind == WriteOp::Kind::value && op.chain.empty() && op.distinct == 0xFFFF) {
      const auto [segment, index] = store_.tables[frame.entity]->at(place.context.row);
      const model::Column* column = segment->find(op.target);
      if (column != nullptr && !column->blank(index)) continue;
    }
    if (!encoded(frame, op, place, value_of(frame, op, place, nullptr, false), false).empty()) continue;
    missing = &op;
    return false;
  }
  return true;
}

bool Writer::item_is_whole(const WriteFrame& inner, const Place& parent, Row row, const WriteOp** missing, Causes::Number* cause) {
  const Place stored{{inner.entity, row, inner.self ? parent.context.up : &parent.context, nullptr}, nullptr, &parent};
  Settled settled;
  const Place& place = settle(inner, stored, settled);
  const WriteOp* lacking = nullptr;
  Row needs = model::no_row;
  std::uint16_t needs_entity = 0;
  const bool whole = complete_enough(inner, place, lacking, needs, needs_entity) && references_written(inner, place, lacking, needs, needs_entity);
  if (missing != nullptr) *missing = lacking;
  if (cause != nullptr && needs != model::no_row) *cause = roster_.causes.find(Causes::Kind::unwritten, needs_entity, needs);
  return whole;
}

bool Writer::required_children(const WriteFrame& frame, const Place& place, bool& matched, const WriteOp*& missing, const WriteFrame*& where, Row& needs,
                               std::uint16_t& needs_entity) {
  matched = true;
  for (const WriteFrame& inner : frame.children) {
    if (!inner.child->required || inner.self || !inner.writes) continue;
    bool any = false, whole = false;
    std::vector<Row> rows;
    items(inner, place, rows);
    for (const Row row : rows) {
      any = true;
      const Place item{{inner.entity, row, &place.context, nullptr}, nullptr, &place};
      needs = model::no_row;
      if (complete_enough(inner, item, missing, needs, needs_entity) && references_written(inner, item, missing, needs, needs_entity)) {
        whole = true;
        break;
      }
    }
    if (whole) continue;
    matched = matched && any;
    where = &inner;
    return false;
  }
  return true;
}

/// Marks the rows in which a value that the target requires may be blank; false if there are none. complete_enough() decides.
bool Writer::lacking(const WriteFrame& record, const Marked& rows) const {
  const model::Segment& segment = rows.segment;
  bool any = false;
  for (const WriteOp& op : record.ops) {
    if (!op.required || (op.own_id && !op.make.parts.empty())) continue;
    const model::Column* column = op.target == 0xFFFF ? nullptr : segment.find(op.target);
    const bool plain = op.kind == WriteOp::Kind::value && op.distinct == 0xFFFF;
    const model::Interner* names = op.target < store_.schema.entities[record.entity].fields.size() ? store_.domain(record.entity, op.target) : nullptr;
    const bool coded = plain && !op.chain.empty() && names != nullptr && !op.is_list && op.id == nullptr && op.field->allowed.empty();
    if (!plain || (!op.chain.empty() && !coded) || column == nullptr || column->kind() == model::Column::Kind::none) {
      std::fill_n(rows.doubtful, rows.count, 1);
      return true;
    }
    if (!coded) {
      if (column->has_no_blank()) continue;
      column->with_blanks([&](auto&& blank) {
        rows.each([&](std::uint32_t index, std::uint8_t& doubtful) { doubtful |= blank(index) ? 1 : 0; });
      });
      any = true;
      continue;
    }
    // A word is put through the codecs once: what it gives is the same for all that have it.
    std::unordered_map<Symbol, bool> known = {{0, false}};
    ChainScratch chain;
    Symbol last = 0;
    bool last_given = false;
    column->with_symbols([&](auto&& symbol_of) {
      rows.each([&](std::uint32_t index, std::uint8_t& doubtful) {
        if (const Symbol symbol = symbol_of(index); symbol != last) {
          const auto [slot, is_new] = known.emplace(last = symbol, false);
          if (is_new) slot->second = !op.chain.encode(names->text(symbol), false, chain).empty();
          last_given = slot->second;
        }
        doubtful |= last_given ? 0 : 1;
      });
    });
    any = true;
  }
  return any;
}

/// The same for required references to what is not written; references_written() decides.
bool Writer::dangling(const WriteFrame& record, const Marked& rows) const {
  bool any = false;
  for (const WriteOp& op : record.ops) {
    if (op.written_set < 0 || !op.required || op.distinct != 0xFFFF) continue;
    const bool computed = is_computed(op) && must_look(op);
    const model::Column* column = op.target == 0xFFFF ? nullptr : rows.segment.find(op.target);
    if (!computed && (column == nullptr || column->kind() == model::Column::Kind::none)) continue;   // blank is the affair of lacking()
    any = true;
    if (computed || column->kind() == model::Column::Kind::text) {
      std::fill_n(rows.doubtful, rows.count, 1);
      return true;
    }
    const auto& written = written_sets_[static_cast<std::size_t>(op.written_set)];
    column->with_symbols([&, set = written.data(), bound = written.size()](auto&& symbol_of) {
      rows.each([&](std::uint32_t index, std::uint8_t& doubtful) {
        const Symbol symbol = symbol_of(index);
        doubtful |= symbol != 0 && (symbol >= bound || set[symbol] == 0) ? 1 : 0;
      });
    });
  }
  return any;
}

/// The same for items of which all cells may be blank; writes_nothing() decides.
bool Writer::maybe_empty(const WriteFrame& inner, const Marked& rows) const {
  std::fill_n(rows.doubtful, rows.count, 1);
  for (const WriteOp& op : inner.ops) {
    if (op.at.empty() || op.at.front().kind == OutLocation::Kind::none || op.at.front().kind == OutLocation::Kind::word) continue;
    if (op.kind != WriteOp::Kind::value || op.distinct != 0xFFFF || !op.chain.empty() || !op.when.empty()) continue;
    const model::Column* column = rows.segment.find(op.target);
    if (column == nullptr || column->kind() == model::Column::Kind::none) continue;
    if (must_look(op)) {
      if (!refers_to_one(inner, op)) continue;
      column->with_symbols([&](auto&& symbol_of) {
        rows.each([&](std::uint32_t index, std::uint8_t& doubtful) {
          const Symbol symbol = symbol_of(index);
          doubtful &= symbol != 0 && is_written(op.written_set, symbol) ? 0 : 1;
        });
      });
      continue;
    }
    column->with_blanks([&](auto&& blank) {
      rows.each([&](std::uint32_t index, std::uint8_t& doubtful) { doubtful &= blank(index) ? 1 : 0; });
    });
  }
  return true;
}

/// The same for records of which a required child may be missing, or none of it may be whole; required_children() decides. A
/// record that has no item of the first child that is not there gets another mark, no_child: so it would be found to be no such record.
bool Writer::childless(const WriteFrame& record, const model::Segment& segment, const std::vector<std::uint8_t>& chosen, std::uint8_t* doubtful) const {
  bool any = false;
  std::vector<std::uint8_t> found(segment.rows);       // as doubtful, of children only
  for (const WriteFrame& inner : record.children) {
    if (!inner.child->required || inner.self || !inner.writes) continue;
    any = true;
    const ItemFinder finder(*this, inner, record.entity);
    const model::Column* keys = finder.usable() ? segment.find(finder.field()) : nullptr;
    if (keys == nullptr) {
      std::fill_n(doubtful, segment.rows, 1);
      return true;
    }
    std::vector<Row> items;
    std::vector<std::uint32_t> around;
    keys->with_symbols([&](auto&& symbol_of) {
      for (std::uint32_t i = 0; i < segment.rows; ++i) {
        if (chosen[segment.first + i] == 0) continue;
        const std::size_t before = items.size();
        finder.each(symbol_of(i), [&](Row row) {
          items.push_back(row);
          around.push_back(i);
        });
        if (items.size() == before && found[i] == 0) found[i] = no_child;
      }
    });
    const std::vector<std::uint8_t> marks = finder.doubtful(items, &Writer::lacking, &Writer::dangling);
    for (std::size_t k = 0; k < marks.size(); ++k) {
      if (marks[k] != 0 && found[around[k]] == 0) found[around[k]] = 1;
    }
  }
  for (std::uint32_t i = 0; any && i < segment.rows; ++i) {
    if (found[i] != 0) doubtful[i] = found[i];
  }
  return any;
}

/// False if a record of an entity is not among those that are written.
bool Writer::is_all_written(std::uint16_t entity, const std::vector<std::uint8_t>& written) const {
  const std::uint16_t id = store_.schema.entities[entity].own_id;
  for (const auto& segment : store_.tables[entity]->segments()) {
    const model::Column* ids = segment->find(id);
    for (std::uint32_t i = 0; ids != nullptr && i < segment->rows; ++i) {
      if (segment->states[i] == State::live && written[ids->symbol(i)] == 0) return false;
    }
  }
  return true;
}

}  // namespace rosterkit::convert
