// One command line from words to exit code. Errors that a person can mend are told here, each in its own way; mistakes of
// the program leave as exceptions.
#include "rosterkit/base/errors.hpp"
#include "rosterkit/cli/commands.hpp"
#include "rosterkit/cli/help.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rosterkit::cli {
namespace {

ExitCode dispatch(const Options& options, Terminal& terminal) {
  if (options.version) {
    terminal.out(fmt::format("rosterkit {}\n", ROSTERKIT_VERSION));
    return ExitCode::ok;
  }
  if (options.verb.empty()) {
    terminal.out(overview());
    return ExitCode::ok;
  }
  const Command& command = *find_command(options.verb);
  if (options.help) {
    terminal.out(help_text(command));
    return ExitCode::ok;
  }
  return command.run(options, terminal);
}

ExitCode told(const Options& options, Terminal& terminal) {
  try {
    return dispatch(options, terminal);
  } catch (const MappingError& error) {
    for (const std::string& fault : error.faults) terminal.err(fault + "\n");
    return ExitCode::usage;
  } catch (const UsageError& error) {
    terminal.err(fmt::format("rosterkit: {}\n", error.what()));
    return ExitCode::usage;
  } catch (const FileError& error) {
    const Finding& finding = error.finding;
    const std::string where = finding.file.empty() ? "rosterkit" : finding.file;
    terminal.err(fmt::format("{}: error: {} [{}]\n", where, finding.message, finding.rule));
    if (!finding.hint.empty()) terminal.err(fmt::format("  {}\n", finding.hint));
    return error.code;
  } catch (const OutputError& error) {
    terminal.err(fmt::format("rosterkit: {}\n", error.what()));
    return error.code;
  }
}

}  // namespace

ExitCode run(const std::vector<std::string>& arguments, Terminal& terminal) {
  Options options;
  try {
    options = parse_command_line(arguments);
  } catch (const UsageError& error) {
    terminal.err(fmt::format("rosterkit: {}\n", error.what()));
    return ExitCode::usage;
  }
  ExitCode code = told(options, terminal);
  try {
    terminal.finish();
  } catch (const OutputError& error) {
    terminal.err(fmt::format("rosterkit: {}\n", error.what()));
    code = std::max(code, error.code);
  }
  return code;
}

}  // namespace rosterkit::cli
