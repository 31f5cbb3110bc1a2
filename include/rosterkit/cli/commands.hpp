// THE list of verbs, and how a command line becomes an exit code. A verb is one file src/cli/command_<name>.cpp and one
// row of the list; help texts and docs/commands/ are made from the row.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/base/exit_code.hpp"
#include "rosterkit/cli/options.hpp"
#include "rosterkit/cli/terminal.hpp"

namespace rosterkit::cli {

struct CommandExample {
  std::string_view line;         ///< without "rosterkit "
  std::string_view meaning;
};

struct Command {
  std::string_view name;
  std::string_view arguments;              ///< "INPUT... --to FORMAT -o OUT"
  std::string_view sentence;               ///< what it does, in one sentence
  std::vector<CommandExample> examples;
  std::vector<std::string_view> flags;     ///< long names, in the order of the table of flags
  std::vector<int> exit_codes;             ///< those that the verb can end with
  std::string_view details;                ///< a paragraph or two for the help text and the page in docs/commands/
  ExitCode (*run)(const Options& options, Terminal& terminal);
};

std::span<const Command> commands();
const Command* find_command(std::string_view name);

/// Runs one command line, @p arguments without the program's name. Prints everything, messages of errors included; only
/// mistakes of the program itself leave as exceptions (main.cpp).
ExitCode run(const std::vector<std::string>& arguments, Terminal& terminal);

// The verbs.
ExitCode run_convert(const Options& options, Terminal& terminal);
ExitCode run_validate(const Options& options, Terminal& terminal);
ExitCode run_inspect(const Options& options, Terminal& terminal);
ExitCode run_cat(const Options& options, Terminal& terminal);
ExitCode run_explain(const Options& options, Terminal& terminal);
ExitCode run_formats(const Options& options, Terminal& terminal);
ExitCode run_rules(const Options& options, Terminal& terminal);
ExitCode run_map(const Options& options, Terminal& terminal);
ExitCode run_help(const Options& options, Terminal& terminal);

}  // namespace rosterkit::cli
