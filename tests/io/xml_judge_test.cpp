// What the judge accepts, what it refuses and in which words, and where it says that objects stand.
#include "rosterkit/io/xml_judge.hpp"

#include <catch2/catch.hpp>

using namespace rosterkit;
using namespace rosterkit::io;

namespace {

struct Verdict {
  std::vector<std::string> objects;
  std::vector<XmlRange> ranges;
  std::optional<FileError> failure;
};

/// Feeds @p text in pieces of @p piece bytes.
Verdict judge(std::string_view text, std::size_t piece = 1000, const Limits& limits = {}) {
  XmlJudge xml("roster.xml", {"students"}, {"student"}, limits);
  Verdict verdict;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    xml.feed(text.substr(at, piece), verdict.ranges);
    for (const XmlRange& range : verdict.ranges) REQUIRE(range.end <= at + piece);
  }
  xml.finish(verdict.ranges);
  verdict.failure = xml.failure();
  for (const XmlRange& range : verdict.ranges) verdict.objects.emplace_back(text.substr(range.begin, range.end - range.begin));
  return verdict;
}

/// "exit rule line:position message / hint", or "accepted".
std::string words(const Verdict& verdict) {
  if (!verdict.failure) return "accepted";
  const Finding& finding = verdict.failure->finding;
  return std::to_string(static_cast<int>(verdict.failure->code)) + " " + finding.rule + " " + std::to_string(finding.line) + ":" +
         std::to_string(finding.position) + " " + finding.message + " / " + finding.hint;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("objects are the children of a collection, each from its start tag to its end tag") {
  const Verdict verdict = judge("<students>\n <student id=\"1\">Ada</student> <student\n/>\n</students>\n");
  CHECK(words(verdict) == "accepted");
  REQUIRE(verdict.objects == Texts{"<student id=\"1\">Ada</student>", "<student\n/>"});
  CHECK(verdict.ranges[0].line == 2);
  CHECK(verdict.ranges[1].line == 2);
  CHECK(verdict.ranges[1].container == "students");
}

TEST_CASE("collections are found at any depth, under any prefix, and more than once") {
  const Verdict verdict = judge("<x:all xmlns:x=\"u\"><x:students><x:a/></x:students><other><b/></other><students><c/></students></x:all>");
  CHECK(verdict.objects == Texts{"<x:a/>", "<c/>"});
}

TEST_CASE("an object ends at its own end tag, though elements of its name and collections stand inside it") {
  const std::string object = "<student><student><students><student/></students></student></student>";
  CHECK(judge("<students>" + object + "<student/></students>").objects == Texts{object, "<student/>"});
}

TEST_CASE("tags in comments, CDATA and processing instructions are no tags") {
  const std::string object = "<student><!-- </student> --><![CDATA[</student>]]><?note </student>?></student>";
  CHECK(judge("<students><!-- <student/> --><?note <student/>?>" + object + "</students>").objects == Texts{object});
}

TEST_CASE("a greater-than sign in an attribute does not end a tag") {
  CHECK(judge("<students><student a='>' b=\"/>\">x</student></students>").objects == Texts{"<student a='>' b=\"/>\">x</student>"});
}

TEST_CASE("a document whose root is an item is one object without a collection around it") {
  const Verdict verdict = judge("<?xml version='1.0'?>\n<!-- one -->\n<s:student xmlns:s='u'>Ada</s:student>\n<!-- end -->");
  REQUIRE(verdict.objects == Texts{"<s:student xmlns:s='u'>Ada</s:student>"});
  CHECK(verdict.ranges[0].container == "");
  CHECK(verdict.ranges[0].line == 3);
}

TEST_CASE("where objects stand does not depend on the pieces in which the bytes come") {
  const std::string text =
      "<?xml version=\"1.0\"?>\r\n<!-- <student/> --><r><students>\r<student a='1>'>\xC3\x89 &amp; <![CDATA[<student>]]></student>\r\n"
      "<student/><student><student>x</student></student></students></r>\n";
  const Verdict whole = judge(text);
  REQUIRE(whole.objects.size() == 3);
  for (std::size_t piece = 1; piece < text.size(); ++piece) {
    CAPTURE(piece);
    const Verdict parts = judge(text, piece);
    CHECK(words(parts) == "accepted");
    REQUIRE(parts.objects == whole.objects);
    for (std::size_t i = 0; i < whole.ranges.size(); ++i) CHECK(parts.ranges[i].line == whole.ranges[i].line);
  }
}

TEST_CASE("a DOCTYPE is refused before any entity is looked at") {
  const char* refusal =
      "4 xml.doctype 1:0 the document has a DOCTYPE / "
      "A DOCTYPE can make a small file grow without end, so it is refused. Remove it: roster data needs none.";
  CHECK(words(judge("<!DOCTYPE students><students/>")) == refusal);
  CHECK(words(judge("<!DOCTYPE students SYSTEM \"file:///etc/passwd\"><students/>")) == refusal);
  const std::string laughs =
      "<!DOCTYPE students [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><students><student>&b;</student></students>";
  CHECK(words(judge(laughs)) == refusal);
  CHECK(words(judge(laughs, 1)) == refusal);
}

TEST_CASE("elements may be nested as deep as the limit, and no deeper") {
  Limits limits;
  limits.max_xml_depth = 3;
  CHECK(words(judge("<students><a><b/></a></students>", 1000, limits)) == "accepted");
  CHECK(words(judge("<students><a>\n <b><c/></b></a></students>", 1000, limits)) ==
        "4 xml.limit 2:5 elements are nested more than 3 deep / If the document is meant to be so, raise the limit of XML nesting.");
}

TEST_CASE("an element may have as many attributes as the limit, and no more") {
  Limits limits;
  limits.max_xml_attributes = 2;
  CHECK(words(judge("<students><a x='' y=''/></students>", 1000, limits)) == "accepted");
  CHECK(words(judge("<students><a x='' y='' z=''/></students>", 1000, limits)) ==
        "4 xml.limit 1:11 an element has more than 2 attributes / If the document is meant to be so, raise the limit of XML attributes.");
}

TEST_CASE("an object over the limit is refused, whole or still open") {
  Limits limits;
  limits.max_record_bytes = 20;  // an object may hold 16 times as much
  const char* refusal =
      "4 xml.limit 2:0 the object that starts here is over 320 bytes / If the document is meant to be so, raise the limit of a record.";
  const std::string most = "<a>" + std::string(313, 'x') + "</a>", more = "<a>" + std::string(314, 'x') + "</a>";
  CHECK(words(judge("<students>\n" + most + "</students>", 5, limits)) == "accepted");
  CHECK(words(judge("<students>\n" + more + "</students>", 1000, limits)) == refusal);
  CHECK(words(judge("<students>\n<a>" + std::string(400, 'x'), 5, limits)) == refusal);
}

TEST_CASE("a comment that never ends is refused long before it fills the memory") {
  Limits limits;
  limits.max_record_bytes = 100;
  const std::string text = "<students>\n<!-- " + std::string(1000, 'x');
  const Verdict verdict = judge(text, 10, limits);
  CHECK(words(verdict) ==
        "4 xml.limit 2:1 a tag or comment is over 100 bytes / If the document is meant to be so, raise the limit of a record.");
}

TEST_CASE("a tag or comment up to the limit is read, in whatever pieces it comes") {
  Limits limits;
  limits.max_record_bytes = 300;
  const std::string text = "<students><!-- " + std::string(280, 'x') + " --><a y='" + std::string(280, 'x') + "'/></students>";
  for (const std::size_t piece : {1, 10, 100, 299, 1000}) {
    CAPTURE(piece);
    const Verdict verdict = judge(text, piece, limits);
    CHECK(words(verdict) == "accepted");
    CHECK(verdict.objects.size() == 1);
  }
}

TEST_CASE("text between objects may be of any length") {
  Limits limits;
  limits.max_record_bytes = 100;
  CHECK(judge("<students>" + std::string(5000, ' ') + "<a/></students>", 10, limits).objects == Texts{"<a/>"});
}

TEST_CASE("what is not well-formed is refused with line, position and a way out") {
  const std::string again = " / Nothing after this place can be trusted. Ask the sender for a new export.";
  CHECK(words(judge("<students>\n <a></b>\n</students>")) ==
        "4 xml.not-well-formed 2:7 an end tag does not belong to the element that is open here" + again);
  CHECK(words(judge("<students><a x='1' x='2'/></students>")) ==
        "4 xml.not-well-formed 1:20 an element has the same attribute twice" + again);
  CHECK(words(judge("<students/>\n<students/>")) ==
        "4 xml.not-well-formed 2:1 there is more text after the end of the document / "
        "Two documents in one file? Put each into a file of its own.");
  CHECK(words(judge("<students>&nbsp;</students>")) ==
        "4 xml.not-well-formed 1:11 an entity is used that XML does not have / "
        "XML knows &amp; &lt; &gt; &quot; and &apos; only. Write other characters as they are.");
  CHECK(words(judge("<students>&#0;</students>")) ==
        "4 xml.not-well-formed 1:11 a character reference names a character that XML cannot hold" + again);
  CHECK(words(judge("\n<?xml version='1.0'?><students/>")) ==
        "4 xml.not-well-formed 2:1 the XML declaration is not at the very start of the document / "
        "Remove what stands before <?xml, blank lines as well.");
  CHECK(words(judge("<students>Art & Craft</students>")) ==
        "4 xml.not-well-formed 1:16 there is a character here that may not stand here / "
        "A bare & or < in a text is written &amp; or &lt;. Ask the sender for a new export.");
  CHECK(words(judge("<?xml version='1.0' standalone='maybe'?><students/>")) ==
        "4 xml.not-well-formed 1:33 the document does not follow the rules of XML here" + again);
}

TEST_CASE("bytes that are not UTF-8 are told apart from XML that is wrong, in whatever pieces they come") {
  const std::string text = "<students>\n\xC3\x89t\xE9!!!!</students>";
  const char* refusal =
      "4 file.not-utf8 2:3 there are bytes here that are not UTF-8 / "
      "Save the file as UTF-8, or let its first line name the encoding that it is in.";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    CAPTURE(piece);
    CHECK(words(judge(text, piece)) == refusal);
  }
  CHECK(words(judge("<students>\n<\xE2\x82\xAC/></students>")).substr(0, 25) == "4 xml.not-well-formed 2:2");
}

