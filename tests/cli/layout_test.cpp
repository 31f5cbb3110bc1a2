// Tables and paragraphs.
#include "rosterkit/cli/layout.hpp"

#include <catch2/catch.hpp>

using namespace rosterkit::cli;

TEST_CASE("a table aligns its columns by characters and leaves no blanks at line ends") {
  CHECK(table({{"name"}, {"rows", true}, {"note"}}, {{"Zoë", "7", ""}, {"classes", "1,200", "x"}}, "  ") ==
        "  name      rows  note\n"
        "  Zoë          7\n"
        "  classes  1,200  x\n");
}

TEST_CASE("a table without rows is its headings") { CHECK(table({{"a"}, {"b"}}, {}) == "a  b\n"); }

TEST_CASE("a paragraph breaks at blanks, and its later lines are indented") {
  CHECK(wrap("one two three four", 9, 2) == "one two\n  three\n  four");
  CHECK(wrap("averyveryverylongword x", 9, 0) == "averyveryverylongword\nx");
  CHECK(wrap("first\n\nsecond", 20, 2) == "first\n\n  second");
  CHECK(wrap("", 20, 2).empty());
}

TEST_CASE("a counted noun has an s unless there is one") {
  CHECK(counted(0, "record") == "0 records");
  CHECK(counted(1, "record") == "1 record");
  CHECK(counted(12345, "record") == "12,345 records");
}
