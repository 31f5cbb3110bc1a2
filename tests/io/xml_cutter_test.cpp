// The cutter passes most bytes by without showing them to expat. Whatever the document and however it comes, its objects, their
// places and what is refused must be those of the judge that has seen every byte.
#include "../../src/io/xml_cutter.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace rosterkit;
using namespace rosterkit::io;

namespace {

/// Everything that a reader of the document gets to know: a line for each object, and one for the verdict.
std::string told(const std::vector<XmlRange>& ranges, const XmlJudge& judge) {
  std::string lines;
  for (const XmlRange& range : ranges) {
    lines += std::to_string(range.begin) + "-" + std::to_string(range.end) + " line " + std::to_string(range.line) + " in " + range.container + "\n";
  }
  if (!judge.failure()) return lines + "accepted";
  const Finding& finding = judge.failure()->finding;
  return lines + std::to_string(static_cast<int>(judge.failure()->code)) + " " + finding.rule + " " + std::to_string(finding.line) + ":" +
         std::to_string(finding.position) + " " + finding.message;
}

std::string by_expat(std::string_view text, const Limits& limits = {}) {
  XmlJudge judge("roster.xml", {"students"}, {"student"}, limits);
  std::vector<XmlRange> ranges;
  judge.feed(text, ranges);
  judge.finish(ranges);
  return told(ranges, judge);
}

/// The same by the cutter, from pieces of @p piece bytes. The window keeps what is still needed, as the reader's does.
std::string by_cutter(std::string_view text, std::size_t piece, const Limits& limits = {}) {
  XmlJudge judge("roster.xml", {"students"}, {"student"}, limits);
  XmlCutter cutter(judge, limits);
  std::vector<XmlRange> ranges;
  std::size_t begin = 0;
  for (std::size_t end = 0; end < text.size();) {
    end = std::min(text.size(), end + piece);
    cutter.advance(text.substr(begin, end - begin), begin, end == text.size(), ranges);
    begin = std::min<std::size_t>(judge.needed_from(), end);
  }
  judge.finish(ranges);
  return told(ranges, judge);
}

/// How many bytes of a whole element the quick look is sure of; 0 = not sure.
std::size_t sure_length(std::string_view text, const Limits& limits = {}) {
  XmlQuick quick(limits);
  const QuickElement element = quick.element(text, 1);
  return element.sure ? element.length : 0;
}

bool expat_accepts(const std::string& element) { return by_expat("<students>" + element + "</students>").ends_with("accepted"); }

const std::string_view documents[] = {
    "<students><student id='1'><a>x</a></student>\n <student/></students>",
    "<?xml version=\"1.0\"?>\r\n<!-- all > --><r xmlns='u'><students>\r\n\t<student a='1' b=\"2>\">\xC3\x89va &amp; &#65;&#x42;</student>\r\n"
    "<!-- between --><s:student xmlns:s='v'><b/><b></b ></s:student>text<?note x?><student><![CDATA[<x>]]]]></student>\r\n</students>"
    "<students> <c/>\n</students></r>\n",
    "<students><student>\r<a>1</a>\r</student>\r<student><!-- - --><?p q?></student>\r\r\n<\xC3\xA9/><student>]] ></student></students>",
    "<students><a><students><student/></students></a><student><student>x</student></student></students>",
};

}  // namespace

TEST_CASE("what the cutter tells does not depend on the pieces, and is what expat tells") {
  for (const std::string_view text : documents) {
    CAPTURE(text);
    const std::string expected = by_expat(text);
    REQUIRE(expected.ends_with("accepted"));
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
      CAPTURE(piece);
      CHECK(by_cutter(text, piece) == expected);
    }
  }
}

TEST_CASE("documents cut off at any byte are told as expat tells them") {
  for (const std::string_view text : documents) {
    for (std::size_t length = 1; length < text.size(); ++length) {
      CAPTURE(text.substr(0, length));
      const std::string expected = by_expat(text.substr(0, length));
      for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, length}) CHECK(by_cutter(text.substr(0, length), piece) == expected);
    }
  }
}

TEST_CASE("documents with a byte left out, doubled or changed are told as expat tells them") {
  // One of each kind of byte that means something, or may not stand there.
  constexpr std::string_view bytes{"<>&;/!?-]['\"= \r\nax:#1\x00\x01\x7F\xC3\xFF", 27};
  std::size_t accepted = 0, refused = 0;
  for (const std::string_view text : documents) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      std::vector<std::string> changed{std::string(text), std::string(text)};
      changed[0].erase(at, 1);
      changed[1].insert(at, 1, text[at]);
      for (const char byte : bytes) {
        changed.emplace_back(text);
        changed.back()[at] = byte;
      }
      for (const std::string& document : changed) {
        const std::string expected = by_expat(document);
        (expected.ends_with("accepted") ? accepted : refused)++;
        for (const std::size_t piece : {std::size_t{5}, document.size()}) {
          if (by_cutter(document, piece) == expected) continue;   // thousands of checks that hold need no line each
          CAPTURE(document, piece);
          CHECK(by_cutter(document, piece) == expected);
        }
      }
    }
  }
  CHECK(accepted > 1000);
  CHECK(refused > 1000);
}

