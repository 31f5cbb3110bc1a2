// Help texts from the two tables: usage, one sentence, examples first, then flags by group and exit codes.
#include "rosterkit/cli/help.hpp"

#include "rosterkit/cli/flags.hpp"
#include "rosterkit/cli/layout.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rosterkit::cli {
namespace {

constexpr std::size_t page_width = 100;

std::string usage(const Command& command) {
  std::string text = fmt::format("rosterkit {}", command.name);
  if (!command.arguments.empty()) text += fmt::format(" {}", command.arguments);
  return text + (command.flags.empty() ? "" : " [flags]");
}

std::string spelling(const Flag& flag) {
  std::string text = flag.letter.empty() ? "    " : fmt::format("-{}, ", flag.letter);
  text += fmt::format("--{}", flag.name);
  if (!flag.value.empty()) text += fmt::format(" {}", flag.value);
  return text;
}

/// The flags of a command, in the table's order of groups.
std::vector<std::pair<std::string_view, std::vector<const Flag*>>> groups_of(const Command& command) {
  std::vector<std::pair<std::string_view, std::vector<const Flag*>>> groups;
  for (const Flag& flag : flags()) {
    const bool common = flag.name == "help";
    if (!common && std::find(command.flags.begin(), command.flags.end(), flag.name) == command.flags.end()) continue;
    auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& one) { return one.first == flag.group; });
    if (group == groups.end()) group = groups.insert(groups.end(), {flag.group, {}});
    group->second.push_back(&flag);
  }
  return groups;
}

}  // namespace

std::string_view exit_code_meaning(int code) {
  switch (static_cast<ExitCode>(code)) {
    case ExitCode::ok: return "done; there may be warnings";
    case ExitCode::findings: return "done, with findings at the fail level (--fail-on)";
    case ExitCode::usage: return "wrong command line or mapping, or an output that may not be replaced; no records were read";
    case ExitCode::input_missing: return "an input is missing, unreadable, cut off, or changed while it was read: try again later";
    case ExitCode::input_refused: return "an input is beyond use, over a limit, or of no known format: ask the sender";
    case ExitCode::guard: return "the change guard stopped the run; nothing was replaced";
    case ExitCode::output: return "the output could not be written; an older output is as it was: check disk and rights";
    case ExitCode::locked: return "another run is writing this output: try again later";
    case ExitCode::internal: return "a bug in rosterkit: please report it";
  }
  return "";
}

std::string overview() {
  std::string text =
      "rosterkit converts K-12 roster data between formats: Clever, OneRoster, SIF and others.\n"
      "It runs on this machine only and sends nothing anywhere.\n"
      "\n"
      "first steps\n"
      "  rosterkit inspect export.zip                                   what is this file?\n"
      "  rosterkit convert export.zip --to oneroster-1.2 -o oneroster   convert it\n"
      "  rosterkit explain --from clever --to oneroster-1.2             what is kept, what is lost?\n"
      "\n"
      "verbs\n";
  for (const Command& command : commands()) text += fmt::format("  {:<10}{}\n", command.name, wrap(command.sentence, page_width, 12));
  return text + "\n`rosterkit help VERB` shows examples and flags. `rosterkit formats` lists the formats.\n";
}

std::string help_text(const Command& command) {
  std::string text = fmt::format("usage: {}\n\n{}\n\nexamples\n", usage(command), wrap(command.sentence, page_width, 0));
  for (const CommandExample& example : command.examples) text += fmt::format("  rosterkit {}\n      {}\n", example.line, example.meaning);
  if (!command.details.empty()) text += fmt::format("\n{}\n", wrap(command.details, page_width, 0));
  for (const auto& [group, members] : groups_of(command)) {
    text += fmt::format("\nflags: {}\n", group);
    for (const Flag* flag : members) text += fmt::format("  {:<30}{}\n", spelling(*flag), wrap(flag->meaning, page_width, 32));
  }
  text += "\nexit codes\n";
  for (const int code : command.exit_codes) text += fmt::format("  {:>2}  {}\n", code, exit_code_meaning(code));
  return text;
}

std::string help_markdown(const Command& command) {
  std::string text = fmt::format("# rosterkit {}\n\n{}\n\n```\n{}\n```\n\n## Examples\n\n", command.name, command.sentence, usage(command));
  for (const CommandExample& example : command.examples) text += fmt::format("- `rosterkit {}`: {}\n", example.line, example.meaning);
  if (!command.details.empty()) text += fmt::format("\n## What it does\n\n{}\n", command.details);
  for (const auto& [group, members] : groups_of(command)) {
    text += fmt::format("\n## Flags: {}\n\n| flag | meaning |\n| --- | --- |\n", group);
    for (const Flag* flag : members) {
      std::string name = spelling(*flag);
      name.erase(0, name.find_first_not_of(' '));
      text += fmt::format("| `{}` | {}{} |\n", name, flag->meaning, flag->repeatable ? " May be given several times." : "");
    }
  }
  text += "\n## Exit codes\n\n| code | meaning |\n| --: | --- |\n";
  for (const int code : command.exit_codes) text += fmt::format("| {} | {} |\n", code, exit_code_meaning(code));
  return text;
}

std::string exit_codes_markdown() {
  std::string text =
      "# Exit codes\n\nA closed list that schedulers may rely on; a number is never reused. If several apply, the largest is given.\n\n"
      "| code | meaning |\n| --: | --- |\n";
  for (int code = 0; code <= static_cast<int>(ExitCode::internal); ++code) {
    const std::string_view meaning = exit_code_meaning(code);
    if (!meaning.empty()) text += fmt::format("| {} | {} |\n", code, meaning);
  }
  return text +
         "\nA run that ends with 3 or 4 still writes the files of `--report`. Code 1 of `convert` means that the output was written without the "
         "records that have errors; with `--strict` it means that an older output was left in place.\n";
}

}  // namespace rosterkit::cli
