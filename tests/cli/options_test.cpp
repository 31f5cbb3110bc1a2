// The command line: what is understood, and what each refusal says.
#include "rosterkit/cli/options.hpp"

#include "rosterkit/base/errors.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace rosterkit;
using namespace rosterkit::cli;

namespace {

std::string refusal(const std::vector<std::string>& words) {
  try {
    parse_command_line(words);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

/// Sets a variable for one scope.
struct Environment {
  Environment(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Environment() { ::unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  const char* name_;
};

}  // namespace

TEST_CASE("inputs and flags may stand in any order, before the verb too") {
  for (const auto& words : std::vector<std::vector<std::string>>{{"convert", "a", "b.zip", "--to", "x", "-o", "out"},
                                                                 {"-o", "out", "convert", "a", "--to=x", "b.zip"},
                                                                 {"--to", "x", "-oout", "convert", "a", "b.zip"}}) {
    const Options options = parse_command_line(words);
    CHECK(options.verb == "convert");
    CHECK(options.words == std::vector<std::string>{"a", "b.zip"});
    CHECK(options.to == "x");
    CHECK(options.output == "out");
  }
}

TEST_CASE("a single dash is an input, and everything behind two dashes is one too") {
  CHECK(parse_command_line({"inspect", "-"}).words == std::vector<std::string>{"-"});
  CHECK(parse_command_line({"inspect", "--", "-q", "--", "x"}).words == std::vector<std::string>{"-q", "--", "x"});
}

TEST_CASE("letters may share one dash, and -o may be a dash") {
  const Options options = parse_command_line({"convert", "a", "-nO", "-o", "-"});
  CHECK(options.dry_run);
  CHECK(options.overwrite);
  CHECK(options.output == "-");
}

TEST_CASE("a repeatable flag takes one value each time and leaves the inputs alone") {
  const Options options = parse_command_line({"convert", "--mapping", "m1.json", "in", "--mapping", "m2.json", "--set", "a=1=2", "--set", "b="});
  CHECK(options.mapping_files == std::vector<std::string>{"m1.json", "m2.json"});
  CHECK(options.words == std::vector<std::string>{"in"});
  CHECK(options.set == std::map<std::string, std::string>{{"a", "1=2"}, {"b", ""}});
}

TEST_CASE("a value in brackets stays one value") {
  CHECK(parse_command_line({"convert", "--set", "a=[x,y]", "[in,put].zip"}).set.at("a") == "[x,y]");
  CHECK(parse_command_line({"convert", "--mapping", "[x,y]", "[in,put].zip"}).mapping_files == std::vector<std::string>{"[x,y]"});
  CHECK(parse_command_line({"convert", "[in,put].zip"}).words == std::vector<std::string>{"[in,put].zip"});
}

TEST_CASE("sizes take K, M and G in steps of 1,024") {
  CHECK(parse_command_line({"cat", "x", "--max-field-bytes", "300"}).limits.max_field_bytes == 300);
  CHECK(parse_command_line({"cat", "x", "--max-field-bytes", "2M"}).limits.max_field_bytes == 2u << 20);
  CHECK(parse_command_line({"cat", "x", "--max-zip-total-bytes", "20G"}).limits.max_zip_total_bytes == 20ull << 30);
  CHECK(refusal({"cat", "x", "--max-field-bytes", "2Q"}) ==
        "--max-field-bytes: \"2Q\" is not a size. Write a number of bytes, or one with K, M or G behind it: 4M.");
  CHECK(refusal({"cat", "x", "--max-field-bytes", "0"}) != "accepted");
  CHECK(refusal({"cat", "x", "--max-field-bytes", "99999999999999G"}) != "accepted");
}

TEST_CASE("--strict judges like --fail-on warning, and never judges nothing") {
  CHECK(parse_command_line({"convert", "x"}).fail_on == Severity::error);
  CHECK(parse_command_line({"convert", "x", "--strict"}).fail_on == Severity::warning);
  CHECK_FALSE(parse_command_line({"convert", "x", "--fail-on", "never"}).fail_on.has_value());
  CHECK(parse_command_line({"convert", "x", "--severity", "cell.bad-date=note"}).severities.front() == std::pair{std::string("cell.bad-date"), Severity::note});
}

TEST_CASE("the number of jobs comes from the flag, then from the environment") {
  CHECK(parse_command_line({"cat", "x"}).jobs == 0);
  const Environment jobs("ROSTERKIT_JOBS", "3");
  CHECK(parse_command_line({"cat", "x"}).jobs == 3);
  CHECK(parse_command_line({"cat", "x", "-j", "2"}).jobs == 2);
}

TEST_CASE("a wrong ROSTERKIT_JOBS is refused by its name") {
  const Environment jobs("ROSTERKIT_JOBS", "many");
  CHECK(refusal({"cat", "x"}) == "The environment variable ROSTERKIT_JOBS is \"many\", which is not a whole number from 1 to 1,024.");
}

TEST_CASE("a mistyped verb or flag gets the nearest one named") {
  CHECK(refusal({"convrt", "x"}) ==
        "There is no verb \"convrt\". Did you mean \"convert\"? The verbs are convert, validate, inspect, cat, explain, formats, rules, map, help.");
  CHECK(refusal({"convert", "x", "--reprot=a.json"}) ==
        "There is no flag \"--reprot\". Did you mean \"--report\"? `rosterkit help VERB` lists the flags of a verb.");
  CHECK(refusal({"convert", "x", "--color", "alway"}) == "--color: \"alway\" is not one of auto, always, never. Did you mean \"always\"?");
}

TEST_CASE("a flag of another verb is refused instead of being ignored") {
  CHECK(refusal({"inspect", "x", "--overwrite"}) == "\"inspect\" has no flag --overwrite. `rosterkit help inspect` lists those it has.");
}

TEST_CASE("a value that is missing is asked for, never taken from the next flag") {
  CHECK(refusal({"convert", "x", "-o"}) == "--output needs a value behind it (PATH).");
  CHECK(refusal({"convert", "x", "-o", "--to", "clever"}) ==
        "--output needs a value behind it (PATH), but \"--to\" follows. If that is the value, write --output=--to.");
  CHECK(refusal({"convert", "x", "--output=", "out"}) == "--output needs a value behind it (PATH), but nothing stands behind the equal sign.");
  CHECK(refusal({"convert", "x", "-vo"}) ==
        "The flags could not be read: one of them lacks its value. Write each flag on its own, like -v -o out.");
  CHECK(parse_command_line({"convert", "x", "--output=--to"}).output == "--to");
}

TEST_CASE("a long name behind one dash is not read as a letter with a value") {
  CHECK(refusal({"convert", "x", "-from", "clever"}) == "Write --from with two dashes.");
  CHECK(refusal({"convert", "x", "-o=out"}) == "Write -o and its value without the equal sign, or --output=VALUE.");
}

TEST_CASE("a flag given twice is refused unless it may be repeated") {
  CHECK(refusal({"convert", "x", "-o", "a", "-o", "b"}) == "--output is given more than once. Leave all but one out.");
  CHECK(refusal({"convert", "x", "-q", "-q"}) == "accepted");
}

TEST_CASE("a flag without a value takes none, and opposite flags are refused") {
  CHECK(refusal({"convert", "x", "--quiet=yes"}) == "--quiet takes no value.");
  CHECK(refusal({"convert", "x", "-qv"}) == "--quiet and --verbose ask for opposite things. Leave one of them out.");
  CHECK(refusal({"validate", "x", "--as", "a", "--from", "b"}) == "--as and --from mean the same. Leave one of them out.");
}
