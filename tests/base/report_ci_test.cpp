// Reports for CI systems: what their readers insist on. tests/consumers.py lets the readers themselves look.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/report.hpp"

using namespace rosterkit;
using Json = nlohmann::json;

namespace {

Finding at_line(std::uint64_t line, Severity severity = Severity::error) {
  Finding finding;
  finding.rule = "cell.bad-date";
  finding.severity = severity;
  finding.file = "./set.zip/users.csv";
  finding.line = line;
  finding.position = 7;
  finding.column = "birthDate";
  finding.entity = "user";
  finding.id = "s-" + std::to_string(line);
  finding.message = "99/99/9999 is not a date written YYYY-MM-DD";
  finding.hint = "the cell was left empty.";
  return finding;
}

Diagnostics& with_files(Diagnostics& diagnostics) {
  diagnostics.facts.verb = "validate";
  diagnostics.facts.version = "0.1.0";
  diagnostics.facts.complete = true;
  diagnostics.facts.files = {{"./set.zip/users.csv", "users.csv", "./set.zip", FileFacts::Kind::csv, true, 10, {{"sourcedId", 10, true}, {"birthDate", 3, true}}},
                             {"other/orgs.csv", "orgs.csv", "", FileFacts::Kind::csv, true, 2, {}}};
  return diagnostics;
}

Json sarif_of(const Diagnostics& diagnostics) { return Json::parse(render_report("sarif", diagnostics, {})); }

}  // namespace

TEST_CASE("SARIF: a file in a zip is the zip, with the inner name as logical location") {
  Diagnostics diagnostics;
  with_files(diagnostics).report(at_line(4));
  const Json run = sarif_of(diagnostics)["runs"][0];
  const Json result = run["results"][0];
  CHECK(run["columnKind"] == "unicodeCodePoints");
  CHECK(result["ruleId"] == "cell.bad-date");
  CHECK(run["tool"]["driver"]["rules"][result["ruleIndex"].get<int>()]["id"] == "cell.bad-date");
  CHECK_FALSE(run["tool"]["driver"]["rules"][0]["help"]["text"].get<std::string>().empty());
  const Json location = result["locations"][0];
  CHECK(location["physicalLocation"]["artifactLocation"]["uri"] == "set.zip");
  CHECK(location["physicalLocation"]["region"] == Json({{"startLine", 4}, {"startColumn", 7}}));
  CHECK(location["logicalLocations"][0]["name"] == "users.csv");
}

TEST_CASE("SARIF: what has no line stands in the first, and names are written as URIs") {
  Diagnostics diagnostics;
  Finding finding = at_line(0);
  finding.file = "a folder/caf\xC3\xA9 #1.csv";
  diagnostics.report(finding);
  const Json place = sarif_of(diagnostics)["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"]["uri"] == "a%20folder/caf%C3%A9%20%231.csv");
  CHECK(place["region"] == Json({{"startLine", 1}}));
}

TEST_CASE("SARIF: five thousand results, the worst first, and a note that there are more") {
  Diagnostics diagnostics(6'000);
  for (std::uint64_t line = 1; line <= 5'500; ++line) diagnostics.report(at_line(line, line == 5'500 ? Severity::error : Severity::warning));
  const Json run = sarif_of(diagnostics)["runs"][0];
  CHECK(run["results"].size() == 5'000);
  CHECK(run["results"][0]["level"] == "error");
  CHECK(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].get<std::string>().starts_with("This file shows 5,000 of 5,500 findings, the worst first"));
}

TEST_CASE("fingerprints are the same when lines move, and differ for equal findings") {
  const auto prints = [](std::uint64_t first) {
    Diagnostics diagnostics;
    for (std::uint64_t line = first; line < first + 3; ++line) {
      Finding finding = at_line(line);
      finding.id = "s-1";
      with_files(diagnostics).report(finding);
    }
    std::set<std::string> all;
    const Json run = sarif_of(diagnostics)["runs"][0];
    for (const Json& result : run["results"]) all.insert(result["partialFingerprints"]["rosterkit/v1"].get<std::string>());
    return all;
  };
  CHECK(prints(2).size() == 3);
  CHECK(prints(2) == prints(200));
}

TEST_CASE("GitLab: unique fingerprints, no leading ./, a line from 1 on") {
  Diagnostics diagnostics;
  with_files(diagnostics);
  diagnostics.report(at_line(4));
  diagnostics.report(at_line(4));
  Finding whole = at_line(0);
  whole.file = "";
  diagnostics.report(whole);
  std::set<std::string> prints;
  const Json issues = Json::parse(render_report("gitlab", diagnostics, {}));
  for (const Json& issue : issues) {
    prints.insert(issue["fingerprint"].get<std::string>());
    CHECK_FALSE(issue["location"]["path"].get<std::string>().starts_with("./"));
    CHECK(issue["location"]["lines"]["begin"] >= 1);
    CHECK(std::set<std::string>{"info", "minor", "major", "critical", "blocker"}.contains(issue["severity"].get<std::string>()));
  }
  CHECK(prints.size() == 3);
}

