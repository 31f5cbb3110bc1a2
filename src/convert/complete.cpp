// Completions (model.md, section 4): what most targets need and few sources say, filled in once for all formats. Stated in
// mappings/model.json; this file only runs them. Blanks only; records made here are synthetic.
#include <algorithm>
#include <stdexcept>

#include "completion.hpp"
#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/parallel.hpp"
#include "rosterkit/base/uuid.hpp"

namespace rosterkit::convert {
namespace {

using model::Segment;
using model::State;
using model::Symbol;

std::uint16_t entity_of(const model::Schema& schema, const std::string& name) {
  const auto found = schema.find_entity(name);
  if (!found) throw std::invalid_argument("the model has no entity \"" + name + "\"");
  return *found;
}

std::uint16_t field_of(const model::Schema& schema, std::uint16_t entity, const std::string& name) {
  const auto found = schema.entities[entity].find_field(name);
  if (!found) throw std::invalid_argument("\"" + schema.entities[entity].name + "\" has no field \"" + name + "\"");
  return *found;
}

CompletionProgram compile(const mapping::Completion& completion, const model::Schema& schema, const std::map<std::string, codec::CodeTable>& tables) {
  CompletionProgram program;
  program.source = &completion;
  program.entity = entity_of(schema, completion.entity);
  const model::EntityDef& def = schema.entities[program.entity];
  const auto fill_of = [&](std::uint16_t from, const model::FieldDef& field, const std::vector<mapping::Fill>& fill) {
    return FillProgram::compile(schema, from, {}, fill, tables, field.shape == model::Shape::list, field.code_list);
  };
  if (completion.from.empty()) {
    const std::size_t dot = completion.field.find('.');
    program.item = dot == std::string::npos ? "" : completion.field.substr(dot + 1);
    program.field = field_of(schema, program.entity, completion.field.substr(0, dot));
    program.when = RowTest::compile(schema, program.entity, {}, completion.when);
    program.fill = fill_of(program.entity, def.fields[program.field], completion.fill);
    return program;
  }
  program.from = entity_of(schema, completion.from);
  program.when = RowTest::compile(schema, program.from, {}, completion.when);
  for (const mapping::Completion::Set& set : completion.sets) {
    CompletionProgram::Set compiled{field_of(schema, program.entity, set.field), {}, {}};
    compiled.fill = fill_of(program.from, def.fields[compiled.field], set.fill);
    for (const mapping::MakePart& part : set.make) {
      const bool literal = part.kind == mapping::MakePart::Kind::literal;
      compiled.make.push_back({part.kind, {literal ? Path() : Path::compile(schema, program.from, part.text), part.text}});
    }
    program.sets.push_back(std::move(compiled));
  }
  for (const std::string& name : completion.unless_same) program.key.push_back(field_of(schema, program.entity, name));
  if (program.key.empty()) program.key = def.key;
  for (const auto& [theirs, own] : completion.into) {
    const std::uint16_t field = field_of(schema, program.entity, own);
    const auto set = std::find_if(program.sets.begin(), program.sets.end(), [&](const auto& each) { return each.field == field; });
    if (set == program.sets.end()) throw std::invalid_argument("\"" + own + "\" is not set, and cannot go into \"" + theirs + "\"");
    program.into.emplace_back(field_of(schema, program.from, theirs), static_cast<std::size_t>(set - program.sets.begin()));
  }
  return program;
}

/// What is to be put into one segment, before anything is put.
struct Puts {
  std::vector<std::uint32_t> rows;
  std::vector<Symbol> symbols;            // of each of these rows; or
  std::string bytes;                      // their texts, one behind the other
  std::vector<std::size_t> ends;
};

class Filler {
 public:
  Filler(model::Store& store, const CompletionProgram& program)
      : store_(store), program_(program), names_(store.domain(program.entity, program.field)),
        by_symbols_(program.item.empty() && names_ != nullptr && program.fill.symbolic(store)) {}

  void look(const Segment& segment, Puts& puts) const;
  void put(Segment& segment, const Puts& puts) const;

