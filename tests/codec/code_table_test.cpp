// Codes, both ways, and what happens to words that are in no table.
#include "rosterkit/codec/code_table.hpp"

#include <catch2/catch.hpp>

using namespace rosterkit::codec;
using Found = CodeTable::Found;
using Unknown = CodeTable::Unknown;

namespace {

CodeTable grades() {
  CodeTable table;
  table.name = "grade";
  table.values = {{"KG", {"Kindergarten", "K"}}, {"01", {"1"}}, {"13", {"Postgraduate", "PG"}}};
  return table;
}

CodeTable::Hit read(const CodeTable& table, std::string_view spelling) {
  // Hits point into the table; the scratch text is only used on the way.
  std::string scratch;
  return table.decode(spelling, scratch);
}

}  // namespace

TEST_CASE("any spelling is read, the first is written") {
  CodeTable table = grades();
  table.prepare();
  CHECK(read(table, "K").text == "KG");
  CHECK(read(table, "Kindergarten").text == "KG");
  CHECK(read(table, "K").found == Found::yes);
  CHECK(table.encode("KG").text == "Kindergarten");
  CHECK(table.encode("KG").found == Found::yes);
}

TEST_CASE("capitals count unless the table ignores them") {
  CodeTable table = grades();
  table.prepare();
  CHECK(read(table, "pg").found == Found::unknown);
  table.ignore_case = true;
  table.prepare();
  CHECK(read(table, "pg").text == "13");
  CHECK(table.encode("13").text == "Postgraduate");
}

TEST_CASE("an unknown spelling follows the rule of the table") {
  CodeTable table = grades();
  const auto with = [&](Unknown kind, std::string as = "") {
    table.unknown_on_read = {kind, std::move(as)};
    table.prepare();
    return read(table, "99");
  };
  CHECK(with(Unknown::error).found == Found::unknown);
  CHECK(with(Unknown::error).text.empty());
  CHECK(with(Unknown::keep).found == Found::kept);
  CHECK(with(Unknown::keep).text == "99");
  CHECK(with(Unknown::blank).found == Found::blank);
  CHECK(with(Unknown::as, "13").found == Found::replaced);
  CHECK(with(Unknown::as, "13").text == "13");
}

TEST_CASE("an unknown spelling is kept in its own capitals") {
  CodeTable table = grades();
  table.ignore_case = true;
  table.unknown_on_read.kind = Unknown::keep;
  table.prepare();
  CHECK(read(table, "Upper School").text == "Upper School");
}

TEST_CASE("an unknown word is written as the spelling of the word that stands for it") {
  CodeTable table = grades();
  table.unknown_on_write = {Unknown::as, "13"};
  table.prepare();
  CHECK(table.encode("14").text == "Postgraduate");
  CHECK(table.encode("14").found == Found::replaced);
  table.unknown_on_write = {Unknown::as, "Other"};
  table.prepare();
  CHECK(table.encode("14").text == "Other");
}

TEST_CASE("a word that is only written is folded into another spelling, or left blank") {
  CodeTable table = grades();
  table.write_only = {{"TK", "Kindergarten"}, {"UG", ""}};
  table.prepare();
  CHECK(table.encode("TK").text == "Kindergarten");
  CHECK(table.encode("TK").found == Found::replaced);
  CHECK(table.encode("UG").text.empty());
  CHECK(table.encode("UG").found == Found::replaced);
  CHECK(table.encode("99").found == Found::unknown);
}

TEST_CASE("a spelling that depends on other fields names its candidates in order, and the word without a condition") {
  CodeTable table;
  table.values = {{"districtAdministrator", {"admin"}, true}, {"siteAdministrator", {"admin"}}, {"teacher", {"teacher"}}};
  table.prepare();
  const CodeTable::Hit hit = read(table, "admin");
  CHECK(hit.found == Found::conditional);
  CHECK(hit.text == "siteAdministrator");
  REQUIRE(hit.candidates != nullptr);
  CHECK(*hit.candidates == std::vector<std::uint32_t>{0, 1});
  CHECK(read(table, "teacher").candidates == nullptr);
}

TEST_CASE("a spelling of conditions only has no word without one") {
  CodeTable table;
  table.values = {{"districtAdministrator", {"admin"}, true}};
  table.prepare();
  CHECK(read(table, "admin").found == Found::conditional);
  CHECK(read(table, "admin").text.empty());
}

TEST_CASE("a copy of a table is whole") {
  CodeTable copy;
  {
    CodeTable table = grades();
    table.prepare();
    copy = table;
  }
  CHECK(read(copy, "PG").text == "13");
  CHECK(copy.encode("01").text == "1");
}

TEST_CASE("many codes of one length are all found") {
  CodeTable table;
  for (int i = 1000; i < 3000; ++i) table.values.push_back({"w" + std::to_string(i), {"subject-code-" + std::to_string(i)}});
  table.prepare();
  for (const CodeTable::Value& value : table.values) {
    CHECK(read(table, value.spellings[0]).text == value.word);
    CHECK(table.encode(value.word).text == value.spellings[0]);
  }
  CHECK(read(table, "subject-code-3000").found == Found::unknown);
  CHECK(read(table, "").found == Found::unknown);
}

TEST_CASE("where the format fixes its words, other spellings are read and told from its own") {
  CodeTable table = grades();
  table.ignore_case = true;
  table.reports_others = true;
  table.prepare();
  CHECK_FALSE(read(table, "Kindergarten").other_spelling);
  CHECK(read(table, "K").other_spelling);
  CHECK(read(table, "K").text == "KG");
  CHECK(read(table, "kindergarten").other_spelling);
}

TEST_CASE("an extension is its prefix and something behind it") {
  CodeTable table = grades();
  CHECK_FALSE(table.is_extension("ext:own"));          // none allowed
  table.extension = "ext:";
  CHECK(table.is_extension("ext:own"));
  CHECK_FALSE(table.is_extension("ext:"));
  CHECK_FALSE(table.is_extension("EXT:own"));
}
