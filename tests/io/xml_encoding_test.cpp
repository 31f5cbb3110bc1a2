// Which bytes the judge gets to see for each way of saying how a document is encoded.
#include "rosterkit/io/xml_encoding.hpp"

#include <catch2/catch.hpp>

using namespace rosterkit;
using namespace rosterkit::io;
using namespace std::string_literals;

namespace {

/// Gives a text in pieces of a few bytes, as a slow pipe does.
class Pieces : public ByteStream {
 public:
  Pieces(std::string text, std::size_t piece) : text_(std::move(text)), piece_(piece) {}
  std::size_t read(std::span<char> into) override {
    const std::size_t count = std::min({piece_, into.size(), text_.size() - at_});
    text_.copy(into.data(), count, at_);
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t piece_, at_ = 0;
};

std::string as_utf8(const std::string& text, std::size_t piece = 3) {
  const auto stream = xml_as_utf8(std::make_unique<Pieces>(text, piece), "roster.xml");
  std::string result, buffer(7, '\0');
  while (const std::size_t count = stream->read(buffer)) result.append(buffer, 0, count);
  return result;
}

std::string refusal(const std::string& text) {
  try {
    as_utf8(text);
  } catch (const FileError& error) {
    CHECK(error.code == ExitCode::input_refused);
    CHECK(error.finding.rule == "file.not-utf8");
    CHECK(error.finding.hint == "The file was not read. Save it as UTF-8, and let its first line say encoding=\"UTF-8\".");
    return error.finding.message;
  }
  return "accepted";
}

std::string utf16(std::string_view ascii, bool big_endian) {
  std::string text = big_endian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : ascii) text += big_endian ? "\0"s + c : c + "\0"s;
  return text;
}

}  // namespace

TEST_CASE("a document in UTF-8 passes through byte for byte, its mark removed") {
  for (const std::size_t piece : {1, 2, 3, 100}) {
    CHECK(as_utf8("<a>\xC3\x89</a>", piece) == "<a>\xC3\x89</a>");
    CHECK(as_utf8("\xEF\xBB\xBF<a>\xC3\x89</a>", piece) == "<a>\xC3\x89</a>");
    CHECK(as_utf8("<?xml version='1.0' encoding='utf-8'?><a/>", piece) == "<?xml version='1.0' encoding='utf-8'?><a/>");
  }
  CHECK(as_utf8("").empty());
  CHECK(as_utf8("<a").size() == 2);
}

TEST_CASE("a document that says it is ISO-8859-1 or windows-1252 is transcoded") {
  const std::string latin = "<?xml version=\"1.0\" encoding = \"ISO-8859-1\"?><a>\xE9</a>";
  CHECK(as_utf8(latin) == "<?xml version=\"1.0\" encoding = \"ISO-8859-1\"?><a>\xC3\xA9</a>");
  CHECK(as_utf8("<?xml version='1.0' encoding='Windows-1252'?><a>\x80</a>") ==
        "<?xml version='1.0' encoding='Windows-1252'?><a>\xE2\x82\xAC</a>");
}

TEST_CASE("a mark wins over the declaration") {
  CHECK(as_utf8("\xEF\xBB\xBF<?xml version='1.0' encoding='ISO-8859-1'?><a>\xC3\x89</a>") ==
        "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xC3\x89</a>");
  CHECK(as_utf8(utf16("<?xml version='1.0' encoding='UTF-8'?><a/>", true)) == "<?xml version='1.0' encoding='UTF-8'?><a/>");
}

TEST_CASE("UTF-16 is read by its mark, in both byte orders") {
  CHECK(as_utf8(utf16("<a>b</a>", false)) == "<a>b</a>");
  CHECK(as_utf8(utf16("<a>b</a>", true)) == "<a>b</a>");
}

TEST_CASE("what cannot be read is refused by name, and a name that is none is not repeated") {
  CHECK(refusal(utf16("<a/>", true).substr(2)) == "the document is UTF-16 without the byte order mark that must stand at its start");
  CHECK(refusal("<?xml version='1.0' encoding='UTF-16'?><a/>") == "the document says that it is UTF-16, but its bytes are not");
  CHECK(refusal("<?xml version='1.0' encoding='EBCDIC-CP-US'?><a/>") ==
        "the document says that it is written in ebcdic-cp-us, which rosterkit does not read");
  CHECK(refusal("<?xml version='1.0' encoding='Ada Example'?><a/>") == "the document names an encoding that does not exist");
}

TEST_CASE("an encoding is looked for in the declaration only") {
  CHECK(declared_encoding("<?xml version='1.0' encoding='x-1'?><a encoding='y'/>") == "x-1");
  CHECK(declared_encoding("<?xml version='1.0'?><a encoding='y'/>") == "");
  CHECK(declared_encoding("<?xml-stylesheet encoding='y'?><a/>") == "");
  CHECK(declared_encoding("<a encoding='y'/>") == "");
  CHECK(declared_encoding("<?xml version='1.0' encoding='x") == "");
}