TEST_CASE("GitHub: separators and line ends of roster data are escaped, and no line begins with it") {
  Diagnostics diagnostics;
  Finding finding = at_line(3);
  finding.file = "a:b,c%.csv";
  finding.message = "x\n::error::y 100%";
  finding.id = finding.entity = finding.hint = finding.column = "";
  diagnostics.report(finding);
  CHECK(render_report("github", diagnostics, {}) == "::error file=a%3Ab%2Cc%25.csv,line=3,col=7,title=cell.bad-date::x?::error::y 100%25\n");
}

TEST_CASE("GitHub: ten annotations, the worst; notes make none") {
  Diagnostics diagnostics;
  for (std::uint64_t line = 1; line <= 30; ++line) diagnostics.report(at_line(line, line == 30 ? Severity::error : Severity::warning));
  Finding note = at_line(1, Severity::note);
  note.rule = "value.lost";
  diagnostics.report(note);
  const std::string out = render_report("github", diagnostics, {});
  CHECK(out.starts_with("::error "));
  CHECK(std::count(out.begin(), out.end(), '\n') == 11);
  CHECK(out.ends_with("::notice title=rosterkit::1 error, 29 warnings; the worst 10 are shown here\n"));
  Diagnostics clean;
  clean.report(note);
  CHECK(render_report("github", clean, {}).empty());
}

TEST_CASE("GitHub: the page of a step holds no markup of the data") {
  Diagnostics diagnostics;
  Finding finding = at_line(3);
  finding.message = "a | <b> `c` @d [e](f)";
  with_files(diagnostics).report(finding);
  const std::string page = github_summary(diagnostics);
  CHECK(page.find("a \\| &lt;b&gt; \\`c\\` \\@d \\[e\\](f)") != std::string::npos);
  CHECK(page.find("| ./set.zip/users.csv | 10 | 1 | 0 |") != std::string::npos);
}

TEST_CASE("JUnit: a test for each file and rule, those that passed too") {
  Diagnostics diagnostics;
  with_files(diagnostics).report(at_line(4));
  const std::string xml = render_report("junit", diagnostics, {});
  CHECK(xml.find("<testcase classname=\"other/orgs.csv\" name=\"cell.bad-date: a cell is not a date of the calendar, written as the format says\" time=\"0\"/>") != std::string::npos);
  CHECK(xml.find("<failure type=\"cell.bad-date\" message=\"1 finding\">line 4, character 7: column &quot;birthDate&quot;: 99/99/9999 is not a date") != std::string::npos);
  CHECK(xml.find("failures=\"1\"") != std::string::npos);
  CHECK(xml.find("<skipped") == std::string::npos);
}

TEST_CASE("JUnit: what lies below the fail level is told, but fails nothing") {
  Diagnostics diagnostics;
  with_files(diagnostics).report(at_line(4, Severity::warning));
  CHECK(render_report("junit", diagnostics, {}).find("<failure") == std::string::npos);
  CHECK(render_report("junit", diagnostics, {}).find("<system-out>line 4") != std::string::npos);
  CHECK(render_report("junit", diagnostics, {.fail_on = Severity::warning}).find("<failure") != std::string::npos);
  CHECK(render_report("junit", diagnostics, {.fail_on = std::nullopt}).find("<failure") == std::string::npos);
}

TEST_CASE("JUnit: a run that stopped passes nothing that it did not check") {
  Diagnostics diagnostics;
  with_files(diagnostics);
  diagnostics.facts.complete = false;
  diagnostics.facts.files[1].checked = false;
  const std::string xml = render_report("junit", diagnostics, {});
  CHECK(xml.find("name=\"cell.bad-date: a cell is not a date of the calendar, written as the format says\" time=\"0\"><skipped") != std::string::npos);
  CHECK(xml.find("<testcase classname=\"./set.zip/users.csv\" name=\"cell.bad-date: a cell is not a date of the calendar, written as the format says\" time=\"0\"/>") !=
        std::string::npos);
}

TEST_CASE("JUnit and HTML: control characters and bytes that are no text are replaced") {
  Diagnostics diagnostics;
  Finding finding = at_line(1);
  finding.file = "a\x01" "b\xE9<c>.csv";
  diagnostics.report(finding);
  for (const char* format : {"junit", "html"}) {
    const std::string text = render_report(format, diagnostics, {});
    CHECK(text.find("a?b\xEF\xBF\xBD&lt;c&gt;.csv") != std::string::npos);
  }
}

TEST_CASE("HTML: one file without scripts and requests, the verdict first") {
  Diagnostics diagnostics;
  with_files(diagnostics).report(at_line(4));
  const std::string page = render_report("html", diagnostics, {});
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("http://") == std::string::npos);
  CHECK(page.find("https://") == std::string::npos);
  CHECK(page.find("src=") == std::string::npos);
  CHECK(page.find("default-src 'none'") != std::string::npos);
  CHECK(page.find("<strong>1 error.</strong> 12 rows in 2 files.") < page.find("<h2"));
  CHECK(page.find("aria-label=\"30 percent\"><i style=\"width:30%\">") != std::string::npos);
}

