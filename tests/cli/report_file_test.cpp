// --report FILE[:FORMAT].
#include "rosterkit/cli/flags.hpp"

#include "rosterkit/base/errors.hpp"

#include <catch2/catch.hpp>

using namespace rosterkit;
using namespace rosterkit::cli;

namespace {

std::string read(const std::string& text) {
  try {
    const ReportFile report = parse_report(text);
    return report.path + " as " + report.format;
  } catch (const UsageError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("the suffix of a report says its format, in any case of letters") {
  CHECK(read("out/findings.json") == "out/findings.json as json");
  CHECK(read("FINDINGS.CSV") == "FINDINGS.CSV as csv");
  CHECK(read("run.txt") == "run.txt as text");
}

TEST_CASE("a format behind a colon beats the suffix") {
  CHECK(read("findings.csv:jsonl") == "findings.csv as jsonl");
  CHECK(read("at 07:30.json") == "at 07:30.json as json");
}

TEST_CASE("a report without a known format is refused with what to write") {
  CHECK(read("findings.json:jsno").find("--report: \"jsno\" is not one of ") == 0);
  CHECK(read("findings.json:jsno").find("Did you mean \"json\"?") != std::string::npos);
  CHECK(read("findings").find("--report: the suffix of \"findings\" does not say how to write it. Put the format behind the name: findings:text (or ") == 0);
  CHECK(read("a.json/findings").find("--report: the suffix of") == 0);
  CHECK(read(":json") == "--report needs the name of a file. Write --report findings.csv.");
  CHECK(read("-:json") == "--report writes files. For standard output, use --format.");
}
