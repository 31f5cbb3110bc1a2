// Who is who: one record for each identity. Strong entities by id, weak ones by natural key; spaces never meet; what
// arrives again is merged as its recipe says, or dropped. Order of arrival decides who is first.
#include "identity.hpp"

#include <algorithm>

#include "rosterkit/base/parallel.hpp"
#include "rosterkit/base/text.hpp"
#include "grouped_twins.hpp"
#include "same_rows.hpp"

namespace rosterkit::convert {

using model::Row;
using model::Segment;
using model::State;
using model::Symbol;

void Identity::drop(std::uint16_t entity, Row row) {
  model::Table& table = *roster_.store.tables[entity];
  const auto [segment, index] = table.at(row);
  if (segment->states[index] != State::live) return;
  segment->states[index] = State::dropped;
  ++roster_.counts[entity].dropped;
  if (table.entity.strong) {
    const Symbol id = roster_.store.symbol(entity, table.entity.own_id, row);
    if (id < table.row_of.size() && table.row_of[id] == row) table.row_of[id] = model::no_row;
  }
}

mapping::Merge Identity::merge_rule(const Segment& earlier, const Segment& later) const {
  if (later.recipe == model::made_here) return mapping::Merge::fill;
  // Rows of one record follow its rule; what comes from elsewhere completes it.
  if (earlier.recipe == later.recipe) return roster_.plan.recipes[later.recipe]->merge;
  return mapping::Merge::fill;
}

/// Fields that a position in the file states (first teacher) never conflict: the first stays.
bool Identity::stated_by_position(const Segment& segment, std::size_t field) const {
  if (segment.recipe == model::made_here) return false;
  for (const ReadOp& op : roster_.plan.recipes[segment.recipe]->ops) {
    if (op.target == field && (op.at.kind == Location::Kind::first || op.at.kind == Location::Kind::index)) return true;
  }
  return false;
}

/// Also of what was not kept whole: then a hash of the record tells of what is only marked.
bool Identity::same_values(const model::Table& table, std::size_t field, const model::Table::At& a, const model::Table::At& b) const {
  using Kind = model::Column::Kind;
  const model::Column* ours = a.segment->find(field);
  const model::Column* theirs = b.segment->find(field);
  const auto is = [&](Kind kind) { return (ours != nullptr && ours->kind() == kind) || (theirs != nullptr && theirs->kind() == kind); };
  if (is(Kind::mark)) return (ours == nullptr || ours->blank(a.index)) == (theirs == nullptr || theirs->blank(b.index));
  if (is(Kind::hash)) return (ours == nullptr ? 0 : ours->hash(a.index)) == (theirs == nullptr ? 0 : theirs->hash(b.index));
  return roster_.store.text(table, field, *a.segment, a.index) == roster_.store.text(table, field, *b.segment, b.index);
}

void Identity::merge(std::uint16_t entity, Row first, Row again) {
  model::Store& store = roster_.store;
  model::Table& table = *store.tables[entity];
  const auto a = table.at(first);
  const auto b = table.at(again);
  const mapping::Merge rule = merge_rule(*a.segment, *b.segment);
  const std::size_t fields = table.ext_field() + 1;
  if (rule == mapping::Merge::no) {
    bool same = true;
    std::string other;
    for (std::size_t f = 0; f < fields && same; ++f) {
      same = same_values(table, f, a, b);
      if (!same && f < table.entity.fields.size()) other = table.entity.fields[f].name;
    }
    if (const std::uint16_t rest = b.segment->recipe == model::made_here ? 0xFFFF : roster_.plan.recipes[b.segment->recipe]->rest; same && rest != 0xFFFF) {
      const model::Column* ours = a.segment->find(rest);
      const model::Column* theirs = b.segment->find(rest);
      same = (ours == nullptr ? 1 : ours->symbol(a.index)) == (theirs == nullptr ? 1 : theirs->symbol(b.index));
    }
    if (!same) {
      log_.report("key.duplicate", entity, again, [&](Finding& finding) {
        finding.column = column_of(*b.segment, table.entity.own_id);
        finding.message = "line " + std::to_string(a.segment->line(a.index)) +
                          (a.segment->file != b.segment->file ? " of " + store.files[a.segment->file] : "") +
                          " has the same id with other content" + (other.empty() ? "" : " (\"" + other + "\" differs)");
        finding.hint = "the first record was kept, this one was left out. Give each record an id of its own at the source.";
      });
      drop(entity, again);
      return;
    }
    b.segment->states[b.index] = State::merged;
    ++roster_.counts[entity].merged;
    log_.report("key.repeated", entity, again, [&](Finding& finding) {
      finding.column = column_of(*b.segment, table.entity.own_id);
      finding.message = "the same record stands in line " + std::to_string(a.segment->line(a.index));
      finding.hint = "it was counted once.";
    });
    return;
  }
  for (std::size_t f = 0; f < fields; ++f) {
    const std::string_view theirs = store.text(table, f, *b.segment, b.index);
    if (theirs.empty()) continue;
    const std::string_view ours = store.text(table, f, *a.segment, a.index);
    if (ours == theirs) continue;
    const bool is_field = f < table.entity.fields.size();
    const bool keyed = !is_field || table.entity.fields[f].shape == model::Shape::keyed;
    if (ours.empty()) {
      put(entity, f, a, theirs);
      a.segment->column(f).space = b.segment->column(f).space;
      continue;
    }
    if (keyed && rule != mapping::Merge::last) {         // keyed lists are united
      std::string united(ours);
      each_item(theirs, [&](std::string_view item) {
        bool known = false;
        each_item(united, [&](std::string_view mine) { known = known || mine == item; });
        if (!known) (united += codec::item_separator) += item;
      });
      if (united != ours) put(entity, f, a, united);
      continue;
    }
    if (is_field && f == table.entity.own_id && !table.entity.strong) continue;
    const bool by_place = stated_by_position(*a.segment, f) && stated_by_position(*b.segment, f);
    log_.report("merge.conflict", entity, again, [&](Finding& finding) {
      const std::string name = is_field ? table.entity.fields[f].name : "ext";
      finding.message = by_place ? "this " + table.entity.name + " is listed more than once (first in line " + std::to_string(a.segment->line(a.index)) + ")"
                                 : "\"" + name + "\" is not what line " + std::to_string(a.segment->line(a.index)) +
                                       (a.segment->file != b.segment->file ? " of " + store.files[a.segment->file] : "") + " says";
      if (!by_place) finding.column = column_of(*b.segment, f);
      finding.hint = by_place ? "it was counted once, at its first place. Remove the repetition at the source." : rule == mapping::Merge::last ? "the later value was kept." : "the first was kept. Correct the one that is wrong at the source.";
    });
    if (rule == mapping::Merge::last) put(entity, f, a, theirs);
  }
  b.segment->states[b.index] = State::merged;
  ++roster_.counts[entity].merged;
}

void Identity::put(std::uint16_t entity, std::size_t field, const model::Table::At& at, std::string_view text) {
  const std::string kept(text);                        // the view may lie in the column that grows
  model::Column& column = at.segment->column(field);
  model::Interner* names = roster_.store.domain(entity, field);
  if (names == nullptr) column.put_text(at.index, kept, at.segment->rows);
  else column.put_symbol(at.index, names->intern(kept), at.segment->rows);
}

std::string Identity::column_of(const Segment& segment, std::size_t field) const {
  if (segment.recipe == model::made_here) return "";
  for (const ReadOp& op : roster_.plan.recipes[segment.recipe]->ops) {
    if (op.target != field) continue;
    const FramePlan* split = roster_.plan.recipes[segment.recipe];
    while (split != nullptr && split->each.at.empty()) split = split->parent_plan;
    const std::string& name = op.at.text == "$value" && split != nullptr ? split->each.at : op.at.text;
    const std::size_t hole = name.find("{n}");
    if (hole == std::string::npos) return name;
    // Which of the numbered columns it was is not kept: the first and the last of them tell where to look.
    const FramePlan* frame = roster_.plan.recipes[segment.recipe];
    while (frame->each.words.empty() && frame->parent_plan != nullptr) frame = frame->parent_plan;
    if (frame->each.words.empty()) return name;
    const auto with = [&](const std::string& word) { return name.substr(0, hole) + word + name.substr(hole + 3); };
    return with(frame->each.words.front()) + " to " + with(frame->each.words.back());
  }
  return "";
}

/// Two people under one id: the later one is left out. Told by report_losses(), with the number of references lost to it.
void Identity::collide(std::uint16_t entity, Row first, Row again) {
  const Symbol id = roster_.store.symbol(entity, roster_.store.tables[entity]->entity.own_id, again);
  roster_.causes.collided({first, again, entity, roster_.causes.of(Causes::Kind::collided, entity, id)});
  drop(entity, again);
}

/// Rows by id. @returns those whose id an earlier row has.
std::vector<Row> Identity::fill_row_of(std::uint16_t entity) const {
  model::Table& table = *roster_.store.tables[entity];
  table.row_of.assign(roster_.store.ids(entity).bound() + 1, model::no_row);
  const std::size_t own = table.entity.own_id;
  std::vector<Row> again;
  std::vector<Symbol> room;
  for (const auto& segment : table.segments()) {
    if (segment->find(own) == nullptr) continue;
    const std::span<const Symbol> symbols = segment->symbols(own, 0, segment->rows, room);
    for (std::uint32_t i = 0; i < segment->rows; ++i) {
      constexpr std::uint32_t ahead = 16;              // ids in scattered order miss the cache each
      if (i + ahead < segment->rows) __builtin_prefetch(&table.row_of[symbols[i + ahead]], 1);
      if (segment->states[i] != State::live || symbols[i] == 0) continue;
      Row& slot = table.row_of[symbols[i]];
      if (slot == model::no_row) slot = segment->first + i;
      else again.push_back(segment->first + i);
    }
  }
  return again;
}

/// Several entities at once; what comes of those who meet is settled one by one, in order of arrival.
void Identity::strong() {
  model::Store& store = roster_.store;
  std::vector<std::vector<Row>> again(store.tables.size());
  in_parallel(jobs_, again.size(), [&](std::size_t entity, unsigned) {
    if (store.tables[entity]->entity.strong) again[entity] = fill_row_of(static_cast<std::uint16_t>(entity));
  });
  for (std::uint16_t entity = 0; entity < again.size(); ++entity) {
    const model::Table& table = *store.tables[entity];
    for (const Row row : again[entity]) {
      const Row first = table.find(store.symbol(entity, table.entity.own_id, row));
      const std::uint8_t space = table.at(row).segment->space;
      if (table.at(first).segment->space != space && space != 0) collide(entity, first, row);
      else merge(entity, first, row);
    }
  }
}

/// Rows that are alike in these fields, in the order of the later one.
std::vector<std::pair<Row, Row>> Identity::twins(const model::Table& table, const std::vector<std::uint16_t>& fields) const {
  const auto part = [&](std::size_t of) {
    const model::Interner* names = roster_.store.domain(table.number, fields[of]);
    return GroupField{fields[of], names == nullptr ? 0 : names->bound(), of == 0};
  };
  for (std::size_t group = 0; fields.size() == 2 && group < 2; ++group) {
    const GroupField of_group = part(group), of_member = part(1 - group);
    if (of_group.bound == 0 || of_member.bound == 0) break;
    if (auto pairs = grouped_twins(table, of_group, of_member, jobs_)) return *std::move(pairs);
  }
  return same_rows(table, jobs_, [&](const Segment& segment, std::vector<std::uint64_t>& hashes) { hash_key(fields, segment, hashes); });
}

void Identity::weak(std::uint16_t entity) {
  model::Store& store = roster_.store;
  model::Table& table = *store.tables[entity];
  if (table.rows() < 2 || table.entity.key.empty()) return;
  // By the references of the key alone, if there are two: a pupil who left a class and came back has two enrollments that
  // differ in a date, and a format without dates will ask for them again.
  std::vector<std::uint16_t> fields;
  std::copy_if(table.entity.key.begin(), table.entity.key.end(), std::back_inserter(fields), [&](std::uint16_t field) { return table.entity.fields[field].is_ref(); });
  if (fields.size() < 2 || fields.front() != table.entity.key.front()) fields = table.entity.key;
  auto pairs = twins(table, fields);
  auto grouped = pairs;
  std::sort(grouped.begin(), grouped.end());
  std::vector<std::pair<Row, Row>> same;               // of the whole key
  std::vector<Row> group;                              // of those with one `first`: each with a key of its own
  for (const auto& [first, again] : grouped) {
    if (group.empty() || group.front() != first) group.assign(1, first);
    const auto found = std::find_if(group.begin(), group.end(), [&, other = again](Row row) { return same_key(entity, row, other); });
    if (found != group.end()) same.emplace_back(*found, again);
    else group.push_back(again);
  }
  std::sort(same.begin(), same.end(), [](const auto& a, const auto& b) { return a.second < b.second; });   // in order of arrival
  for (const auto& [first, again] : same) weak_pair(entity, first, again);
  roster_.alike[entity] = {std::move(fields), std::move(pairs)};
  store.forget_indexes();
}

bool Identity::same_key(std::uint16_t entity, Row first, Row again) const {
  const model::Table& table = *roster_.store.tables[entity];
  const auto a = table.at(first), b = table.at(again);
  return std::all_of(table.entity.key.begin(), table.entity.key.end(), [&](std::uint16_t field) { return same_values(table, field, a, b); });
}

void Identity::weak_pair(std::uint16_t entity, Row first, Row again) {
  const model::Table& table = *roster_.store.tables[entity];
  if (!table.live(first) || !table.live(again)) return;
  const auto has_id = [&](const model::Table::At& place) {
    const model::Column* ids = place.segment->find(table.entity.own_id);
    return ids != nullptr && !ids->blank(place.index);
  };
  const auto a = table.at(first), b = table.at(again);
  if (has_id(a) && has_id(b) && !same_values(table, table.entity.own_id, a, b)) {
    log_.report("key.twin", entity, again, [&](Finding& finding) {
      finding.message = "the same " + table.entity.name + " stands in line " + std::to_string(table.at(first).segment->line(table.at(first).index)) + " under another id";
      finding.hint = "both were kept. Targets that have no ids here will hold it once.";
    });
    return;
  }
  merge(entity, first, again);
}

}  // namespace rosterkit::convert
