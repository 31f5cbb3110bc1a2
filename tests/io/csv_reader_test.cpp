// What the CSV reader makes of good and of broken files; each text is small enough to check by eye.
#include "rosterkit/io/csv_reader.hpp"

#include <catch2/catch.hpp>

#include <numeric>

#include "memory_stream.hpp"

using namespace rosterkit;
using namespace rosterkit::io;

namespace {

struct Row {
  std::uint64_t line;
  std::vector<std::string> cells;
};

struct Read {
  std::vector<std::string> header;
  std::vector<Row> rows;
  FindingList findings;
  std::uint64_t dropped = 0;
};

Read read_csv(const std::string& text, CsvDialect dialect = {}, const Limits& limits = {}, std::size_t at_once = 1u << 20) {
  CsvReader reader(stream(text, at_once), "students.csv", dialect, limits);
  std::vector<std::uint32_t> all(reader.header().size());
  std::iota(all.begin(), all.end(), 0u);
  Read read;
  read.header = reader.header();
  CsvBlock block;
  while (reader.next(block)) {
    reader.parse(block, all);
    for (std::size_t row = 0; row < block.rows; ++row) {
      Row& made = read.rows.emplace_back();
      made.line = block.lines[row];
      for (const auto& column : block.columns) made.cells.emplace_back(column.at(row));
    }
    read.findings.insert(read.findings.end(), block.findings.begin(), block.findings.end());
    read.dropped += block.dropped;
  }
  return read;
}

/// "LINE: MESSAGE [RULE] HINT", as far as they are known here.
std::string told(const Finding& finding) {
  std::string text = finding.file + ":" + std::to_string(finding.line) + ": ";
  if (!finding.column.empty()) text += "\"" + finding.column + "\": ";
  return text + finding.message + " [" + finding.rule + "] " + finding.hint;
}

std::string refusal(const std::string& text, CsvDialect dialect = {}, const Limits& limits = {}) {
  try {
    read_csv(text, dialect, limits);
  } catch (const FileError& error) {
    CHECK(error.code == ExitCode::input_refused);
    return told(error.finding);
  }
  return "accepted";
}

using Cells = std::vector<std::string>;

}  // namespace

TEST_CASE("a quoted cell may hold a newline, and the next record keeps its own line number") {
  const Read read = read_csv("id,title\nc1,\"Art\n& Craft\"\nc2,Band\n");
  REQUIRE(read.rows.size() == 2);
  CHECK(read.rows[0].cells == Cells{"c1", "Art\n& Craft"});
  CHECK(read.rows[0].line == 2);
  CHECK(read.rows[1].line == 4);
  REQUIRE(read.findings.size() == 1);
  CHECK(told(read.findings[0]) == "students.csv:2: \"title\": the cell holds a line break [csv.line-break-in-cell] It was kept.");
  CHECK(read.findings[0].severity == Severity::note);
  CHECK(read.findings[0].record == 1);
}

TEST_CASE("quotes around a cell are no part of it, and a doubled quote is one quote") {
  const Read read = read_csv("id,title\n\"c1\",\"5\"\" pipe, \"\"long\"\"\"\nc2,\"\"\n");
  REQUIRE(read.rows.size() == 2);
  CHECK(read.rows[0].cells == Cells{"c1", "5\" pipe, \"long\""});
  CHECK(read.rows[1].cells == Cells{"c2", ""});
  CHECK(read.findings.empty());
}

TEST_CASE("LF, CRLF and lone CR end lines alike, and the last line end may be missing") {
  for (const std::string& end : std::vector<std::string>{"\n", "\r\n", "\r"}) {
    for (const std::string& last : {end, std::string()}) {
      const Read read = read_csv("id,title" + end + "c1,Art" + end + "c2,\"Band\"" + last);
      CHECK(read.header == Cells{"id", "title"});
      REQUIRE(read.rows.size() == 2);
      CHECK(read.rows[0].cells == Cells{"c1", "Art"});
      CHECK(read.rows[1].cells == Cells{"c2", "Band"});
      CHECK(read.rows[1].line == 3);
      CHECK(read.findings.empty());
    }
  }
}

