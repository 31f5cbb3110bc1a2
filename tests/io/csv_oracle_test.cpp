// The CSV reader against Python's csv module, on generated files that are awkward in every way both agree about.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <numeric>

#include "rosterkit/io/csv_reader.hpp"
#include "scratch_folder.hpp"

using namespace rosterkit;
using namespace rosterkit::io;

namespace {

std::string rows_as_hex(const std::string& path) {
  FindingList findings;
  const InputSet set = InputSet::open({path}, {}, findings);
  CsvReader reader(decode_text(set.files.at(0)->open(), "", path), path, {}, {});
  std::vector<std::uint32_t> all(reader.header().size());
  std::iota(all.begin(), all.end(), 0u);
  std::string text;
  CsvBlock block;
  while (reader.next(block)) {
    reader.parse(block, all);
    for (std::size_t row = 0; row < block.rows; ++row) {
      for (std::size_t slot = 0; slot < all.size(); ++slot) {
        text += slot == 0 ? "=" : " =";
        for (const char c : block.columns[slot][row]) {
          const auto byte = static_cast<unsigned char>(c);
          text += "0123456789abcdef"[byte >> 4];
          text += "0123456789abcdef"[byte & 15];
        }
      }
      text += '\n';
    }
  }
  return text;
}

}  // namespace

TEST_CASE("awkward files give the cells that Python's csv module gives") {
  if (std::system("python3 -c 'import csv' 2>/dev/null") != 0) {
    WARN("python3 is not installed: the oracle was not asked");
    return;
  }
  for (const int seed : {1, 2}) {
    const ScratchFolder scratch;
    const std::string command = "python3 " ROSTERKIT_SOURCE "/tests/io/csv_oracle.py " + std::to_string(seed) + " " + scratch.path();
    REQUIRE(std::system(command.c_str()) == 0);
    for (int number = 0; number < 60; ++number) {
      const std::string name = std::to_string(number);
      INFO("seed " << seed << ", file " << name);
      CHECK((rows_as_hex(scratch.path(name + ".csv")) == scratch.read(name + ".expected")));
    }
  }
}
