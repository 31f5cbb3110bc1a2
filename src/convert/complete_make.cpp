// Completions that make records: a role for each pair of person and school that only enrollments tell of. Seven million
// enrollments stand against a million roles, so what is there already is told by symbols, many rows at once; what is left
// is made one by one, in order of arrival.
#include <algorithm>

#include "completion.hpp"
#include "key_set.hpp"
#include "rosterkit/base/parallel.hpp"
#include "same_rows.hpp"

namespace rosterkit::convert {
namespace {

using model::Row;
using model::Segment;
using model::State;
using model::Symbol;

/// Records that may have to be made from one segment: those whose keys were not there when the threads looked.
struct Candidates {
  std::vector<std::uint32_t> rows;
  std::vector<Key> keys;
  std::vector<Symbol> values;             // of the sets that go by symbols: one row of sets.size() for each candidate
};

class Maker {
 public:
  Maker(Roster& roster, const CompletionProgram& program, unsigned jobs)
      : roster_(roster), store_(roster.store), program_(program), def_(store_.schema.entities[program.entity]), jobs_(jobs),
        known_(leads()) {
    for (const auto& set : program.sets) {
      model::Interner* names = store_.domain(program.entity, set.field);
      names_.push_back(names);
      by_symbols_.push_back(names != nullptr && set.make.empty() && set.fill.symbolic(store_));
    }
    symbols_.resize(program.sets.size());
    texts_.resize(program.sets.size());
  }
  void run();

 private:
  std::size_t set_of(std::uint16_t field) const {
    const auto found = std::find_if(program_.sets.begin(), program_.sets.end(), [&](const auto& set) { return set.field == field; });
    return static_cast<std::size_t>(found - program_.sets.begin());
  }
  /// Adds part(i) to each key i: that of the field at this place among those of the key.
  template <typename Part>
  void add_parts(std::vector<Key>& keys, std::size_t place, Part&& part) const {
    Key* const of_row = keys.data();
    const auto count = static_cast<std::uint32_t>(keys.size());
    if (place == 0 && store_.domain(program_.entity, program_.key[0]) != nullptr) {
      for (std::uint32_t i = 0; i < count; ++i) of_row[i].lead = static_cast<Symbol>(part(i));
      return;
    }
    const bool as_it_is = place == 1 && program_.key.size() == 2;
    for (std::uint32_t i = 0; i < count; ++i) {
      Key& key = of_row[i];
      if (as_it_is && key.lead != 0) key.rest = part(i);
      else key.rest = hash_with(key.rest + place, part(i));
    }
  }
  std::uint64_t part_of(std::uint16_t field, std::string_view text) const {
    if (text.empty()) return 0;
    model::Interner* names = store_.domain(program_.entity, field);
    return names != nullptr ? names->intern(text) : model::hash_text(text);
  }
  std::size_t leads() const {
    const model::Interner* names = program_.key.empty() ? nullptr : store_.domain(program_.entity, program_.key[0]);
    return names != nullptr ? names->bound() : 1;      // all keys with a text in front have the lead 0
  }
  void know();
  void know(const Segment& segment, std::vector<Key>& further);
  void look(const Segment& segment, Candidates& candidates) const;
  void make(const Segment& segment, const Candidates& candidates);
  void append();

