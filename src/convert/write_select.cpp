// Which records are written. A record goes to a file if its conditions hold, its required children are there, and nothing
// that it requires is blank; and what it refers to by a required reference must be written too (closure): what cannot be
// written takes down what depends on it, reported once under the root cause.
#include <algorithm>
#include <atomic>
#include <mutex>

#include "rosterkit/base/parallel.hpp"
#include "rosterkit/base/text.hpp"
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
  claims_.resize(store_.tables.size());
  failed_.resize(store_.tables.size());
  left_deleted_.resize(store_.tables.size());
  for (std::size_t e = 0; e < store_.tables.size(); ++e) {
    claims_[e].resize(store_.tables[e]->rows());
    failed_[e].resize(store_.tables[e]->rows());
    left_deleted_[e].resize(store_.tables[e]->rows());
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
  for (const WriteFrame& child : frame.children) {
    prepare(child);
    index_items(child);
  }
}

/// True if what an operation refers to by this id is written. Changes may refer to what the receiver has.
bool Writer::goes_out(const WriteOp& op, std::string_view id) const {
  const Symbol symbol = store_.ids(op.refers).find(id);
  const auto& written = written_sets_[static_cast<std::size_t>(op.written_set)];
  return symbol < written.size() && written[symbol] != 0;
}

/// A value that is looked for elsewhere in the model, or may be.
bool Writer::is_computed(const WriteOp& op) const { return op.kind == WriteOp::Kind::derive || !op.fill.empty(); }

