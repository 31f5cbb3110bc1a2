// Dates, years and epoch seconds: the edges that the examples of the table do not show.
#include <catch2/catch.hpp>

#include "run_codec.hpp"

using namespace rosterkit::codec::test;

TEST_CASE("a date in the model's form is not copied") {
  const auto codec = make(R"({"date": ["yyyy-MM-dd"]})");
  const std::string cell = "2025-08-31";
  std::string scratch = "untouched";
  CHECK(codec->decode(cell, scratch).value.data() == cell.data());
  CHECK(codec->encode(cell, scratch).value.data() == cell.data());
  CHECK(scratch == "untouched");
}

TEST_CASE("a later pattern gets its turn when the day of an earlier one does not exist") {
  CHECK(read(R"({"date": ["MM/dd/yyyy", "dd/MM/yyyy"]})", "31/12/2025").value == "2025-12-31");
  CHECK(read(R"({"date": ["MM/dd/yyyy", "dd/MM/yyyy"]})", "05/04/2025").value == "2025-05-04");
}

TEST_CASE("a date that no pattern takes is refused") {
  const Outcome refused{"", "cell.bad-date", true};
  CHECK(read(R"({"date": ["MM/dd/yyyy"]})", "02/30/2025") == refused);
  CHECK(read(R"({"date": ["MM/dd/yyyy"]})", "2/3/2025") == refused);
  CHECK(read(R"({"date": ["MM/dd/yyyy"]})", "0a/03/2025") == refused);
  CHECK(write(R"({"date": ["MM/dd/yyyy"]})", "soon") == refused);
}

TEST_CASE("a year that two digits cannot tell is not written as another year") {
  CHECK(write(R"({"date": ["M/d/yy"]})", "2025-08-31").value == "8/31/25");
  CHECK(write(R"({"date": ["M/d/yy"]})", "1925-08-31") == Outcome{"", "cell.bad-date", true});
}

TEST_CASE("an excluded last day is moved in both directions, and not out of the calendar") {
  const char* const codec = R"({"date": {"patterns": ["MM/dd/yyyy"], "lastDay": "excluded"}})";
  CHECK(read(codec, "03/01/2024").value == "2024-02-29");
  CHECK(write(codec, "2024-02-29").value == "03/01/2024");
  CHECK(read(codec, "01/01/0001").refused);
  CHECK(write(codec, "9999-12-31").refused);
}

TEST_CASE("messages spell patterns as people do") {
  CHECK(make(R"({"date": ["MM/dd/yyyy", "M/d/yy", "yyyy-MM-dd"]})")->expects() ==
        "a date written MM/DD/YYYY, M/D/YY or YYYY-MM-DD");
}

TEST_CASE("a school year that starts in January ends in its own year") {
  CHECK(read(R"({"schoolYear": {"start": "01"}})", "2025-08-31").value == "2025");
  CHECK(read(R"({"schoolYear": {}})", "2025-06-30").value == "2025");
  CHECK(read(R"({"schoolYear": {}})", "2025-07-01").value == "2026");
  CHECK(read(R"({"schoolYear": {}})", "9999-12-01").refused);
}

TEST_CASE("epoch seconds out of all proportion are refused") {
  CHECK(read(R"({"unix": {}})", "99999999999999").refused);
  CHECK(read(R"({"unix": {}})", "99999999999999999999999").refused);
  CHECK(read(R"({"unix": {}})", "12 ").refused);
}
