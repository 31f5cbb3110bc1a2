// Collecting findings: what is kept does not depend on who comes first, and everything is counted.
#include "rosterkit/base/diagnostic.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>

using namespace rosterkit;

namespace {

Finding finding(std::string rule, std::string file, std::uint64_t line, Severity severity = Severity::warning) {
  Finding result;
  result.rule = std::move(rule);
  result.file = std::move(file);
  result.line = line;
  result.severity = severity;
  return result;
}

std::vector<std::uint64_t> lines(const FindingList& findings) {
  std::vector<std::uint64_t> result;
  for (const Finding& each : findings) result.push_back(each.line);
  return result;
}

}  // namespace

TEST_CASE("findings are in order of file, line, position, column, rule") {
  Finding a = finding("cell.length", "a.csv", 2), b = a, c = a, d = a, e = finding("cell.bad-date", "b.csv", 1);
  b.rule = "cell.pattern";
  c.column = "title";
  d.position = 4;
  Diagnostics diagnostics;
  diagnostics.report({e, d, c, b, a});
  const FindingList sorted = diagnostics.sorted();
  REQUIRE(sorted.size() == 5);
  CHECK(sorted[0].rule == "cell.length");
  CHECK(sorted[1].rule == "cell.pattern");
  CHECK(sorted[2].column == "title");
  CHECK(sorted[3].position == 4);
  CHECK(sorted[4].file == "b.csv");
}

TEST_CASE("the first texts of the order are kept, whatever order they come in") {
  std::vector<std::uint64_t> order = {1, 2, 3, 4, 5};
  do {
    Diagnostics diagnostics(2);
    for (const std::uint64_t line : order) diagnostics.report(finding("cell.bad-date", "a.csv", line));
    CHECK(lines(diagnostics.sorted()) == std::vector<std::uint64_t>{1, 2});
    CHECK(diagnostics.count_of_rule("cell.bad-date") == 5);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("each rule in each file keeps its own texts, and 0 keeps all") {
  Diagnostics one(1), all(0);
  for (Diagnostics* diagnostics : {&one, &all}) {
    for (const char* file : {"a.csv", "b.csv"}) {
      for (const char* rule : {"cell.bad-date", "cell.length"}) {
        for (std::uint64_t line = 1; line <= 3; ++line) diagnostics->report(finding(rule, file, line));
      }
    }
  }
  CHECK(one.sorted().size() == 4);
  CHECK(all.sorted().size() == 12);
}

TEST_CASE("a severity that was asked for replaces the one reported") {
  Diagnostics diagnostics;
  diagnostics.set_severity("cell.bad-date", Severity::error);
  diagnostics.report(finding("cell.bad-date", "a.csv", 1));
  CHECK(diagnostics.count_of(Severity::error) == 1);
  CHECK(diagnostics.count_of(Severity::warning) == 0);
  CHECK(diagnostics.sorted().front().severity == Severity::error);
}

TEST_CASE("an ignored rule is neither kept nor counted") {
  Diagnostics diagnostics;
  diagnostics.ignore("cell.bad-date");
  diagnostics.report(finding("cell.bad-date", "a.csv", 1));
  diagnostics.count("cell.bad-date", "a.csv", 7);
  CHECK(diagnostics.sorted().empty());
  CHECK(diagnostics.counts().empty());
}

TEST_CASE("what is counted without a text has the severity of its rule") {
  Diagnostics diagnostics;
  diagnostics.count("id.minted", "a.csv", 1000);
  diagnostics.count("id.minted", "a.csv", 234);
  diagnostics.count("id.minted", "b.csv", 0);
  const auto counts = diagnostics.counts();
  REQUIRE(counts.size() == 1);
  CHECK(counts[0].times == 1234);
  CHECK(counts[0].severity == Severity::note);
}

TEST_CASE("one rule in two severities is counted apart") {
  Diagnostics diagnostics;
  diagnostics.report(finding("write.required", "a.csv", 1, Severity::warning));
  diagnostics.report(finding("write.required", "a.csv", 2, Severity::error));
  const auto counts = diagnostics.counts();
  REQUIRE(counts.size() == 2);
  CHECK(counts[0].severity == Severity::error);
  CHECK(counts[1].severity == Severity::warning);
  CHECK(diagnostics.count_of_rule("write.required") == 2);
}

TEST_CASE("a cause that explains much is kept, however many small findings come first") {
  Diagnostics diagnostics(2);
  for (std::uint64_t line = 1; line <= 10; ++line) diagnostics.report(finding("reference.missing", "a.csv", line));
  for (std::uint64_t line = 11; line <= 15; ++line) {
    Finding cause = finding("reference.missing", "a.csv", line);
    cause.follows = line * 100;
    diagnostics.report(cause);
  }
  CHECK(lines(diagnostics.sorted()) == std::vector<std::uint64_t>{1, 2, 14, 15});
  CHECK(diagnostics.count_of_rule("reference.missing") == 15);
}

TEST_CASE("of what follows from a cause only the number is kept, unless all texts are") {
  Diagnostics some(5), all(0);
  for (Diagnostics* diagnostics : {&some, &all}) {
    for (std::uint64_t line = 1; line <= 3; ++line) {
      Finding follower = finding("reference.missing", "a.csv", line);
      follower.follower = true;
      diagnostics->report(follower);
    }
    CHECK(diagnostics->count_of_following() == 3);
    CHECK(diagnostics->count_of(Severity::warning) == 3);
  }
  CHECK(some.sorted().empty());
  CHECK(all.sorted().size() == 3);
}

TEST_CASE("causes are mended in the order in which others need them") {
  Finding org = finding("reference.missing", "z.csv", 9), section = finding("reference.missing", "a.csv", 1);
  org.rank = 0;
  org.follows = 1;
  section.rank = 4;
  section.follows = 1000;
  CHECK(mended_before(org, section));
  CHECK_FALSE(mended_before(section, org));
}

TEST_CASE("threads may report at once") {
  Diagnostics diagnostics(10);
  std::vector<std::thread> threads;
  for (std::uint64_t first = 1; first <= 4; ++first) {
    threads.emplace_back([&diagnostics, first] {
      for (std::uint64_t line = first; line <= 400; line += 4) diagnostics.report(finding("cell.length", "a.csv", line));
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(diagnostics.count_of_rule("cell.length") == 400);
  CHECK(lines(diagnostics.sorted()) == std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
}

TEST_CASE("a severity that the mapping states holds against how the command judges, and --severity against both") {
  rosterkit::Finding plain, stated;
  plain.rule = stated.rule = "cell.required";
  plain.severity = rosterkit::Severity::warning;
  stated.severity = rosterkit::Severity::note;
  stated.severity_of_mapping = true;
  rosterkit::Diagnostics judged;
  judged.judge("cell.required", rosterkit::Severity::error);
  judged.report(plain);
  judged.report(stated);
  CHECK(judged.count_of(rosterkit::Severity::error) == 1);
  CHECK(judged.count_of(rosterkit::Severity::note) == 1);
  rosterkit::Diagnostics asked;
  asked.set_severity("cell.required", rosterkit::Severity::warning);
  asked.judge("cell.required", rosterkit::Severity::error);
  asked.report(plain);
  asked.report(stated);
  CHECK(asked.count_of(rosterkit::Severity::warning) == 2);
}
