// `rules`: the table of all findings that a run can report.
#include "rosterkit/base/rules.hpp"

#include "rosterkit/base/errors.hpp"
#include "rosterkit/cli/commands.hpp"
#include "rosterkit/cli/layout.hpp"
#include "rosterkit/cli/reading.hpp"

#include <nlohmann/json.hpp>

namespace rosterkit::cli {

ExitCode run_rules(const Options& options, Terminal& terminal) {
  if (!options.words.empty()) throw UsageError("\"rules\" takes no arguments. `rosterkit explain RULE-ID` explains one of them.");
  if (wants_json(options)) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Rule& rule : rules()) {
      list.push_back({{"rule", rule.id}, {"title", rule.title}, {"convert", severity_name(rule.convert)}, {"validate", severity_name(rule.validate)},
                      {"meaning", rule.meaning}, {"fix", rule.fix}, {"example", rule.example}, {"source", rule.source}});
    }
    terminal.out(list.dump(2) + "\n");
    return ExitCode::ok;
  }
  std::vector<std::vector<std::string>> rows;
  for (const Rule& rule : rules()) {
    rows.push_back({std::string(rule.id), std::string(severity_name(rule.convert)), std::string(severity_name(rule.validate)), std::string(rule.title)});
  }
  terminal.out(table({{"rule"}, {"convert"}, {"validate"}, {"what is wrong"}}, rows));
  return ExitCode::ok;
}

}  // namespace rosterkit::cli
