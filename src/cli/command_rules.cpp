// `rules`: the table of all findings that a run can report: those of the program, then those that mappings state.
#include "rosterkit/base/rules.hpp"

#include "rosterkit/base/errors.hpp"
#include "rosterkit/cli/checks.hpp"
#include "rosterkit/cli/commands.hpp"
#include "rosterkit/cli/layout.hpp"
#include "rosterkit/cli/reading.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <tuple>

namespace rosterkit::cli {
namespace {

/// Checks with a rule id of their own, in order of mapping and rule; a mapping that extends another repeats its checks.
std::vector<MappingCheck> stated_by_mappings(const Options& options) {
  std::vector<MappingCheck> found = mapping_checks(*open_catalog(options));
  std::erase_if(found, [](const MappingCheck& one) { return one.check.rule.empty() || find_rule(one.check.rule) != nullptr; });
  std::stable_sort(found.begin(), found.end(), [](const MappingCheck& a, const MappingCheck& b) {
    return std::tie(a.mapping, a.check.rule) < std::tie(b.mapping, b.check.rule);
  });
  return found;
}

}  // namespace

ExitCode run_rules(const Options& options, Terminal& terminal) {
  if (!options.words.empty()) throw UsageError("\"rules\" takes no arguments. `rosterkit explain RULE-ID` explains one of them.");
  if (wants_json(options)) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Rule& rule : rules()) {
      list.push_back({{"rule", rule.id}, {"title", rule.title}, {"convert", severity_name(rule.convert)}, {"validate", severity_name(rule.validate)},
                      {"meaning", rule.meaning}, {"fix", rule.fix}, {"example", rule.example}, {"source", rule.source}});
    }
    for (const MappingCheck& stated : stated_by_mappings(options)) {
      list.push_back({{"rule", stated.check.rule}, {"title", stated.check.message}, {"convert", severity_name(stated.check.severity)},
                      {"validate", severity_name(stated.check.severity)}, {"meaning", stated.check.why}, {"source", stated.check.source},
                      {"mapping", stated.mapping}, {"entity", stated.check.entity}});
    }
    terminal.out(list.dump(2) + "\n");
    return ExitCode::ok;
  }
  std::vector<std::vector<std::string>> rows;
  for (const Rule& rule : rules()) {
    rows.push_back({std::string(rule.id), std::string(severity_name(rule.convert)), std::string(severity_name(rule.validate)), std::string(rule.title)});
  }
  std::string page = table({{"rule"}, {"convert"}, {"validate"}, {"what is wrong"}}, rows);
  rows.clear();
  for (const MappingCheck& stated : stated_by_mappings(options)) {
    rows.push_back({stated.check.rule, std::string(severity_name(stated.check.severity)), stated.mapping, stated.check.entity, stated.check.message});
  }
  if (!rows.empty()) page += "\nstated by mappings\n" + table({{"rule"}, {"severity"}, {"mapping"}, {"entity"}, {"what is wrong"}}, rows);
  terminal.out(page);
  return ExitCode::ok;
}

}  // namespace rosterkit::cli
