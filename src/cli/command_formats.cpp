// `formats`: the formats that can be read and written here, built in or from the user's own mappings.
#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/cli/commands.hpp"
#include "rosterkit/cli/layout.hpp"
#include "rosterkit/cli/reading.hpp"

#include <nlohmann/json.hpp>

namespace rosterkit::cli {

ExitCode run_formats(const Options& options, Terminal& terminal) {
  if (!options.words.empty()) throw UsageError("\"formats\" takes no arguments. `rosterkit map show FORMAT` shows one of them.");
  const bool json = wants_json(options);
  const std::vector<mapping::Listed> all = open_catalog(options)->list();
  if (json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const mapping::Listed& one : all) {
      list.push_back({{"format", one.id}, {"title", one.title}, {"variants", one.variants}, {"modes", one.modes}, {"extends", one.extends}, {"origin", one.origin}});
    }
    terminal.out(list.dump(2) + "\n");
    return ExitCode::ok;
  }
  std::vector<std::vector<std::string>> rows;
  for (const mapping::Listed& one : all) {
    std::vector<std::string> names;
    for (const std::string& variant : one.variants) names.push_back(one.id + "@" + variant);
    rows.push_back({one.id, one.title, join(names, ", ")});
  }
  terminal.out(table({{"format"}, {"what it is"}, {"variants"}}, rows));
  return ExitCode::ok;
}

}  // namespace rosterkit::cli
