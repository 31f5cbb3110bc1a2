// Findings that are only counted because nobody would see their texts: the counts, and the texts that are seen, must be those
// of a run that makes all texts.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "../io/scratch_folder.hpp"
#include "rosterkit/base/errors.hpp"
#include "rosterkit/convert/convert.hpp"
#include "rosterkit/mapping/catalog.hpp"

namespace rosterkit::convert {
namespace {

/// All counts of a validation, and the first @p shown texts of each rule and file.
std::string told(const std::string& input, std::size_t kept, std::size_t shown) {
  const mapping::Catalog catalog{mapping::SearchPlaces{}};
  ReadOnlyRequest request;
  request.inputs = {input};
  Diagnostics diagnostics(kept);
  try {
    validate(catalog, request, diagnostics);
  } catch (const FileError& error) {
    return error.finding.rule;
  }
  std::ostringstream all;
  for (const Diagnostics::Count& each : diagnostics.counts()) {
    all << each.rule << ' ' << each.file << ' ' << severity_name(each.severity) << ' ' << each.times << ' ' << each.following << '\n';
  }
  std::map<std::string, std::size_t> times;
  for (const Finding& each : diagnostics.sorted()) {
    if (each.follows != 0 || each.follower || ++times[each.rule + each.file] > shown) continue;
    all << each.rule << ' ' << each.line << ' ' << each.column << ' ' << each.id << ' ' << each.message << '\n';
  }
  return all.str();
}

}  // namespace

TEST_CASE("in a set with a thousand bad ids the first are shown and all are counted, however few texts are kept") {
  const io::ScratchFolder folder;
  const std::string path = folder.path("xRosters.xml");
  std::ofstream file(path);
  file << "<xRosters xmlns=\"http://www.sifassociation.org/datamodel/na/4.x\">\n";
  for (int roster = 0; roster < 40; ++roster) {
    file << "<xRoster refId=\"class " << roster << "\">\n<students>\n";
    for (int student = 0; student < 30; ++student) file << "<studentReference><refId>s" << roster << "-" << student << "</refId></studentReference>\n";
    file << "</students>\n<primaryStaff><staffPersonReference><refId>t" << roster << "</refId></staffPersonReference></primaryStaff>\n</xRoster>\n";
  }
  file << "</xRosters>\n";
  file.close();
  const std::string all = told(path, 0, 5);
  CHECK(all.find("cell.bad-id " + path + " ") != std::string::npos);
  for (const std::size_t kept : {5, 6, 100}) CHECK(told(path, kept, 5) == all);
}

TEST_CASE("what is told of the inputs of all cases does not depend on how many texts are kept") {
  std::size_t inputs = 0;
  for (const auto& one : std::filesystem::directory_iterator(std::filesystem::path(ROSTERKIT_SOURCE) / "tests" / "cases" / "validate")) {
    if (!std::filesystem::is_directory(one.path() / "input")) continue;
    ++inputs;
    const std::string input = (one.path() / "input").string();
    CAPTURE(input);
    CHECK(told(input, 1, 1) == told(input, 1000, 1));
  }
  CHECK(inputs > 5);
}

}  // namespace rosterkit::convert
