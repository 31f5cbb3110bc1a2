// Yes and no, numbers and GUIDs: the edges that the examples of the table do not show.
#include <catch2/catch.hpp>

#include "run_codec.hpp"

using namespace rosterkit::codec::test;

TEST_CASE("a word that is neither yes nor no is refused in both directions") {
  const char* const codec = R"({"bool": {"true": ["Y"], "false": ["N"]}})";
  CHECK(read(codec, "y") == Outcome{"", "cell.bad-bool", true});
  CHECK(write(codec, "Y") == Outcome{"", "cell.bad-bool", true});
  CHECK(make(codec)->expects() == "one of: Y, N");
}

TEST_CASE("with one word only, the other value is written blank and counted") {
  CHECK(write(R"({"bool": {"true": ["X"]}})", "true") == Outcome{"X", "", false});
  CHECK(write(R"({"bool": {"true": ["X"]}})", "false") == Outcome{"", "value.lost", false});
}

TEST_CASE("numbers keep all their digits") {
  CHECK(read(R"({"integer": {}})", "123456789012345678901234567890").value == "123456789012345678901234567890");
  CHECK(read(R"({"number": {}})", "0.10000000000000000000001").value == "0.10000000000000000000001");
}

TEST_CASE("zero has one spelling") {
  for (const char* cell : {"0", "-0", "+000", "0.00", "-.0", "0."}) {
    INFO(cell);
    CHECK(read(R"({"number": {}})", cell).value == "0");
  }
}

TEST_CASE("what is not a number is refused") {
  for (const char* cell : {"-", ".", "1 000", "12 credits", "0x10", "--1", "1.2.3"}) {
    INFO(cell);
    CHECK(read(R"({"number": {}})", cell) == Outcome{"", "cell.bad-number", true});
  }
  CHECK(read(R"({"integer": {}})", "1.0").refused);
}

TEST_CASE("a GUID has all its dashes in their places, or none") {
  for (const char* cell : {"6f9619ff-8b86d011b42d00c04fc964ff", "6f9619ff8b86d011b42d00c04fc964f", "{}",
                           "6f9619ff-8b86-d011-b42d-00c04fc964fg", "6f9619ff-8b86-d011-b42d-00c04fc964ff0",
                           "6f9619ff-8b86-d011-b42d000c04fc964ff"}) {
    INFO(cell);
    CHECK(read(R"({"guid": {}})", cell) == Outcome{"", "cell.bad-value", true});
  }
}
