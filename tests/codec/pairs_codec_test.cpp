// Lists of key and text in cells: what is reported, and that nothing written can be read as something else.
#include <catch2/catch.hpp>
#include <random>

#include "run_codec.hpp"

using namespace rosterkit::codec::test;

TEST_CASE("ids may hold the characters that stand between type and id") {
  CHECK(read(R"({"pairs": {}})", "{SIS:a:b,c},{LDAP:d}") == Outcome{"SIS=a:b,c|LDAP=d", "", false});
  CHECK(write(R"({"pairs": {}})", "SIS=a:b,c|LDAP=d") == Outcome{"{SIS:a:b,c},{LDAP:d}", "", false});
}

TEST_CASE("items without brackets are read and reported, items without type or id are left out") {
  CHECK(read(R"({"pairs": {}})", "SIS:1,{LDAP:d}") == Outcome{"SIS=1|LDAP=d", "cell.list-item", false});
  CHECK(read(R"({"pairs": {}})", "{SIS:},{LDAP:d},{x}") == Outcome{"LDAP=d", "cell.list-item", false});
  CHECK(read(R"({"pairs": {}})", "{SIS:1") == Outcome{"SIS=1", "cell.list-item", false});
  CHECK(read(R"({"pairs": {}})", "{SIS:1}{LDAP:d}") == Outcome{"SIS=1|LDAP=d", "cell.list-item", false});
}

TEST_CASE("a closing bracket in an id is not written, because it would end the item") {
  CHECK(write(R"({"pairs": {}})", "SIS=1}2") == Outcome{"{SIS:12}", "value.separator", false});
}

TEST_CASE("cells that are as they should be are read the quick way, as a blank before them would have them read") {
  const std::string letters = "{:},ab ";
  std::mt19937 random(7);
  unsigned plain = 0;
  for (int turn = 0; turn < 40000; ++turn) {
    std::string cell;
    for (unsigned items = 1 + random() % 3; items > 0; --items) {
      cell += std::string("{") + letters[random() % 7] + ":" + letters[random() % 7] + (random() % 2 ? "a" : "") + "}" + (items > 1 ? "," : "");
    }
    for (unsigned changes = random() % 3; changes > 0; --changes) cell[random() % cell.size()] = letters[random() % 7];
    for (const char* codec : {R"({"pairs": {}})", R"({"pairs": {"others": "report"}})"}) {
      CAPTURE(cell, codec);
      const Outcome quick = read(codec, cell), slow = read(codec, " " + cell);
      CHECK(quick.value == slow.value);
      CHECK((quick.rule == slow.rule || (quick.rule.empty() && slow.rule == "cell.spelling")));
      plain += quick.rule.empty() ? 1 : 0;
    }
  }
  CHECK(plain > 1000);
}

TEST_CASE("other brackets can be named") {
  const char* const codec = R"({"pairs": {"open": "[", "close": "]", "between": "=", "separator": ";"}})";
  CHECK(read(codec, "[SIS=1];[LDAP=d]").value == "SIS=1|LDAP=d");
  CHECK(write(codec, "SIS=1|LDAP=d").value == "[SIS=1];[LDAP=d]");
  CHECK(make(codec)->expects() == "a list written [Type=Id];[Type=Id]");
}
