// What could not be settled while reading: references by other keys, spellings that depend on other fields, derived
// fields; then identity; then dangling references, copies that disagree, values that must be unique.
#include <algorithm>
#include <tuple>

#include "ascending.hpp"
#include "identity.hpp"
#include "rosterkit/base/parallel.hpp"
#include "rosterkit/base/same_text.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/convert/roster.hpp"
#include "same_rows.hpp"
#include "store_log.hpp"
#include "tests.hpp"

namespace rosterkit::convert {
namespace {

using model::Row;
using model::Segment;
using model::State;
using model::Symbol;

class Resolver {
 public:
  Resolver(Roster& roster, Diagnostics& diagnostics, unsigned jobs)
      : roster_(roster), store_(roster.store), log_(roster.store, diagnostics), identity_(roster, log_, jobs), jobs_(jobs), there_(store_.tables.size()) {}

  void run() {
    for (std::uint16_t e = 0; e < store_.tables.size(); ++e) {
      if (store_.tables[e]->entity.strong) identity_.strong(e);
    }
    each_op(ReadOp::Kind::by, [&](std::uint16_t e, Segment& segment, const ReadOp& op) { by_key(e, segment, op); });
    store_.forget_indexes();
    codes();
    each_op(ReadOp::Kind::derive, [&](std::uint16_t e, Segment& segment, const ReadOp& op) { derive(e, segment, op); });
    store_.forget_indexes();
    late_conditions();
    for (std::uint16_t e = 0; e < store_.tables.size(); ++e) {
      if (!store_.tables[e]->entity.strong) identity_.weak(e);
    }
    for (std::uint16_t e = 0; e < store_.tables.size(); ++e) references(e);
    store_.forget_indexes();
    for (std::uint16_t e = 0; e < store_.tables.size(); ++e) verify(e);
    unique();
    for (const auto& table : store_.tables) {          // hidden columns have done their work
      for (const auto& segment : table->segments()) {
        if (segment->columns.size() > table->ext_field() + 1) segment->columns.resize(table->ext_field() + 1);
      }
    }
  }

 private:
  template <typename Use>
  void each_op(ReadOp::Kind kind, Use&& use) {
    for (std::uint16_t e = 0; e < store_.tables.size(); ++e) {
      for (const auto& segment : store_.tables[e]->segments()) {
        if (segment->recipe == model::made_here) continue;
        for (const ReadOp& op : roster_.plan.recipes[segment->recipe]->ops) {
          if (op.kind == kind) use(e, *segment, op);
        }
      }
    }
  }
  void by_key(std::uint16_t entity, Segment& segment, const ReadOp& op);
  void codes();
  void derive(std::uint16_t entity, Segment& segment, const ReadOp& op);
  void late_conditions();
  void references(std::uint16_t entity);
  void judge_reference(std::uint16_t entity, std::uint16_t f, Segment& segment, std::uint32_t index);
  const std::vector<std::uint8_t>& there(std::uint16_t entity);
  void doubtful_references(const model::FieldDef& field, const Segment& segment, const model::Column& column, std::vector<std::uint32_t>& rows) const;
  bool target_is_there(const Segment& segment, const model::FieldDef& field, const model::Column& column, Symbol symbol, bool& wrong_space) const;
  bool has_records(std::uint16_t entity);
  void verify(std::uint16_t entity);
  void differing_copies(std::uint16_t entity, const Segment& segment, const ReadOp& op, std::vector<std::uint32_t>& rows) const;
  bool is_shadow(const Segment& segment, std::size_t field) const;
  void copies_of_nothing(std::uint16_t entity, Segment& segment, const ReadOp& op);
  void unique();
  void twice(std::uint16_t entity, const ReadOp& op, Row first, Row again);

