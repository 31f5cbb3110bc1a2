// Ids found by their number: the same symbols as by the hash table, whatever the ids look like and in whatever order they come.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "../../src/model/number_index.hpp"

namespace rosterkit::model {
namespace {

/// What the index says of each text, and what an interner of ids and one of words do with it.
void check_all(const std::vector<std::string>& texts) {
  Interner ids(Interner::Use::ids);
  std::vector<std::string_view> views;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i % 3 == 0) ids.intern(texts[i]);                  // some one by one, all of them in batches
    views.emplace_back(texts[i]);
    views.emplace_back(texts[i / 2]);
  }
  std::vector<Symbol> symbols(views.size()), again(views.size());
  ids.intern(views, symbols.data());
  ids.settle();
  ids.intern(views, again.data());
  CHECK(symbols == again);
  for (std::size_t i = 0; i < views.size(); ++i) {
    REQUIRE(ids.text(symbols[i]) == views[i]);
    REQUIRE(ids.find(views[i]) == symbols[i]);
  }
  const std::size_t different = std::set<std::string>(texts.begin(), texts.end()).size();
  CHECK(ids.bound() > different);
  CHECK(ids.bound() <= different + different / 64 + 1);    // hardly any is left over
}

std::string padded(std::size_t number, std::size_t digits) {
  const std::string text = std::to_string(number);
  return std::string(digits > text.size() ? digits - text.size() : 0, '0') + text;
}

}  // namespace

TEST_CASE("numbers behind a common beginning are found by number") {
  NumberIndex index;
  std::uint32_t family = 0;
  Symbol made = 0;
  const auto make = [&] { return ++made; };
  REQUIRE(index.find("stu-0000007", family) != nullptr);
  CHECK(index.find("stu-0000007", family)->load() == 0);
  CHECK(index.add("stu-0000007", make) == 1);
  CHECK(index.add("stu-0000007", make) == 1);
  CHECK(index.add("tch-0000007", make) == 2);
  CHECK(index.find("stu-0000007", family)->load() == 1);
  CHECK(index.find("tch-0000007", family)->load() == 2);
  CHECK(index.find("stu-0000008", family)->load() == 0);
  CHECK(index.find("stu-000007", family)->load() == 0);    // another length is another family
  CHECK(index.find("stu_0000007", family)->load() == 0);
}

TEST_CASE("what is no number, or a very large one, belongs into hash tables") {
  NumberIndex index;
  std::uint32_t family = 0;
  for (const char* text : {"", "x", "stu-", "7x", "stu-16777216", "99999999999999999999", "1f0e4a1c-5b7d-4c7e-9a55-0d6c1a2b3c44", "a-beginning-of-17-1"}) {
    CAPTURE(text);
    CHECK(index.find(text, family) == nullptr);
    CHECK(index.add(text, [] { return Symbol{1}; }) == 0);
  }
  CHECK(index.add("stu-16777215", [] { return Symbol{1}; }) == 1);
  CHECK(index.find("stu-16777216", family) == nullptr);
}

TEST_CASE("numbers too far apart for an array are told from those that are near, and stay so") {
  NumberIndex index;
  std::uint32_t family = 0;
  Symbol made = 0;
  std::size_t hashed = 0;
  for (std::size_t number = 0; number < 16'000'000; number += 1024 * 8) {
    for (const char* beginning : {"a", "bb", "ccc"}) hashed += index.add(beginning + padded(number, 8), [&] { return ++made; }) == 0;
  }
  CHECK(hashed != 0);
  CHECK(made >= 1024);
  std::size_t found = 0, elsewhere = 0;
  for (std::size_t number = 0; number < 16'000'000; number += 1024 * 8) {
    for (const char* beginning : {"a", "bb", "ccc"}) {
      const NumberIndex::Slot* const slot = index.find(beginning + padded(number, 8), family);
      elsewhere += slot == nullptr;
      found += slot != nullptr && slot->load() != 0;
    }
  }
  CHECK(elsewhere == hashed);
  CHECK(found == made);
}

TEST_CASE("ids of all kinds have one symbol each and give their text back") {
  std::vector<std::string> texts;
  SECTION("with and without zeros before them") {
    for (std::size_t i = 0; i < 3000; ++i) {
      for (const std::size_t digits : {1u, 3u, 6u, 9u, 16u, 17u}) texts.push_back(padded(i, digits));
    }
  }
  SECTION("beginnings of all lengths, more of them than are remembered") {
    for (std::size_t i = 0; i < 6000; ++i) texts.push_back(std::string(i % 20, static_cast<char>('a' + i % 3)) + padded(i, i % 10));
  }
  SECTION("in falling and in scattered order") {
    for (std::size_t i = 0; i < 4000; ++i) texts.push_back("stu-" + padded(4000 - i, 7));
    for (std::size_t i = 0; i < 4000; ++i) texts.push_back("tch-" + padded(i * 2654435761u % 16000000, 8));
  }
  SECTION("beginnings that end alike, or in digits of another place") {
    for (std::size_t i = 0; i < 1200; ++i) {
      for (const char* beginning : {"1-", "11-", "111-", "1-1-", "x1y", "y1x", "12345678-", "1234567x-"}) texts.push_back(beginning + std::to_string(i));
    }
  }
  std::set<std::string> different(texts.begin(), texts.end());
  different.erase("");
  texts.assign(different.begin(), different.end());
  check_all(texts);
}

}  // namespace rosterkit::model
