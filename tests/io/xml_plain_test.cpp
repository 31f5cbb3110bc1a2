// The quick way to a tree must give what pugixml gives, or nothing; never something else, whatever stands in an object.
#include <catch2/catch.hpp>

#include "../../src/io/xml_parse.hpp"
#include "rosterkit/io/xml_judge.hpp"

using namespace rosterkit::io;

namespace {

/// All that can be seen of a tree, in one line.
std::string told(const XmlNode& node) {
  std::string line = std::string(node.has_prefix() ? ":" : "") + std::string(node.name()) + "(";
  for (const XmlNode& attribute : node.attributes()) {
    line += std::string(attribute.has_prefix() ? "@:" : "@") + std::string(attribute.name()) + "=[" + std::string(attribute.text()) + "]";
  }
  line += "[" + std::string(node.text()) + "]";
  for (const XmlNode& child : node.children()) line += told(child);
  return line + ")" + (node.says_nothing() ? "-" : "");
}

std::string by_pugixml(std::string object) {
  XmlTree tree;
  return append_by_pugixml(object, tree) ? told(tree.nodes.front()) : "refused";
}

/// By the quick way; "" where it leaves the object to pugixml. The object stands between others, as in a block.
std::string by_quick_way(const std::string& object) {
  const std::string around = "<x>" + object + "</x>&<&";
  std::vector<XmlNode> nodes{XmlNode("before")};
  XmlPlain plain;
  if (plain.append(std::string_view(around).substr(3, object.size()), nodes)) return told(nodes[1]);
  CHECK(nodes.size() == 1);
  return "";
}

bool expat_accepts(const std::string& object) {
  XmlJudge judge("roster.xml", {"students"}, {}, {});
  std::vector<XmlRange> ranges;
  judge.feed("<students>" + object + "</students>", ranges);
  judge.finish(ranges);
  return !judge.failure() && ranges.size() == 1 && ranges.front().end - ranges.front().begin == object.size();
}

const std::string plain_objects[] = {
    "<a/>",
    "<a />",
    "<a></a>",
    "<a>  </a >",
    "<a>x</a>",
    "<a> Mary\n Ann\t</a>",
    "<a-b.c_1>\xC3\x89va \xE7\xBE\x8E\xE5\x92\xB2</a-b.c_1>",
    "<\xC3\xA9l\xC3\xA8ve>x</\xC3\xA9l\xC3\xA8ve>",
    "<a b='1' c = \"2 > 1\"\n d='a/b=c'/>",
    "<a b=''><c d=' x '>y</c></a>",
    "<s:a xmlns:s='u' xsi:nil='true' s:b='2'><s:c xsi:nil=' 1 '>x</s:c></s:a>",
    "<a xsi:nil='false'>x</a>",
    "<a>> ] ]] ' \" =/</a>",
    "<aVeryLongNameOfMoreThanSixteenBytes xmlns='http://www.sifassociation.org/datamodel/na/4.x'><another-long:name-of-an-element>"
    "a text of more than sixteen bytes</another-long:name-of-an-element></aVeryLongNameOfMoreThanSixteenBytes>",
    "<a>\r\n  <b>1</b>\r\n  <b>2</b>\r\n\t<c><d/><d/></c>\r\n</a>",
};
const std::string other_objects[] = {
    "<a>Art &amp; Craft</a>",
    "<a b='&lt;'/>",
    "<a b='x\ty'/>",
    "<a b='x\ny'/>",
    "<a>x<!-- --></a>",
    "<a><!-- --><b/></a>",
    "<a><![CDATA[x]]></a>",
    "<a><?p q?></a>",
    "<a>one <b>two</b> three</a>",
    "<a><b/>three</a>",
    "<a>one\r\ntwo</a>",
};

}  // namespace

TEST_CASE("plain elements get the tree that pugixml gives them") {
  for (const std::string& object : plain_objects) {
    CAPTURE(object);
    REQUIRE(expat_accepts(object));
    CHECK(by_quick_way(object) == by_pugixml(object));
  }
}

TEST_CASE("what is more than plain is left to pugixml") {
  for (const std::string& object : other_objects) {
    CAPTURE(object);
    REQUIRE(expat_accepts(object));
    CHECK(by_quick_way(object) == "");
  }
}

TEST_CASE("objects cut off or with a byte left out, doubled or changed have the same tree both ways, if expat accepts them") {
  constexpr std::string_view bytes{"<>&;/!?-]['\"= \r\nax:#1\x00\xC3", 23};
  std::size_t accepted = 0, quick = 0;
  const auto same = [&](const std::string& object) {
    const std::string tree = by_quick_way(object);      // of anything: it may not read beyond the object
    if (!expat_accepts(object)) return;
    ++accepted;
    if (tree.empty()) return;
    ++quick;
    if (tree == by_pugixml(object)) return;             // thousands of checks that hold need no line each
    CAPTURE(object);
    CHECK(tree == by_pugixml(object));
  };
  const auto vary = [&](const std::string& object) {
    for (std::size_t at = 0; at < object.size(); ++at) {
      same(object.substr(0, at));
      same(std::string(object).erase(at, 1));
      same(std::string(object).insert(at, 1, object[at]));
      for (const char byte : bytes) {
        std::string changed = object;
        changed[at] = byte;
        same(changed);
      }
    }
  };
  for (const std::string& object : plain_objects) vary(object);
  for (const std::string& object : other_objects) vary(object);
  CHECK(accepted > 3000);
  CHECK(quick > 2000);
}

TEST_CASE("an object whose tags do not match is not plain") {
  for (const std::string object : {"<a></b>", "<a><b></a></b>", "<a>", "</a>", "<a/", "<a", "<", "<a/><b/>", "<a>x", "<a>x<", "<a b", "<a b=", "<a b='", "<a b='1", "<a b='1'"}) {
    CAPTURE(object);
    CHECK(by_quick_way(object) == "");
  }
}
