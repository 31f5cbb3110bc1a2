// Which cells are quoted, and that the reader gives back what was written.
#include "rosterkit/io/csv_writer.hpp"

#include <catch2/catch.hpp>

#include "memory_stream.hpp"
#include "rosterkit/io/csv_reader.hpp"

using namespace rosterkit::io;

namespace {

std::string written(const std::string& value, const CsvStyle& style = {}) {
  std::string text;
  CsvWriter(style).cell(text, value, true);
  return text;
}

}  // namespace

TEST_CASE("a cell is quoted when it holds the delimiter, a quote or a line end, wherever it stands") {
  CHECK(written("Art") == "Art");
  CHECK(written("") == "");
  CHECK(written("Art & Craft 2") == "Art & Craft 2");
  CHECK(written("a,b") == "\"a,b\"");
  CHECK(written("5\" pipe") == "\"5\"\" pipe\"");
  CHECK(written("a\r") == "\"a\r\"");
  for (std::size_t at = 0; at < 40; ++at) {
    std::string value(40, 'x');
    value[at] = '\n';
    CHECK(written(value) == "\"" + value + "\"");
  }
}

TEST_CASE("rows have delimiters between cells and the line end of the style") {
  CsvStyle style;
  style.delimiter = '\t';
  style.newline = "\r\n";
  const CsvWriter writer(style);
  std::string text;
  writer.cell(text, "a,b", true);
  writer.cell(text, "", false);
  writer.cell(text, "c\td", false);
  writer.end_row(text);
  CHECK(text == "a,b\t\t\"c\td\"\r\n");
}

TEST_CASE("the style may quote all cells, or cells with blanks, or escape by backslash") {
  CsvStyle style;
  style.quoting = CsvStyle::Quote::all;
  CHECK(written("Art", style) == "\"Art\"");
  CHECK(written("", style) == "\"\"");
  style.quoting = CsvStyle::Quote::blanks;
  CHECK(written("Art", style) == "Art");
  CHECK(written("Art 2", style) == "\"Art 2\"");
  style.quoting = CsvStyle::Quote::minimal;
  style.backslash_escapes = true;
  CHECK(written("5\" a\\b", style) == "\"5\\\" a\\\\b\"");
}

TEST_CASE("the reader gives back every text that was written") {
  const std::vector<std::string> values = {"Art", "a,b", "\"", "\"\"", "5\" pipe", "two\nlines", "two\r\nlines", "\xE6\x97\xA5", " blank "};
  for (const bool backslash : {false, true}) {
    CsvStyle style;
    style.backslash_escapes = backslash;
    const CsvWriter writer(style);
    std::string text = "id,value\n";
    for (const std::string& value : values) {
      writer.cell(text, "x", true);
      writer.cell(text, value, false);
      writer.end_row(text);
    }
    CsvDialect dialect;
    dialect.backslash_escapes = backslash;
    CsvReader reader(stream(text), "t.csv", dialect, {});
    CsvBlock block;
    REQUIRE(reader.next(block));
    reader.parse(block, {1});
    REQUIRE(block.rows == values.size());
    for (std::size_t row = 0; row < values.size(); ++row) CHECK(block.columns[0][row] == values[row]);
  }
}

TEST_CASE("a record from columns is written like its cells one by one") {
  const std::vector<std::string> pool = {"", "a", "id-1", "Ada", "a,b", "5\" pipe", "two\nlines", "exactly sixteen!", "rather longer than sixteen bytes",
                                         "rather longer than sixteen bytes, with a comma", "\r", "Ænid"};
  for (const CsvStyle::Quote quoting : {CsvStyle::Quote::minimal, CsvStyle::Quote::all, CsvStyle::Quote::blanks}) {
    CsvStyle style;
    style.quoting = quoting;
    const CsvWriter writer(style);
    std::string plain, quick;
    for (std::size_t i = 0; i < pool.size() * pool.size(); ++i) {
      const std::vector<std::string_view> a = {pool[i % pool.size()]}, b = {pool[i / pool.size()]}, c = {pool[(i * 7 + 3) % pool.size()]};
      writer.cell(plain, a[0], true);
      writer.cell(plain, b[0], false);
      writer.cell(plain, c[0], false);
      writer.end_row(plain);
      const std::string_view* const columns[] = {a.data(), b.data(), c.data()};
      writer.record(quick, columns, 0);
    }
    CHECK(quick == plain);
  }
}
