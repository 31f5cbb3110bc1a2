// Line numbers and columns in as many bytes as they need.
#include "rosterkit/model/column.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

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

TEST_CASE("texts come back as they were, of one length or of many, and may be changed") {
  const std::string long_text(300, 'x');
  const std::vector<std::vector<std::string_view>> all = {{"enr-1", "enr-2", "enr-3"}, {"a", "", "bcd"}, {"", long_text, "b"}, {long_text, long_text, long_text}};
  for (const auto& texts : all) {
    for (const std::string_view put : {std::string_view("enr-9"), std::string_view(), std::string_view("longer than before")}) {
      Column column;
      column.set_texts(texts);
      for (std::uint32_t i = 0; i < 3; ++i) {
        CHECK(column.text(i) == texts[i]);
        CHECK(column.blank(i) == texts[i].empty());
      }
      column.put_text(1, put, 3);
      CHECK(column.text(0) == texts[0]);
      CHECK(column.text(1) == put);
      CHECK(column.blank(1) == put.empty());
      CHECK(column.text(2) == texts[2]);
    }
  }
}

TEST_CASE("a column without any text or symbol keeps nothing") {
  Column column;
  column.set_texts(std::vector<std::string_view>{"", ""});
  CHECK(column.kind() == Column::Kind::none);
  column.set_symbols({0, 0});
  CHECK(column.kind() == Column::Kind::none);
}

TEST_CASE("symbols come back as they were, however narrow they are kept") {
  const std::vector<std::pair<std::vector<Symbol>, Column::Kind>> all = {
      {{5, 5, 5}, Column::Kind::constant}, {{0, 255, 3}, Column::Kind::byte}, {{256, 1, 65535}, Column::Kind::word}, {{65536, 0, 1}, Column::Kind::full}};
  for (const auto& [symbols, kind] : all) {
    Column column;
    column.set_symbols(std::vector<Symbol>(symbols));
    CHECK(column.kind() == kind);
    for (std::uint32_t i = 0; i < 3; ++i) CHECK(column.symbol(i) == symbols[i]);
    std::vector<Symbol> room;
    const auto two = column.symbols(1, 2, room);
    CHECK(std::equal(two.begin(), two.end(), symbols.begin() + 1, symbols.end()));
    CHECK(room.empty() == (kind == Column::Kind::full));           // what stands there is not copied
  }
}

TEST_CASE("symbols of which few are different come back as they were, and may be changed") {
  for (const std::size_t runs : {std::size_t{2}, std::size_t{256}, std::size_t{270}, std::size_t{1000}}) {
    std::vector<Symbol> symbols;
    for (std::size_t run = 0; run < runs; ++run) symbols.insert(symbols.end(), 5, static_cast<Symbol>(run % 7 == 0 ? 0 : 70000 + run % 300));
    Column column;
    column.set_symbols(std::vector<Symbol>(symbols));
    const std::size_t different = std::set<Symbol>(symbols.begin(), symbols.end()).size();
    CHECK(column.kind() == (different <= 256 ? Column::Kind::few : Column::Kind::some));
    const std::uint32_t rows = static_cast<std::uint32_t>(symbols.size());
    for (std::uint32_t i = 0; i < rows; ++i) REQUIRE(column.symbol(i) == symbols[i]);
    std::vector<Symbol> several(rows - 3);
    column.symbols(3, rows - 3, several.data());
    CHECK(std::equal(several.begin(), several.end(), symbols.begin() + 3));
    std::vector<Symbol> room;
    const auto looked_at = column.symbols(3, rows - 3, room);
    CHECK(std::equal(looked_at.begin(), looked_at.end(), symbols.begin() + 3, symbols.end()));
    column.put_symbol(7, 99999, rows);
    symbols[7] = 99999;
    for (std::uint32_t i = 0; i < rows; ++i) {
      REQUIRE(column.symbol(i) == symbols[i]);
      REQUIRE(column.blank(i) == (symbols[i] == 0));
    }
  }
}

