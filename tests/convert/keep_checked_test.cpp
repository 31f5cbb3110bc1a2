// Validating with only what checks look at against validating with everything: the same findings and counts, for every
// sample and for every input of a case.
#include <catch2/catch.hpp>

#include <filesystem>
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

}  // namespace

TEST_CASE("what no check looks at changes no finding") {
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
  CHECK(inputs.size() > 50);
  for (const auto& input : inputs) {
    CAPTURE(input.string());
    CHECK(found(input.string(), false) == found(input.string(), true));
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