 private:
  model::Store& store_;
  const CompletionProgram& program_;
  model::Interner* names_;
  bool by_symbols_;
};

void Filler::look(const Segment& segment, Puts& puts) const {
  const model::Table& table = *store_.tables[program_.entity];
  const model::Column* column = segment.find(program_.field);
  std::vector<std::uint8_t> keep;
  segment.mark_live(keep);
  if (column != nullptr && program_.item.empty()) {
    column->with_blanks([&, at = keep.data(), rows = segment.rows](auto&& blank) {
      for (std::uint32_t i = 0; i < rows; ++i) at[i] &= blank(i) ? 1 : 0;
    });
  } else if (column != nullptr) {
    for (std::uint32_t i = 0; i < segment.rows; ++i) {
      if (!column->blank(i) && !keyed_item(store_.text(table, program_.field, segment, i), program_.item).empty()) keep[i] = 0;
    }
  }
  if (std::find(keep.begin(), keep.end(), 1) == keep.end()) return;
  program_.when.select(store_, segment, keep);
  if (by_symbols_) {
    std::vector<Symbol> symbols;
    program_.fill.symbols(store_, segment, keep, *names_, symbols);
    for (std::uint32_t i = 0; i < segment.rows; ++i) {
      if (symbols[i] == 0) continue;
      puts.rows.push_back(i);
      puts.symbols.push_back(symbols[i]);
    }
    return;
  }
  for (std::uint32_t i = 0; i < segment.rows; ++i) {
    if (keep[i] == 0) continue;
    const std::string text = program_.fill.value(store_, {program_.entity, segment.first + i, nullptr, nullptr});
    if (text.empty()) continue;
    puts.rows.push_back(i);
    if (!program_.item.empty()) {
      const std::string_view now = store_.text(table, program_.field, segment, i);
      if (!now.empty()) (puts.bytes += now) += codec::item_separator;
      (puts.bytes += program_.item) += codec::pair_separator;
    }
    puts.bytes += text;
    puts.ends.push_back(puts.bytes.size());
  }
}

void Filler::put(Segment& segment, const Puts& puts) const {
  if (puts.rows.empty()) return;
  model::Column& column = segment.column(program_.field);
  std::vector<std::string_view> texts;
  for (std::size_t k = 0, begin = 0; k < puts.ends.size(); begin = puts.ends[k++]) texts.push_back(std::string_view(puts.bytes).substr(begin, puts.ends[k] - begin));
  if (names_ != nullptr) {
    std::vector<Symbol> symbols(segment.rows);
    column.symbols(0, segment.rows, symbols.data());
    for (std::size_t k = 0; k < puts.rows.size(); ++k) symbols[puts.rows[k]] = by_symbols_ ? puts.symbols[k] : names_->intern(texts[k]);
    column.set_symbols(std::move(symbols));
  } else if (column.kind() == model::Column::Kind::none) {
    std::vector<std::string_view> all(segment.rows);
    for (std::size_t k = 0; k < puts.rows.size(); ++k) all[puts.rows[k]] = texts[k];
    const std::uint8_t space = column.space;
    column.set_texts(all);
    column.space = space;
  } else {
    for (std::size_t k = 0; k < puts.rows.size(); ++k) column.put_text(puts.rows[k], texts[k], segment.rows);
  }
}

void fill_blanks(model::Store& store, const CompletionProgram& program, unsigned jobs, std::vector<Filled>& filled) {
  const auto& segments = store.tables[program.entity]->segments();
  const Filler filler(store, program);
  std::vector<Puts> puts(segments.size());             // values first: a fill may look at the field it fills elsewhere
  in_parallel(jobs, segments.size(), [&](std::size_t number, unsigned) { filler.look(*segments[number], puts[number]); });
  in_parallel(jobs, segments.size(), [&](std::size_t number, unsigned) { filler.put(*segments[number], puts[number]); });
  std::uint64_t times = 0;
  for (const Puts& each : puts) times += each.rows.size();
  if (times == 0) return;
  std::vector<bool> rows(store.tables[program.entity]->rows());
  for (std::size_t number = 0; number < segments.size(); ++number) {
    for (const std::uint32_t index : puts[number].rows) rows[segments[number]->first + index] = true;
  }
  store.forget_indexes();
  const mapping::Completion& source = *program.source;
  filled.push_back({program.entity, source.field, source.why.empty() ? source.name : source.why, times, program.field, std::move(rows)});
}

}  // namespace

std::string CompletionProgram::Set::value(model::Store& store, const Context& context) const {
  if (make.empty()) return fill.value(store, context);
  std::vector<std::string> texts;
  bool any = false;
  for (const auto& [kind, part] : make) {
    texts.push_back(kind == mapping::MakePart::Kind::literal ? part.second : std::string(part.first.value(store, context)));
    any = any || (kind != mapping::MakePart::Kind::literal && !texts.back().empty());
  }
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  return any ? uuid_of(views) : std::string();
}

void CompletionProgram::prepare(model::Store& store) const {
  when.prepare(store);
  fill.prepare(store);
  for (const Set& set : sets) {
    set.fill.prepare(store);
    for (const auto& [kind, part] : set.make) part.first.prepare(store);
  }
}

namespace {

/// The completions that a target needs, in order.
struct Chosen {
  std::vector<CompletionProgram> programs;
  std::set<std::pair<std::uint16_t, std::uint16_t>> used;       // what the target and they look at
};

Chosen choose(const model::Schema& schema, const mapping::Model& model, const CompletionNeeds& needs) {
  Chosen chosen;
  std::vector<CompletionProgram>& programs = chosen.programs;
  for (const mapping::Completion& completion : model.completions) {
    if (completion.only_if_required) {
      const bool makes = !completion.from.empty();
      const auto entity = schema.find_entity(makes ? completion.from : completion.entity);
      const std::string field = makes ? (completion.into.empty() ? "" : completion.into.front().first) : completion.field;
      if (!entity || !needs.required.contains({*entity, field})) continue;
    }
    try {
      programs.push_back(compile(completion, schema, model.codes));
    } catch (const std::invalid_argument& error) {
      throw MappingError({"model.json: completion \"" + completion.name + "\": " + error.what()});
    }
  }
  // What nobody looks at need not be filled in: the full names of a million people, for a target of first and last names.
  // From the last one back, since a completion sees only what those before it have filled.
  if (needs.used != nullptr) chosen.used = *needs.used;
  for (std::size_t i = programs.size(); i-- > 0;) {
    if (needs.used != nullptr && !programs[i].makes() && !chosen.used.contains({programs[i].entity, programs[i].field})) {
      programs.erase(programs.begin() + static_cast<std::ptrdiff_t>(i));
      continue;
    }
    programs[i].each_field([&](std::uint16_t entity, std::uint16_t field) { chosen.used.emplace(entity, field); });
  }
  return chosen;
}

}  // namespace

std::set<std::pair<std::uint16_t, std::uint16_t>> completion_fields(const model::Schema& schema, const mapping::Model& model, const CompletionNeeds& needs) {
  Chosen chosen = choose(schema, model, needs);
  for (const CompletionProgram& program : chosen.programs) {
    if (!program.makes()) chosen.used.emplace(program.entity, program.field);
    for (const CompletionProgram::Set& set : program.sets) chosen.used.emplace(program.entity, set.field);
    for (const auto& [field, set] : program.into) chosen.used.emplace(program.from, field);
  }
  return std::move(chosen.used);
}

std::vector<Filled> complete(Roster& roster, const mapping::Model& model, const CompletionNeeds& needs, unsigned jobs) {
  const Chosen chosen = choose(roster.store.schema, model, needs);
  std::vector<Filled> filled;
  for (const CompletionProgram& program : chosen.programs) {
    program.prepare(roster.store);
    roster.alike.erase(program.entity);
    if (program.makes() && !program.into.empty()) roster.alike.erase(program.from);
    if (program.makes()) make_records(roster, program, jobs);
    else fill_blanks(roster.store, program, jobs, filled);
  }
  return filled;
}

}  // namespace rosterkit::convert
