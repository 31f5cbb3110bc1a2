// Keeping only what is needed against keeping everything: the same findings and counts of `validate` and `convert`, and the
// same outputs, for every sample and for every input of a case.
#include <catch2/catch.hpp>

#include <filesystem>
#include <sstream>

#include "../io/scratch_folder.hpp"
#include "outcome.hpp"

namespace rosterkit::convert {
namespace {

std::string found(const std::string& input, bool whole) {
  const mapping::Catalog catalog{mapping::SearchPlaces{}};
  ReadOnlyRequest request;
  request.inputs = {input};
  request.settings.record_by_record = whole;
  Diagnostics diagnostics;
  std::ostringstream all;
  try {
    const Summary summary = validate(catalog, request, diagnostics);
    for (const EntityCounts& each : summary.entities) all << each.entity << ' ' << each.in << ' ' << each.out << ' ' << each.merged << ' ' << each.dropped << '\n';
  } catch (const FileError& error) {
    all << error.finding.rule << '\n';
  }
  // Of a repeated id with other content the words may differ: of what is not kept the field cannot be named.
  for (const Finding& each : diagnostics.sorted()) all << each.rule << ' ' << each.file << ' ' << each.line << ' ' << each.column << '\n';
  return all.str();
}

std::string converted(const std::string& input, const std::string& to, bool whole) {
  ConvertRequest request;
  request.inputs = {input};
  request.to = to;
  request.settings.record_by_record = whole;
  return outcome_of(request, false);                   // of a repeated id the words may differ, see found()
}

std::vector<std::filesystem::path> samples_and_cases() {
  const std::filesystem::path source = ROSTERKIT_SOURCE;
  std::vector<std::filesystem::path> inputs;
  for (const auto& sample : std::filesystem::directory_iterator(source / "samples")) {
    if (sample.is_directory() && sample.path().filename() != "overlays") inputs.push_back(sample.path());
  }
  for (const char* verb : {"convert", "validate"}) {
    for (const auto& one : std::filesystem::directory_iterator(source / "tests" / "cases" / verb)) {
      if (std::filesystem::is_directory(one.path() / "input")) inputs.push_back(one.path() / "input");
    }
  }
  return inputs;
}

}  // namespace

TEST_CASE("what no check looks at changes no finding") {
  const auto inputs = samples_and_cases();
  CHECK(inputs.size() > 50);
  for (const auto& input : inputs) {
    CAPTURE(input.string());
    CHECK(found(input.string(), false) == found(input.string(), true));
  }
}

TEST_CASE("what a target does not look at changes nothing that is written, counted or found") {
  for (const auto& input : samples_and_cases()) {
    for (const char* to : {"clever", "sif-xpress"}) {
      CAPTURE(input.string(), to);
      CHECK(converted(input.string(), to, false) == converted(input.string(), to, true));
    }
  }
}

TEST_CASE("a repeated record is told from one that says something else in a field that is not kept") {
  const io::ScratchFolder folder;
  const std::string head = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n";
  folder.write("in/orgs.csv", head + "a,,,Alder,school,1,\nb,,,Birch,school,,\na,,,Alder,school,1,\nb,,,Beech,school,,\n");
  const std::string all = found(folder.path("in"), false);
  CHECK(all == found(folder.path("in"), true));
  CHECK(all.find("key.repeated " + folder.path("in/orgs.csv") + " 4") != std::string::npos);
  CHECK(all.find("key.duplicate " + folder.path("in/orgs.csv") + " 5") != std::string::npos);
}

TEST_CASE("an id that stands twice is found across the blocks of a file, whatever is kept of it") {
  const io::ScratchFolder folder;
  constexpr int each = 150, repeats_from = 15'000;
  std::string users = "sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName\n", classes = "sourcedId,title,courseSourcedId,classType,schoolSourcedId,termSourcedIds\n";
  std::string enrollments = "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role\n";
  const auto number = [](int value) { return std::to_string(100'000 + value); };
  for (int i = 0; i < each; ++i) {
    users += "u" + number(i) + ",true,s,student,user.name." + number(i) + ",Ada,Example\n";
    classes += "c" + number(i) + ",Art,k,scheduled,s,t\n";
  }
  for (int i = 0; i < each * each; ++i) {
    const int id = i == each * each - 1 ? 7 : i < repeats_from ? i : i + 1;   // ascending, but for the last
    enrollments += "an-enrollment-with-a-long-id-" + number(id) + ",c" + number(i / each) + ",s,u" + number(i % each) + ",student\n";
  }
  folder.write("in/orgs.csv", "sourcedId,name,type\ns,Alder,school\n");
  folder.write("in/academicSessions.csv", "sourcedId,title,type,startDate,endDate,schoolYear\nt,Year,schoolYear,2025-08-01,2026-07-31,2026\n");
  folder.write("in/courses.csv", "sourcedId,title,orgSourcedId\nk,Art,s\n");
  folder.write("in/users.csv", users);
  folder.write("in/classes.csv", classes);
  folder.write("in/enrollments.csv", enrollments);
  for (const bool whole : {false, true}) {
    std::istringstream lines(converted(folder.path("in"), "clever", whole));
    std::size_t repeated = 0;
    for (std::string line; std::getline(lines, line);) repeated += line.starts_with("unique.duplicate");
    CHECK(repeated == 1);
  }
}

}  // namespace rosterkit::convert
