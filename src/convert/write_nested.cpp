// What stands inside other records: records of their own that a format keeps in children only (the sessions of a calendar),
// references to them by another key, items that reading would take for one.
#include <algorithm>
#include <set>

#include "same_rows.hpp"
#include "writer.hpp"

namespace rosterkit::convert {

using model::Row;
using model::Symbol;

/// One record for each combination of values that occurs; combinations with a part that is blank, or will be, are none.
void Writer::each_combination(const WriteFrame& record, std::size_t number, const std::function<void(Row, const std::vector<std::string>&)>& use) {
  std::set<std::vector<std::string>> seen;
  // What has a file of its own adds to the combinations only if it is written there.
  std::vector<std::size_t> files;
  for (std::size_t r = 0; r < plan_.records.size(); ++r) {
    if (plan_.records[r]->entity == record.entity && plan_.records[r]->distinct.empty() && plan_.records[r]->writes) files.push_back(r);
  }
  const auto lacks_something = [&](Row row, const std::vector<std::string>& combination) {
    const Place place{{record.entity, row, nullptr, nullptr}, &combination, nullptr};
    return std::any_of(record.ops.begin(), record.ops.end(), [&](const WriteOp& op) {
      if (op.distinct == 0xFFFF) return false;
      return (op.required && must_look(op) && !goes_out(op, combination[op.distinct])) || encoded(record, op, place, combination[op.distinct], false).empty();
    });
  };
  for (const Row row : selected(record, number)) {
    if (!files.empty() && std::none_of(files.begin(), files.end(), [&](std::size_t r) { return chosen_[r][row] != 0; })) continue;
    const Context context{record.entity, row, nullptr, nullptr};
    std::vector<std::vector<std::string>> lists;
    bool whole = true;
    for (const auto& [text, path] : record.distinct) {
      lists.emplace_back();
      path.each(store_, context, [&](std::string_view value, std::uint16_t, Row) {
        if (std::find(lists.back().begin(), lists.back().end(), value) == lists.back().end()) lists.back().emplace_back(value);
      });
      whole = whole && !lists.back().empty();
    }
    std::vector<std::size_t> at(lists.size());
    while (whole) {
      std::vector<std::string> combination;
      for (std::size_t i = 0; i < lists.size(); ++i) combination.push_back(lists[i][at[i]]);
      if (seen.insert(combination).second && !lacks_something(row, combination)) use(row, combination);
      std::size_t digit = 0;
      while (digit < at.size() && ++at[digit] == lists[digit].size()) at[digit++] = 0;
      if (digit == at.size()) break;
    }
  }
}

/// Marks which records of nested entities are written. A reference among themselves may fall away with its target and take
/// a filled value along, so it is done until nothing changes.
void Writer::find_nested() {
  if (plan_.nested.empty()) return;
  const auto mark = [&](auto& self, const WriteFrame& frame, const Place& place, std::vector<std::vector<std::uint8_t>>& sets) -> void {
    for (const WriteFrame& inner : frame.children) {
      if (inner.self || !inner.writes) continue;
      const auto set = plan_.nested.contains(inner.entity) ? plan_.set_of.find({inner.entity, inner.child->space}) : plan_.set_of.end();
      if (set == plan_.set_of.end() && inner.children.empty()) continue;
      std::vector<Row> rows;
      items(inner, place, rows);
      for (const Row row : rows) {
        if (set != plan_.set_of.end() && item_is_whole(inner, place, row)) {
          sets[static_cast<std::size_t>(set->second)][store_.symbol(inner.entity, store_.schema.entities[inner.entity].own_id, row)] = 1;
        }
        self(self, inner, Place{{inner.entity, row, &place.context, nullptr}, nullptr, &place}, sets);
      }
    }
  };
  while (true) {
    std::vector<std::vector<std::uint8_t>> sets(written_sets_.size());
    for (const auto& [name, number] : plan_.set_of) {
      if (plan_.nested.contains(name.first)) sets[static_cast<std::size_t>(number)].assign(store_.ids(name.first).bound() + 1, 0);
    }
    for (std::size_t r = 0; r < plan_.records.size(); ++r) {
      const WriteFrame& record = *plan_.records[r];
      if (!record.writes) continue;
      if (record.distinct.empty()) {
        for (const Row row : selected(record, r)) mark(mark, record, Place{{record.entity, row, nullptr, nullptr}, nullptr, nullptr}, sets);
      } else {
        each_combination(record, r, [&](Row row, const std::vector<std::string>& combination) {
          mark(mark, record, Place{{record.entity, row, nullptr, nullptr}, &combination, nullptr}, sets);
        });
      }
    }
    bool changed = false;
    for (const auto& [name, number] : plan_.set_of) {
      const auto set = static_cast<std::size_t>(number);
      if (!plan_.nested.contains(name.first)) continue;
      changed = changed || written_sets_[set] != sets[set];
      written_sets_[set] = std::move(sets[set]);
      all_written_[set] = is_all_written(name.first, written_sets_[set]) ? 1 : 0;
    }
    if (!changed) return;
  }
}

/// References by another key of their target are written by several cells, none of which says alone what is meant: where the
/// target is not written, all of them must see no reference.
const Writer::Place& Writer::settle(const WriteFrame& frame, const Place& place, Settled& settled) {
  for (const WriteFrame::ByKey& each : frame.by_key) {
    if (delta_ || all_written_[static_cast<std::size_t>(each.set)] != 0) continue;
    const std::uint16_t target = store_.schema.entities[frame.entity].fields[each.field].refs.front();
    const std::string_view stored = value_at(place.context, each.field);
    std::string kept;
    each_item(stored, [&](std::string_view id) {
      if (is_written(each.set, store_.ids(target).find(id))) kept += (kept.empty() ? "" : std::string(1, codec::item_separator)) + std::string(id);
    });
    if (kept.size() == stored.size()) continue;
    if (settled.texts.empty()) settled.texts.reserve(frame.by_key.size());   // views into it must stay
    settled.texts.push_back(std::move(kept));
    settled.bound.push_back({each.field, settled.texts.back()});
  }
  if (settled.bound.empty()) return place;
  if (place.context.bound != nullptr) {
    for (const Bound& bound : *place.context.bound) {
      if (std::none_of(settled.bound.begin(), settled.bound.end(), [&](const Bound& own) { return own.field == bound.field; })) settled.bound.push_back(bound);
    }
  }
  settled.place = place;
  settled.place.context.bound = &settled.bound;
  return settled.place;
}

/// What reading will find as the natural key of an item, apart from what the parent says.
std::string Writer::key_of(const WriteFrame& inner, const Place& parent, Row row) {
  const bool inside = inner.child != nullptr;
  const Place place{{inner.entity, row, inside ? &parent.context : nullptr, nullptr}, nullptr, inside ? &parent : nullptr};
  std::string key;
  ChainScratch chain;
  for (const WriteFrame::KeyCell& cell : inner.key_cells) {
    std::string text;
    for (const std::size_t i : cell.ops) {
      if (text.empty()) text = would_write(inner, inner.ops[i], place);
    }
    if (!text.empty() && !cell.chain.empty()) text = std::string(cell.chain.decode(text, false, chain));
    if (text.empty() && cell.field->default_value) text = *cell.field->default_value;
    key += text;
    key += codec::item_separator;
  }
  for (const std::uint16_t field : inner.key_inside) (key += store_.text(inner.entity, field, row)) += codec::item_separator;
  return key;
}

/// True if all cells of an item would be blank: reading finds no such item.
bool Writer::writes_nothing(const WriteFrame& inner, const Place& parent, Row row) {
  const Place stored{{inner.entity, row, &parent.context, nullptr}, nullptr, &parent};
  Settled settled;
  const Place& place = settle(inner, stored, settled);
  const auto [segment, index] = store_.tables[inner.entity]->at(row);
  // Values that are written as they are held say it at a glance; the others are made for it.
  for (const bool at_a_glance : {true, false}) {
    for (const WriteOp& op : inner.ops) {
      if (op.at.empty() || op.at.front().kind == OutLocation::Kind::none || op.at.front().kind == OutLocation::Kind::word) continue;
      if (!op.make.parts.empty() && !op.own_id) return false;
      if (op.kind == WriteOp::Kind::value && op.distinct == 0xFFFF && settled.bound.empty()) {
        const model::Column* column = segment->find(op.target);
        const bool blank = column == nullptr || column->blank(index);
        if (blank && op.fill.empty() && !op.own_id) continue;
        if (!blank && op.chain.empty() && op.when.empty() && (!must_look(op) || (refers_to_one(inner, op) && is_written(op.written_set, column->symbol(index))))) return false;
      }
      if (!at_a_glance && !would_write(inner, op, place).empty()) return false;
    }
  }
  return true;
}

bool Writer::leave_out_empty(const WriteFrame& inner, const Place& parent, std::vector<Row>& rows) {
  const bool something = inner.self || !inner.children.empty() || std::any_of(inner.ops.begin(), inner.ops.end(), [](const WriteOp& op) { return op.required; });
  return !something && std::erase_if(rows, [&](Row row) { return writes_nothing(inner, parent, row); }) != 0;
}

bool Writer::some_alike(const WriteFrame& inner, const Place& parent, const std::vector<Row>& rows) {
  if (rows.size() < 2 || (inner.key_cells.empty() && inner.key_inside.empty())) return false;
  std::set<std::string> seen;
  return std::any_of(rows.begin(), rows.end(), [&](Row row) { return !seen.insert(key_of(inner, parent, row)).second; });
}

/// Of items that would be read as one record, the first is written; also among those that another child of the parent wrote.
void Writer::drop_alike(const WriteFrame& frame, const WriteFrame& inner, const Place& place, const std::vector<std::vector<Row>>& written, std::vector<Row>& rows) {
  const WriteFrame* other = inner.rest < 0 ? nullptr : &frame.children[static_cast<std::size_t>(inner.rest)];
  if ((inner.key_cells.empty() && inner.key_inside.empty()) || rows.size() + (other == nullptr ? 0 : written[static_cast<std::size_t>(inner.rest)].size()) < 2) return;
  std::set<std::string> seen;
  if (other != nullptr) {
    for (const Row row : written[static_cast<std::size_t>(inner.rest)]) seen.insert(key_of(*other, place, row));
  }
  std::uint64_t left = 0;
  std::erase_if(rows, [&](Row row) { return !seen.insert(key_of(inner, place, row)).second && ++left != 0; });
  if (left != 0) tally(inner.entity, inner.child->name, "lost", "written like another of the same " + store_.schema.entities[place.context.entity].name, left);
}

/// The same for the records of a file: a pupil who left a class and came back, in a format without dates.
void Writer::leave_out_alike(std::size_t number) {
  const WriteFrame& record = *plan_.records[number];
  const model::Table& table = *store_.tables[record.entity];
  std::vector<std::uint16_t> told;                     // fields that the cells tell apart as well as the model does
  for (const WriteFrame::KeyCell& cell : record.key_cells) {
    const WriteOp& op = record.ops[cell.ops.front()];
    if (cell.ops.size() == 1 && op.kind == WriteOp::Kind::value && op.target != 0xFFFF && cell.field->as.empty()) told.push_back(op.target);
  }
  if (told.empty()) return;
  // Whoever looked for twins while reading may have found them already, and more than are needed.
  const auto known = roster_.alike.find(record.entity);
  const bool covers = known != roster_.alike.end() && std::all_of(known->second.fields.begin(), known->second.fields.end(), [&](std::uint16_t field) {
    return std::find(told.begin(), told.end(), field) != told.end();
  });
  const auto pairs = covers ? known->second.pairs : same_rows(table, jobs_, [&](const model::Segment& segment, std::vector<std::uint64_t>& hashes) {
    hash_key(told, segment, hashes);
    for (std::uint32_t i = 0; i < segment.rows; ++i) {
      if (chosen_[number][segment.first + i] == 0) hashes[i] = 0;
    }
  });
  std::map<Row, std::set<std::string>> seen;           // by the first of a hash
  const Place nowhere{{}, nullptr, nullptr};
  std::uint64_t left = 0;
  for (const auto& [first, again] : pairs) {
    auto& keys = seen[first];
    if (keys.empty() && chosen_[number][first] != 0) keys.insert(key_of(record, nowhere, first));
    if (chosen_[number][again] == 0 || keys.insert(key_of(record, nowhere, again)).second) continue;
    chosen_[number][again] = 0;
    ++left;
  }
  if (left != 0) tally(record.entity, record.record->name, "lost", "written like another in " + record.record->file, left);
}

/// Files that reading finds some of these records in before it comes to this one.
std::vector<std::size_t> Writer::earlier_files(std::size_t number) const {
  std::vector<std::size_t> files;
  const WriteFrame& record = *plan_.records[number];
  for (std::size_t r = 0; r < number; ++r) {
    const WriteFrame& other = *plan_.records[r];
    if (other.entity == record.entity && other.writes && other.distinct.empty()) files.push_back(r);
  }
  return files;
}

}  // namespace rosterkit::convert
