// Numbers of what repeats: in order of first appearance, and given up in time where too much is different.
#include "../../src/model/numbering.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace rosterkit::model {
namespace {

/// @p all numbered with a guess of as many runs as there are symbols.
bool number(const std::vector<Symbol>& all, std::size_t most, std::vector<std::uint16_t>& numbers, std::vector<Symbol>& different) {
  return number_symbols(all, all.size(), most, numbers, different);
}

/// @p count texts of which @p of are different, one after the other and again from the first.
std::vector<std::string> repeated(std::size_t count, std::size_t of) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) texts.push_back("name " + std::to_string(i % of));
  return texts;
}

std::vector<std::string_view> views_of(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

}  // namespace

TEST_CASE("symbols are numbered in order of first appearance, symbol 0 and the largest too") {
  std::vector<std::uint16_t> numbers;
  std::vector<Symbol> different;
  REQUIRE(number({70000, 70000, 0, 0xFFFFFFFF, 0, 70000, 5}, 4, numbers, different));
  CHECK(numbers == std::vector<std::uint16_t>{0, 0, 1, 2, 1, 0, 3});
  CHECK(different == std::vector<Symbol>{70000, 0, 0xFFFFFFFF, 5});
}

TEST_CASE("symbols of which more are different than asked for are not numbered, and the next ones are numbered anew") {
  std::vector<std::uint16_t> numbers;
  std::vector<Symbol> different;
  CHECK_FALSE(number({1, 2, 3, 1}, 2, numbers, different));
  REQUIRE(number({3, 2, 3}, 2, numbers, different));
  CHECK(numbers == std::vector<std::uint16_t>{0, 1, 0});
  CHECK(different == std::vector<Symbol>{3, 2});
}

TEST_CASE("as many symbols as two bytes can number have a number each") {
  std::vector<Symbol> all, each;
  for (Symbol i = 0; i < 0x10000; ++i) {
    each.push_back(i * 3);
    all.insert(all.end(), {i * 3, i * 3});
  }
  std::vector<std::uint16_t> numbers;
  std::vector<Symbol> different;
  REQUIRE(number(all, 0x10000, numbers, different));
  CHECK(different == each);
  CHECK(numbers.back() == 0xFFFF);
  all.push_back(1);
  CHECK_FALSE(number(all, 0x10000, numbers, different));
}

TEST_CASE("symbols that hardly repeat are not numbered: that is seen early") {
  std::vector<Symbol> all;
  for (Symbol i = 0; i < 1000; ++i) all.push_back(i < 900 ? i * 3 : 0);
  std::vector<std::uint16_t> numbers;
  std::vector<Symbol> different;
  CHECK_FALSE(number(all, 0x10000, numbers, different));
  CHECK(different.size() <= 257);
}

TEST_CASE("texts are numbered in order of first appearance, blank ones too") {
  const std::vector<std::string_view> texts = {"Ada", "", "Ben", "Ada", "", "Ad"};
  std::vector<std::uint32_t> numbers;
  std::vector<std::string_view> different;
  REQUIRE(number_of_texts(texts, numbers, different));
  CHECK(numbers == std::vector<std::uint32_t>{0, 1, 2, 0, 1, 3});
  CHECK(different == std::vector<std::string_view>{"Ada", "", "Ben", "Ad"});
}

TEST_CASE("texts that go on behind the first look keep the numbers that the first look would have given") {
  const std::vector<std::string> texts = repeated(1000, 100);
  std::vector<std::uint32_t> numbers;
  std::vector<std::string_view> different;
  REQUIRE(number_of_texts(views_of(texts), numbers, different));
  REQUIRE(different.size() == 100);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    REQUIRE(numbers[i] == i % 100);
    REQUIRE(different[numbers[i]] == texts[i]);
  }
}

TEST_CASE("texts of which the first look finds hardly two alike are not numbered") {
  std::vector<std::uint32_t> numbers;
  std::vector<std::string_view> different;
  CHECK_FALSE(number_of_texts(views_of(repeated(257, 225)), numbers, different));   // 224 of the first 256 would do
  CHECK(number_of_texts(views_of(repeated(257, 224)), numbers, different));
}

TEST_CASE("texts that are different from where the first look ends are not numbered either") {
  std::vector<std::string> texts = repeated(256, 10);
  for (const std::string& text : repeated(3000, 3000)) texts.push_back(text);
  std::vector<std::uint32_t> numbers;
  std::vector<std::string_view> different;
  CHECK_FALSE(number_of_texts(views_of(texts), numbers, different));
}

TEST_CASE("texts of which more are different than two bytes can number are not numbered") {
  std::vector<std::uint32_t> numbers;
  std::vector<std::string_view> different;
  const auto twice = [](std::size_t of) {                // each text followed by itself: half of all are alike
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < of * 2; ++i) texts.push_back(std::to_string(i / 2));
    return texts;
  };
  const std::vector<std::string> enough = twice(0x10000), many = twice(0x10001);
  REQUIRE(number_of_texts(views_of(enough), numbers, different));
  CHECK(numbers.back() == 0xFFFF);
  CHECK_FALSE(number_of_texts(views_of(many), numbers, different));
}

}  // namespace rosterkit::model
