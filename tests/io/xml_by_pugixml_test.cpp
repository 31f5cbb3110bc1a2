// Names without prefixes, and what counts as the text of an element, in trees that pugixml made.
#include <catch2/catch.hpp>

#include "../../src/io/xml_parse.hpp"

using namespace rosterkit::io;

namespace {

/// The text of the document element.
std::string text_of(std::string element) {
  XmlTree tree;
  REQUIRE(append_by_pugixml(element, tree));
  return std::string(tree.nodes.front().text());
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
  CHECK(text_of("<a>one\n <b/>\n <b/>\n</a>") == "one");
}

TEST_CASE("an element that says it is nil has no text, under any prefix") {
  CHECK(text_of("<a xsi:nil=\"true\">x</a>") == "");
  CHECK(text_of("<a i:nil=\" 1 \">x</a>") == "");
  CHECK(text_of("<a xsi:nil=\"false\">x</a>") == "x");
  CHECK(text_of("<a nil=\"true\">x</a>") == "x");
}

TEST_CASE("what is not one whole element has no tree") {
  for (std::string text : {"", "a", "<a>", "<a></b>", "<a/><b/>", "<!-- a -->"}) {
    CAPTURE(text);
    XmlTree tree;
    CHECK_FALSE(append_by_pugixml(text, tree));
    CHECK(tree.nodes.empty());
  }
}
