// Completions (model.md, section 4): what most targets need and few sources say, filled in once for all formats. Stated in
// mappings/model.json; this file only runs them. Blanks only; records made here are synthetic.
#include <algorithm>
#include <stdexcept>
#include <unordered_set>

#include "fill.hpp"
#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/uuid.hpp"
#include "rosterkit/convert/roster.hpp"
#include "tests.hpp"

namespace rosterkit::convert {
namespace {

using model::Row;
using model::Segment;
using model::State;

/// A set of keys, each the hash of several texts.
class KeySet {
 public:
  struct Key {
    std::uint64_t a = 0x9E3779B97F4A7C15ull, b = 0xD6E8FEB86659FD93ull;
    void add(std::string_view text) {
      const std::uint64_t hash = model::hash_text(text);
      a = (a ^ hash) * 0xA0761D6478BD642Full;
      a ^= a >> 32;
      b = (b + hash + text.size()) * 0xE7037ED1A0B428DBull;
      b ^= b >> 29;
    }
    bool operator==(const Key&) const = default;
  };
  bool insert(const Key& key) { return keys_.insert(key).second; }
  bool contains(const Key& key) const { return keys_.contains(key); }

 private:
  struct Hash { std::size_t operator()(const Key& key) const { return static_cast<std::size_t>(key.a); } };
  std::unordered_set<Key, Hash> keys_;
};

class Completer {
 public:
  Completer(Roster& roster, const mapping::Model& model) : roster_(roster), store_(roster.store), schema_(roster.store.schema), model_(model) {}

  void fill(const mapping::Completion& completion, std::vector<Filled>& filled);
  void make(const mapping::Completion& completion);

