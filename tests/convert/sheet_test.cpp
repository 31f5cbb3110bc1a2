// What writing remembers: values by what they were, and texts that stay where they are.
#include "../../src/convert/sheet.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace rosterkit::convert {

TEST_CASE("texts that are kept stay as they are, short and long ones, until all are let go") {
  TextPool pool;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::string> texts;
    std::vector<std::string_view> kept;
    for (std::size_t size = 0; size < 3000; size += 7) texts.push_back(std::string(size, static_cast<char>('a' + size % 26)));
    for (const std::size_t size : {70'000u, 1u, 65'536u, 65'537u, 65'535u, 2u}) texts.push_back(std::string(size, static_cast<char>('A' + size % 26)));
    for (const std::string& text : texts) kept.push_back(pool.keep(text));
    for (std::size_t i = 0; i < texts.size(); ++i) CHECK(kept[i] == texts[i]);
    pool.clear();
  }
}

TEST_CASE("a value is found by its symbol or its text, however many there are, and what is found is right") {
  ValueMemory memory;
  const auto text_of = [](model::Symbol symbol) { return "value " + std::to_string(symbol); };
  const auto key_of = [](model::Symbol symbol) { return "2026-" + std::to_string(symbol); };
  for (int round = 0; round < 2; ++round) {
    std::size_t known = 0, wrong = 0;
    for (model::Symbol symbol = 1; symbol <= 20'000; ++symbol) {
      CHECK(memory.put(symbol, text_of(symbol)) == text_of(symbol));
      CHECK(memory.put(key_of(symbol), text_of(symbol)) == text_of(symbol));
      CHECK((memory.find(key_of(symbol)) != nullptr && *memory.find(key_of(symbol)) == text_of(symbol)));
    }
    for (model::Symbol symbol = 1; symbol <= 20'000; ++symbol) {
      for (const std::string_view* found : {memory.find(symbol), memory.find(key_of(symbol))}) {
        known += found != nullptr;
        wrong += found != nullptr && *found != text_of(symbol);
      }
    }
    CHECK(wrong == 0);
    CHECK(known > 1000);                                   // of 4,096 places; the latest stays
    memory.rest();
  }
}

TEST_CASE("few values are all remembered") {
  ValueMemory memory;
  for (model::Symbol symbol = 1; symbol <= 40; ++symbol) memory.put(symbol, std::to_string(symbol));
  std::size_t known = 0;
  for (model::Symbol symbol = 1; symbol <= 40; ++symbol) known += memory.find(symbol) != nullptr;
  CHECK(known > 30);
  CHECK(memory.find(model::Symbol{41}) == nullptr);
  CHECK(memory.find("") == nullptr);
  CHECK(memory.find("longer than what is remembered") == nullptr);
  CHECK(memory.put("longer than what is remembered", "x") == "x");
}

}  // namespace rosterkit::convert
