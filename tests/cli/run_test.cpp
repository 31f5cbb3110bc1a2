// A command line as a whole, as far as it needs neither mapping nor input; the rest is tested by tests/cases.
#include "rosterkit/cli/commands.hpp"

#include "rosterkit/cli/help.hpp"
#include "recording_terminal.hpp"

#include <catch2/catch.hpp>

using namespace rosterkit;
using namespace rosterkit::cli;

namespace {

struct Result {
  ExitCode code;
  std::string out, err;
};

Result run_line(const std::vector<std::string>& words) {
  RecordingTerminal terminal;
  const ExitCode code = run(words, terminal);
  return {code, terminal.out_text, terminal.err_text};
}

}  // namespace

TEST_CASE("rosterkit alone, help and --help teach on standard output") {
  for (const auto& words : std::vector<std::vector<std::string>>{{}, {"help"}, {"--help"}}) {
    const Result result = run_line(words);
    CHECK(result.code == ExitCode::ok);
    CHECK(result.out == overview());
    CHECK(result.err.empty());
  }
  CHECK(run_line({"help", "convert"}).out == help_text(*find_command("convert")));
  CHECK(run_line({"convert", "--help", "--no-such-limit"}).code == ExitCode::usage);
  CHECK(run_line({"convert", "-h"}).out == help_text(*find_command("convert")));
}

TEST_CASE("--version says the version and nothing else") {
  const Result result = run_line({"--version"});
  CHECK(result.code == ExitCode::ok);
  CHECK(result.out.find("rosterkit ") == 0);
  CHECK(result.out.back() == '\n');
}

TEST_CASE("a wrong command line is told on standard error, with exit code 2") {
  const Result result = run_line({"convert", "x", "--to"});
  CHECK(result.code == ExitCode::usage);
  CHECK(result.out.empty());
  CHECK(result.err == "rosterkit: --to needs a value behind it (FORMAT).\n");
}

TEST_CASE("a verb that lacks something says what to add") {
  CHECK(run_line({"convert"}).err ==
        "rosterkit: \"convert\" needs an input: a file, a folder, a zip, or - for standard input. `rosterkit help convert` shows examples.\n");
  CHECK(run_line({"convert", "x"}).err ==
        "rosterkit: \"convert\" needs the format to write. Add --to FORMAT, like --to oneroster-1.2; `rosterkit formats` lists them.\n");
  CHECK(run_line({"convert", "x", "--to", "y"}).err ==
        "rosterkit: \"convert\" needs a place for the result. Add -o PATH: a folder, a name that ends in .zip, or -.\n");
  CHECK(run_line({"convert", "x", "--to", "y", "-o", "-", "--format", "json"}).err ==
        "rosterkit: -o - and --format both want standard output. Write the findings to a file with --report.\n");
  CHECK(run_line({"explain"}).err ==
        "rosterkit: \"explain\" takes one rule id, like cell.bad-date, or two formats: --from FORMAT --to FORMAT.\n");
  CHECK(run_line({"explain", "--from", "x"}).err == "rosterkit: \"explain\" compares two formats. Give both --from FORMAT and --to FORMAT.\n");
  CHECK(run_line({"map"}).err ==
        "rosterkit: \"map\" needs to know what to do: list, show, check, test, schema. `rosterkit help map` shows examples.\n");
  CHECK(run_line({"map", "sohw"}).err == "rosterkit: \"map\" cannot do \"sohw\". Did you mean \"show\"? It can do list, show, check, test, schema.\n");
  CHECK(run_line({"help", "cnovert"}).code == ExitCode::usage);
}

TEST_CASE("a rule is explained in words, and as JSON for programs") {
  const Result text = run_line({"explain", "cell.bad-date"});
  CHECK(text.code == ExitCode::ok);
  CHECK(text.out.find("cell.bad-date: ") == 0);
  CHECK(text.out.find("\n  what to do   ") != std::string::npos);
  CHECK(run_line({"explain", "cell.bad-date", "--format", "json"}).out.find("{\n  \"rule\": \"cell.bad-date\",") == 0);
  CHECK(run_line({"rules", "--format", "yaml"}).err == "rosterkit: --format: \"yaml\" is not one of text, json.\n");
}

TEST_CASE("the rules that a mapping states stand behind those of the program") {
  const std::string overlay = std::string(ROSTERKIT_SOURCE) + "/tests/cases/explain/rule-of-a-mapping/input/district.json";
  const std::string page = run_line({"rules", "--mapping", overlay}).out;
  const std::size_t heading = page.find("\nstated by mappings\n"), row = page.find("district.no-badge");
  CHECK(heading < row);
  CHECK(page.find("A person has no badge number.", row) != std::string::npos);
  CHECK(run_line({"rules", "--mapping", overlay, "--format", "json"}).out.find("\"mapping\": \"district-oneroster\"") != std::string::npos);
}
