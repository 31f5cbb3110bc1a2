// Reports, to the letter: people and programs read them.
#include "rosterkit/base/report.hpp"

#include <catch2/catch.hpp>

#include "rosterkit/base/errors.hpp"

using namespace rosterkit;

namespace {

Finding bad_date(std::uint64_t line) {
  Finding finding;
  finding.rule = "cell.bad-date";
  finding.file = "demographics.csv";
  finding.line = line;
  finding.record = line - 1;
  finding.column = "birthDate";
  finding.entity = "user";
  finding.id = "s-1042";
  finding.message = "99/99/9999 is not a date written YYYY-MM-DD";
  finding.hint = "the cell was left empty. Write YYYY-MM-DD.";
  return finding;
}

Finding missing_file() {
  Finding finding;
  finding.rule = "file.missing";
  finding.severity = Severity::error;
  finding.file = "orgs.csv";
  finding.message = "the file is not in the folder";
  finding.hint = "add it.";
  return finding;
}

std::string text_of(const Diagnostics& diagnostics, ReportOptions options = {}) {
  return render_report("text", diagnostics, options);
}

}  // namespace

TEST_CASE("the text says where, how bad, what, and what to do") {
  Diagnostics diagnostics;
  diagnostics.report(bad_date(17));
  CHECK(text_of(diagnostics) ==
        "demographics.csv:17: warning: column \"birthDate\": 99/99/9999 is not a date written YYYY-MM-DD [cell.bad-date]\n"
        "  user \"s-1042\"; the cell was left empty. Write YYYY-MM-DD.\n");
}

TEST_CASE("a hint without a record begins a sentence, a position follows the line") {
  Diagnostics diagnostics;
  diagnostics.report(missing_file());
  Finding quote;
  quote.rule = "csv.unclosed-quote";
  quote.severity = Severity::error;
  quote.file = "users.csv";
  quote.line = 4;
  quote.position = 12;
  quote.message = "the quotation mark is never closed";
  diagnostics.report(quote);
  CHECK(text_of(diagnostics) ==
        "orgs.csv: error: the file is not in the folder [file.missing]\n  Add it.\n"
        "users.csv:4:12: error: the quotation mark is never closed [csv.unclosed-quote]\n");
}

TEST_CASE("texts beyond the limit are counted behind the file they belong to") {
  Diagnostics diagnostics;
  for (std::uint64_t line = 2; line < 1'002; ++line) {
    Finding finding = bad_date(line);
    finding.entity = finding.id = finding.hint = "";
    diagnostics.report(finding);
  }
  diagnostics.report(missing_file());
  CHECK(text_of(diagnostics, {.max_texts = 1}) ==
        "demographics.csv:2: warning: column \"birthDate\": 99/99/9999 is not a date written YYYY-MM-DD [cell.bad-date]\n"
        "demographics.csv: warning: ... and 999 more [cell.bad-date]\n"
        "orgs.csv: error: the file is not in the folder [file.missing]\n  Add it.\n");
}

TEST_CASE("notes appear when asked for, and what has no text shows the title of its rule") {
  Diagnostics diagnostics;
  diagnostics.count("id.minted", "users.csv", 1234);
  CHECK(text_of(diagnostics).empty());
  CHECK(text_of(diagnostics, {.notes = true}) ==
        "users.csv: note: 1,234 times: ids were made because the target asks for another form [id.minted]\n");
}

TEST_CASE("root causes stand first and say what follows from them") {
  Diagnostics diagnostics;
  diagnostics.report(bad_date(2));
  Finding root = missing_file();
  root.follows = 1200;
  diagnostics.report(root);
  const std::string text = text_of(diagnostics);
  CHECK(text.starts_with("orgs.csv: error: the file is not in the folder [file.missing]\n"
                         "  Add it. 1,200 further findings follow from this one.\n"
                         "demographics.csv:2: warning: "));
}

TEST_CASE("causes are shown in the order of mending, and what follows from them is a number") {
  Diagnostics diagnostics;
  const auto dangling = [&](std::string file, std::string cause, std::uint16_t rank, std::uint64_t follows) {
    Finding finding = missing_file();
    finding.rule = "reference.missing";
    finding.file = std::move(file);
    finding.line = 2;
    finding.hint = "";
    finding.message = "there is no " + cause;
    finding.cause = std::move(cause);
    finding.rank = rank;
    finding.follows = follows;
    finding.follower = follows == 0;
    diagnostics.report(std::move(finding));
  };
  dangling("a.csv", "class c9", 3, 1);
  dangling("b.csv", "org s9", 0, 2);
  dangling("b.csv", "class c9", 3, 0);
  dangling("c.csv", "org s9", 0, 0);
  diagnostics.count("reference.missing", "d.csv", 1, true);
  CHECK(text_of(diagnostics) ==
        "b.csv:2: error: there is no org s9 [reference.missing]\n  2 further findings follow from this one.\n"
        "a.csv:2: error: there is no class c9 [reference.missing]\n  1 further finding follows from this one.\n"
        "3 findings that follow from others are not shown: mend the causes first. --max-findings 0 shows all.\n");
}