TEST_CASE("texts that repeat come back as they were, and may be changed") {
  const std::string long_text(300, 'x');
  for (const std::uint32_t different : {2u, 255u, 256u, 1000u}) {
    for (const std::string& odd : {std::string(), std::string("x"), long_text}) {
      std::vector<std::string> all;
      for (std::uint32_t i = 0; i < 4000; ++i) all.push_back(i % 11 == 0 ? odd : "name of one " + std::to_string(1000 + i % different));
      const std::vector<std::string_view> texts(all.begin(), all.end());
      Column column;
      column.set_texts(texts);
      const auto agree = [&] {
        for (std::uint32_t i = 0; i < 4000; ++i) {
          REQUIRE(column.text(i) == all[i]);
          REQUIRE(column.blank(i) == all[i].empty());
          REQUIRE(column.hash(i) == (all[i].empty() ? 0 : std::max<std::uint64_t>(hash_text(all[i]), 1)));
        }
      };
      agree();
      for (const std::string& put : {std::string("another"), std::string()}) {
        column.put_text(5, all[5] = put, 4000);
        agree();
      }
    }
  }
}

TEST_CASE("of marks it is known which rows have one, of hashes which rows are alike") {
  Column marks;
  marks.set_marks({1, 0, 1});
  CHECK(marks.kind() == Column::Kind::mark);
  CHECK_FALSE(marks.blank(0));
  CHECK(marks.blank(1));
  marks.set_marks({1, 1});
  CHECK_FALSE(marks.blank(1));
  marks.set_marks({0, 0});
  CHECK(marks.kind() == Column::Kind::none);
  for (const std::vector<std::string_view>& texts : {std::vector<std::string_view>{"a", "", "b", "a"}, {"e-09", "e-10", "e-08", "e-10"}, {"7", "900000", "12", "7"}}) {
    Column hashes;
    hashes.set_hashes(texts);
    CHECK(hashes.kind() == Column::Kind::hash);
    for (std::uint32_t i = 0; i < 4; ++i) {
      CHECK(hashes.blank(i) == texts[i].empty());
      CHECK(hashes.hash(i) == (texts[i].empty() ? 0 : std::max<std::uint64_t>(hash_text(texts[i]), 1)));
    }
  }
}

TEST_CASE("hashes of ids that end in numbers know what they have in common") {
  struct Case { std::vector<std::string_view> texts; bool numbered, ascending; std::string_view prefix; std::uint64_t first, last; };
  const std::vector<Case> all = {
      {{"e-0008", "e-0010", "e-0012"}, true, true, "e-", 8, 12},
      {{"e-0008", "e-0008", "e-0012"}, true, false, "e-", 8, 12},
      {{"e-0010", "e-0008", "e-0012"}, true, false, "e-", 8, 12},
      {{"100000", "100009", "999999"}, true, true, "", 100000, 999999},
      {{"000000000000000001", "000000000000000002", "000000000000000003"}, true, true, "", 1, 3},
      {{"000000000000000001", "999999999999999999", "999999999999999999"}, false, false, "", 0, 0},   // too far apart
      {{"e-8", "e-10", "e-112"}, true, true, "e-", 8, 112},
      {{"e-008", "e-999", "e-1000"}, true, true, "e-", 8, 1000},
      {{"8", "10", "9"}, true, false, "", 8, 10},
      {{"999999999999999998", "999999999999999999", "1000000000000000000"}, false, false, "", 0, 0},
      {{"e-10", "e-8", "e-12"}, false, false, "", 0, 0},     // the first has the fewest digits, or it is left
      {{"e-8", "e-010", "e-12"}, false, false, "", 0, 0},
      {{"e-8", "e-1x", "e-12"}, false, false, "", 0, 0},
      {{"e-08", "f-10", "f-12"}, false, false, "", 0, 0},
      {{"e-08", "e-1x", "e-12"}, false, false, "", 0, 0},
      {{"e-08", "", "e-12"}, false, false, "", 0, 0},
      {{"e", "e", "e"}, false, false, "", 0, 0}};
  for (const Case& each : all) {
    CAPTURE(std::string(each.texts[0]), std::string(each.texts[1]));
    Column column;
    column.set_hashes(each.texts);
    const NumberedTexts* numbered = column.numbered();
    REQUIRE((numbered != nullptr) == each.numbered);
    for (std::uint32_t i = 0; i < 3; ++i) CHECK(column.hash(i) == (each.texts[i].empty() ? 0 : std::max<std::uint64_t>(hash_text(each.texts[i]), 1)));
    if (numbered == nullptr) continue;
    CHECK(numbered->ascending == each.ascending);
    CHECK(numbered->prefix == each.prefix);
    CHECK(numbered->first == each.first);
    CHECK(numbered->last == each.last);
  }
  // Digits are taken eight at a time: of any number, and nothing else passes for one, wherever it stands.
  for (std::size_t digits = 1; digits <= 18; ++digits) {
    const std::string number = std::string("123456789012345678").substr(0, digits);
    for (std::size_t at = 0; at < digits; ++at) {
      for (unsigned byte = 0; byte < 256; ++byte) {
        std::string other = "e-" + number;
        const std::string ours = other;
        other[at + 2] = static_cast<char>(byte);
        Column column;
        column.set_hashes(std::vector<std::string_view>{ours, other});
        const bool digit = byte >= '0' && byte <= '9';
        const std::uint64_t a = std::stoull(number), b = digit ? std::stoull(other.substr(2)) : a;
        const bool wanted = digit && std::max(a, b) - std::min(a, b) <= 0xFFFFFFFFu;
        const NumberedTexts* numbered = column.numbered();
        if ((numbered != nullptr) != wanted) FAIL(digits << " digits, place " << at << ", byte " << byte);
        if (numbered != nullptr && (numbered->first != std::min(a, b) || numbered->last != std::max(a, b))) FAIL(ours << " and " << other);
      }
    }
  }
  Column hashes;
  hashes.set_hashes(std::vector<std::string_view>{"a", "", "b", "a"});
  CHECK(hashes.kind() == Column::Kind::hash);
  CHECK(hashes.blank(1));
  CHECK(hashes.hash(0) == hashes.hash(3));
  CHECK(hashes.hash(0) != hashes.hash(2));
}

