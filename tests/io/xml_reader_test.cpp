// Whole objects out of streams of any kind: cut where they stand, parsed as they were, in bounded memory.
#include "rosterkit/io/xml_reader.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <set>
#include <thread>

using namespace rosterkit;
using namespace rosterkit::io;

namespace {

/// Gives a text in pieces of a given size, and @p fails_at bytes on a read error.
class Pieces : public ByteStream {
 public:
  explicit Pieces(std::string text, std::size_t piece = 1u << 20, std::size_t fails_at = std::string::npos)
      : text_(std::move(text)), piece_(piece), fails_at_(fails_at) {}
  std::size_t read(std::span<char> into) override {
    if (at_ >= fails_at_) throw FileError(ExitCode::input_missing, Finding{.rule = "file.unreadable"});
    const std::size_t count = std::min({piece_, into.size(), text_.size() - at_});
    text_.copy(into.data(), count, at_);
    at_ += count;
    return count;
  }
  std::size_t given() const { return at_; }

 private:
  std::string text_;
  std::size_t piece_, fails_at_, at_ = 0;
};

/// Makes a long document on the fly: @p count objects of about 1 KB.
class Generated : public ByteStream {
 public:
  explicit Generated(std::size_t count) : left_(count) {}
  std::size_t read(std::span<char> into) override {
    if (at_ == part_.size()) next_part();
    const std::size_t count = part_.copy(into.data(), into.size(), at_);
    at_ += count;
    return count;
  }
  static std::string object(std::size_t number) {
    return "<student id=\"" + std::to_string(number) + "\"><note>" + std::string(1000, 'x') + "</note></student>";
  }

