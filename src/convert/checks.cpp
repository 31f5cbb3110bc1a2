// Checks of a mapping over the model: they report, they change nothing.
#include <algorithm>
#include <stdexcept>

#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/parallel.hpp"
#include "rosterkit/convert/roster.hpp"
#include "same_rows.hpp"
#include "store_log.hpp"
#include "tests.hpp"

namespace rosterkit::convert {
namespace {

using model::State;

std::string expectation(const mapping::Test& test) {
  using Kind = mapping::Test::Kind;
  std::string values;
  for (const std::string& value : test.values) values += (values.empty() ? "" : " or ") + std::string("\"") + value + "\"";
  switch (test.kind) {
    case Kind::any_of: return "\"" + test.path + "\" should be " + values;
    case Kind::none_of: return "\"" + test.path + "\" should not be " + values;
    case Kind::blank: return "\"" + test.path + "\" should be blank";
    case Kind::not_blank: return "\"" + test.path + "\" should not be blank";
    case Kind::at_least: return "\"" + test.path + "\" should not be less than " + (test.other.empty() ? values : "\"" + test.other + "\"");
    case Kind::at_most: return "\"" + test.path + "\" should not be more than " + (test.other.empty() ? values : "\"" + test.other + "\"");
    case Kind::equals: return "\"" + test.path + "\" should be the same as \"" + test.other + "\"";
    case Kind::differs: return "\"" + test.path + "\" should not be the same as \"" + test.other + "\"";
    case Kind::matches: return "\"" + test.path + "\" should have the form " + test.values.front();
    case Kind::same_count: return "\"" + test.path + "\" should have as many items as \"" + test.other + "\"";
  }
  return {};
}

/// A check compiled. All threads look at segments; what fails is reported afterwards, in order of arrival.
class CheckRun {
 public:
  CheckRun(Roster& roster, const mapping::Check& check, bool judging, unsigned jobs);
  bool has_rows() const { return store_.tables[entity_]->rows() != 0; }
  void run(StoreLog& log);

 private:
  static constexpr std::uint16_t no_fault = 0xFFFF;
  void failing(const model::Segment& segment, std::vector<std::pair<std::uint32_t, std::uint16_t>>& rows) const;
  void selected(const model::Segment& segment, std::vector<std::uint8_t>& keep) const;
  void hash(const model::Segment& segment, std::vector<std::uint64_t>& hashes) const;
  bool same(model::Row first, model::Row again) const;
  std::string repeated(model::Row first) const;
  std::string column_of(const model::Segment& segment, const std::string& path) const;

