// What inspect says of a folder.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "small_roster.hpp"

namespace rosterkit::convert {
namespace {

/// A folder of files that is gone at the end of the test.
struct Folder {
  std::filesystem::path path;
  explicit Folder(const std::map<std::string, std::string>& files) {
    std::string name = (std::filesystem::temp_directory_path() / "rosterkit-inspect-XXXXXX").string();
    path = mkdtemp(name.data());
    for (const auto& [file, text] : files) std::ofstream(path / file, std::ios::binary) << text;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

constexpr const char* schools = "id,name\na,Alder\nb,Birch\n";

Inspection inspect_files(const std::map<std::string, std::string>& files, const std::string& from = "small") {
  const Folder folder(files);
  const mapping::Catalog catalog({small_format(), names_format(), small_model});
  ReadOnlyRequest request;
  request.inputs = {folder.path.string()};
  request.from = from;
  Diagnostics diagnostics;
  return inspect(catalog, request, diagnostics);
}

InspectedFile file_of(const Inspection& inspection, const std::string& name) {
  for (const InspectedFile& file : inspection.files) {
    if (file.file.ends_with(name)) return file;
  }
  FAIL("there is no file " + name);
  return {};
}

}  // namespace

TEST_CASE("the cells of every column are counted over all rows, blanks left out") {
  const auto inspection = inspect_files({{"schools.csv", schools}, {"students.csv", "id,first,last,school\n1,Ada,Example,a\n2, ,Example,b\n3,,Example,b\n"}});
  const InspectedFile file = file_of(inspection, "students.csv");
  CHECK(file.rows == 3);
  CHECK(file.record == "students");
  CHECK(file.delimiter == ",");
  CHECK(file.encoding == "utf-8");
  REQUIRE(file.columns.size() == 4);
  CHECK(file.columns[0].filled == 3);
  CHECK(file.columns[1].name == "first");
  CHECK(file.columns[1].filled == 1);
}

TEST_CASE("a column that the mapping does not name is marked") {
  const auto inspection = inspect_files({{"schools.csv", schools}, {"students.csv", "id,first,last,school,shoe\n1,Ada,Example,a,36\n"}});
  const InspectedFile file = file_of(inspection, "students.csv");
  CHECK(file.columns[3].known);
  CHECK_FALSE(file.columns[4].known);
}

TEST_CASE("a file that no record of the format reads has no record, and is counted all the same") {
  const auto inspection = inspect_files({{"schools.csv", schools}, {"students.csv", "id,first,last,school\n"}, {"buses.csv", "line;stop\n1;Alder\n"}});
  const InspectedFile file = file_of(inspection, "buses.csv");
  CHECK(file.record.empty());
  CHECK(file.delimiter == ";");
  CHECK(file.rows == 1);
  CHECK(file.columns.size() == 2);
}

TEST_CASE("a byte order mark is told") {
  const auto inspection = inspect_files({{"schools.csv", std::string("\xEF\xBB\xBF") + schools}, {"students.csv", "id,first,last,school\n"}});
  CHECK(file_of(inspection, "schools.csv").encoding == "utf-8 with a byte order mark");
  CHECK(file_of(inspection, "schools.csv").columns[0].name == "id");
}

TEST_CASE("keys are said to be different, or how many came twice") {
  const auto good = inspect_files({{"schools.csv", schools}, {"students.csv", "id,first,last,school\n1,Ada,Example,a\n"}});
  CHECK(good.keys == std::vector<std::pair<std::string, std::string>>{{"org ids", "2, all different"}, {"user ids", "1, all different"}, {"role keys", "1, all different"}});
  const auto twice = inspect_files({{"schools.csv", schools}, {"students.csv", "id,first,last,school\n1,Ada,Example,a\n1,Max,Example,a\n"}});
  REQUIRE(twice.keys.size() == 3);
  CHECK(twice.keys[1].second == "1, 1 came a second time and was left out");
}

TEST_CASE("the other formats are what it could be written as") {
  const auto inspection = inspect_files({{"schools.csv", schools}, {"students.csv", "id,first,last,school\n1,Ada,Example,a\n"}});
  CHECK(inspection.targets == std::vector<std::string>{"names"});
}

TEST_CASE("a file beyond use does not hide what can be seen of the others") {
  const auto inspection = inspect_files({{"schools.csv", schools}, {"students.csv", "id,first,last,school\n1,\"Ada,Example,a\n"}});
  CHECK(inspection.detection.format == "small");
  CHECK(file_of(inspection, "schools.csv").rows == 2);
}

}  // namespace rosterkit::convert