TEST_CASE("blank lines and rows of nothing but delimiters are no records") {
  const Read read = read_csv("\nid,title\n\nc1,Art\n,\n \n\"\",\"\"\nc2,Band\n,,,,\n\n");
  REQUIRE(read.rows.size() == 2);
  CHECK(read.rows[0].line == 4);
  CHECK(read.rows[1].line == 8);
  CHECK(read.findings.empty());
  CHECK(read.dropped == 0);
}

TEST_CASE("a row that is too short or too long is left out and told, and the others are kept") {
  const Read read = read_csv("id,title,term\nc1,Art\nc2,Band,fall\nc3,Craft, and more,fall\n");
  REQUIRE(read.rows.size() == 1);
  CHECK(read.rows[0].cells == Cells{"c2", "Band", "fall"});
  CHECK(read.dropped == 2);
  REQUIRE(read.findings.size() == 2);
  CHECK(told(read.findings[0]) ==
        "students.csv:2: 2 cells where the header has 3 [csv.row-width] The row was left out. A line break in a cell "
        "without quotes, or a comma left out, is the usual cause.");
  CHECK(told(read.findings[1]) ==
        "students.csv:4: 4 cells where the header has 3 [csv.row-width] The row was left out. A comma in a cell without "
        "quotes is the usual cause: quote that cell.");
  CHECK(read.findings[1].record == 3);
}

TEST_CASE("blank cells beyond the header are accepted, and said") {
  const Read read = read_csv("id,title\nc1,Art,, \nc2,Band\n");
  REQUIRE(read.rows.size() == 2);
  CHECK(read.rows[0].cells == Cells{"c1", "Art"});
  REQUIRE(read.findings.size() == 1);
  CHECK(told(read.findings[0]) ==
        "students.csv:2: 2 blank cells behind the last column [csv.blank-cells] The row was read all the same. "
        "Let the export end each row with its last cell.");
}

TEST_CASE("rows know their number in the block when rows before them were left out") {
  CsvReader reader(stream("id,title\nc1\nc2,Band\n\nc3,Art\n"), "students.csv", {}, {});
  CsvBlock block;
  REQUIRE(reader.next(block));
  reader.parse(block, {0});
  CHECK(block.records == std::vector<std::uint32_t>{2, 3});
}

TEST_CASE("text after a closing quote drops the row, and blanks there do no harm") {
  const Read read = read_csv("id,title\nc1,\"Art\"s\nc2,\"Band\" \nc3,\"Ho\nme\"x,y\n");
  REQUIRE(read.rows.size() == 1);
  CHECK(read.rows[0].cells == Cells{"c2", "Band"});
  REQUIRE(read.findings.size() == 2);
  CHECK(told(read.findings[0]) ==
        "students.csv:2: \"title\": text follows a closing quote [csv.text-after-quote] The row was left out. Write a quote "
        "that belongs to the text twice, and close the cell before the next comma.");
  CHECK(read.findings[1].message == "text follows a closing quote; the record runs to line 5");
}

TEST_CASE("a quote inside a bare cell is text, and does not swallow the rows after it") {
  const Read read = read_csv("id,title\nc1,5\" pipe\nc2,Band\n");
  REQUIRE(read.rows.size() == 2);
  CHECK(read.rows[0].cells == Cells{"c1", "5\" pipe"});
  REQUIRE(read.findings.size() == 1);
  CHECK(told(read.findings[0]) ==
        "students.csv:2: \"title\": a quote in a cell that is not quoted [csv.bare-quote] It was kept as text. Quote the "
        "whole cell, and write the quote in it twice.");
}

