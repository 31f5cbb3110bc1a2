// Command line -> Options. CLI11 splits the words into flags, values and the rest; which flags there are, what they mean
// and every message is ours: its messages differ between versions and do not say what to write instead.
#include "rosterkit/cli/options.hpp"

#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/cli/commands.hpp"
#include "rosterkit/cli/flags.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace rosterkit::cli {
namespace {

std::vector<std::string> verb_names() {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.emplace_back(command.name);
  return names;
}

[[noreturn]] void refuse_flag(const std::string& word) {
  std::vector<std::string> names;
  for (const Flag& flag : flags()) names.push_back("--" + std::string(flag.name));
  const std::string name = word.substr(0, word.find('='));
  throw UsageError(fmt::format("There is no flag \"{}\".{} `rosterkit help VERB` lists the flags of a verb.", name, did_you_mean(name, names)));
}

void need_value(const Flag& flag, std::string_view what_is_there) {
  throw UsageError(fmt::format("--{} needs a value behind it ({}){}.", flag.name, flag.value, what_is_there));
}

/// What CLI11 takes silently and a person did not mean: a flag swallowed as the value of the one before it, `--output=`
/// taking the next word, and `-from clever`, which reads as -f with the value "rom".
void check_words(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--") return;
    if (word.size() < 2 || word[0] != '-') continue;
    const bool is_long = word[1] == '-';
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(is_long ? 2 : 1, equals == std::string::npos ? equals : equals - (is_long ? 2 : 1));
    const Flag* flag = nullptr;
    for (const Flag& candidate : flags()) {
      if (is_long ? candidate.name == name : candidate.letter == name) flag = &candidate;
      if (!is_long && name.size() > 1 && candidate.name == name) {
        throw UsageError(fmt::format("Write --{} with two dashes.", name));
      }
    }
    if (!is_long && equals == 2 && flag != nullptr) {
      throw UsageError(fmt::format("Write -{} and its value without the equal sign, or --{}=VALUE.", name, flag->name));
    }
    if (flag == nullptr) continue;
    if (flag->value.empty()) {
      if (equals != std::string::npos) throw UsageError(fmt::format("--{} takes no value.", flag->name));
      continue;
    }
    if (equals != std::string::npos) {
      if (equals + 1 == word.size()) need_value(*flag, ", but nothing stands behind the equal sign");
      continue;
    }
    if (i + 1 == words.size()) need_value(*flag, "");
    const std::string& next = words[i + 1];
    if (next.size() > 1 && next[0] == '-') need_value(*flag, fmt::format(", but \"{}\" follows. If that is the value, write --{}={}", next, flag->name, next));
    ++i;
  }
}

/// Flags that the verb does not have are refused: one that is silently without effect is worse than a message.
void check_flags_fit(const Options& options) {
  if (options.verb.empty()) return;
  const Command& command = *find_command(options.verb);
  for (const std::string& name : options.given) {
    if (name == "help" || name == "version") continue;
    if (std::find(command.flags.begin(), command.flags.end(), name) != command.flags.end()) continue;
    throw UsageError(fmt::format("\"{}\" has no flag --{}. `rosterkit help {}` lists those it has.", command.name, name, command.name));
  }
  if (options.quiet && options.verbose) throw UsageError("--quiet and --verbose ask for opposite things. Leave one of them out.");
  if (options.given.contains("as") && options.given.contains("from")) throw UsageError("--as and --from mean the same. Leave one of them out.");
}

void take_environment(Options& options) {
  const char* jobs = std::getenv("ROSTERKIT_JOBS");
  if (jobs == nullptr || *jobs == '\0' || options.given.contains("jobs")) return;
  try {
    find_flag("jobs")->apply(options, jobs);
  } catch (const UsageError&) {
    throw UsageError(fmt::format("The environment variable ROSTERKIT_JOBS is \"{}\", which is not a whole number from 1 to 1,024.", jobs));
  }
}

}  // namespace

Options parse_command_line(const std::vector<std::string>& arguments) {
  CLI::App app;
  app.set_help_flag();  // --help is a flag like the others
  app.allow_extras(true);
  app.allow_windows_style_options(false);
  std::vector<std::pair<const Flag*, CLI::Option*>> parsed;
  for (const Flag& flag : flags()) {
    const std::string names = flag.letter.empty() ? fmt::format("--{}", flag.name) : fmt::format("-{},--{}", flag.letter, flag.name);
    // TakeAll without a variable: a bound vector would split values like "[a,b]".
    CLI::Option* option = flag.value.empty() ? app.add_flag(names) : app.add_option(names);
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    parsed.emplace_back(&flag, option);
  }

  check_words(arguments);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError&) {
    // check_words has found the usual mistakes; what is left are bundles of letters such as -vo.
    throw UsageError("The flags could not be read: one of them lacks its value. Write each flag on its own, like -v -o out.");
  }

  Options options;
  bool only_words = false;
  std::vector<std::string> words;
  for (const std::string& word : app.remaining(true)) {
    if (!only_words && word == "--") {
      only_words = true;
      continue;
    }
    if (!only_words && word.size() > 1 && word[0] == '-') refuse_flag(word);
    words.push_back(word);
  }
  if (!words.empty()) {
    options.verb = words.front();
    options.words.assign(std::next(words.begin()), words.end());
    if (find_command(options.verb) == nullptr) {
      const std::vector<std::string> names = verb_names();
      throw UsageError(fmt::format("There is no verb \"{}\".{} The verbs are {}.", options.verb, did_you_mean(options.verb, names), join(names, ", ")));
    }
  }
  for (const auto& [flag, option] : parsed) {
    if (option->count() == 0) continue;
    options.given.emplace(flag->name);
    if (flag->value.empty()) {
      flag->apply(options, "");
      continue;
    }
    if (!flag->repeatable && option->results().size() > 1) {
      throw UsageError(fmt::format("--{} is given more than once. Leave all but one out.", flag->name));
    }
    for (const std::string& value : option->results()) flag->apply(options, value);
  }
  if (options.help || options.version) return options;
  check_flags_fit(options);
  take_environment(options);
  if (options.strict) options.fail_on = Severity::warning;
  return options;
}

}  // namespace rosterkit::cli