  const Roster& roster_;
  model::Store& store_;
  const mapping::Check& check_;
  bool judging_;
  unsigned jobs_;
  std::uint16_t entity_ = 0;
  RowTest when_;
  std::vector<RowTest> expects_;                       // one by one, so that the message names the one that fails
  std::vector<Path> unique_;
};

CheckRun::CheckRun(Roster& roster, const mapping::Check& check, bool judging, unsigned jobs)
    : roster_(roster), store_(roster.store), check_(check), judging_(judging), jobs_(jobs) {
  model::Store& store = store_;
  const auto entity = store.schema.find_entity(check.entity);
  if (!entity) throw std::invalid_argument("the model has no entity \"" + check.entity + "\"");
  entity_ = *entity;
  when_ = RowTest::compile(store.schema, entity_, {}, check.when);
  for (const mapping::Test& test : check.expect) expects_.push_back(RowTest::compile(store.schema, entity_, {}, {test}));
  for (const std::string& name : check.unique) unique_.push_back(Path::compile(store.schema, entity_, name));
  if (!has_rows()) return;                             // nor need the indexes be there that the paths would go by
  when_.prepare(store);
  for (const RowTest& expect : expects_) expect.prepare(store);
  for (const Path& path : unique_) path.prepare(store);
}

void CheckRun::selected(const model::Segment& segment, std::vector<std::uint8_t>& keep) const {
  segment.mark_live(keep);
  when_.select(store_, segment, keep);
}

/// Rows with the number of the first expectation that they fail.
void CheckRun::failing(const model::Segment& segment, std::vector<std::pair<std::uint32_t, std::uint16_t>>& rows) const {
  std::vector<std::uint8_t> keep, passing;
  std::vector<std::uint16_t> faults(segment.rows, no_fault);
  selected(segment, keep);
  bool any = false;
  for (std::size_t k = 0; k < expects_.size(); ++k) {
    passing = keep;
    expects_[k].select_passing(store_, segment, passing);
    for (std::uint32_t i = 0; i < segment.rows; ++i) {
      if (keep[i] == passing[i]) continue;
      faults[i] = static_cast<std::uint16_t>(k);
      keep[i] = 0;
      any = true;
    }
  }
  for (std::uint32_t i = 0; any && i < segment.rows; ++i) {
    if (faults[i] != no_fault) rows.emplace_back(i, faults[i]);
  }
}

/// Hashes of the values that must not meet again; 0 where one of them is blank.
void CheckRun::hash(const model::Segment& segment, std::vector<std::uint64_t>& hashes) const {
  thread_local std::vector<std::uint8_t> keep;
  thread_local std::vector<model::Symbol> symbols;
  thread_local std::vector<std::uint32_t> rows;        // mostly few: the primary teachers among all enrollments
  selected(segment, keep);
  hashes.assign(segment.rows, 0);
  rows.clear();
  for (std::uint32_t i = 0; i < segment.rows; ++i) {
    if (keep[i] == 0) continue;
    rows.push_back(i);
    hashes[i] = 1;
  }
  if (rows.empty()) return;
  symbols.resize(segment.rows);
  for (const Path& path : unique_) {
    const bool by_symbols = path.symbolic(store_);
    if (by_symbols) path.symbols(store_, segment, 0, segment.rows, symbols.data());
    for (const std::uint32_t i : rows) {
      const std::string_view text = by_symbols ? std::string_view{} : path.value(store_, {entity_, segment.first + i, nullptr, nullptr});
      // The first path says what it is about; others may be blank alike.
      if (&path == &unique_.front() && (by_symbols ? symbols[i] == 0 : text.empty())) keep[i] = 0;
      hashes[i] = hash_with(hashes[i], by_symbols ? symbols[i] : model::hash_text(text));
    }
  }
  for (const std::uint32_t i : rows) hashes[i] = keep[i] == 0 ? 0 : std::max<std::uint64_t>(hashes[i], 1);
}

bool CheckRun::same(model::Row first, model::Row again) const {
  return std::all_of(unique_.begin(), unique_.end(), [&](const Path& path) {
    return path.value(store_, {entity_, first, nullptr, nullptr}) == path.value(store_, {entity_, again, nullptr, nullptr});
  });
}

std::string CheckRun::repeated(model::Row first) const {
  std::string paths;
  for (const Path& path : unique_) paths += (paths.empty() ? "\"" : ", \"") + path.text() + "\"";
  const auto place = store_.tables[entity_]->at(first);
  return "the same combination of " + paths + " stands in line " + std::to_string(place.segment->line(place.index));
}

/// The column that holds the field, or the reference that a path starts with; "" if no one column does.
std::string CheckRun::column_of(const model::Segment& segment, const std::string& path) const {
  if (segment.recipe == model::made_here) return "";
  const std::string first = path.substr(0, path.find_first_of(".["));
  const model::EntityDef& def = store_.schema.entities[entity_];
  const model::Step* const step = store_.schema.find_step(entity_, first);
  const std::string item = path.size() > first.size() ? path.substr(first.size() + 1) : "";
  for (const ReadOp& op : roster_.plan.recipes[segment.recipe]->ops) {
    if (op.kind == ReadOp::Kind::keyed_item && op.target < def.fields.size() && def.fields[op.target].name == first && op.field->item == item) return op.at.text;
  }
  for (const ReadOp& op : roster_.plan.recipes[segment.recipe]->ops) {
    if (op.target >= def.fields.size() || op.at.kind != Location::Kind::cell || op.at.numbered) continue;
    if (def.fields[op.target].name == first || (step != nullptr && step->forward && step->field == op.target)) return op.at.text;
  }
  return "";
}

void CheckRun::run(StoreLog& log) {
  const model::Table& table = *store_.tables[entity_];
  const std::string rule = check_.rule.empty() ? "check.failed" : check_.rule;
  const auto report = [&](model::Row row, const std::string& path, const std::string& other, auto&& fault) {
    log.report(rule, entity_, row, [&](Finding& finding) {
      const model::Segment& segment = *table.at(row).segment;
      finding.severity = judging_ ? check_.severity : std::min(check_.severity, Severity::warning);
      finding.column = column_of(segment, path);
      if (finding.column.empty() && !other.empty()) finding.column = column_of(segment, other);
      finding.message = check_.message.empty() ? fault() : check_.message;
      if (judging_ && !check_.source.empty()) finding.hint = (check_.why.empty() ? "" : check_.why + " ") + "Source: " + check_.source + ".";
      else finding.hint = "nothing was changed." + (check_.why.empty() ? "" : " " + check_.why) + (check_.source.empty() ? "" : " (" + check_.source + ")");
    });
  };
  std::vector<std::pair<model::Row, model::Row>> repeats;
  if (!unique_.empty()) {
    repeats = same_rows(table, jobs_, [&](const model::Segment& segment, std::vector<std::uint64_t>& hashes) { hash(segment, hashes); });
    std::erase_if(repeats, [&](const auto& pair) { return !same(pair.first, pair.second); });
  }
  std::vector<std::vector<std::pair<std::uint32_t, std::uint16_t>>> rows(table.segments().size());
  if (!expects_.empty()) {
    in_parallel(jobs_, rows.size(), [&](std::size_t number, unsigned) { failing(*table.segments()[number], rows[number]); });
  }
  // In order of arrival, one fault a row: that it repeats another comes before what it fails.
  auto repeat = repeats.begin();
  const auto repeats_before = [&](model::Row row) {
    for (; repeat != repeats.end() && repeat->second < row; ++repeat) report(repeat->second, check_.unique.back(), "", [&] { return repeated(repeat->first); });
  };
  for (std::size_t number = 0; number < rows.size(); ++number) {
    for (const auto& [index, k] : rows[number]) {
      const model::Row row = table.segments()[number]->first + index;
      repeats_before(row);
      if (repeat == repeats.end() || repeat->second != row) report(row, check_.expect[k].path, check_.expect[k].other, [&, k = k] { return expectation(check_.expect[k]); });
    }
  }
  repeats_before(model::no_row);
}

}  // namespace

void run_checks(Roster& roster, const std::vector<mapping::Check>& checks, bool judging, Diagnostics& diagnostics, unsigned jobs) {
  StoreLog log(roster.store, diagnostics);
  for (const mapping::Check& check : checks) {
    if (!check.mode.empty() && check.mode != (roster.delta ? "delta" : "bulk")) continue;
    try {
      CheckRun run(roster, check, judging, jobs);
      if (run.has_rows()) run.run(log);
    } catch (const std::invalid_argument& error) {
      throw MappingError({"check \"" + check.name + "\": " + error.what()});
    }
  }
}

}  // namespace rosterkit::convert
