// Codecs of whole texts, where the examples of the table leave a question open.
#include <catch2/catch.hpp>

#include "run_codec.hpp"

using namespace rosterkit::codec::test;

TEST_CASE("a text is cut between characters, not inside of one") {
  CHECK(write(R"({"cut": "3"})", "Zoë") == Outcome{"Zoë", "", false});
  CHECK(write(R"({"cut": "3"})", "Zoë B") == Outcome{"Zoë", "value.cut", false});
}

TEST_CASE("a prefix is added even to a text that begins with it") {
  CHECK(write(R"({"prefix": "c-"})", "c-77").value == "c-c-77");
  CHECK(read(R"({"prefix": "c-"})", "c-c-77").value == "c-77");
}

TEST_CASE("letters outside of ASCII keep their case") { CHECK(read(R"({"upper": {}})", "Zoë").value == "ZOë"); }

TEST_CASE("the parts of a name have no blanks around them") {
  CHECK(read(R"({"name": "given"})", " Ada  May   Example ").value == "Ada  May");
  CHECK(read(R"({"name": "family"})", " Ada  Example ").value == "Example");
}

TEST_CASE("a codec for reading only refuses to write") {
  CHECK(write(R"({"name": "given"})", "Ada") == Outcome{"", "value.lost", true});
}
