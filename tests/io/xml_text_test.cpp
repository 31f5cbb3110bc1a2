// Names without prefixes, and what counts as the text of an element.
#include <catch2/catch.hpp>

#include "rosterkit/io/xml_reader.hpp"

using namespace rosterkit::io;

namespace {

/// The text of the document element, read as XmlReader reads it.
std::string text_of(const std::string& element) {
  XmlBlock block;
  block.bytes = element;
  block.objects.push_back({0, element.size(), 1, "", {}});
  XmlReader::parse(block, "roster.xml");
  std::string scratch = "left over";
  return std::string(element_text(block.objects[0].node, scratch));
}

}  // namespace

TEST_CASE("a local name is what follows the prefix") {
  CHECK(local_name("sif:student") == "student");
  CHECK(local_name("student") == "student");
  CHECK(local_name("") == "");
}

TEST_CASE("blanks at the ends of a text are removed, blanks inside stay") {
  CHECK(text_of("<a> \t\r\n Mary  Ann \n</a>") == "Mary  Ann");
  CHECK(text_of("<a>   </a>") == "");
  CHECK(text_of("<a/>") == "");
}

TEST_CASE("text around comments, CDATA and instructions is one text") {
  CHECK(text_of("<a>Mary<!-- x --> <![CDATA[Ann]]></a>") == "Mary Ann");
  CHECK(text_of("<a><![CDATA[<b>&amp;]]>c<?p q?>d</a>") == "<b>&amp;cd");
  CHECK(text_of("<a> <!-- x --> Ada<!-- y --> </a>") == "Ada");
}

TEST_CASE("entities and character references are resolved") {
  CHECK(text_of("<a>&lt;&amp;&gt;&quot;&apos;&#233;&#x20AC;</a>") == "<&>\"'\xC3\xA9\xE2\x82\xAC");
}

TEST_CASE("the text of an element is its own, not that of elements in it") {
  CHECK(text_of("<a>one <b>two</b> three</a>") == "one  three");
}

TEST_CASE("an element that says it is nil has no text, under any prefix") {
  CHECK(text_of("<a xsi:nil=\"true\">x</a>") == "");
  CHECK(text_of("<a i:nil=\" 1 \">x</a>") == "");
  CHECK(text_of("<a xsi:nil=\"false\">x</a>") == "x");
  CHECK(text_of("<a nil=\"true\">x</a>") == "x");
}
