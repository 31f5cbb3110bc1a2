// The document of --summary.
#include "rosterkit/cli/summary.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace rosterkit;
using namespace rosterkit::cli;

TEST_CASE("the summary document holds every count and names what was read and written") {
  convert::Summary summary;
  summary.from = "a";
  summary.to = "b";
  summary.mode = "bulk";
  summary.entities = {{"pupil", 5, 1, 3, 1, 1, 1}};
  summary.fields = {{"pupil", "bus", "lost", "no place", 4}};
  summary.read = {{"in.csv", 5, 99}};
  summary.written = {{"out.csv", 3, 77}};
  Diagnostics diagnostics;
  diagnostics.count("value.lost", "in.csv", 4);
  const auto document = nlohmann::json::parse(summary_json(summary, diagnostics, ExitCode::findings));
  CHECK(document["from"] == "a");
  CHECK(document["exitCode"] == 1);
  CHECK(document["replaced"] == true);
  CHECK(document["entities"][0] ==
        nlohmann::json{{"entity", "pupil"}, {"in", 5}, {"made", 1}, {"out", 3}, {"merged", 1}, {"dropped", 1}, {"unwritten", 1}});
  CHECK(document["fields"][0]["times"] == 4);
  CHECK(document["read"][0] == nlohmann::json{{"file", "in.csv"}, {"rows", 5}, {"bytes", 99}});
  CHECK(document["written"][0]["rows"] == 3);
  CHECK(document["findings"]["counts"][0] == nlohmann::json{{"rule", "value.lost"}, {"severity", "note"}, {"file", "in.csv"}, {"times", 4}});
}

TEST_CASE("a file name that is not UTF-8 does not end a good run") {
  convert::Summary summary;
  summary.read = {{"caf\xE9.csv", 1, 1}};
  CHECK(nlohmann::json::parse(summary_json(summary, Diagnostics(), ExitCode::ok))["read"][0]["file"] == "caf\xEF\xBF\xBD.csv");
}
