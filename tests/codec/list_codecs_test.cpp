// Lists in cells: what is reported, and that nothing written can be read as something else.
#include <catch2/catch.hpp>

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