TEST_CASE("objects before a fault are still given") {
  const Verdict verdict = judge("<students><a/><b/><c></students>");
  CHECK(verdict.failure.has_value());
  CHECK(verdict.objects == Texts{"<a/>", "<b/>"});
}

TEST_CASE("an empty file and a document without its end are cut off") {
  CHECK(words(judge("")) ==
        "3 xml.cut-off 0:0 the file is empty / An XML document holds at least one element. Was the export finished? Fetch the file again.");
  CHECK(words(judge("<students>\n<a/>\n")) ==
        "3 xml.cut-off 3:0 the document ends before its elements are closed / "
        "Was the export or the transfer finished? Fetch the file again.");
}

TEST_CASE("a document cut off at any byte is told, never taken for a whole one") {
  const std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- all --><students xmlns=\"u\"><student id='1'>\xC3\x89va &amp; &#65;<![CDATA[x]]>"
      "</student>\r\n<?note x?><student/></students>";
  REQUIRE(words(judge(text)) == "accepted");
  for (std::size_t length = 0; length < text.size(); ++length) {
    CAPTURE(length);
    CHECK(words(judge(text.substr(0, length))).substr(0, 13) == "3 xml.cut-off");
  }
}

TEST_CASE("the root is known as soon as its start tag is, with the namespace that its own prefix means") {
  const std::string start = "<s:roster xmlns='other' xmlns:s='http://example.org/roster'";
  std::vector<XmlRange> ranges;
  XmlJudge unfinished("roster.xml", {}, {}, {});
  unfinished.feed(start, ranges);
  CHECK_FALSE(unfinished.root());
  XmlJudge xml("roster.xml", {}, {}, {});
  xml.feed(start + ">", ranges);
  REQUIRE(xml.root());
  CHECK(xml.root()->local_name == "roster");
  CHECK(xml.root()->namespace_uri == "http://example.org/roster");
}

TEST_CASE("bytes are needed from the open object on, or from the unfinished tag") {
  XmlJudge xml("roster.xml", {}, {}, {});
  std::vector<XmlRange> ranges;
  CHECK(xml.needed_from() == 0);
  xml.feed("<r> <a>text <b/> more", ranges);
  CHECK(xml.needed_from() == 4);
  xml.feed("</a>     <c x='", ranges);
  REQUIRE(ranges.size() == 1);
  CHECK(xml.needed_from() == 30);
}
