// Texts in the encodings that schools send, byte by byte and at once.
#include <catch2/catch.hpp>

#include "memory_stream.hpp"
#include "rosterkit/io/source.hpp"

using namespace rosterkit;
using namespace rosterkit::io;

namespace {

std::string decoded(const std::string& bytes, const std::string& encoding = "") {
  const std::string whole = read_all(*decode_text(stream(bytes), encoding, "users.csv"));
  CHECK(read_all(*decode_text(stream(bytes, 1), encoding, "users.csv")) == whole);
  return whole;
}

std::string refusal(const std::string& bytes, const std::string& encoding) {
  try {
    read_all(*decode_text(stream(bytes), encoding, "users.csv"));
  } catch (const FileError& error) {
    CHECK(error.code == ExitCode::input_refused);
    CHECK(error.finding.rule == "file.not-utf8");
    return error.finding.message;
  }
  return "accepted";
}

}  // namespace

TEST_CASE("UTF-8 passes as it is, without its byte order mark") {
  CHECK(decoded("Zo\xC3\xAB") == "Zo\xC3\xAB");
  CHECK(decoded("\xEF\xBB\xBFZo\xC3\xAB") == "Zo\xC3\xAB");
  CHECK(decoded("\xEF\xBB\xBF") == "");
  CHECK(decoded("") == "");
  CHECK(decoded("\xEF") == "\xEF");
}

TEST_CASE("UTF-16 of both orders is recognised by its mark, characters beyond the first plane included") {
  CHECK(decoded(std::string("\xFF\xFE" "A\0\xEB\0\x3D\xD8\x00\xDE", 10)) == "A\xC3\xAB\xF0\x9F\x98\x80");
  CHECK(decoded(std::string("\xFE\xFF" "\0A\0\xEB\xD8\x3D\xDE\x00", 10)) == "A\xC3\xAB\xF0\x9F\x98\x80");
}

TEST_CASE("UTF-16 that is stated needs no mark") {
  CHECK(decoded(std::string("i\0d\0", 4), "utf-16") == "id");
  CHECK(decoded(std::string("\0i\0d", 4), "UTF-16") == "id");
}

TEST_CASE("windows-1252 and ISO 8859-1 are read where they are stated, and a mark says more than the statement") {
  CHECK(decoded("Zo\xEB \x80 \x93", "windows-1252") == "Zo\xC3\xAB \xE2\x82\xAC \xE2\x80\x9C");
  CHECK(decoded("Zo\xEB", "iso-8859-1") == "Zo\xC3\xAB");
  CHECK(decoded("\xEF\xBB\xBFZo\xC3\xAB", "windows-1252") == "Zo\xC3\xAB");
}

TEST_CASE("a long text keeps characters whole where pieces meet") {
  std::string bytes = "\xFF\xFE";
  std::string text;
  for (int count = 0; count < 50'001; ++count) {
    bytes += std::string("\x3D\xD8\x00\xDE" "x\0", 6);
    text += "\xF0\x9F\x98\x80x";
  }
  CHECK((read_all(*decode_text(stream(bytes, 8191), "", "users.csv")) == text));
}

TEST_CASE("bytes that are not in the stated encoding are refused with their place") {
  CHECK(refusal("ab\x81", "windows-1252") == "the text is not windows-1252: byte 3 is no character of it");
  CHECK(refusal(std::string("\xFF\xFE" "a\0b", 5), "") == "the text is not UTF-16: the last character is cut off");
  CHECK(refusal(std::string("\xFF\xFE" "\x00\xDE" "a\0", 6), "") == "the text is not UTF-16: half a character stands at byte 1");
}

TEST_CASE("an encoding that is not known is told with the ones that are") {
  CHECK_THROWS_WITH(decode_text(stream(""), "utf8", "users.csv"),
                    "no encoding is called \"utf8\". Did you mean \"utf-8\"? Known: utf-8, utf-16, windows-1252, iso-8859-1.");
}