  Roster& roster_;
  model::Store& store_;
  StoreLog log_;
  Identity identity_;
  unsigned jobs_;
  std::vector<std::vector<std::uint8_t>> there_;       // by entity, id: see there()
  std::map<std::uint16_t, bool> has_records_;
};

void Resolver::by_key(std::uint16_t entity, Segment& segment, const ReadOp& op) {
  const model::Column* tuples = segment.find(op.hidden);
  if (tuples == nullptr || tuples->kind() == model::Column::Kind::none) return;
  const model::FieldDef& field = store_.schema.entities[entity].fields[op.target];
  const auto key = roster_.keys.find(op.field->by->key);
  std::vector<std::string> found(segment.rows);
  for (std::uint32_t i = 0; i < segment.rows; ++i) {
    if (segment.states[i] != State::live) continue;
    each_item(tuples->text(i), [&](std::string_view tuple) {
      const Roster::Tuple* hit = nullptr;
      if (key != roster_.keys.end()) {
        const auto at = key->second.find(std::string(tuple));
        if (at != key->second.end()) hit = &at->second;
      }
      if (hit == nullptr || hit->ambiguous) {
        const std::string_view rule = hit == nullptr ? "reference.missing" : "reference.ambiguous";
        log_.report(rule, entity, segment.first + i, [&](Finding& finding) {
          finding.column = op.more.empty() ? op.at.text : op.more.back().text;
          finding.message = (hit == nullptr ? "there is no " + store_.schema.entities[field.refs.front()].name + " with this " + op.field->by->key
                                            : "several records have this " + op.field->by->key);
          finding.hint = "the reference was left out.";
        });
        return;
      }
      const std::string_view id = store_.ids(hit->entity).text(hit->id);
      bool known = false;
      each_item(found[i], [&](std::string_view item) { known = known || item == id; });
      if (known) return;
      if (!found[i].empty()) found[i].push_back(codec::item_separator);
      found[i].append(id);
    });
  }
  model::Column& column = segment.column(op.target);
  for (std::uint32_t i = 0; i < segment.rows; ++i) {
    if (found[i].empty()) continue;
    if (field.shape == model::Shape::list) {
      column.put_text(i, found[i], segment.rows);
    } else {
      const std::string_view first = std::string_view(found[i]).substr(0, found[i].find(codec::item_separator));
      column.put_symbol(i, store_.domain(entity, op.target)->intern(first), segment.rows);
    }
  }
}

void Resolver::codes() {
  const auto& conditions = roster_.plan.mapping->code_when;
  std::map<std::pair<std::string, std::uint16_t>, std::vector<std::pair<std::string, RowTest>>> compiled;
  for (const Roster::PendingCode& pending : roster_.codes) {
    const std::string& table = pending.code.table->name;
    auto slot = compiled.find({table, pending.entity});
    if (slot == compiled.end()) {
      slot = compiled.emplace(std::pair{table, pending.entity}, std::vector<std::pair<std::string, RowTest>>{}).first;
      if (const auto found = conditions.find(table); found != conditions.end()) {
        for (const auto& [word, condition] : found->second) slot->second.emplace_back(word, RowTest::compile(store_.schema, pending.entity, {}, condition));
      }
      for (const auto& [word, test] : slot->second) test.prepare(store_);
    }
    if (pending.segment->states[pending.code.index] != State::live) continue;
    const Row row = pending.segment->first + pending.code.index;
    for (const std::uint32_t candidate : *pending.code.candidates) {
      const auto& value = pending.code.table->values[candidate];
      const auto test = std::find_if(slot->second.begin(), slot->second.end(), [&](const auto& each) { return each.first == value.word; });
      if (value.conditional && (test == slot->second.end() || !test->second.holds(store_, {pending.entity, row}))) continue;
      store_.put(pending.entity, pending.code.field, row, value.word);
      if (value.conditional) break;
    }
  }
}

void Resolver::derive(std::uint16_t entity, Segment& segment, const ReadOp& op) {
  op.path.prepare(store_);
  const Pick pick = parse_pick(op.field->pick);
  for (std::uint32_t i = 0; i < segment.rows; ++i) {
    if (segment.states[i] != State::live) continue;
    const Row row = segment.first + i;
    if (!store_.text(entity, op.target, row).empty()) continue;
    const std::string value(op.path.value(store_, {entity, row}, pick));
    if (!value.empty()) store_.put(entity, op.target, row, value);
  }
}

/// Children whose `when` looks at the model: what does not hold was never a record of this child (another one reads it).
void Resolver::late_conditions() {
  for (std::uint16_t e = 0; e < store_.tables.size(); ++e) {
    for (const auto& segment : store_.tables[e]->segments()) {
      if (segment->recipe == model::made_here || roster_.plan.recipes[segment->recipe]->late_when.empty()) continue;
      const RowTest test = RowTest::compile(store_.schema, e, {}, roster_.plan.recipes[segment->recipe]->late_when);
      test.prepare(store_);
      for (std::uint32_t i = 0; i < segment->rows; ++i) {
        if (segment->states[i] != State::live || test.holds(store_, {e, segment->first + i, nullptr, nullptr})) continue;
        segment->states[i] = State::dropped;
        --roster_.counts[e].in;
      }
    }
  }
  store_.forget_indexes();
}

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
  for (const auto& segment : table.segments()) {
    const model::Column* ids = segment->find(table.entity.own_id);
    for (std::uint32_t i = 0; ids != nullptr && i < segment->rows; ++i) {
      // A space of 255 would look like none: then all are looked at one by one, which is slow and right.
      if (table.find(ids->symbol(i)) == segment->first + i) there[ids->symbol(i)] = static_cast<std::uint8_t>(segment->space + 1);
    }
  }
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
  if (column.kind() == model::Column::Kind::constant && good(column.symbol(0))) return;
  std::vector<Symbol> symbols(segment.rows);
  column.symbols(0, segment.rows, symbols.data());
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

/// A copied reference (a school in enrollments) is compared with its original, but it must also lead somewhere. What leads
/// nowhere is told once: it is blanked here, so that nobody compares it.
void Resolver::copies_of_nothing(std::uint16_t entity, Segment& segment, const ReadOp& op) {
  const auto target = op.follows_reference() ? store_.schema.find_entity(op.field->ref) : std::nullopt;
  if (!target || copied_domain(store_, op) != &store_.ids(*target) || segment.delta || roster_.not_whole[*target]) return;
  const std::vector<std::uint8_t>& known = there(*target);
  model::Column& copies = segment.column(op.hidden);
  std::vector<Symbol> ids(segment.rows);
  copies.symbols(0, segment.rows, ids.data());
  for (std::uint32_t i = 0; i < segment.rows; ++i) {
    if (ids[i] == 0 || segment.states[i] != State::live || (ids[i] < known.size() && known[ids[i]] != 0)) continue;
    if (store_.tables[*target]->find(ids[i]) != model::no_row) continue;
    const Causes::Number cause = roster_.causes.of(Causes::Kind::missing, *target, has_records(*target) ? ids[i] : 0);
    roster_.causes.copy({segment.first + i, entity, &op, ids[i], cause});
    copies.put_symbol(i, 0, segment.rows);
  }
}

void Resolver::differing_copies(std::uint16_t entity, const Segment& segment, const ReadOp& op, std::vector<std::uint32_t>& rows) const {
  const model::Column& copies = *segment.find(op.hidden);
  const model::Interner* names = copied_domain(store_, op);
  if (names != nullptr && op.path.symbolic(store_)) {
    std::vector<Symbol> theirs(segment.rows), ours(segment.rows);
    copies.symbols(0, segment.rows, theirs.data());
    op.path.symbols(store_, segment, 0, segment.rows, ours.data());
    for (std::uint32_t i = 0; i < segment.rows; ++i) {
      if (theirs[i] != ours[i] && theirs[i] != 0 && ours[i] != 0 && segment.states[i] == State::live) rows.push_back(i);
    }
    return;
  }
  const auto hash = [](std::string_view text) { return static_cast<Symbol>(model::hash_text(text) >> 32) | 1u; };
  for (std::uint32_t i = 0; i < segment.rows; ++i) {
    const Symbol theirs = copies.symbol(i);
    if (theirs == 0 || segment.states[i] != State::live) continue;
    const Context context{entity, segment.first + i, nullptr, nullptr};
    bool any = false, equal = false;
    if (op.is_list || op.chain.makes_list()) {
      const std::string list = op.path.list(store_, context);
      any = !list.empty();
      equal = hash(list) == theirs;
    } else {
      op.path.each(store_, context, [&](std::string_view text, std::uint16_t, Row) {
        any = true;
        equal = equal || (names != nullptr ? text == names->text(theirs) : hash(text) == theirs);
      });
    }
    if (any && !equal) rows.push_back(i);              // not any: what it copies is not known here, nothing to compare with
  }
}

void Resolver::verify(std::uint16_t entity) {
  struct Task { const Segment* segment; const ReadOp* op; std::vector<std::uint32_t> rows; };
  std::vector<Task> tasks;
  for (const auto& segment : store_.tables[entity]->segments()) {
    if (segment->recipe == model::made_here) continue;
    for (const ReadOp& op : roster_.plan.recipes[segment->recipe]->ops) {
      if (op.kind != ReadOp::Kind::verify) continue;
      const model::Column* copies = segment->find(op.hidden);
      if (copies == nullptr || copies->kind() == model::Column::Kind::none) continue;
      copies_of_nothing(entity, *segment, op);
      op.path.prepare(store_);
      tasks.push_back({segment.get(), &op, {}});
    }
  }
  in_parallel(jobs_, tasks.size(), [&](std::size_t number, unsigned) {
    Task& task = tasks[number];
    differing_copies(entity, *task.segment, *task.op, task.rows);
  });
  for (const Task& task : tasks) {
    for (const std::uint32_t index : task.rows) {
      log_.report("verify.difference", entity, task.segment->first + index, [&](Finding& finding) {
        finding.column = task.op->at.text;
        finding.message = "this is a copy of " + task.op->path.text() + " and says something else";
        finding.hint = "the copy was not used. Correct the one that is wrong at the source.";
      });
    }
  }
}

void Resolver::unique() {
  std::map<std::pair<std::uint16_t, std::uint16_t>, std::map<std::uint16_t, const ReadOp*>> of_field;   // by entity and field: ops by recipe
  each_op(ReadOp::Kind::value, [&](std::uint16_t entity, Segment& segment, const ReadOp& op) {
    if (op.field->unique) of_field[{entity, op.target}][segment.recipe] = &op;
  });
  for (const auto& [key, ops] : of_field) {
    const auto& [entity, field] = key;
    const model::Table& table = *store_.tables[entity];
    if (store_.domain(entity, field) == nullptr && ascends(table, field, jobs_)) continue;
    const auto pairs = same_rows(table, jobs_, [&, field = field](const Segment& segment, std::vector<std::uint64_t>& hashes) {
      hashes.assign(segment.rows, 0);
      const model::Column* column = segment.find(field);
      if (column == nullptr || column->kind() == model::Column::Kind::none || !ops.contains(segment.recipe)) return;
      const bool symbols = store_.domain(entity, field) != nullptr;
      for (std::uint32_t i = 0; i < segment.rows; ++i) {
        if (segment.states[i] != State::live) continue;
        hashes[i] = symbols ? model::hash_or_blank(store_.text(table, field, segment, i)) : column->hash(i);
      }
    });
    for (const auto& [first, again] : pairs) {
      if (identity_.same_values(table, field, table.at(first), table.at(again))) twice(entity, *ops.at(table.at(again).segment->recipe), first, again);
    }
  }
}

void Resolver::twice(std::uint16_t entity, const ReadOp& op, Row first, Row again) {
  log_.report(op.field->rule.empty() ? "unique.duplicate" : op.field->rule, entity, again, [&](Finding& finding) {
    const auto place = store_.tables[entity]->at(first);
    finding.column = op.at.text;
    finding.message = "the same value stands in line " + std::to_string(place.segment->line(place.index)) + ", though it must be different for each record";
    finding.hint = "both were kept. Correct one of them at the source.";
  });
}

}  // namespace

std::string record_id(const model::Store& store, std::uint16_t entity, model::Row row) {
  const model::EntityDef& def = store.schema.entities[entity];
  if (def.strong) return std::string(store.text(entity, def.own_id, row));
  std::string id;
  for (const std::uint16_t field : def.key) {
    const std::string_view part = store.text(entity, field, row);
    if (part.empty()) continue;
    if (!id.empty()) id += '/';
    id += part;
  }
  return id;
}

Finding finding_at(const model::Store& store, std::string_view rule, std::uint16_t entity, model::Row row) {
  Finding finding;
  finding.rule = rule;
  finding.severity = convert_severity(rule);
  const auto [segment, index] = store.tables[entity]->at(row);
  if (!store.files.empty()) finding.file = store.files[segment->file];
  finding.line = segment->line(index);
  finding.entity = store.schema.entities[entity].name;
  finding.id = record_id(store, entity, row);
  return finding;
}

void resolve(Roster& roster, const Settings& settings, Diagnostics& diagnostics) { Resolver(roster, diagnostics, settings.jobs).run(); }

}  // namespace rosterkit::convert