TEST_CASE("symbols of many rows at once are those of each row, in any order and however they are kept") {
  const std::vector<std::vector<Symbol>> all = {{0, 0, 0, 0}, {7, 7, 7, 7}, {1, 0, 255, 1}, {256, 0, 65535, 1}, {1u << 20, 0, 3u << 30, 5}};
  std::vector<std::vector<Symbol>> sets = all;
  for (const unsigned different : {200u, 2000u}) {     // numbered
    sets.emplace_back();
    for (unsigned i = 0; i < 20 * different; ++i) sets.back().push_back((i * 7919u % different) << 17);
  }
  for (const auto& symbols : sets) {
    Column column;
    column.set_symbols(std::vector<Symbol>(symbols));
    const std::uint32_t first = 1000;
    std::vector<std::uint32_t> rows;
    for (std::uint32_t i = static_cast<std::uint32_t>(symbols.size()); i-- > 0;) rows.push_back(first + i);
    std::vector<Symbol> fetched(rows.size());
    column.symbols(rows, first, fetched.data());
    for (std::size_t k = 0; k < rows.size(); ++k) CHECK(fetched[k] == symbols[rows[k] - first]);
    column.with_blanks([&](auto&& blank) {
      for (std::uint32_t i = 0; i < symbols.size(); ++i) CHECK(blank(i) == column.blank(i));
    });
    const auto [number, different] = column.numbered_symbols();
    for (std::size_t i = 0; i < number.size(); ++i) CHECK(different[number[i]] == symbols[i]);
  }
}

TEST_CASE("texts of many rows at once are those of each row, and blank where they are") {
  const std::string long_text(300, 'x');
  std::vector<std::vector<std::string>> sets = {{"", "", ""}, {"enr-1", "enr-2", "enr-3"}, {"a", "", "bcd"}, {"", long_text, "b"}};
  for (const unsigned different : {20u, 700u}) {       // numbered in a byte, and in two
    sets.emplace_back();
    for (unsigned i = 0; i < 20 * different; ++i) sets.back().push_back(i % different == 3 ? "" : "name " + std::to_string(i % different));
  }
  for (const auto& texts : sets) {
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    std::vector<std::uint32_t> rows;
    for (std::uint32_t i = static_cast<std::uint32_t>(texts.size()); i-- > 0;) rows.push_back(50 + i);
    std::vector<std::string_view> fetched(rows.size());
    Column column, marks, hashes;
    column.set_texts(views);
    column.texts(rows, 50, fetched.data());
    for (std::size_t k = 0; k < rows.size(); ++k) CHECK(fetched[k] == texts[rows[k] - 50]);
    std::vector<std::uint8_t> filled;
    for (const std::string& text : texts) filled.push_back(text.empty() ? 0 : 1);
    marks.set_marks(std::move(filled));
    hashes.set_hashes(views);
    for (const Column* each : {&column, &marks, &hashes}) {
      each->with_blanks([&](auto&& blank) {
        for (std::uint32_t i = 0; i < texts.size(); ++i) CHECK(blank(i) == texts[i].empty());
      });
    }
  }
}

}  // namespace rosterkit::model
