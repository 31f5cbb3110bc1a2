// Segments: line numbers and columns in as many bytes as they need.
#include "rosterkit/model/store.hpp"

#include <catch2/catch.hpp>

namespace rosterkit::model {

TEST_CASE("lines come back as they were, however they are kept") {
  const std::vector<std::vector<std::uint32_t>> all = {
      {7, 8, 9, 10},                    // one after the other
      {7, 7, 9, 9, 10},                 // children of one row
      {7, 3, 200000, 7},                // anywhere
      {1, 65536}, {1, 65537}, {0, 0, 0}, {0, 1, 2}, {5}, {0}};
  for (const auto& lines : all) {
    Lines kept;
    kept.set(std::vector<std::uint32_t>(lines));
    for (std::uint32_t i = 0; i < lines.size(); ++i) CHECK(kept[i] == lines[i]);
  }
}

TEST_CASE("rows without lines have line 0") {
  Lines kept;
  CHECK(kept[3] == 0);
  kept.set({4, 5});
  kept.set({});
  CHECK(kept[1] == 0);
}

}  // namespace rosterkit::model
