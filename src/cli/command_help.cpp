// `help` and `help VERB`.
#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/cli/commands.hpp"
#include "rosterkit/cli/help.hpp"

#include <fmt/format.h>

namespace rosterkit::cli {

ExitCode run_help(const Options& options, Terminal& terminal) {
  if (options.words.empty()) {
    terminal.out(overview());
    return ExitCode::ok;
  }
  if (options.words.size() > 1) throw UsageError("\"help\" explains one verb at a time: rosterkit help convert.");
  const std::string& name = options.words.front();
  const Command* command = find_command(name);
  if (command == nullptr) {
    std::vector<std::string> names;
    for (const Command& one : commands()) names.emplace_back(one.name);
    throw UsageError(fmt::format("There is no verb \"{}\".{} The verbs are {}.", name, did_you_mean(name, names), join(names, ", ")));
  }
  terminal.out(help_text(*command));
  return ExitCode::ok;
}

}  // namespace rosterkit::cli