TEST_CASE("where all texts are asked for, what follows is shown too, and the numbers add up") {
  Diagnostics diagnostics(0);
  Finding root = missing_file();
  root.cause = "org s9";
  root.follows = 2;
  diagnostics.report(root);
  Finding follower = bad_date(2);
  follower.cause = "org s9";
  follower.follower = true;
  diagnostics.report(follower);
  diagnostics.count("cell.bad-date", "demographics.csv", 1, true);
  CHECK(text_of(diagnostics, {.max_texts = 0}) ==
        "orgs.csv: error: the file is not in the folder [file.missing]\n  Add it. 2 further findings follow from this one.\n"
        "demographics.csv:2: warning: column \"birthDate\": 99/99/9999 is not a date written YYYY-MM-DD [cell.bad-date]\n"
        "  user \"s-1042\"; the cell was left empty. Write YYYY-MM-DD.\n"
        "demographics.csv: warning: ... and 1 more [cell.bad-date]\n");
}

TEST_CASE("only the severity is coloured") {
  Diagnostics diagnostics;
  diagnostics.report(missing_file());
  CHECK(text_of(diagnostics, {.color = true}) ==
        "orgs.csv: \x1B[1;31merror\x1B[0m: the file is not in the folder [file.missing]\n  Add it.\n");
}

TEST_CASE("a file name or id cannot steer the terminal") {
  Diagnostics diagnostics;
  Finding finding = bad_date(2);
  finding.file = "a\x1B[2J\n.csv";
  finding.id = "x\xC2\x9By";
  diagnostics.report(finding);
  const std::string text = text_of(diagnostics);
  CHECK(text.starts_with("a?[2J?.csv:2: warning: "));
  CHECK(text.find("\"x?y\"") != std::string::npos);
}

TEST_CASE("JSON has every key, null for what is not known, and counts of everything") {
  Diagnostics diagnostics;
  diagnostics.report(missing_file());
  diagnostics.count("id.minted", "", 3);
  CHECK(render_report("json", diagnostics, {}) == R"({
  "findings": [
    {
      "rule": "file.missing",
      "severity": "error",
      "file": "orgs.csv",
      "line": null,
      "record": null,
      "column": null,
      "position": null,
      "entity": null,
      "id": null,
      "message": "the file is not in the folder",
      "hint": "add it.",
      "cause": null,
      "follows": 0
    }
  ],
  "counts": [
    {
      "rule": "id.minted",
      "severity": "note",
      "file": null,
      "times": 3,
      "following": 0
    },
    {
      "rule": "file.missing",
      "severity": "error",
      "file": "orgs.csv",
      "times": 1,
      "following": 0
    }
  ],
  "totals": {
    "error": 1,
    "warning": 0,
    "note": 3
  }
}
)");
}

TEST_CASE("JSON survives a file name that is not UTF-8") {
  Diagnostics diagnostics;
  Finding finding = missing_file();
  finding.file = "caf\xE9.csv";
  diagnostics.report(finding);
  CHECK(render_report("json", diagnostics, {}).find("caf\xEF\xBF\xBD.csv") != std::string::npos);
}

TEST_CASE("jsonl holds all texts, and its times add up to all findings") {
  Diagnostics diagnostics(2);
  for (std::uint64_t line = 2; line < 7; ++line) diagnostics.report(bad_date(line));
  const std::string lines = render_report("jsonl", diagnostics, {.max_texts = 1});
  CHECK(lines ==
        R"({"rule":"cell.bad-date","severity":"warning","file":"demographics.csv","line":2,"record":1,"column":"birthDate","position":null,"entity":"user","id":"s-1042","message":"99/99/9999 is not a date written YYYY-MM-DD","hint":"the cell was left empty. Write YYYY-MM-DD.","cause":null,"follows":0,"times":1}
{"rule":"cell.bad-date","severity":"warning","file":"demographics.csv","line":3,"record":2,"column":"birthDate","position":null,"entity":"user","id":"s-1042","message":"99/99/9999 is not a date written YYYY-MM-DD","hint":"the cell was left empty. Write YYYY-MM-DD.","cause":null,"follows":0,"times":1}
{"rule":"cell.bad-date","severity":"warning","file":"demographics.csv","line":null,"record":null,"column":null,"position":null,"entity":null,"id":null,"message":"A cell is not a date of the calendar, written as the format says.","hint":null,"cause":null,"follows":0,"times":3}
)");
}

TEST_CASE("the table is quoted where needed, and holds no formula for a spreadsheet") {
  Diagnostics diagnostics;
  Finding finding = missing_file();
  finding.id = "=1+1";
  finding.column = "@a,\"b\"";
  diagnostics.report(finding);
  diagnostics.count("id.minted", "z.csv", 3);
  CHECK(render_report("csv", diagnostics, {}) ==
        "rule,severity,file,line,record,column,position,entity,id,message,hint,cause,follows,times\n"
        "file.missing,error,orgs.csv,,,\"'@a,\"\"b\"\"\",,,'=1+1,the file is not in the folder,add it.,,,1\n"
        "id.minted,note,z.csv,,,,,,,Ids were made because the target asks for another form.,,,,3\n");
}

TEST_CASE("an unknown report format names the nearest one") {
  const Diagnostics diagnostics;
  CHECK_THROWS_WITH(render_report("jsno", diagnostics, {}),
                    "There is no report format \"jsno\". Did you mean \"json\"? Reports are written as text, json, jsonl, csv, sarif, junit, github, gitlab, html, baseline.");
  CHECK(report_formats().size() == 10);
}
