// What is refused while a mapping file is parsed.
#include <catch2/catch.hpp>

#include "small_model.hpp"

using namespace rosterkit;
using namespace rosterkit::mapping;

namespace {

Texts parse(const std::string& text) { return refusals({{"a.json", text}}, {"a", "", {}}); }

}  // namespace

TEST_CASE("a fault of syntax is told with its line and column, and without the text") {
  CHECK(parse("{\"id\": \"a\",\n  \"title\": oops}") ==
        Texts{"a.json: line 2, column 12: this is not JSON from here on; look for a missing or extra comma, bracket or quote just before"});
}

TEST_CASE("a key that stands twice is refused") {
  CHECK(parse(R"({"id": "a", "format": {"kind": "csv", "kind": "xml"}})") == Texts{"a.json: /format/kind: this key stands twice in one object; keep one of the two"});
}

TEST_CASE("a twin is found in a large object, too, and told with the way to it") {
  std::string text = R"({"id": "a", "list": [1, {"$comment": "x", "many": {)";
  for (int i = 0; i < 40; ++i) text += "\"k" + std::to_string(i) + "\": [" + std::to_string(i) + "], ";
  CHECK(parse(text + R"("k7": 1}}]})") == Texts{"a.json: /list/1/many/k7: this key stands twice in one object; keep one of the two"});
}

TEST_CASE("nesting is limited") {
  const std::string deep = "{\"id\": \"a\", \"x\": " + std::string(70, '[') + std::string(70, ']') + "}";
  REQUIRE(parse(deep).size() == 1);
  CHECK(parse(deep)[0].ends_with(": more than 64 levels of nesting; no mapping needs more than 20"));
}

TEST_CASE("a file beyond 4 MiB is refused") {
  CHECK(parse("{" + std::string(4 * 1024 * 1024, ' ') + "}") == Texts{"a.json: larger than 4 MiB, which no mapping needs; move long code tables to CSV files"});
}

TEST_CASE("a NUL character is refused, as what stands behind it would be ignored") {
  CHECK(parse(std::string("{}\n") + '\0' + "{") == Texts{"a.json: line 2, column 1: a NUL character; save the file as UTF-8 text"});
}

TEST_CASE("a mapping is an object") {
  CHECK(parse("[1, 2]") == Texts{"a.json: a mapping is a JSON object: it begins with { and ends with }"});
  CHECK(parse("").size() == 1);
}

TEST_CASE("a comment may stand anywhere and means nothing") {
  const TextFile file = small_mapping(R"("$comment": "a", "detect": {"$comment": ["b"], "files": ["students.csv"]}, "codes": {"$comment": 1},)");
  CHECK(refusals({file}).empty());
  CHECK(show({file}, {"small", "", {}}).find("$comment") == std::string::npos);
}

TEST_CASE("a byte order mark does no harm") {
  TextFile file = small_mapping();
  file.text = "\xEF\xBB\xBF" + file.text;
  CHECK(refusals({file}).empty());
}
