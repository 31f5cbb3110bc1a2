// Runs against comparing neighbour by neighbour, for texts of every length that is treated in its own way.
#include "rosterkit/base/runs.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using rosterkit::end_of_run;

TEST_CASE("a run ends where a text differs") {
  for (std::size_t size = 0; size < 40; ++size) {
    // Alike but for one byte, or for their length; and copies that stand elsewhere in memory.
    std::vector<std::string> different = {std::string(size, 'x'), std::string(size + 1, 'x')};
    for (std::size_t at = 0; at < size; ++at) different.emplace_back(std::string(size, 'x').replace(at, 1, "y"));
    std::vector<std::string> texts;
    for (std::size_t k = 0; k < 200; ++k) texts.insert(texts.end(), k * 7 % 5, different[k * k % different.size()]);
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    CAPTURE(size);
    for (std::size_t begin = 0; begin < views.size(); ++begin) {
      std::size_t end = begin + 1;
      while (end < views.size() && views[end] == views[begin]) ++end;
      REQUIRE(end_of_run(views, begin) == end);
    }
  }
}
