// Help texts and docs/commands/ against the list of commands and the table of flags.
#include "rosterkit/cli/help.hpp"

#include "rosterkit/cli/flags.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

using namespace rosterkit::cli;

namespace {

void check_page(const std::string& name, const std::string& expected) {
  const std::string path = std::string(ROSTERKIT_SOURCE) + "/docs/commands/" + name + ".md";
  if (std::getenv("ROSTERKIT_ACCEPT") != nullptr) std::ofstream(path, std::ios::binary) << expected;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  INFO(path << " is out of date");
  CHECK(text.str() == expected);
}

}  // namespace

TEST_CASE("every flag that a verb offers is in the table, and every flag in the table is offered by some verb") {
  std::set<std::string_view> offered = {"help", "version"};
  for (const Command& command : commands()) {
    for (const std::string_view name : command.flags) {
      INFO(command.name << " offers --" << name);
      CHECK(find_flag(name) != nullptr);
      offered.insert(name);
    }
    CHECK(std::set<std::string_view>(command.flags.begin(), command.flags.end()).size() == command.flags.size());
  }
  for (const Flag& flag : flags()) {
    INFO("--" << flag.name);
    CHECK(offered.contains(flag.name));
  }
}

TEST_CASE("names and letters of flags are unique") {
  std::set<std::string_view> names;
  for (const Flag& flag : flags()) {
    INFO("--" << flag.name);
    CHECK(names.insert(flag.name).second);
    if (!flag.letter.empty()) CHECK(names.insert(flag.letter).second);
  }
}

TEST_CASE("the example lines of help texts are command lines that the parser accepts") {
  for (const Command& command : commands()) {
    CHECK(command.examples.size() >= 2);
    for (const CommandExample& example : command.examples) {
      INFO(example.line);
      std::istringstream words{std::string(example.line.substr(0, example.line.find_first_of("|>")))};
      std::vector<std::string> line;
      for (std::string word; words >> word;) line.push_back(word);
      CHECK(parse_command_line(line).verb == command.name);
    }
  }
}

TEST_CASE("a help text shows usage, sentence, examples, flags by group and exit codes, in lines of at most 100 characters") {
  const std::string text = help_text(*find_command("explain"));
  CHECK(text.substr(0, text.find("\n\nflags")) ==
        "usage: rosterkit explain RULE-ID | --from FORMAT --to FORMAT [flags]\n"
        "\n"
        "Explains a rule, or what a conversion keeps, changes, fills in and loses, without any data.\n"
        "\n"
        "examples\n"
        "  rosterkit explain cell.bad-date\n"
        "      what a finding means and what to do\n"
        "  rosterkit explain --from clever --to oneroster-1.2\n"
        "      the fate of each field\n"
        "  rosterkit explain --from clever --to oneroster-1.2 --format json\n"
        "      the same for a program");
  CHECK(text.find("\nflags: input\n  -f, --from FORMAT             The input's format") != std::string::npos);
  CHECK(text.find("\nexit codes\n   0  done; there may be warnings\n") != std::string::npos);
  for (const Command& command : commands()) {
    std::istringstream lines(help_text(command));
    for (std::string line; std::getline(lines, line);) {
      INFO(line);
      CHECK(line.size() <= 100);
    }
  }
}

TEST_CASE("docs/commands/ holds the page of each verb (ROSTERKIT_ACCEPT=1 writes them)") {
  for (const Command& command : commands()) check_page(std::string(command.name), help_markdown(command));
  check_page("exit-codes", exit_codes_markdown());
}