TEST_CASE("control characters are removed from cells and told, with their number") {
  const Read read = read_csv("id,title\nc1,A\x01r\x02t\nc2,\"B\x0B\"\n");
  REQUIRE(read.rows.size() == 2);
  CHECK(read.rows[0].cells == Cells{"c1", "Art"});
  CHECK(read.rows[1].cells == Cells{"c2", "B"});
  REQUIRE(read.findings.size() == 2);
  CHECK(told(read.findings[0]) ==
        "students.csv:2: \"title\": 2 control characters in the cell [cell.control-character] They were removed. Take them "
        "out where the text is kept.");
}

TEST_CASE("a quote that is never closed is told with the line where it opens") {
  CHECK(refusal("id,title\nc1,Art\nc2,\"Band\nc3,Craft\n") ==
        "students.csv:3: a quote is opened here and never closed [csv.unclosed-quote] The file was not used. Close the "
        "quote, or write it twice if it belongs to the text.");
}

TEST_CASE("bytes that are not UTF-8 are told with line and character") {
  try {
    read_csv("id,title\nc1,\"A\nb\"\nc2,B\xC3\xA4nd \xFF\n");
    FAIL("accepted");
  } catch (const FileError& error) {
    CHECK(error.finding.line == 4);
    CHECK(error.finding.position == 9);
    CHECK(told(error.finding) ==
          "students.csv:4: the text is not UTF-8 [file.not-utf8] The file was not used. Save it as UTF-8, or name its "
          "encoding, as in --encoding windows-1252.");
  }
}

TEST_CASE("files beyond use are refused with what to do") {
  CHECK(refusal("") == "students.csv:0: the file is empty [file.empty] Check that the export has run to its end.");
  CHECK(refusal("\r\n\n") == refusal(""));
  CHECK(refusal(std::string("id,title\nc1,A\0rt\n", 17)) ==
        "students.csv:2: a NUL byte in the text [file.nul] The file was not used. Export it again; it may be damaged, or no text.");
  CHECK(refusal("id,title, id\n") ==
        "students.csv:1: the header names \"id\" twice [header.duplicate] The file was not used. Give each column a name of "
        "its own, or take one of them out.");
  CHECK(refusal(",\nc1,Art\n") ==
        "students.csv:1: the first row holds no column names [header.empty-name] The file was not used. Write the names of "
        "the columns in the first row.");
}

TEST_CASE("columns, fields and records over the limits are refused") {
  Limits limits;
  limits.max_columns = 2;
  limits.max_field_bytes = 8;
  limits.max_record_bytes = 20;
  CHECK(refusal("a,b,c\n", {}, limits) ==
        "students.csv:1: the header has more than 2 columns [file.limit] The file was not used. Check the delimiter, or "
        "raise --max-columns.");
  CHECK(refusal("a,b\n1,12345678\n2,123456789\n", {}, limits) ==
        "students.csv:3: cell 2 is over 8 bytes [file.limit] The file was not used. Look for a quote that is not closed "
        "near this line, or raise --max-field.");
  limits.max_field_bytes = 100;
  CHECK(refusal("a,b\n1234567890,1234567890\n", {}, limits) ==
        "students.csv:2: a record is over 20 bytes [file.limit] The file was not used. Look for a quote that is not closed "
        "near this line, or raise --max-record.");
}

TEST_CASE("an endless quoted cell is refused at the limit, without reading on") {
  Limits limits;
  limits.max_record_bytes = 1u << 20;
  limits.max_field_bytes = 1u << 20;
  const std::string text = "id,title\nc1,\"Art\n" + std::string(3u << 20, 'x') + "\"\n";
  CHECK(refusal(text, {}, limits).starts_with("students.csv:2: a quote is opened here and not closed within 1,048,576 bytes"));
}

TEST_CASE("a file without a header has numbered columns, and its first row is a record") {
  CsvDialect dialect;
  dialect.header = false;
  const Read read = read_csv("c1,Art\nc2,Band\n", dialect);
  CHECK(read.header == Cells{"1", "2"});
  REQUIRE(read.rows.size() == 2);
  CHECK(read.rows[0].line == 1);
}