/// A reference that may be to something that is not written.
bool Writer::must_look(const WriteOp& op) const {
  return op.written_set >= 0 && op.refers != 0xFFFF && !delta_ && all_written_[static_cast<std::size_t>(op.written_set)] == 0;
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
    const auto& written = written_sets_[static_cast<std::size_t>(op.written_set)];
    const model::FieldDef& field = store_.schema.entities[frame.entity].fields[op.target];
    const std::uint16_t target = op.own_id ? store_.id_domain(frame.entity) : field.is_ref() ? field.refs.front() : frame.entity;
    const auto is_written = [&](Symbol symbol) { return symbol < written.size() && written[symbol] != 0; };
    if (field.shape == model::Shape::list) {
      bool any = false, blank = true;
      each_item(store_.text(frame.entity, op.target, place.context.row), [&](std::string_view item) {
        blank = false;
        any = any || is_written(store_.ids(target).find(item));
      });
      if (any || blank) continue;                      // blank is the affair of `required`
      missing = &op;
      return false;
    }
    const Symbol symbol = store_.symbol(frame.entity, op.target, place.context.row);
    if (symbol == 0 || is_written(symbol)) continue;
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
bool Writer::lacking(const WriteFrame& record, const model::Segment& segment, std::vector<std::uint8_t>& doubtful) const {
  bool any = false;
  for (const WriteOp& op : record.ops) {
    if (!op.required || (op.own_id && !op.make.parts.empty())) continue;
    const model::Column* column = op.target == 0xFFFF ? nullptr : segment.find(op.target);
    const bool plain = op.kind == WriteOp::Kind::value && op.distinct == 0xFFFF;
    const model::Interner* names = op.target < store_.schema.entities[record.entity].fields.size() ? store_.domain(record.entity, op.target) : nullptr;
    const bool coded = plain && !op.chain.empty() && names != nullptr && !op.is_list && op.id == nullptr && op.field->allowed.empty();
    if (!plain || (!op.chain.empty() && !coded) || column == nullptr || column->kind() == model::Column::Kind::none) {
      std::fill(doubtful.begin(), doubtful.end(), 1);
      return true;
    }
    if (!coded) {
      if (column->kind() == model::Column::Kind::constant) continue;
      for (std::uint32_t i = 0; i < segment.rows; ++i) doubtful[i] |= column->blank(i) ? 1 : 0;
      any = true;
      continue;
    }
    // A word is put through the codecs once: what it gives is the same for all that have it.
    std::unordered_map<Symbol, bool> known = {{0, false}};
    ChainScratch chain;
    Symbol last = 0;
    bool last_given = false;
    for (std::uint32_t i = 0; i < segment.rows; ++i) {
      if (const Symbol symbol = column->symbol(i); symbol != last) {
        const auto [slot, is_new] = known.emplace(last = symbol, false);
        if (is_new) slot->second = !op.chain.encode(names->text(symbol), false, chain).empty();
        last_given = slot->second;
      }
      doubtful[i] |= last_given ? 0 : 1;
    }
    any = true;
  }
  return any;
}

/// The same for required references to what is not written; references_written() decides.
bool Writer::dangling(const WriteFrame& record, const model::Segment& segment, std::vector<std::uint8_t>& doubtful) const {
  bool any = false;
  for (const WriteOp& op : record.ops) {
    if (op.written_set < 0 || !op.required || op.distinct != 0xFFFF) continue;
    if (is_computed(op) && must_look(op)) {
      std::fill(doubtful.begin(), doubtful.end(), 1);
      return true;
    }
    if (op.target == 0xFFFF) continue;
    const model::Column* column = segment.find(op.target);
    if (column == nullptr || column->kind() == model::Column::Kind::none) continue;   // blank is the affair of lacking()
    any = true;
    if (column->kind() == model::Column::Kind::text) {
      std::fill(doubtful.begin(), doubtful.end(), 1);
      return true;
    }
    const auto& written = written_sets_[static_cast<std::size_t>(op.written_set)];
    for (std::uint32_t i = 0; i < segment.rows; ++i) {
      const Symbol symbol = column->symbol(i);
      doubtful[i] |= symbol != 0 && !(symbol < written.size() && written[symbol] != 0) ? 1 : 0;
    }
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

void Writer::select() {
  for (const auto& record : plan_.records) prepare(*record);
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
      std::vector<std::uint8_t> keep(segment.rows);
      for (std::uint32_t i = 0; i < segment.rows; ++i) keep[i] = segment.states[i] == State::live ? 1 : 0;
      record.only.select(store_, segment, keep);
      const bool deletions = may_be_deleted(record.entity, segment);
      for (std::uint32_t i = 0; i < segment.rows; ++i) {
        if (keep[i] == 0) continue;
        const Row row = segment.first + i;
        (deletions && deleted(record.entity, row) ? left_deleted_[record.entity] : chosen_[r])[row] = 1;
      }
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
      std::vector<std::uint8_t> doubtful(segment.rows, children ? 1 : 0);
      if (!children && !(about == About::values ? lacking(record, segment, doubtful) : dangling(record, segment, doubtful))) return;
      for (std::uint32_t i = 0; i < segment.rows; ++i) {
        if (doubtful[i] != 0 && chosen_[r][segment.first + i] != 0) use(segment.first + i);
      }
    });
    scratch_of_thread_ = scratches_.front().get();
  };
  for (std::size_t r = 0; r < plan_.records.size(); ++r) {
    const WriteFrame& record = *plan_.records[r];
    if (!record.distinct.empty() || !record.writes) continue;
    const bool children = std::any_of(record.children.begin(), record.children.end(), [](const WriteFrame& inner) { return inner.child->required; });
    each_doubtful(r, About::values, [&](Row row) {
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
      for (const auto& segment : store_.tables[record.entity]->segments()) {
        const model::Column* ids = segment->find(id);
        for (std::uint32_t i = 0; ids != nullptr && i < segment->rows; ++i) {
          if (chosen_[r][segment->first + i] == 0) continue;
          const Symbol symbol = ids->symbol(i);
          own[symbol] = 1;
          if (named != plan_.set_of.end()) written_sets_[static_cast<std::size_t>(named->second)][symbol] = 1;
          if (any != plan_.set_of.end()) written_sets_[static_cast<std::size_t>(any->second)][symbol] = 1;
        }
      }
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
      each_doubtful(r, About::references, [&](Row row) {
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

/// What the failures follow from: a record that failed itself, or a reference that was lost while reading.
void Writer::note_causes() {
  Causes& causes = roster_.causes;
  for (auto& [key, failure] : failures_) {
    const std::uint16_t entity = plan_.records[key.first]->entity;
    bool elsewhere = false;                            // written to another file: nothing is lost
    for (std::size_t r = 0; r < plan_.records.size(); ++r) {
      elsewhere = elsewhere || (plan_.records[r]->entity == entity && plan_.records[r]->distinct.empty() && chosen_[r][key.second]);
    }
    if (elsewhere) continue;
    failed_[entity][key.second] = 1;
    failure.cause = causes.of(Causes::Kind::unwritten, entity, key.second);
    causes.add(failure.cause);
  }
  for (const auto& [key, failure] : failures_) {
    if (failure.cause == Causes::none || causes.root(failure.cause) != failure.cause) continue;
    if (failure.needs != model::no_row) {
      const Causes::Number needed = causes.find(Causes::Kind::unwritten, failure.needs_entity, failure.needs);
      if (needed != Causes::none) causes.follow(failure.cause, needed);
    } else if (failure.missing != nullptr && failure.missing->target != 0xFFFF && failure.where == plan_.records[key.first].get()) {
      const Causes::Number lost = causes.of_blank(failure.where->entity, failure.missing->target, key.second);
      if (lost != Causes::none) causes.follow(failure.cause, lost);
    }
  }
}

void Writer::report_failures() {
  Causes& causes = roster_.causes;
  for (const auto& [key, noted] : failures_) {
    const Failure& failure = noted;                    // a structured binding cannot be captured
    if (failure.cause == Causes::none) continue;
    const WriteFrame& record = *plan_.records[key.first];
    const bool is_reference = failure.missing != nullptr && failure.missing->written_set >= 0;
    const bool depends = is_reference && failure.needs != model::no_row;
    log_.report(depends ? "write.depends" : "write.required", record.entity, key.second, causes, causes.part(failure.cause), [&](Finding& finding) {
      const std::string column = failure.missing == nullptr || failure.missing->at.empty() ? "" : failure.missing->at.front().text;
      finding.column = column;
      if (depends) {
        const std::string& needed = store_.schema.entities[failure.needs_entity].name;
        const bool gone = left_deleted_[failure.needs_entity][failure.needs];
        finding.message = "needs the " + needed + " \"" + record_id(store_, failure.needs_entity, failure.needs) + "\" (\"" + column + "\"), which is " +
                          (gone ? "marked as deleted in the source, and " + mapping_.id + " says that by leaving it out" : "not written to " + mapping_.id);
        finding.hint = "the record " + was("left out.") + (gone ? " Mark it as deleted too, or take the mark off the " + needed + " at the source." : "");
        return;
      }
      finding.message = mapping_.id + " requires \"" + (column.empty() && failure.missing != nullptr ? failure.missing->field->key : column) + "\"" +
                        (failure.where != &record && failure.where != nullptr ? " (" + failure.where->child->name + ")" : "") + ", and there is no value for it";
      std::string option;
      if (failure.missing != nullptr) {
        for (const mapping::Fill& each : failure.missing->field->fill) {
          if (each.text.empty() && !each.option.empty()) option = each.option;
        }
      }
      if (option.empty() && failure.missing != nullptr && failure.where != nullptr && failure.missing->target != 0xFFFF) {
        const std::string field = store_.schema.entities[failure.where->entity].name + "." + failure.missing->field->name;
        for (const mapping::Option& each : roster_.plan.mapping->options) {
          if (each.mends == field) option = each.name;
        }
      }
      finding.hint = "the record " + was("left out. Fill it in at the source") + (option.empty() ? "." : ", or give one for all with --set " + option + "=...");
    });
  }
}

}  // namespace rosterkit::convert
