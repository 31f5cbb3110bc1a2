// The written text to the letter, the order of children, and that what was written reads back as it was.
#include "rosterkit/io/xml_writer.hpp"

#include <catch2/catch.hpp>

#include "rosterkit/io/xml_reader.hpp"

using namespace rosterkit::io;
using namespace std::string_literals;

namespace {

std::string written(const XmlElement& element, int level = 0) {
  std::string text;
  write_element(text, element, level);
  return text;
}

std::string text_of(const std::string& value) { return written({"a", {}, value, {}}); }

std::vector<std::string> names(const XmlElement& element) {
  std::vector<std::string> result;
  for (const XmlElement& child : element.children) result.push_back(child.name + child.text);
  return result;
}

class Whole : public ByteStream {
 public:
  explicit Whole(std::string text) : text_(std::move(text)) {}
  std::size_t read(std::span<char> into) override {
    const std::size_t count = text_.copy(into.data(), into.size(), at_);
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

}  // namespace

TEST_CASE("an element is written with its children indented by two blanks a level") {
  const XmlElement student{"student", {{"refId", "s1"}}, "", {{"name", {}, "", {{"given", {}, "Ada", {}}}}, {"empty", {}, "", {}}}};
  CHECK(written(student, 1) ==
        "  <student refId=\"s1\">\n"
        "    <name>\n"
        "      <given>Ada</given>\n"
        "    </name>\n"
        "    <empty/>\n"
        "  </student>\n");
}

TEST_CASE("a collection opens with the declaration and its namespace, and closes") {
  std::string text;
  write_start(text, "students", "http://example.org/a&b");
  write_end(text, "students");
  CHECK(text == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<students xmlns=\"http://example.org/a&amp;b\">\n</students>\n");
  text.clear();
  write_start(text, "students", "");
  CHECK(text == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<students>\n");
}

TEST_CASE("characters with a meaning in XML are escaped, in texts and in attributes") {
  CHECK(text_of("a & <b> \"c\"\t\r\n'd'") == "<a>a &amp; &lt;b&gt; \"c\"\t&#13;\n'd'</a>\n");
  CHECK(written({"a", {{"x", "& <b> \"c\"\t\r\n'd'"}}, "", {}}) == "<a x=\"&amp; &lt;b&gt; &quot;c&quot;&#9;&#13;&#10;'d'\"/>\n");
}

TEST_CASE("characters that XML cannot hold are left out and counted") {
  std::string text;
  const XmlElement element{"a", {{"x", "1\x01"}}, "A\0B\x1F""C\xEF\xBF\xBE""D\xED\xA0\x80""E"s, {{"b", {}, "\x0C", {}}}};
  CHECK(write_element(text, element, 0) == 6);
  CHECK(text == "<a x=\"1\">ABCDE\n  <b></b>\n</a>\n");
}

TEST_CASE("bytes that are not UTF-8 are left out, and what follows them stays") {
  CHECK(text_of("a\xFF""b\xC3""c\xE2\x82""d\xF0\x80\x80\x80""e\x80""f") == "<a>abcdef</a>\n");
  const std::string good = "\xC3\x89 \xE2\x82\xAC \xF0\x9F\x8E\x93 \xC2\x85 \xEF\xBF\xBD";
  CHECK(text_of(good) == "<a>" + good + "</a>\n");
}

TEST_CASE("children are put in order, those of one name keep theirs, and names not listed come last") {
  XmlElement record{"r", {}, "", {{"z", {}, "1", {}}, {"b", {}, "1", {}}, {"y", {}, "1", {}}, {"a", {}, "1", {}}, {"b", {}, "2", {}}}};
  sort_children(record, {{"", {"a", "missing", "b"}}});
  CHECK(names(record) == std::vector<std::string>{"a1", "b1", "b2", "z1", "y1"});
}

TEST_CASE("each container is ordered by its own path from the record, and one without an order stays as it is") {
  const std::vector<XmlElement> two{{"y", {}, "", {}}, {"x", {}, "", {}}};
  XmlElement record{"r", {}, "", {{"outer", {}, "", {{"inner", {}, "", two}, {"inner", {}, "", two}}}, {"inner", {}, "", two}}};
  sort_children(record, {{"outer/inner", {"x", "y"}}});
  CHECK(names(record.children[0].children[0]) == std::vector<std::string>{"x", "y"});
  CHECK(names(record.children[0].children[1]) == std::vector<std::string>{"x", "y"});
  CHECK(names(record.children[1]) == std::vector<std::string>{"y", "x"});
}

TEST_CASE("what was written is read back: texts, attributes and order") {
  const std::string value = "a & <b> \"c\" ]]> &amp; \xC3\x89 line\none\rtwo\ttab";
  std::string text;
  write_start(text, "students", "u");
  for (int number = 0; number < 3; ++number) {
    write_element(text, {"student", {{"id", value}}, "", {{"note", {}, value + std::to_string(number), {}}, {"empty", {}, "", {}}}}, 1);
  }
  write_end(text, "students");
  XmlReader reader(std::make_unique<Whole>(text), "out.xml", {"students"}, {}, {});
  CHECK(reader.root().namespace_uri == "u");
  XmlBlock block;
  REQUIRE(reader.next(block));
  XmlReader::parse(block, "out.xml");
  REQUIRE(block.objects.size() == 3);
  for (int number = 0; number < 3; ++number) {
    const XmlNode& student = *block.objects[static_cast<std::size_t>(number)].node;
    CHECK(student.attributes()[0].text() == value);
    CHECK((*student.children().begin()).text() == value + std::to_string(number));
    const std::span<const XmlNode> nodes(&student, 4);   // the student, its id, the note, the empty one
    CHECK(nodes[3].name() == "empty");
    CHECK(nodes[3].says_nothing());
  }
  CHECK_FALSE(reader.next(block));
}