TEST_CASE("with backslash escapes a backslash in quotes takes the next character as it is") {
  CsvDialect dialect;
  dialect.backslash_escapes = true;
  const Read read = read_csv("id,title\nc1,\"5\\\" pipe \\\\\"\nc2,Band\n", dialect);
  REQUIRE(read.rows.size() == 2);
  CHECK(read.rows[0].cells == Cells{"c1", "5\" pipe \\"});
}

TEST_CASE("other delimiters are read as they are, also where all rows begin with a digit or are blank") {
  for (const char delimiter : {'\t', ';', '|'}) {
    CsvDialect dialect;
    dialect.delimiter = delimiter;
    const std::string d(1, delimiter);
    const Read read = read_csv("id" + d + "title\n" + d + "\n12" + d + "A,rt\n", dialect);
    REQUIRE(read.rows.size() == 1);
    CHECK(read.rows[0].cells == Cells{"12", "A,rt"});
  }
}

TEST_CASE("one wanted column is as good as all, in any order and twice") {
  CsvReader reader(stream("a,b,c\n1,\"x\"\"y\",3\r\n4,5,\"6\"\r\n"), "students.csv", {}, {});
  CsvBlock block;
  REQUIRE(reader.next(block));
  reader.parse(block, {2, 1, 1});
  REQUIRE(block.rows == 2);
  CHECK(block.columns[0] == std::vector<std::string_view>{"3", "6"});
  CHECK(block.columns[1] == std::vector<std::string_view>{"x\"y", "5"});
  CHECK(block.columns[2] == block.columns[1]);
}

TEST_CASE("many blocks give the same rows and lines, however the bytes arrive") {
  const std::string note(80, 'x');                     // 5.3 MB in all: behind 4 MiB the blocks are larger
  std::string text = "id,title,note\n";
  for (int row = 0; row < 60'000; ++row) {
    text += "c" + std::to_string(row) + (row % 7 == 0 ? ",\"Art, and\nCraft\"," : ",Band,") + (row % 11 == 0 ? "\"\"\"q\"\"\"\n" : note + "\n");
  }
  const Read whole = read_csv(text);
  const Read pieces = read_csv(text, {}, {}, 4093);
  REQUIRE(whole.rows.size() == 60'000);
  REQUIRE(pieces.rows.size() == 60'000);
  std::uint64_t line = 2;
  bool same = true;
  for (std::size_t row = 0; row < whole.rows.size(); ++row) {
    same = same && whole.rows[row].line == line && pieces.rows[row].line == line && whole.rows[row].cells == pieces.rows[row].cells;
    same = same && whole.rows[row].cells[0] == "c" + std::to_string(row) && whole.rows[row].cells[2] == (row % 11 == 0 ? "\"q\"" : note);
    line += row % 7 == 0 ? 2 : 1;
  }
  CHECK(same);
  CHECK(whole.findings.size() == 8572);
}

TEST_CASE("one odd row changes nothing about the good ones around it") {
  // The odd row sends its block through the careful reader; the same rows without it go the fast way.
  std::string rows;
  for (int row = 0; row < 500; ++row) {
    rows += std::to_string(row) + ",\"a,\"\"" + std::to_string(row) + "\"\"\"," + (row % 3 == 0 ? "\"x\ny\"" : "\xC3\xA9") + "\r\n";
  }
  const Read fast = read_csv("id,a,b\r\n" + rows);
  const Read careful = read_csv("id,a,b\r\n" + rows + "only one\r\n");
  REQUIRE(fast.rows.size() == 500);
  REQUIRE(careful.rows.size() == 500);
  bool same = true;
  for (std::size_t row = 0; row < 500; ++row) {
    same = same && fast.rows[row].cells == careful.rows[row].cells && fast.rows[row].line == careful.rows[row].line;
  }
  CHECK(same);
  REQUIRE(careful.findings.size() == fast.findings.size() + 1);
  for (std::size_t index = 0; index < fast.findings.size(); ++index) CHECK(told(fast.findings[index]) == told(careful.findings[index]));
}