TEST_CASE("what the quick look is sure of, expat accepts") {
  for (const std::string_view element : {
           "<a/>", "<a />", "<a></a>", "<a></a\n>", "<a b='1' c=\"2\"/>", "<a\tb = '1'\n>x</a>", "<a-b.c_1:d/>", "<_/>", "<a>&lt;&gt;&amp;&quot;&apos;&#9731;&#x2603;</a>",
           "<a b='&amp;&#32;'/>", "<a>\xE2\x98\x83</a>", "<a>> ] ]] ]></a>", "<a><!-- x - > --></a>", "<a><!----></a>", "<a><![CDATA[ < & ]] ]]></a>", "<a>\t\r\n\x7F</a>",
       }) {
    CAPTURE(element);
    CHECK(sure_length(element) == element.size());
    CHECK(sure_length(std::string(element) + "<b>") == element.size());
    CHECK(expat_accepts(std::string(element)));
  }
}

TEST_CASE("of what expat refuses, the quick look is never sure") {
  using namespace std::string_literals;
  for (const std::string& element : {
           "<a></b>"s, "<a><b></a></b>"s, "<a></ a>"s, "< a/>"s, "<a b/>"s, "<a b=1/>"s, "<a b='1'c='2'/>"s, "<a b='1' b='2'/>"s, "<a b='<'/>"s, "<a b='&x;'/>"s, "<a b='&amp'/>"s,
           "<1/>"s, "<-a/>"s, "<a / >"s, "<a>&nbsp;</a>"s, "<a>& </a>"s, "<a>&#0;</a>"s, "<a>&#xFFFF;</a>"s, "<a>&#-65;</a>"s, "<a>&#xD800;</a>"s, "<a>&#1;</a>"s, "<a>]]></a>"s,
           "<a><!-- -- --></a>"s, "<a><!-- x ---></a>"s, "<a><!x></a>"s, "<a><?xml x?></a>"s, "<a>\x01</a>"s, "<a>\0</a>"s, "<a b='\x1F'/>"s, "<a>\xC3</a>"s, "<a>\xC0\x80</a>"s,
           "<a>\xED\xA0\x80</a>"s, "<a>\xEF\xBF\xBE</a>"s, "<a>\xEF\xBF\xBF</a>"s, "<a>\xF4\x90\x80\x80</a>"s, "<a><![CDATA[\xFF]]></a>"s, "<a><!-- \x02 --></a>"s, "<a></a b=''>"s,
       }) {
    CAPTURE(element);
    CHECK(sure_length(element) == 0);
    CHECK_FALSE(expat_accepts(element));
  }
}

TEST_CASE("an element that passes a limit is left to the judge, which refuses it in its words") {
  Limits limits;
  limits.max_xml_depth = 3;
  limits.max_xml_attributes = 2;
  limits.max_record_bytes = 40;
  CHECK(sure_length("<a><b/></a>", limits) != 0);
  CHECK(sure_length("<a><b><c/></b></a>", limits) == 0);
  CHECK(sure_length("<a x='' y=''/>", limits) != 0);
  CHECK(sure_length("<a x='' y='' z=''/>", limits) == 0);
  CHECK(sure_length("<a x='" + std::string(40, 'x') + "'/>", limits) == 0);
  const std::string huge = "<students>\n<a/><a>" + std::string(700, 'x') + "</a></students>";
  CHECK(by_cutter(huge, huge.size(), limits) == by_expat(huge, limits));
  CHECK(by_cutter(huge, huge.size(), limits).find("xml.limit 2:0") != std::string::npos);
  const std::string deep = "<students>\n<a/> <a/>\n <a><b><c/></b></a></students>";
  CHECK(by_cutter(deep, deep.size(), limits) == by_expat(deep, limits));
}

TEST_CASE("a fault behind objects that were passed by has its own line and position") {
  const std::string same_line = "<students><a>\xC3\xA9</a><a>\n\xC3\xA9\xC3\xA9</a> <a/> & </students>";
  CHECK(by_cutter(same_line, same_line.size()) == by_expat(same_line));
  CHECK(by_cutter(same_line, same_line.size()).find(" 2:14 ") != std::string::npos);
  const std::string two_runs = "<students><a/><!-- --> <a/> & </students>";
  CHECK(by_cutter(two_runs, two_runs.size()) == by_expat(two_runs));
}

TEST_CASE("an object of many pieces comes out whole, and those behind it are passed by again") {
  const std::string big = "<student>" + std::string(3u << 20, 'x') + "</student>";
  const std::string text = "<students>" + big + "\n<student/>\n<student>1</student></students>";
  CHECK(by_cutter(text, 256u << 10) == by_expat(text));
}
