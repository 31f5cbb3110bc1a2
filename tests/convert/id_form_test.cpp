// What an id looks like.
#include <regex>

#include <catch2/catch.hpp>

#include "rosterkit/convert/ids.hpp"

using rosterkit::convert::IdForm;

TEST_CASE("a set of characters is judged as the regular expression would") {
  const std::string pattern = "^[0-9A-Za-z._/@-]{1,255}$";
  const IdForm form(pattern);
  const std::regex slow(pattern);
  for (const std::string id : {"s-1042", "a.b_c/d@e", "an id", "ü", "", "{x}", "-", "^$", "a\n"}) {
    CAPTURE(id);
    CHECK(form.admits(id) == std::regex_match(id, slow));
  }
  CHECK(form.admits(std::string(255, 'x')));
  CHECK_FALSE(form.admits(std::string(256, 'x')));
}

TEST_CASE("parts of a fixed length are judged as the regular expression would") {
  const std::string guid = "0123abcd-4567-489a-8def-0123456789ab";
  for (const std::string pattern : {"^[0-9a-f]{8}-[0-9a-f]{4}-[14][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$", "ab[0-9]{2}c", "a{3}b", "[0-9a-f]{8}-x", "a.b", "ab+", "a{2}{2}", "ab?c",
                                    "a-[0-9]{1,2}", "(ab)c", "a|b", "x]y"}) {
    IdForm form("x");
    std::regex slow;
    try {
      slow = std::regex(pattern);
      form = IdForm(pattern);
    } catch (const std::regex_error&) {
      continue;
    }
    std::vector<std::string> ids = {guid, "", "ab12c", "ab1c", "aaab", "aab", "0123abcd-x", "axb", "a.b", "abbb", "aaaa", "ac", "abc", "a-1", "a-12", "a", "b", "x]y"};
    for (std::size_t at = 0; at < guid.size(); ++at) {
      for (const char c : {'g', '-', 'A', '0', '\xC3'}) (ids.emplace_back(guid))[at] = c;
    }
    for (const std::string& id : ids) {
      CAPTURE(pattern, id);
      CHECK(form.admits(id) == std::regex_match(id, slow));
    }
  }
}

TEST_CASE("steps of several bytes say what the sets say, byte by byte") {
  const auto named = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || std::string_view("._/@-").find(c) != std::string_view::npos; };
  const IdForm set("[0-9A-Za-z._/@-]{1,255}"), scattered("[acegikmoqsuwy]+");   // the second has too many ranges for steps
  const IdForm guid("[0-9a-f]{8}-[0-9a-f]{4}-[14][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"), digits("[0-9]{17}");
  for (std::size_t size = 1; size <= 50; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (unsigned byte = 0; byte < 256; ++byte) {
        std::string id(size, 'a'), number(size, '7');
        id[at] = number[at] = static_cast<char>(byte);
        if (set.admits(id) != named(id[at]) || scattered.admits(id) != (byte >= 'a' && byte <= 'y' && (byte - 'a') % 2 == 0) ||
            digits.admits(number) != (size == 17 && byte >= '0' && byte <= '9')) {
          FAIL("size " << size << ", place " << at << ", byte " << byte);
        }
      }
    }
  }
  const std::string good = "0123abcd-4567-489a-8def-0123456789ab";
  REQUIRE(guid.admits(good));
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      std::string id = good;
      id[at] = static_cast<char>(byte);
      const bool hex = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
      const bool wanted = good[at] == '-' ? byte == '-' : at == 14 ? byte == '1' || byte == '4' : hex;
      if (guid.admits(id) != wanted) FAIL("place " << at << ", byte " << byte);
    }
  }
}

TEST_CASE("patterns of any other kind work too") {
  const IdForm form("[a-z]+-[0-9]+");
  CHECK(form.admits("ada-1"));
  CHECK_FALSE(form.admits("ada1"));
  CHECK(form.fault("ada1") == "it should match [a-z]+-[0-9]+");
}

TEST_CASE("a fault says which character it is") {
  const IdForm form("[0-9a-z]{2,4}");
  CHECK(form.fault("a b") == "character 2, a blank, may not stand in an id");
  CHECK(form.fault("üx") == "character 1 may not stand in an id");
  CHECK(form.fault("abcde") == "it has 5 characters, and ids have 4 at most");
  CHECK(form.fault("a") == "it has 1 character, and ids have 2 at least");
}
