// The cache from spellings of one field to symbols: what is found, told apart, left out.
#include "../../src/convert/symbol_cache.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace rosterkit::convert {

TEST_CASE("a cell that was put is found with its symbol, others are not") {
  SymbolCache cache;
  model::Symbol symbol = 7;
  CHECK_FALSE(cache.find("student", symbol));
  cache.put("student", 3);
  cache.put("teacher", 4);
  REQUIRE(cache.find("student", symbol));
  CHECK(symbol == 3);
  REQUIRE(cache.find("student", symbol));
  REQUIRE(cache.find("teacher", symbol));
  CHECK(symbol == 4);
  CHECK_FALSE(cache.find("Teacher", symbol));
}

TEST_CASE("a cell that was read as blank is known, too") {
  SymbolCache cache;
  model::Symbol symbol = 7;
  cache.put("N/A", 0);
  REQUIRE(cache.find("N/A", symbol));
  CHECK(symbol == 0);
}

TEST_CASE("cells that differ in any one byte, at any length, are told apart") {
  for (std::size_t size = 1; size <= SymbolCache::max_text; ++size) {
    SymbolCache cache;
    std::vector<std::string> texts{std::string(size, 'x')};
    for (std::size_t at = 0; at < size; ++at) {
      texts.push_back(texts.front());
      texts.back()[at] = 'y';
    }
    texts.push_back(std::string(size, '\0'));
    for (std::size_t i = 0; i < texts.size(); ++i) cache.put(texts[i], static_cast<model::Symbol>(i + 1));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      model::Symbol symbol = 0;
      REQUIRE(cache.find(texts[i], symbol));
      CHECK(symbol == i + 1);
    }
  }
}

TEST_CASE("long cells, and those beyond many, are left out") {
  SymbolCache cache;
  model::Symbol symbol = 0;
  cache.put("a cell of 20 letters", 5);
  CHECK_FALSE(cache.find("a cell of 20 letters", symbol));
  for (std::uint32_t i = 0; i < 40000; ++i) cache.put(std::to_string(i), i + 1);
  std::size_t known = 0;
  for (std::uint32_t i = 0; i < 40000; ++i) {
    if (!cache.find(std::to_string(i), symbol)) continue;
    REQUIRE(symbol == i + 1);
    ++known;
  }
  CHECK(known > 10000);
  CHECK(known < 40000);
}

}  // namespace rosterkit::convert
