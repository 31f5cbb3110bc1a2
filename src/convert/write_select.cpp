// Which records are written. A record goes to a file if its conditions hold, its required children are there, and nothing
// that it requires is blank; and what it refers to by a required reference must be written too (closure): what cannot be
// written takes down what depends on it. What one record needs is in write_judge.cpp, what is said in write_failures.cpp.
#include <algorithm>
#include <atomic>
#include <mutex>

#include "rosterkit/base/parallel.hpp"
#include "writer.hpp"

namespace rosterkit::convert {

using model::Row;
using model::State;
using model::Symbol;

thread_local Writer::Scratch* Writer::scratch_of_thread_ = nullptr;

namespace {
io::CsvStyle style_of(const mapping::Format& format) {
  io::CsvStyle style;
  style.delimiter = format.delimiter;
  style.quote = format.quote;
  style.newline = format.newline;
  style.backslash_escapes = format.backslash_escapes;
  style.quoting = format.quoting == "all" ? io::CsvStyle::Quote::all : format.quoting == "blanks" ? io::CsvStyle::Quote::blanks : io::CsvStyle::Quote::minimal;
  return style;
}
}  // namespace

Writer::Writer(Roster& roster, const mapping::Mapping& mapping, WritePlan& plan, Diagnostics& diagnostics, bool delta, unsigned jobs, bool record_by_record)
    : roster_(roster), store_(roster.store), mapping_(mapping), plan_(plan), log_(roster.store, diagnostics), diagnostics_(diagnostics), delta_(delta),
      jobs_(std::max(1u, jobs)), csv_(style_of(mapping.format)) {
  for (unsigned i = 0; i < jobs_; ++i) scratches_.push_back(std::make_unique<Scratch>());
  scratch_of_thread_ = scratches_.front().get();
  written_sets_.resize(plan.set_of.size());
  all_written_.resize(plan.set_of.size());
  for (std::size_t e = 0; e < store_.tables.size(); ++e) {
    const Row rows = store_.tables[e]->rows();
    claims_.emplace_back(rows, plan.claims[e].size(), jobs_);
    failed_.emplace_back(rows);
    left_deleted_.emplace_back(rows);
  }
  forms_.resize(plan.records.size());
  item_indexes_.resize(plan.frame_count);
  if (mapping.format.kind == "xml" || record_by_record) return;
  std::size_t memories = 0, depth = 0;
  for (std::size_t r = 0; r < plan.records.size(); ++r) {
    SheetFrame& form = forms_[r].emplace();
    if (!make_sheet_form(*plan.records[r], store_.schema, form, memories, depth)) forms_[r].reset();
  }
  for (const auto& scratch : scratches_) {
    scratch->memories.resize(memories);
    scratch->places.resize(depth);
  }
}

bool Writer::deleted(std::uint16_t entity, Row row) const {
  const std::uint16_t status = store_.schema.entities[entity].status;
  if (status == 0xFFFF || mapping_.format.deletes != "absent") return false;
  const auto [segment, index] = store_.tables[entity]->at(row);
  const model::Column* column = segment->find(status);
  return column != nullptr && !column->blank(index) && store_.text(*store_.tables[entity], status, *segment, index) == store_.schema.deleted_status;
}

bool Writer::may_be_deleted(std::uint16_t entity, const model::Segment& segment) const {
  const std::uint16_t status = store_.schema.entities[entity].status;
  if (status == 0xFFFF || mapping_.format.deletes != "absent") return false;
  const model::Column* column = segment.find(status);
  return column != nullptr && column->kind() != model::Column::Kind::none;
}

/// Indexes and paths that evaluation needs, built before rows are looked at.
void Writer::prepare(const WriteFrame& frame) {
  frame.only.prepare(store_);
  frame.late_when.prepare(store_);
  if (!frame.into.empty() && !(frame.into.front().own == store_.schema.entities[frame.entity].own_id && store_.schema.entities[frame.entity].strong)) {
    store_.index(frame.entity, frame.into.front().own);
  }
  for (const auto* ops : {&frame.ops, &frame.constants}) {
    for (const WriteOp& op : *ops) {
      op.fill.prepare(store_);
      op.when.prepare(store_);
      op.path.prepare(store_);
      for (const auto& [literal, hole] : op.holes) hole.prepare(store_);
      for (const WriteMake::Part& part : op.make.parts) part.path.prepare(store_);
    }
  }
  for (const auto& [text, path] : frame.distinct) path.prepare(store_);
  for (const WriteSort& sort : frame.sort) {
    sort.path.prepare(store_);
    if (sort.equals) sort.equals->prepare(store_);
  }
  for (const WriteFrame& child : frame.children) prepare(child);
}

namespace {
void add_children(const WriteFrame& frame, std::vector<const WriteFrame*>& children) {
  for (const WriteFrame& child : frame.children) {
    children.push_back(&child);
    add_children(child, children);
  }
}
}  // namespace

void Writer::select() {
  std::vector<const WriteFrame*> indexed;
  for (const auto& record : plan_.records) {
    prepare(*record);
    add_children(*record, indexed);
  }
  // Several at once: what is serial in one of them overlaps with the others.
  in_parallel(jobs_, indexed.size(), [&](std::size_t number, unsigned) { index_items(*indexed[number]); });
  chosen_.assign(plan_.records.size(), {});
  for (std::size_t r = 0; r < plan_.records.size(); ++r) {
    const WriteFrame& record = *plan_.records[r];
    const model::Table& table = *store_.tables[record.entity];
    chosen_[r].resize(table.rows());
    if (!record.writes) {                              // a record from no file: what it would make again is claimed
      for (Row row = 0; row < table.rows(); ++row) {
        if (table.live(row) && record.only.holds(store_, {record.entity, row, nullptr, nullptr})) {
          // only the very record that reading makes: its id is a constant of the mapping
          for (const mapping::Field& field : record.record->fields) {
            if (field.name == table.entity.fields[table.entity.own_id].name && field.read.constant && *field.read.constant == store_.text(record.entity, table.entity.own_id, row)) claim(record, row);
          }
        }
      }
      continue;
    }
    in_parallel(jobs_, table.segments().size(), [&](std::size_t number, unsigned) {
      const model::Segment& segment = *table.segments()[number];
      std::vector<std::uint8_t> keep;
      segment.mark_live(keep);
      record.only.select(store_, segment, keep);
      const bool deletions = may_be_deleted(record.entity, segment);
      for (std::uint32_t i = 0; deletions && i < segment.rows; ++i) {
        if (keep[i] == 0 || !deleted(record.entity, segment.first + i)) continue;
        left_deleted_[record.entity][segment.first + i] = 1;
        keep[i] = 0;
      }
      std::copy(keep.begin(), keep.end(), chosen_[r].begin() + segment.first);
    });
  }
  // Required children decide what a record is (a student is who has a student's role), so they are looked at first;
  // their own references can only be judged when it is known what is written: everything counts as written until then.
  for (std::size_t set = 0; set < written_sets_.size(); ++set) {
    std::size_t bound = 0;
    for (const auto& [name, number] : plan_.set_of) {
      if (static_cast<std::size_t>(number) == set) bound = store_.ids(name.first).bound() + 1;
    }
    written_sets_[set].assign(bound, 1);
    all_written_[set] = 1;
  }
  std::mutex mutex;
  const auto fail = [&](std::size_t r, Row row, const Failure& failure) {
    const std::lock_guard lock(mutex);
    failures_[{r, row}] = failure;
  };
  // Each chosen row of a record that a look at whole columns does not clear, in several threads: what one row is found to
  // be does not depend on the others.
  enum class About { values, references };
  const auto each_doubtful = [&](std::size_t r, About about, auto&& use) {
    const WriteFrame& record = *plan_.records[r];
    const bool children = std::any_of(record.children.begin(), record.children.end(), [](const WriteFrame& inner) { return inner.child->required; });
    const auto& segments = store_.tables[record.entity]->segments();
    in_parallel(jobs_, segments.size(), [&](std::size_t number, unsigned worker) {
      scratch_of_thread_ = scratches_[worker].get();
      const model::Segment& segment = *segments[number];
      std::vector<std::uint8_t> doubtful(segment.rows);
      const Marked rows{segment, nullptr, segment.rows, doubtful.data()};
      bool any = about == About::values ? lacking(record, rows) : dangling(record, rows);
      if (children && childless(record, segment, chosen_[r], doubtful.data())) any = true;
      if (!any) return;
      const std::uint8_t* const chosen = chosen_[r].data() + segment.first;
      for (std::uint32_t i = 0, count = segment.rows; i < count; ++i) {
        if (doubtful[i] != 0 && chosen[i] != 0) use(segment.first + i, doubtful[i] == no_child);
      }
    });
    scratch_of_thread_ = scratches_.front().get();
  };
  for (std::size_t r = 0; r < plan_.records.size(); ++r) {
    const WriteFrame& record = *plan_.records[r];
    if (!record.distinct.empty() || !record.writes) continue;
    const bool children = std::any_of(record.children.begin(), record.children.end(), [](const WriteFrame& inner) { return inner.child->required; });
    each_doubtful(r, About::values, [&](Row row, bool has_no_child) {
      if (has_no_child) {
        chosen_[r][row] = 0;
        return;
      }
      const Place place{{record.entity, row, nullptr, nullptr}, nullptr, nullptr};
      const WriteOp* missing = nullptr;
      const WriteFrame* where = &record;
      Row needs = model::no_row;
      std::uint16_t needs_entity = 0;
      bool matched = true;
      if (children && !required_children(record, place, matched, missing, where, needs, needs_entity)) {
        chosen_[r][row] = 0;
        if (matched) fail(r, row, {missing, where, needs, needs_entity});
      } else if (!complete_enough(record, place, missing, needs, needs_entity)) {
        chosen_[r][row] = 0;
        fail(r, row, {missing, &record, needs, needs_entity});
      }
    });
  }
  // Closure: until nothing changes, take out what requires something that is not written.
  const auto refresh = [&] {
    for (const auto& [name, number] : plan_.set_of) {
      auto& set = written_sets_[static_cast<std::size_t>(number)];
      if (!plan_.nested.contains(name.first)) std::fill(set.begin(), set.end(), 0);   // nested ones are found at the end
    }
    for (std::size_t r = 0; r < plan_.records.size(); ++r) {
      const WriteFrame& record = *plan_.records[r];
      if (record.written_set < 0) continue;
      auto& own = written_sets_[static_cast<std::size_t>(record.written_set)];
      const auto any = plan_.set_of.find({record.entity, std::string()});
      const auto named = plan_.set_of.find({record.entity, "@" + record.record->name});
      const std::uint16_t id = store_.schema.entities[record.entity].own_id;
      const auto& segments = store_.tables[record.entity]->segments();
      const auto mark = [](std::uint8_t& written) { std::atomic_ref(written).store(1, std::memory_order_relaxed); };   // threads meet at blank ids
      in_parallel(jobs_, segments.size(), [&](std::size_t number, unsigned) {
        const model::Segment& segment = *segments[number];
        const model::Column* ids = segment.find(id);
        for (std::uint32_t i = 0; ids != nullptr && i < segment.rows; ++i) {
          if (chosen_[r][segment.first + i] == 0) continue;
          const Symbol symbol = ids->symbol(i);
          mark(own[symbol]);
          if (named != plan_.set_of.end()) mark(written_sets_[static_cast<std::size_t>(named->second)][symbol]);
          if (any != plan_.set_of.end()) mark(written_sets_[static_cast<std::size_t>(any->second)][symbol]);
        }
      });
    }
    for (const auto& [name, number] : plan_.set_of) {
      const auto set = static_cast<std::size_t>(number);
      if (!plan_.nested.contains(name.first)) all_written_[set] = is_all_written(name.first, written_sets_[set]) ? 1 : 0;
    }
  };
  refresh();
  std::atomic<bool> changed{true};
  while (changed) {
    changed = false;
    for (std::size_t r = 0; r < plan_.records.size(); ++r) {
      const WriteFrame& record = *plan_.records[r];
      if (!record.distinct.empty() || !record.writes) continue;
      const bool children = std::any_of(record.children.begin(), record.children.end(), [](const WriteFrame& inner) { return inner.child->required; });
      each_doubtful(r, About::references, [&](Row row, bool) {
        const Place place{{record.entity, row, nullptr, nullptr}, nullptr, nullptr};
        const WriteOp* missing = nullptr;
        const WriteFrame* where = &record;
        Row needs = model::no_row;
        std::uint16_t needs_entity = 0;
        bool matched = true;
        if (references_written(record, place, missing, needs, needs_entity) && (!children || required_children(record, place, matched, missing, where, needs, needs_entity))) return;
        chosen_[r][row] = 0;
        fail(r, row, {missing, where, needs, needs_entity});
        changed = true;
      });
    }
    if (changed) refresh();
  }
  find_nested();
  for (std::size_t r = 0; r < plan_.records.size(); ++r) {
    if (plan_.records[r]->writes && plan_.records[r]->folds_keys) leave_out_alike(r);
  }
  note_causes();
}

}  // namespace rosterkit::convert
