// Checks of a mapping over the model: they report, they change nothing.
#include <algorithm>
#include <stdexcept>
#include <unordered_map>

#include "rosterkit/base/errors.hpp"
#include "rosterkit/convert/roster.hpp"
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
    case Kind::at_least: return "\"" + test.path + "\" should not be less than \"" + test.other + "\"";
    case Kind::at_most: return "\"" + test.path + "\" should not be more than \"" + test.other + "\"";
    case Kind::same_count: return "\"" + test.path + "\" should have as many items as \"" + test.other + "\"";
  }
  return {};
}

void run_check(Roster& roster, const mapping::Check& check, StoreLog& log) {
  model::Store& store = roster.store;
  const auto entity = store.schema.find_entity(check.entity);
  if (!entity) throw std::invalid_argument("the model has no entity \"" + check.entity + "\"");
  const RowTest when = RowTest::compile(store.schema, *entity, {}, check.when);
  std::vector<RowTest> expects;                        // one by one, so that the message names the one that fails
  for (const mapping::Test& test : check.expect) expects.push_back(RowTest::compile(store.schema, *entity, {}, {test}));
  std::vector<Path> unique;
  for (const std::string& name : check.unique) unique.push_back(Path::compile(store.schema, *entity, name));
  when.prepare(store);
  for (const RowTest& expect : expects) expect.prepare(store);
  for (const Path& path : unique) path.prepare(store);
  std::unordered_map<std::string, model::Row> seen;
  const std::string rule = check.rule.empty() ? "check.failed" : check.rule;
  for (const auto& segment : store.tables[*entity]->segments()) {
    for (std::uint32_t i = 0; i < segment->rows; ++i) {
      if (segment->states[i] != State::live) continue;
      const model::Row row = segment->first + i;
      const Context context{*entity, row, nullptr, nullptr};
      if (!when.empty() && !when.holds(store, context)) continue;
      std::string fault;
      if (!unique.empty()) {
        std::string packed;
        bool blank = false;
        for (const Path& path : unique) {
          const std::string_view text = path.value(store, context);
          blank = blank || text.empty();
          (packed += text) += '\x1F';
        }
        const auto [first, is_new] = seen.emplace(std::move(packed), row);
        if (!blank && !is_new) {
          const auto place = store.tables[*entity]->at(first->second);
          fault = "the same combination of " + [&] { std::string all; for (const Path& path : unique) all += (all.empty() ? "\"" : ", \"") + path.text() + "\""; return all; }() +
                  " stands in line " + std::to_string(place.segment->line(place.index));
        }
      }
      for (std::size_t k = 0; fault.empty() && k < check.expect.size(); ++k) {
        if (!expects[k].passes(store, context)) fault = expectation(check.expect[k]);
      }
      if (fault.empty()) continue;
      log.report(rule, *entity, row, [&](Finding& finding) {
        finding.severity = check.severity;
        finding.message = check.message.empty() ? fault : check.message;
        finding.hint = "nothing was changed." + (check.why.empty() ? "" : " " + check.why) + (check.source.empty() ? "" : " (" + check.source + ")");
      });
    }
  }
}

}  // namespace

void run_checks(Roster& roster, const std::vector<mapping::Check>& checks, Diagnostics& diagnostics) {
  StoreLog log(roster.store, diagnostics);
  for (const mapping::Check& check : checks) {
    try {
      run_check(roster, check, log);
    } catch (const std::invalid_argument& error) {
      throw MappingError({"check \"" + check.name + "\": " + error.what()});
    }
  }
}

}  // namespace rosterkit::convert
