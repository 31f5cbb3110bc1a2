// Copies of what is held elsewhere, which may disagree with it; values that may stand once only.
#include <algorithm>

#include "ascending.hpp"
#include "resolver.hpp"
#include "rosterkit/base/parallel.hpp"
#include "same_rows.hpp"

namespace rosterkit::convert {

using model::Row;
using model::Segment;
using model::State;
using model::Symbol;

/// A copied reference (a school in enrollments) is compared with its original, but it must also lead somewhere. What leads
/// nowhere is told once: it is blanked here, so that nobody compares it.
void Resolver::copies_of_nothing(std::uint16_t entity, Segment& segment, const ReadOp& op) {
  const auto target = op.follows_reference() ? store_.schema.find_entity(op.field->ref) : std::nullopt;
  if (!target || copied_domain(store_, op) != &store_.ids(*target) || segment.delta || roster_.not_whole[*target]) return;
  const std::vector<std::uint8_t>& known = there(*target);
  model::Column& copies = segment.column(op.hidden);
  if (copies.all_symbols([&](Symbol id) { return id == 0 || (id < known.size() && known[id] != 0); })) return;   // as nearly always
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
    std::vector<Symbol> room, ours(segment.rows);
    const std::span<const Symbol> theirs = copies.symbols(0, segment.rows, room);
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

namespace {
/// Of these values nothing but hashes is kept, since neither a target nor a completion will look at them. So they stay what they are.
bool is_unread(const model::Table& table, std::uint16_t field) {
  return field < table.ext_field() && std::all_of(table.segments().begin(), table.segments().end(), [field](const auto& segment) {
    const model::Column* column = segment->recipe == model::made_here ? nullptr : segment->find(field);
    return column == nullptr || column->kind() == model::Column::Kind::none || column->kind() == model::Column::Kind::hash;
  });
}
}  // namespace

void Resolver::unique(bool unread) {
  std::map<std::pair<std::uint16_t, std::uint16_t>, std::map<std::uint16_t, const ReadOp*>> of_field;   // by entity and field: ops by recipe
  each_op(ReadOp::Kind::value, [&](std::uint16_t entity, Segment& segment, const ReadOp& op) {
    if (op.field->unique) of_field[{entity, op.target}][segment.recipe] = &op;
  });
  for (const auto& [key, ops] : of_field) {
    const auto& [entity, field] = key;
    const model::Table& table = *store_.tables[entity];
    if (is_unread(table, field) != unread) continue;
    if (store_.domain(entity, field) == nullptr && ascends(table, field, jobs_)) continue;
    const auto pairs = same_rows(table, jobs_, [&, field = field](const Segment& segment, std::vector<std::uint64_t>& hashes) {
      hashes.assign(segment.rows, 0);
      const model::Column* column = segment.find(field);
      if (column == nullptr || column->kind() == model::Column::Kind::none || !ops.contains(segment.recipe)) return;
      if (store_.domain(entity, field) == nullptr) {
        column->hashes(hashes);
      } else {
        for (std::uint32_t i = 0; i < segment.rows; ++i) hashes[i] = model::hash_or_blank(store_.text(table, field, segment, i));
      }
      for (std::uint32_t i = 0; i < segment.rows; ++i) {
        if (segment.states[i] != State::live) hashes[i] = 0;
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

}  // namespace rosterkit::convert