 private:
  void next_part() {
    at_ = 0;
    if (!opened_) {
      opened_ = true;
      part_ = "<students>\n";
    } else if (left_ > 0) {
      part_ = object(left_--) + "\n";
    } else {
      part_ = closed_ ? "" : "</students>";
      closed_ = true;
    }
  }
  std::size_t left_, at_ = 0;
  std::string part_;
  bool opened_ = false, closed_ = false;
};

std::unique_ptr<XmlReader> reader_of(std::unique_ptr<ByteStream> stream) {
  return std::make_unique<XmlReader>(std::move(stream), "roster.xml", std::vector<std::string>{"students"},
                                     std::vector<std::string>{"student"}, Limits{});
}

std::vector<std::string> objects_of(std::unique_ptr<ByteStream> stream) {
  const auto reader = reader_of(std::move(stream));
  std::vector<std::string> objects;
  XmlBlock block;
  while (reader->next(block)) {
    for (const auto& object : block.objects) objects.push_back(block.bytes.substr(object.begin, object.end - object.begin));
  }
  return objects;
}

/// The exit code of reading a text to its end; 0 if nothing was wrong.
int exit_of(const std::string& text) {
  try {
    objects_of(std::make_unique<Pieces>(text));
  } catch (const FileError& error) {
    return static_cast<int>(error.code);
  }
  return 0;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("objects are the same however the bytes of the stream arrive") {
  const std::string text =
      "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- <student/> --><r><students>\n<student a='>'>\xC3\x89</student>"
      "<x:student xmlns:x='u'><x:student/></x:student><![CDATA[ <student> ]]><student>&amp;</student></students></r>";
  const Texts expected{"<student a='>'>\xC3\x89</student>", "<x:student xmlns:x='u'><x:student/></x:student>",
                       "<student>&amp;</student>"};
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    CAPTURE(piece);
    CHECK(objects_of(std::make_unique<Pieces>(text, piece)) == expected);
  }
}

TEST_CASE("a parsed block has a node for each object, in order, with prefixes and attributes as they were") {
  const auto reader = reader_of(std::make_unique<Pieces>(
      "<students xmlns:xsi='u'>\n<student id='1'><name xsi:nil='true'/></student>\n<p:student id='2'>\n <p:name>Ada</p:name>\n</p:student></students>"));
  XmlBlock block;
  REQUIRE(reader->next(block));
  XmlReader::parse(block, "roster.xml");
  REQUIRE(block.objects.size() == 2);
  const XmlNode &first = *block.objects[0].node, &second = *block.objects[1].node;
  CHECK(first.attributes()[0].name() == "id");
  CHECK(first.attributes()[0].text() == "1");
  const XmlNode& name = *first.children().begin();
  CHECK(name.attributes()[0].name() == "nil");
  CHECK(name.attributes()[0].has_prefix());
  CHECK(second.name() == "student");
  CHECK(second.has_prefix());
  CHECK((*second.children().begin()).text() == "Ada");
  CHECK(block.objects[0].line == 2);
  CHECK(block.objects[1].line == 3);
  CHECK(block.objects[1].container == "students");
}

TEST_CASE("objects that are plain and objects that are not stand in one block, each with its own tree") {
  const auto reader = reader_of(std::make_unique<Pieces>(
      "<students><student>\n <a>\n  <b>1</b>\n </a>\n</student><student><!-- x -->\n <a>2 &lt; 3</a>\n</student><student>4</student></students>"));
  XmlBlock block;
  REQUIRE(reader->next(block));
  XmlReader::parse(block, "roster.xml");
  REQUIRE(block.objects.size() == 3);
  const XmlNode& a = *block.objects[0].node->children().begin();
  CHECK(a.text() == "");
  CHECK((*a.children().begin()).text() == "1");
  CHECK((*block.objects[1].node->children().begin()).text() == "2 < 3");
  CHECK(block.objects[2].node->text() == "4");
}

TEST_CASE("a UTF-16 document gives the same objects as in UTF-8") {
  std::string text = "\xFF\xFE";
  for (const char c : std::string("<students>\n<student>a</student></students>")) text += {c, '\0'};
  CHECK(objects_of(std::make_unique<Pieces>(text, 3)) == Texts{"<student>a</student>"});
}

TEST_CASE("without named collections the children of the document element are the objects") {
  XmlReader reader(std::make_unique<Pieces>("<any><a/><b><c/></b></any>"), "any.xml", {}, {}, {});
  XmlBlock block;
  REQUIRE(reader.next(block));
  CHECK(block.bytes == "<a/><b><c/></b>");
  CHECK(block.objects.size() == 2);
}

TEST_CASE("a document without objects has no block") {
  CHECK(objects_of(std::make_unique<Pieces>("<students/>")).empty());
  CHECK(objects_of(std::make_unique<Pieces>("<other><student/></other>")).empty());
}

TEST_CASE("the root is known once the reader is there") {
  const auto reader = reader_of(std::make_unique<Pieces>("<!-- x --><s:students xmlns:s='http://example.org/s'></s:students>", 1));
  CHECK(reader->root().local_name == "students");
  CHECK(reader->root().namespace_uri == "http://example.org/s");
}

TEST_CASE("what comes before the root is judged when the reader is made") {
  CHECK_THROWS_AS(reader_of(std::make_unique<Pieces>("<!DOCTYPE students><students/>")), FileError);
  CHECK_THROWS_AS(reader_of(std::make_unique<Pieces>("")), FileError);
  CHECK_THROWS_AS(reader_of(std::make_unique<Pieces>("id,name\n1,Ada\n")), FileError);
}

TEST_CASE("objects before a fault are delivered, then the fault is thrown, each time anew") {
  for (const std::size_t piece : {1, 7, 1000}) {
    const auto reader = reader_of(std::make_unique<Pieces>("<students><student/><student></students>", piece));
    XmlBlock block;
    REQUIRE(reader->next(block));
    CHECK(block.bytes == "<student/>");
    CHECK_THROWS_WITH(reader->next(block), "an end tag does not belong to the element that is open here");
    CHECK_THROWS_AS(reader->next(block), FileError);
  }
}

TEST_CASE("a read error is not an end of the file") {
  const auto reader = reader_of(std::make_unique<Pieces>("<students><student/></students>", 11, 22));
  XmlBlock block;
  REQUIRE(reader->next(block));
  try {
    reader->next(block);
    FAIL("the read error was lost");
  } catch (const FileError& error) {
    CHECK(error.finding.rule == "file.unreadable");
  }
}

TEST_CASE("a file cut off at any byte ends in exit 3") {
  const std::string text = "<?xml version='1.0' encoding='UTF-8'?><students><student a='1'>\xC3\x89<b/></student></students>";
  REQUIRE(exit_of(text) == 0);
  for (std::size_t length = 0; length < text.size(); ++length) {
    CAPTURE(length);
    CHECK(exit_of(text.substr(0, length)) == 3);
  }
}

TEST_CASE("a stream of 50 MB comes in whole and complete blocks of bounded size") {
  constexpr std::size_t count = 50000;
  const auto reader = reader_of(std::make_unique<Generated>(count));
  std::size_t next_id = count, blocks = 0;
  bool all_equal = true, all_bounded = true, all_numbered = true;
  XmlBlock block;
  while (reader->next(block)) {
    all_numbered = all_numbered && block.number == blocks++;
    all_bounded = all_bounded && block.bytes.size() < (1100u << 10) && block.bytes.capacity() < (2200u << 10);
    for (const auto& object : block.objects) {
      all_equal = all_equal && block.bytes.compare(object.begin, object.end - object.begin, Generated::object(next_id--)) == 0;
    }
  }
  CHECK(next_id == 0);
  CHECK(all_equal);
  CHECK(all_bounded);
  CHECK(all_numbered);
  CHECK(blocks > 40);
  CHECK(reader->bytes_read() > 50000000);
}

TEST_CASE("an object far larger than a block is one block") {
  const std::string object = "<student>" + std::string(3u << 20, 'x') + "</student>";
  CHECK(objects_of(std::make_unique<Pieces>("<students><student/>" + object + "<student/></students>")) ==
        Texts{"<student/>", object, "<student/>"});
}

TEST_CASE("workers that take blocks in turn get each object once") {
  const auto reader = reader_of(std::make_unique<Generated>(3000));
  std::mutex mutex;
  std::multiset<int> ids;
  const auto work = [&] {
    XmlBlock block;
    while (reader->next(block)) {
      XmlReader::parse(block, "roster.xml");
      const std::lock_guard lock(mutex);
      for (const auto& object : block.objects) ids.insert(std::stoi(std::string(object.node->attributes()[0].text())));
    }
  };
  std::thread other(work);
  work();
  other.join();
  CHECK(ids.size() == 3000);
  CHECK(std::set<int>(ids.begin(), ids.end()).size() == 3000);
}

TEST_CASE("an object that the parser will not take is refused with its line, not passed on half") {
  XmlBlock block;
  block.bytes = "<a/><b></c>";
  block.objects.push_back({0, 4, 7, "students", {}});
  block.objects.push_back({4, 11, 9, "students", {}});
  try {
    XmlReader::parse(block, "roster.xml");
    FAIL("a mismatch was accepted");
  } catch (const FileError& error) {
    CHECK(error.code == ExitCode::input_refused);
    CHECK(error.finding.rule == "xml.not-well-formed");
    CHECK(error.finding.line == 9);
    CHECK(error.finding.message == "the object that starts here does not follow the rules of XML");
    CHECK(error.finding.hint == "Ask the sender for a new export.");
  }
}

TEST_CASE("peeking at the root reads no more than it needs and does not mind faults after it") {
  Pieces bytes("<s:students xmlns:s='u'>" + std::string(100000, ' ') + "</wrong>");
  const XmlRoot root = XmlReader::peek(bytes, "roster.xml");
  CHECK(root.local_name == "students");
  CHECK(root.namespace_uri == "u");
  CHECK(bytes.given() < 10000);
  Pieces fault("<students><</students>");
  CHECK(XmlReader::peek(fault, "roster.xml").local_name == "students");
}

TEST_CASE("peeking at a file that is no XML throws") {
  Pieces csv("id,name\n");
  CHECK_THROWS_AS(XmlReader::peek(csv, "users.csv"), FileError);
  Pieces empty("");
  CHECK_THROWS_AS(XmlReader::peek(empty, "empty.xml"), FileError);
}
