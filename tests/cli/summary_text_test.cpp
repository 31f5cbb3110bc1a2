// The lines that a run ends with. Entities and fields are invented: the code names none.
#include "rosterkit/cli/summary.hpp"

#include <catch2/catch.hpp>

using namespace rosterkit;
using namespace rosterkit::cli;

namespace {

convert::Summary small_run() {
  convert::Summary summary;
  summary.from = "clever";
  summary.to = "oneroster-1.2";
  summary.entities = {{"pupil", 1000, 0, 990, 8, 1, 1}, {"seat", 9446, 1879, 11325, 0, 0, 0}};
  summary.fields = {{"pupil", "bus", "lost", "no place", 45}, {"seat", "start", "filled", "from the term", 320}, {"pupil", "id", "minted", "", 9}};
  summary.read = {{"students.csv", 1000, 50000}};
  summary.written = {{"users.csv", 990, 70000}};
  return summary;
}

void report(Diagnostics& diagnostics, Severity severity, int times) {
  for (int i = 0; i < times; ++i) {
    Finding finding;
    finding.rule = "some.rule";
    finding.severity = severity;
    finding.line = static_cast<std::uint64_t>(i + 1);
    diagnostics.report(std::move(finding));
  }
}

}  // namespace

TEST_CASE("a run ends with one line whose counts add up, and one on what was filled and lost") {
  Diagnostics diagnostics;
  report(diagnostics, Severity::error, 1);
  report(diagnostics, Severity::warning, 16);
  Options options;
  options.output = "out/";
  CHECK(summary_text(small_run(), diagnostics, options) ==
        "clever -> oneroster-1.2: 10,446 records in, 1,879 made, 12,315 out; 1 dropped, 8 merged, 1 without a place in the target "
        "(1 error, 16 warnings); written to out/\n"
        "  320 values that the source does not hold were filled in, 45 values had no place in oneroster-1.2: -v or --summary FILE shows which\n");
}

TEST_CASE("a clean run says so in one line") {
  convert::Summary summary;
  summary.from = "a";
  summary.to = "b";
  summary.entities = {{"pupil", 1, 0, 1, 0, 0, 0}};
  Options options;
  options.output = "-";
  CHECK(summary_text(summary, Diagnostics(), options) ==
        "a -> b: 1 record in, 1 out; none dropped (no errors, no warnings); written to standard output\n");
}

TEST_CASE("a run that replaced nothing does not claim that it did") {
  convert::Summary summary = small_run();
  summary.fields.clear();
  Options options;
  options.output = "out";
  options.dry_run = true;
  CHECK(summary_text(summary, Diagnostics(), options).ends_with("; nothing written (--dry-run)\n"));
  summary.nothing_replaced = true;
  CHECK(summary_text(summary, Diagnostics(), options).ends_with("; nothing written, an older output is as it was\n"));
}

TEST_CASE("--verbose shows the counts of each entity, field and file") {
  Options options;
  options.output = "out";
  options.verbose = true;
  const std::string text = summary_text(small_run(), Diagnostics(), options);
  CHECK(text.substr(text.find('\n') + 1) ==
        "  entity     in   made     out  merged  dropped  unwritten\n"
        "  pupil   1,000      0     990       8        1          1\n"
        "  seat    9,446  1,879  11,325       0        0          0\n"
        "  what    times  entity  field  why\n"
        "  lost       45  pupil   bus    no place\n"
        "  filled    320  seat    start  from the term\n"
        "  minted      9  pupil   id\n"
        "           file           rows   bytes\n"
        "  read     students.csv  1,000  50,000\n"
        "  written  users.csv       990  70,000\n");
}