 private:
  struct SetProgram {
    std::uint16_t field;
    FillProgram fill;
    std::vector<std::pair<mapping::MakePart::Kind, std::pair<Path, std::string>>> make;
  };
  std::string set_value(const SetProgram& set, const Context& context);
  std::uint16_t field_of(std::uint16_t entity, const std::string& name) const {
    const auto found = schema_.entities[entity].find_field(name);
    if (!found) throw std::invalid_argument("\"" + schema_.entities[entity].name + "\" has no field \"" + name + "\"");
    return *found;
  }
  Roster& roster_;
  model::Store& store_;
  const model::Schema& schema_;
  const mapping::Model& model_;
};

void Completer::fill(const mapping::Completion& completion, std::vector<Filled>& filled) {
  const std::uint16_t entity = *schema_.find_entity(completion.entity);
  const std::size_t dot = completion.field.find('.');
  const std::string name = completion.field.substr(0, dot);
  const std::string item = dot == std::string::npos ? "" : completion.field.substr(dot + 1);
  const std::uint16_t field = field_of(entity, name);
  const model::FieldDef& def = schema_.entities[entity].fields[field];
  const RowTest when = RowTest::compile(schema_, entity, {}, completion.when);
  const FillProgram program = FillProgram::compile(schema_, entity, {}, completion.fill, model_.codes, def.shape == model::Shape::list, def.code_list);
  when.prepare(store_);
  program.prepare(store_);
  std::uint64_t times = 0;
  std::vector<std::pair<Row, std::string>> puts;       // values first: a fill may look at the field it fills elsewhere
  for (const auto& segment : store_.tables[entity]->segments()) {
    const model::Column* column = segment->find(field);
    for (std::uint32_t i = 0; i < segment->rows; ++i) {
      if (segment->states[i] != State::live) continue;
      const std::string_view now = column == nullptr ? std::string_view{} : store_.text(*store_.tables[entity], field, *segment, i);
      if (item.empty() ? !now.empty() : !keyed_item(now, item).empty()) continue;
      const Context context{entity, segment->first + i, nullptr, nullptr};
      if (!when.empty() && !when.holds(store_, context)) continue;
      std::string text = program.value(store_, context);
      if (text.empty()) continue;
      if (!item.empty()) text = (now.empty() ? "" : std::string(now) + codec::item_separator) + item + codec::pair_separator + text;
      puts.emplace_back(segment->first + i, std::move(text));
    }
  }
  std::vector<bool> rows(store_.tables[entity]->rows());
  for (const auto& [row, text] : puts) {
    store_.put(entity, field, row, text);
    rows[row] = true;
    ++times;
  }
  if (times == 0) return;
  store_.forget_indexes();
  filled.push_back({entity, completion.field, completion.why.empty() ? completion.name : completion.why, times, field, std::move(rows)});
}

std::string Completer::set_value(const SetProgram& set, const Context& context) {
  if (set.make.empty()) return set.fill.value(store_, context);
  std::vector<std::string> texts;
  bool any = false;
  for (const auto& [kind, part] : set.make) {
    texts.push_back(kind == mapping::MakePart::Kind::literal ? part.second : std::string(part.first.value(store_, context)));
    any = any || (kind != mapping::MakePart::Kind::literal && !texts.back().empty());
  }
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  return any ? uuid_of(views) : std::string();
}

void Completer::make(const mapping::Completion& completion) {
  const std::uint16_t entity = *schema_.find_entity(completion.entity);
  const auto from_found = schema_.find_entity(completion.from);
  if (!from_found) throw std::invalid_argument("the model has no entity \"" + completion.from + "\"");
  const std::uint16_t from = *from_found;
  const model::EntityDef& def = schema_.entities[entity];
  const RowTest when = RowTest::compile(schema_, from, {}, completion.when);
  std::vector<SetProgram> sets;
  for (const mapping::Completion::Set& set : completion.sets) {
    SetProgram program{field_of(entity, set.field), {}, {}};
    const model::FieldDef& field = def.fields[program.field];
    program.fill = FillProgram::compile(schema_, from, {}, set.fill, model_.codes, field.shape == model::Shape::list, field.code_list);
    for (const mapping::MakePart& part : set.make) {
      program.make.push_back({part.kind, {part.kind == mapping::MakePart::Kind::literal ? Path() : Path::compile(schema_, from, part.text), part.text}});
    }
    program.fill.prepare(store_);
    for (const auto& [kind, part] : program.make) part.first.prepare(store_);
    sets.push_back(std::move(program));
  }
  when.prepare(store_);

  // What is there already, by the fields that must not meet again, and what was made in this run.
  // Millions of enrollments stand against thousands of roles, so the keys are kept as 128-bit hashes, without texts.
  KeySet known;
  std::vector<std::uint16_t> same;
  const auto& same_names = completion.unless_same;
  for (const std::string& name : same_names) same.push_back(field_of(entity, name));
  const std::vector<std::uint16_t>& key = same.empty() ? def.key : same;
  for (const auto& segment : store_.tables[entity]->segments()) {
    for (std::uint32_t i = 0; i < segment->rows; ++i) {
      if (segment->states[i] != State::live) continue;
      KeySet::Key packed;
      for (const std::uint16_t field : key) packed.add(store_.text(*store_.tables[entity], field, *segment, i));
      known.insert(packed);
    }
  }
  std::vector<std::vector<std::string>> rows;
  std::vector<std::uint32_t> lines;
  std::vector<std::uint16_t> files;
  std::vector<std::pair<Row, std::vector<std::pair<std::uint16_t, std::string>>>> into;
  for (const auto& segment : store_.tables[from]->segments()) {
    for (std::uint32_t i = 0; i < segment->rows; ++i) {
      if (segment->states[i] != State::live) continue;
      const Context context{from, segment->first + i, nullptr, nullptr};
      if (!when.empty() && !when.holds(store_, context)) continue;
      KeySet::Key packed;
      bool whole = true;
      for (const std::uint16_t field : key) {
        std::string text;
        std::string_view value;
        for (const SetProgram& set : sets) {
          if (set.field != field) continue;
          if (set.make.empty() && set.fill.view(store_, context, value)) break;
          text = set_value(set, context);
          value = text;
        }
        packed.add(value);
        whole = whole && (!value.empty() || !def.fields[field].is_ref());
      }
      if (!whole || (completion.into.empty() && known.contains(packed))) continue;
      std::vector<std::string> values(def.fields.size());
      for (const SetProgram& set : sets) values[set.field] = set_value(set, context);
      for (const std::uint16_t field : def.key) whole = whole && (!values[field].empty() || !(def.fields[field].is_ref() || def.strong));
      if (!whole) continue;
      std::vector<std::pair<std::uint16_t, std::string>> back;
      for (const auto& [theirs, own] : completion.into) back.emplace_back(field_of(from, theirs), values[field_of(entity, own)]);
      if (!back.empty()) into.emplace_back(segment->first + i, std::move(back));
      if (!known.insert(packed)) continue;
      rows.push_back(std::move(values));
      lines.push_back(segment->line(i));
      files.push_back(segment->file);
    }
  }
  // One segment a source file, so that findings about made records still say where they come from.
  std::vector<std::uint16_t> distinct = files;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  model::Table& table = *store_.tables[entity];
  for (const std::uint16_t file : distinct) {
    auto segment = std::make_unique<Segment>();
    segment->recipe = model::made_here;
    segment->file = file;
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (files[i] == file) chosen.push_back(i);
    }
    segment->rows = static_cast<std::uint32_t>(chosen.size());
    std::vector<std::uint32_t> their_lines;
    for (const std::size_t i : chosen) their_lines.push_back(lines[i]);
    segment->lines.set(std::move(their_lines));
    for (std::size_t f = 0; f < def.fields.size(); ++f) {
      model::Interner* names = store_.domain(entity, f);
      for (std::uint32_t k = 0; k < chosen.size(); ++k) {
        const std::string& text = rows[chosen[k]][f];
        if (text.empty()) continue;
        if (names == nullptr) segment->column(f).put_text(k, text, segment->rows);
        else segment->column(f).put_symbol(k, names->intern(text), segment->rows);
      }
    }
    roster_.counts[entity].made += segment->rows;
    table.append(std::move(segment));
  }
  if (def.strong && !rows.empty()) {
    table.row_of.resize(store_.ids(entity).bound() + 1, model::no_row);
    for (const auto& segment : table.segments()) {
      if (segment->recipe != model::made_here) continue;
      for (std::uint32_t i = 0; i < segment->rows; ++i) {
        const model::Symbol id = segment->column(def.own_id).symbol(i);
        if (id != 0 && table.row_of[id] == model::no_row) table.row_of[id] = segment->first + i;
      }
    }
  }
  for (const auto& [row, values] : into) {
    for (const auto& [field, text] : values) {
      if (store_.text(from, field, row).empty()) store_.put(from, field, row, text);
    }
  }
  if (!rows.empty() || !into.empty()) store_.forget_indexes();
}

}  // namespace

std::vector<Filled> complete(Roster& roster, const mapping::Model& model, const std::map<std::string, std::string>&,
                             const std::set<std::pair<std::uint16_t, std::string>>& required) {
  std::vector<Filled> filled;
  Completer completer(roster, model);
  for (const mapping::Completion& completion : model.completions) {
    if (completion.only_if_required) {
      const bool makes = !completion.from.empty();
      const auto entity = roster.store.schema.find_entity(makes ? completion.from : completion.entity);
      const std::string field = makes ? (completion.into.empty() ? "" : completion.into.front().first) : completion.field;
      if (!entity || !required.contains({*entity, field})) continue;
    }
    try {
      if (completion.from.empty()) completer.fill(completion, filled);
      else completer.make(completion);
    } catch (const std::invalid_argument& error) {
      throw MappingError({"model.json: completion \"" + completion.name + "\": " + error.what()});
    }
  }
  return filled;
}

}  // namespace rosterkit::convert