  Roster& roster_;
  model::Store& store_;
  const CompletionProgram& program_;
  const model::EntityDef& def_;
  unsigned jobs_;
  std::vector<model::Interner*> names_;                // by set
  std::vector<bool> by_symbols_;
  KeySet known_;
  // What was made, by set; a set holds symbols if its field does.
  std::vector<std::vector<Symbol>> symbols_;
  std::vector<std::vector<std::string>> texts_;
  std::vector<std::uint32_t> lines_;
  std::vector<std::uint16_t> files_;
  std::vector<std::pair<Row, std::vector<std::pair<std::uint16_t, std::string>>>> into_;
};

/// Keys of the records that are there. All threads bring them in; the few that a lead has more than one of are brought in afterwards.
void Maker::know() {
  const auto& segments = store_.tables[program_.entity]->segments();
  std::vector<std::vector<Key>> further(segments.size());
  in_parallel(jobs_, segments.size(), [&](std::size_t number, unsigned) { know(*segments[number], further[number]); });
  for (const auto& keys : further) {
    for (const Key& key : keys) known_.insert(key);
  }
}

void Maker::know(const Segment& segment, std::vector<Key>& further) {
  std::vector<Key> keys(segment.rows);
  for (std::size_t k = 0; k < program_.key.size(); ++k) {
    const model::Column* column = segment.find(program_.key[k]);
    if (column == nullptr) add_parts(keys, k, [](std::uint32_t) { return Symbol{0}; });
    else if (column->kind() == model::Column::Kind::text) add_parts(keys, k, [&](std::uint32_t i) { return part_of(program_.key[k], column->text(i)); });
    else column->with_symbols([&](auto&& symbol_of) { add_parts(keys, k, symbol_of); });
  }
  for (std::uint32_t i = 0; i < segment.rows; ++i) {
    if (segment.states[i] == State::live && !known_.insert_first(keys[i])) further.push_back(keys[i]);
  }
}

/// Reads only: all threads may look at once.
void Maker::look(const Segment& segment, Candidates& candidates) const {
  std::vector<std::uint8_t> keep;
  segment.mark_live(keep);
  program_.when.select(store_, segment, keep);
  std::vector<Key> keys(segment.rows);
  std::vector<Symbol> symbols(segment.rows);
  for (std::size_t k = 0; k < program_.key.size(); ++k) {
    const std::uint16_t field = program_.key[k];
    const bool is_ref = def_.fields[field].is_ref();
    const std::size_t set = set_of(field);
    if (set < program_.sets.size() && !by_symbols_[set]) {
      add_parts(keys, k, [&](std::uint32_t i) {
        if (keep[i] == 0) return std::uint64_t{0};     // nobody will look at this key
        const std::uint64_t part = part_of(field, program_.sets[set].value(store_, {program_.from, segment.first + i, nullptr, nullptr}));
        if (part == 0 && is_ref) keep[i] = 0;
        return part;
      });
      continue;
    }
    if (set == program_.sets.size()) std::fill(symbols.begin(), symbols.end(), 0);
    else program_.sets[set].fill.symbols(store_, segment, keep, *names_[set], symbols);
    add_parts(keys, k, [&, at = symbols.data(), kept = keep.data()](std::uint32_t i) {
      if (is_ref && at[i] == 0) kept[i] = 0;
      return at[i];
    });
  }
  const bool all = !program_.into.empty();             // what is there still goes into the record it would be made from
  for (std::uint32_t i = 0, rows = segment.rows; i < rows; ++i) {
    if (keep[i] != 0 && !all && known_.contains(keys[i])) keep[i] = 0;
    if (keep[i] == 0) continue;
    candidates.rows.push_back(i);
    candidates.keys.push_back(keys[i]);
  }
  if (candidates.rows.empty()) return;
  candidates.values.resize(candidates.rows.size() * program_.sets.size());
  for (std::size_t set = 0; set < program_.sets.size(); ++set) {
    if (!by_symbols_[set]) continue;
    program_.sets[set].fill.symbols(store_, segment, keep, *names_[set], symbols);
    for (std::size_t c = 0; c < candidates.rows.size(); ++c) candidates.values[c * program_.sets.size() + set] = symbols[candidates.rows[c]];
  }
}

void Maker::make(const Segment& segment, const Candidates& candidates) {
  const std::size_t sets = program_.sets.size();
  std::vector<std::string> texts(sets);
  for (std::size_t c = 0; c < candidates.rows.size(); ++c) {
    if (program_.into.empty() && known_.contains(candidates.keys[c])) continue;
    const Row row = segment.first + candidates.rows[c];
    const Symbol* symbols = &candidates.values[c * sets];
    for (std::size_t set = 0; set < sets; ++set) {
      if (!by_symbols_[set]) texts[set] = program_.sets[set].value(store_, {program_.from, row, nullptr, nullptr});
    }
    const auto blank = [&](std::size_t set) { return set >= sets || (by_symbols_[set] ? symbols[set] == 0 : texts[set].empty()); };
    const bool whole = std::none_of(def_.key.begin(), def_.key.end(), [&](std::uint16_t field) {
      return blank(set_of(field)) && (def_.fields[field].is_ref() || def_.strong);
    });
    if (!whole) continue;
    if (!program_.into.empty()) {
      into_.emplace_back(row, std::vector<std::pair<std::uint16_t, std::string>>{});
      for (const auto& [field, set] : program_.into) into_.back().second.emplace_back(field, by_symbols_[set] ? std::string(names_[set]->text(symbols[set])) : texts[set]);
    }
    if (!known_.insert(candidates.keys[c])) continue;
    for (std::size_t set = 0; set < sets; ++set) {
      if (names_[set] == nullptr) texts_[set].push_back(texts[set]);
      else symbols_[set].push_back(by_symbols_[set] ? symbols[set] : names_[set]->intern(texts[set]));
    }
    lines_.push_back(segment.line(candidates.rows[c]));
    files_.push_back(segment.file);
  }
}

/// One segment a source file, so that findings about made records still say where they come from.
void Maker::append() {
  model::Table& table = *store_.tables[program_.entity];
  std::vector<std::uint16_t> distinct = files_;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  for (const std::uint16_t file : distinct) {
    std::vector<std::size_t> chosen;
    std::vector<std::uint32_t> lines;
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (files_[i] != file) continue;
      chosen.push_back(i);
      lines.push_back(lines_[i]);
    }
    auto segment = std::make_unique<Segment>();
    segment->recipe = model::made_here;
    segment->file = file;
    segment->rows = static_cast<std::uint32_t>(chosen.size());
    segment->lines.set(std::move(lines));
    for (std::size_t set = 0; set < program_.sets.size(); ++set) {
      model::Column& column = segment->column(program_.sets[set].field);
      if (names_[set] != nullptr) {
        std::vector<Symbol> symbols;
        for (const std::size_t i : chosen) symbols.push_back(symbols_[set][i]);
        column.set_symbols(std::move(symbols));
      } else {
        std::vector<std::string_view> texts;
        for (const std::size_t i : chosen) texts.push_back(texts_[set][i]);
        column.set_texts(texts);
      }
    }
    roster_.counts[program_.entity].made += segment->rows;
    table.append(std::move(segment));
  }
  if (!def_.strong || files_.empty()) return;
  table.row_of.resize(store_.ids(program_.entity).bound() + 1, model::no_row);
  for (const auto& segment : table.segments()) {
    if (segment->recipe != model::made_here) continue;
    for (std::uint32_t i = 0; i < segment->rows; ++i) {
      const Symbol id = segment->column(def_.own_id).symbol(i);
      if (id != 0 && table.row_of[id] == model::no_row) table.row_of[id] = segment->first + i;
    }
  }
}

void Maker::run() {
  know();
  // In waves: if everything is new, as where a source lists no roles at all, few candidates wait at a time, and most of
  // them meet a key that the wave before has made.
  const auto& segments = store_.tables[program_.from]->segments();
  const std::size_t wave = std::size_t{16} * std::max(jobs_, 1u);
  for (std::size_t begin = 0; begin < segments.size(); begin += wave) {
    std::vector<Candidates> candidates(std::min(wave, segments.size() - begin));
    in_parallel(jobs_, candidates.size(), [&](std::size_t number, unsigned) { look(*segments[begin + number], candidates[number]); });
    for (std::size_t number = 0; number < candidates.size(); ++number) make(*segments[begin + number], candidates[number]);
  }
  append();
  for (const auto& [row, values] : into_) {
    for (const auto& [field, text] : values) {
      if (store_.text(program_.from, field, row).empty()) store_.put(program_.from, field, row, text);
    }
  }
  if (!files_.empty() || !into_.empty()) store_.forget_indexes();
}

}  // namespace

void make_records(Roster& roster, const CompletionProgram& program, unsigned jobs) { Maker(roster, program, jobs).run(); }

}  // namespace rosterkit::convert
