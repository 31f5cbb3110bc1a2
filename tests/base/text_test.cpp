// Text tools: what counts as a blank, what a shape gives away, what a typing mistake is.
#include "rosterkit/base/text.hpp"

#include <catch2/catch.hpp>

using namespace rosterkit;

TEST_CASE("trim takes blanks off both ends only") {
  CHECK(trim(" \t Ada Example\r\n") == "Ada Example");
  CHECK(trim(" \n ").empty());
}

TEST_CASE("case is ignored for ASCII letters only") {
  CHECK(equal_ignoring_case("sourcedID", "SOURCEDid"));
  CHECK_FALSE(equal_ignoring_case("ab", "abc"));
  CHECK_FALSE(equal_ignoring_case("@", "`"));
  CHECK(lower_ascii("ÄB") == "Äb");
}

TEST_CASE("n separators give n + 1 parts") {
  CHECK(split("a,,b,", ",") == std::vector<std::string_view>{"a", "", "b", ""});
  CHECK(split("", ",") == std::vector<std::string_view>{""});
  CHECK(split("a::b", "::") == std::vector<std::string_view>{"a", "b"});
  CHECK(split("ab", "") == std::vector<std::string_view>{"ab"});
}

TEST_CASE("join puts the separator between parts") {
  CHECK(join(std::vector<std::string>{"a", "b"}, ", ") == "a, b");
  CHECK(join({}, ", ").empty());
}

TEST_CASE("swapped neighbours are one mistake") {
  CHECK(edit_distance("title", "titel") == 1);
  CHECK(edit_distance("role", "roles") == 1);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("grade", "period") == 5);
}

TEST_CASE("a suggestion is near the word, and the nearest of all") {
  const std::vector<std::string> fields = {"grades", "givenName", "familyName"};
  CHECK(nearest("gradse", fields) == "grades");
  CHECK(nearest("GIVENNAME", fields) == "givenName");
  CHECK_FALSE(nearest("period", fields).has_value());
  CHECK(did_you_mean("famlyName", fields) == " Did you mean \"familyName\"?");
  CHECK(did_you_mean("xyz", fields).empty());
}

TEST_CASE("a shape shows neither letters nor digits") {
  CHECK(shape("Ada-1999") == "Aaa-9999");
  CHECK(shape("Zoë Ö.") == "Aaa a.");
  CHECK(shape("12/31/99") == "99/99/99");
}

TEST_CASE("a shape holds no control characters and no broken UTF-8") {
  CHECK(shape("a\x1B[1mb\n") == "a?[9aa?");
  CHECK(shape("a\xFFz") == "a?a");
}

TEST_CASE("a long shape is cut to 40 characters") {
  CHECK(shape(std::string(40, 'x')) == std::string(40, 'a'));
  CHECK(shape(std::string(41, 'x')) == std::string(37, 'a') + "...");
}

TEST_CASE("the first byte that is not UTF-8 is found, wherever it stands") {
  CHECK_FALSE(find_bad_utf8("").has_value());
  CHECK_FALSE(find_bad_utf8("Zoë, 東京, \xF0\x9F\x8E\x93 and more than eight bytes").has_value());
  for (std::size_t before = 0; before < 40; ++before) {
    const std::string ascii(before, 'x');
    CHECK_FALSE(find_bad_utf8(ascii + "ëë東京" + ascii).has_value());
    CHECK(find_bad_utf8(ascii + "ë" + ascii + "\xFF" + ascii) == 2 * before + 2);
  }
  CHECK(find_bad_utf8("12345678901\xE9") == 11u);
  CHECK(find_bad_utf8("\x80") == 0u);
  CHECK(find_bad_utf8("ab\xC3") == 2u);
}

TEST_CASE("overlong forms, surrogates and numbers above U+10FFFF are not UTF-8") {
  CHECK(find_bad_utf8("\xC0\xAF") == 0u);
  CHECK(find_bad_utf8("\xE0\x80\xAF") == 0u);
  CHECK(find_bad_utf8("\xED\xA0\x80") == 0u);
  CHECK(find_bad_utf8("\xF0\x80\x80\x80") == 0u);
  CHECK(find_bad_utf8("\xF4\x90\x80\x80") == 0u);
  CHECK_FALSE(find_bad_utf8("\xED\x9F\xBF\xF4\x8F\xBF\xBF").has_value());
}

TEST_CASE("code points are counted, not bytes") { CHECK(count_code_points("Zoë東") == 4); }

TEST_CASE("large numbers have commas") {
  CHECK(with_commas(0) == "0");
  CHECK(with_commas(999) == "999");
  CHECK(with_commas(1000) == "1,000");
  CHECK(with_commas(1234567) == "1,234,567");
}
