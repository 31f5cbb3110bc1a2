// Keeping only what is needed against keeping everything: the same findings and counts of `validate` and `convert`, and the
// same outputs, for every sample and for every input of a case.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "../io/scratch_folder.hpp"
#include "rosterkit/base/errors.hpp"
#include "rosterkit/convert/convert.hpp"
#include "rosterkit/mapping/catalog.hpp"

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

/// Everything that a conversion says and writes.
std::string converted(const std::string& input, const std::string& to, bool whole) {
  const io::ScratchFolder folder;
  const mapping::Catalog catalog{mapping::SearchPlaces{}};
  ConvertRequest request;
  request.inputs = {input};
  request.to = to;
  request.output.path = folder.path("out");
  request.settings.record_by_record = whole;
  Diagnostics diagnostics;
  std::ostringstream all;
  try {
    const Summary summary = convert(catalog, request, diagnostics);
    for (const EntityCounts& each : summary.entities) {
      all << each.entity << ' ' << each.in << ' ' << each.made << ' ' << each.out << ' ' << each.merged << ' ' << each.dropped << ' ' << each.unwritten << '\n';
    }
    for (const FieldCount& each : summary.fields) all << each.entity << '.' << each.field << ' ' << each.what << ' ' << each.times << ' ' << each.why << '\n';
    std::vector<std::filesystem::path> files;
    if (!summary.nothing_replaced) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path("out"))) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) all << "== " << file.filename().string() << '\n' << std::ifstream(file, std::ios::binary).rdbuf();
  } catch (const FileError& error) {
    all << error.finding.rule << '\n';
  } catch (const UsageError&) {
    all << "usage\n";
  }
  for (const Finding& each : diagnostics.sorted()) all << each.rule << ' ' << each.file << ' ' << each.line << ' ' << each.column << '\n';
  return all.str();
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

}  // namespace rosterkit::convert
