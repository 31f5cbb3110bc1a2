// Codecs of single characters, where the examples of the table leave a question open.
#include <catch2/catch.hpp>

#include "run_codec.hpp"

using namespace rosterkit::codec::test;

TEST_CASE("characters left out while writing are counted as lost") {
  CHECK(write(R"({"digits": {}})", "555-0104") == Outcome{"5550104", "value.lost", false});
  CHECK(write(R"({"strip": "-"})", "555-0104") == Outcome{"5550104", "value.lost", false});
  CHECK(write(R"({"strip": "-"})", "5550104") == Outcome{"5550104", "", false});
}

TEST_CASE("characters of several bytes are left out whole") {
  CHECK(read(R"({"strip": "é"})", "Zéèa").value == "Zèa");
}

TEST_CASE("padding counts characters, not bytes") {
  CHECK(read(R"({"pad": {"width": "3", "with": "."}})", "Zë").value == ".Zë");
}

TEST_CASE("unpad writes one spelling, however many zeros the value has") {
  CHECK(write(R"({"unpad": {"width": "3"}})", "7").value == "007");
  CHECK(write(R"({"unpad": {"width": "3"}})", "00007").value == "007");
  CHECK(write(R"({"unpad": {"width": "3"}})", "1234").value == "1234");
}

TEST_CASE("a value that holds the outer spelling already is reported") {
  CHECK(write(R"({"replace": {"from": "_", "to": "-"}})", "a_b-c") == Outcome{"a_b_c", "value.folded", false});
}