TEST_CASE("a hundred thousand findings make a small page and small reports, and the totals are right") {
  Diagnostics diagnostics(5'000);
  with_files(diagnostics);
  for (std::uint64_t line = 1; line <= 100'000; ++line) diagnostics.report(at_line(line));
  const std::string page = render_report("html", diagnostics, {});
  CHECK(page.size() < 100'000);
  CHECK(page.find("<strong>100,000 errors.</strong>") != std::string::npos);
  CHECK(page.find("... and 99,980 findings more") != std::string::npos);
  CHECK(render_report("junit", diagnostics, {}).find("message=\"100,000 findings\"") != std::string::npos);
  CHECK(render_report("gitlab", diagnostics, {}).find("... and 95,000 findings more") != std::string::npos);
  CHECK(render_report("github", diagnostics, {}).size() < 5'000);
  CHECK(render_report("sarif", diagnostics, {}).size() < 5'000'000);
}

TEST_CASE("a baseline takes out what is known, wherever its line is now, and counts the rest") {
  Diagnostics before(0);
  with_files(before);
  for (std::uint64_t line = 1; line <= 3; ++line) {
    Finding finding = at_line(line);
    finding.id = "s-1";
    before.report(finding);
  }
  const Baseline known = parse_baseline(render_report("baseline", before, {}), "known.json");
  Diagnostics after(0);
  with_files(after).facts.files[0].archive = "";
  after.facts.files[0].file = "tonight/users.csv";
  after.set_baseline(known);
  for (std::uint64_t line = 11; line <= 14; ++line) {
    Finding finding = at_line(line);
    finding.file = "tonight/users.csv";
    finding.id = "s-1";
    after.report(finding);
  }
  after.settle();
  after.settle();
  CHECK(after.count_of(Severity::error) == 1);
  REQUIRE(after.sorted().size() == 1);
  CHECK(after.sorted()[0].line == 14);
  CHECK(after.known().size() == 3);
  CHECK(render_report("baseline", after, {}).find("\"times\":4") != std::string::npos);
}

TEST_CASE("what a baseline knows and nobody finds any more is named, if all was looked at") {
  Baseline known;
  known.times[{"cell.bad-date", "users.csv", "user", "s-9", "birthDate"}] = 1;
  for (const bool complete : {true, false}) {
    Diagnostics diagnostics(0);
    with_files(diagnostics).facts.complete = complete;
    diagnostics.set_baseline(known);
    diagnostics.settle();
    CHECK(render_report("text", diagnostics, {}) ==
          (complete ? "./set.zip/users.csv: note: column \"birthDate\": cell.bad-date was known here and is no longer found [baseline.gone]\n"
                      "  user \"s-9\"; write the baseline anew to forget it: --report FILE:baseline.\n"
                    : ""));
  }
}

TEST_CASE("a new finding of a known cause shows the cause") {
  Baseline known;
  known.times[{"cell.bad-date", "users.csv", "user", "s-1", "birthDate"}] = 1;
  known.times[{"cell.bad-date", "users.csv", "user", "s-2", "birthDate"}] = 1;
  Diagnostics diagnostics(0);
  with_files(diagnostics).set_baseline(known);
  for (std::uint64_t line = 1; line <= 4; ++line) {
    Finding finding = at_line(line);
    finding.cause = "org s9";
    finding.follows = line == 1 ? 3 : 0;
    finding.follower = line != 1;
    diagnostics.report(finding);
  }
  diagnostics.settle();
  const FindingList left = diagnostics.sorted();
  REQUIRE(left.size() == 2);
  CHECK(left[0].line == 3);
  CHECK(left[0].follows == 1);
  CHECK(left[1].follower);
  CHECK(diagnostics.count_of(Severity::error) == 2);
  CHECK(diagnostics.count_of_following() == 1);
}

TEST_CASE("no baseline hides why a run stopped") {
  Baseline known;
  known.times[{"cell.bad-date", "users.csv", "user", "s-1", "birthDate"}] = 1;
  Diagnostics diagnostics(0);
  with_files(diagnostics).set_baseline(known);
  Finding finding = at_line(1);
  finding.stops = true;
  diagnostics.report(finding);
  diagnostics.settle();
  CHECK(diagnostics.count_of(Severity::error) == 1);
}

TEST_CASE("what is no baseline is refused with what to do") {
  const std::string deep(100'000, '[');
  for (const std::string& text : std::vector<std::string>{"", "{", "[]", "{\"rosterkitBaseline\":2,\"findings\":[]}", "{\"rosterkitBaseline\":1,\"findings\":[1]}",
                                                           "{\"rosterkitBaseline\":1,\"findings\":[{\"rule\":\"a.b\",\"times\":-1}]}", deep}) {
    CHECK_THROWS_WITH(parse_baseline(text, "known.json"), "--baseline: known.json is not a list of known findings. Write one with --report known.json:baseline.");
  }
}
