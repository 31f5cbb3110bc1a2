// What an author reads who gives a codec the wrong arguments.
#include <catch2/catch.hpp>

#include "run_codec.hpp"

using rosterkit::codec::test::make;

TEST_CASE("an unknown argument is named, with the nearest known one") {
  CHECK_THROWS_WITH(make(R"({"bool": {"ture": ["Y"]}})"), "There is no argument \"ture\". Did you mean \"true\"?");
  CHECK_THROWS_WITH(make(R"({"trim": {"both": "yes"}})"), "There is no argument \"both\".");
}

TEST_CASE("a codec without arguments takes none, one with named arguments takes no bare one") {
  CHECK_THROWS_WITH(make(R"({"trim": "x"})"), "This codec takes no arguments; write {}.");
  CHECK_THROWS_WITH(make(R"({"pad": "2"})"), "Write the arguments with their names: width, with.");
}

TEST_CASE("numbers stay in their limits") {
  CHECK_THROWS_WITH(make(R"({"cut": "many"})"), "The argument must be a whole number from 1 to 1000000.");
  CHECK_THROWS_WITH(make(R"({"date": {"patterns": ["M/d/yy"], "pivot": 100}})"),
                    "\"pivot\" must be a whole number from 0 to 99.");
}

TEST_CASE("a missing argument is named with an example") {
  CHECK_THROWS_WITH(make(R"({"split": ""})"), "Name the text between the items, like {\"split\": \",\"}.");
  CHECK_THROWS_WITH(make(R"({"pad": {}})"), "Name the number of characters, like {\"pad\": {\"width\": \"2\"}}.");
  CHECK_THROWS_WITH(make(R"({"strip": ""})"), "Name the characters to remove, like {\"strip\": \"-\"}.");
  CHECK_THROWS_WITH(make(R"({"cut": ""})"), "Name the greatest number of characters, like {\"cut\": \"255\"}.");
  CHECK_THROWS_WITH(make(R"({"prefix": ""})"), "Name the text to begin with.");
  CHECK_THROWS_WITH(make(R"({"name": "middle"})"), "Write {\"name\": \"given\"} or {\"name\": \"family\"}.");
}

TEST_CASE("a date pattern that could be read in two ways is refused") {
  CHECK_THROWS_WITH(make(R"({"date": ["Mdyyyy"]})"),
                    "\"Mdyyyy\" is not a date pattern; write year (yyyy or yy), month (MM or M) and day (dd or d) once each, "
                    "with something between them if one digit may do.");
  CHECK_THROWS_WITH(make(R"({"date": {"lastDay": "yes"}})"), "\"lastDay\" must be \"included\" or \"excluded\".");
}

TEST_CASE("one word for both true and false is refused") {
  CHECK_THROWS_WITH(make(R"({"bool": {"true": ["Y"], "false": ["N", "Y"]}})"), "\"Y\" stands for both true and false.");
  CHECK_NOTHROW(make(R"({"bool": {"true": ["Y"], "false": ["y"]}})"));
  CHECK_THROWS_WITH(make(R"({"bool": {"true": ["Y"], "false": ["y"], "case": "ignore"}})"),
                    "\"Y\" stands for both true and false.");
}

TEST_CASE("arguments that have no way back are refused") {
  CHECK_THROWS_WITH(make(R"({"replace": {"from": "a", "to": ""}})"),
                    "Name both \"from\" (the text in the file) and \"to\" (the text in the model); to remove characters use "
                    "\"strip\".");
  CHECK_THROWS_WITH(make(R"({"replace": {"from": "a", "to": "aa"}})"), "\"from\" and \"to\" must not hold each other.");
  CHECK_THROWS_WITH(make(R"({"pairs": {"open": ":"}})"), "\"open\", \"between\", \"close\" and \"separator\" must differ.");
}
