// Lists in cells: what is reported, and that nothing written can be read as something else.
#include <catch2/catch.hpp>
#include <random>

#include "run_codec.hpp"

using namespace rosterkit::codec::test;

TEST_CASE("an empty item is reported, the others are kept") {
  CHECK(read(R"({"split": ","})", "01,,02") == Outcome{"01|02", "cell.list-item", false});
  CHECK(read(R"({"split": ","})", "01,") == Outcome{"01", "cell.list-item", false});
  CHECK(read(R"({"split": ","})", " , ") == Outcome{"", "cell.list-item", false});
}

TEST_CASE("a list of one is not copied") {
  const auto codec = make(R"({"split": ","})");
  const std::string cell = "01";
  std::string scratch;
  CHECK(codec->decode(cell, scratch).value.data() == cell.data());
  CHECK(codec->encode(cell, scratch).value.data() == cell.data());
  CHECK(codec->makes_list());
}

TEST_CASE("an item is written without the separator, and that is reported") {
  CHECK(write(R"({"split": ","})", "1,2|3") == Outcome{"12,3", "value.separator", false});
  CHECK(write(R"({"split": ","})", " 1|3") == Outcome{"1,3", "value.separator", false});
  CHECK(write(R"({"split": ","})", ",|3") == Outcome{"3", "value.separator", false});
}

TEST_CASE("halves of a long separator cannot meet") {
  CHECK(write(R"({"split": ";;"})", "a;|b") == Outcome{"a;;b", "value.separator", false});
  CHECK(write(R"({"split": ";;"})", "a;;;;b") == Outcome{"ab", "value.separator", false});
}

TEST_CASE("blanks may separate, and several are one") {
  CHECK(read(R"({"split": " "})", "01  02 ") == Outcome{"01|02", "", false});
  CHECK(write(R"({"split": " "})", "01|02").value == "01 02");
}

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
