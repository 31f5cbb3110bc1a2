// What is settled when all is read, in order; references, copies and unique values have files of their own.
#include <algorithm>

#include "resolver.hpp"
#include "rosterkit/base/text.hpp"
#include "tests.hpp"

namespace rosterkit::convert {

using model::Row;
using model::Segment;
using model::State;
using model::Symbol;

void Resolver::run(bool unread) {
  identity_.strong();
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
  unique(false);
  if (unread) unique(true);
  for (const auto& table : store_.tables) {          // hidden columns have done their work
    for (const auto& segment : table->segments()) {
      if (segment->columns.size() > table->ext_field() + 1) segment->columns.resize(table->ext_field() + 1);
    }
  }
}

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

void resolve(Roster& roster, const Settings& settings, Diagnostics& diagnostics, Repeats repeats) {
  Resolver(roster, diagnostics, settings.jobs).run(repeats == Repeats::all);
}
void find_unread_repeats(Roster& roster, const Settings& settings, Diagnostics& diagnostics) { Resolver(roster, diagnostics, settings.jobs).unique(true); }

}  // namespace rosterkit::convert
