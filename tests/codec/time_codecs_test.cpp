// Points in time and times of day: offsets, fractions, and what is no time at all.
#include <catch2/catch.hpp>

#include "run_codec.hpp"

using namespace rosterkit::codec::test;

namespace {

std::string instant(std::string_view cell) { return rosterkit::codec::test::read(R"({"datetime": {}})", cell).value; }

}  // namespace

TEST_CASE("an offset may lead to another day and year") {
  CHECK(instant("2025-12-31T22:30:00-05:00") == "2026-01-01T03:30:00.000Z");
  CHECK(instant("1970-01-01T00:30:00+01:00") == "1969-12-31T23:30:00.000Z");
}

TEST_CASE("fractions become milliseconds, further digits are passed over") {
  CHECK(instant("2025-08-31T06:30:00.5Z") == "2025-08-31T06:30:00.500Z");
  CHECK(instant("2025-08-31T06:30:00.1239999Z") == "2025-08-31T06:30:00.123Z");
  CHECK(instant("2025-08-31T06:30:00.Z").empty());
}

TEST_CASE("small letters, a blank and a missing offset are read") {
  CHECK(instant("2025-08-31t06:30:00z") == "2025-08-31T06:30:00.000Z");
  CHECK(instant("2025-08-31 06:30:00") == "2025-08-31T06:30:00.000Z");
}

TEST_CASE("a leap second is the next second") { CHECK(instant("2016-12-31T23:59:60Z") == "2017-01-01T00:00:00.000Z"); }

TEST_CASE("what is not a point in time is refused") {
  for (const char* cell : {"2025-08-31T06:30", "2025-08-31T24:00:00Z", "2025-02-30T06:30:00Z", "2025-08-31T06:30:00+5",
                           "2025-08-31T06:30:00Zulu", "2025-08", "0001-01-01T00:00:00+01:00", "2025-08-31T06-30-00Z"}) {
    INFO(cell);
    CHECK(read(R"({"datetime": {}})", cell) == Outcome{"", "cell.bad-date", true});
  }
}

TEST_CASE("a time of day has two digits for each part") {
  CHECK(read(R"({"time": {}})", "23:59:59").value == "23:59:59");
  for (const char* cell : {"8:05", "08:60", "08:05:60", "08.05", "0805", "08:05:0", "08:05 am"}) {
    INFO(cell);
    CHECK(read(R"({"time": {}})", cell) == Outcome{"", "cell.bad-time", true});
  }
}
