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

TEST_CASE("records from columns are written like their cells one by one") {
  const std::vector<std::string> pool = {"", "a", "id-1", "Ada", "a,b", "5\" pipe", "two\nlines", "exactly sixteen!", "rather longer than sixteen bytes",
                                         "rather longer than sixteen bytes, with a comma", "\r", "Ænid", std::string(100, 'x'), std::string(64, 'y') + "\""};
  for (const CsvStyle::Quote quoting : {CsvStyle::Quote::minimal, CsvStyle::Quote::all, CsvStyle::Quote::blanks}) {
    CsvStyle style;
    style.quoting = quoting;
    style.newline = quoting == CsvStyle::Quote::all ? "\n" : "\r\n";
    const CsvWriter writer(style);
    std::vector<std::string_view> a, b, c;
    const std::size_t rows = pool.size() * pool.size();
    for (std::size_t i = 0; i < rows; ++i) {
      a.push_back(pool[i % pool.size()]);
      b.push_back(pool[i / pool.size()]);
      c.push_back(pool[(i * 7 + 3) % pool.size()]);
    }
    const auto plain = [&](std::size_t begin, std::size_t end, bool alone) {
      std::string text = "before\n";
      for (std::size_t i = begin; i < end; ++i) {
        writer.cell(text, a[i], true);
        if (!alone) writer.cell(text, b[i], false);
        if (!alone) writer.cell(text, c[i], false);
        writer.end_row(text);
      }
      return text;
    };
    const std::string_view* const columns[] = {a.data(), b.data(), c.data()};
    for (const auto& [begin, end] : {std::pair<std::size_t, std::size_t>{0, rows}, {17, 18}, {5, rows - 3}, {9, 9}}) {
      std::string three = "before\n", one = three;
      writer.records(three, columns, begin, end);
      CHECK(three == plain(begin, end, false));
      writer.records(one, std::span(columns, 1), begin, end);
      CHECK(one == plain(begin, end, true));
    }
  }
}

TEST_CASE("one cell to be quoted, or a long one, changes nothing about the records around it") {
  const CsvWriter writer({});
  const std::string longer(70'000, 'z');
  for (const std::string_view odd : {std::string_view("a,b"), std::string_view("5\" pipe"), std::string_view(longer), std::string_view("")}) {
    for (std::size_t place = 0; place < 100; ++place) {
      std::vector<std::string_view> cells[3];
      for (auto& column : cells) column.assign(50, "plain");
      cells[1].assign(50, "");
      cells[place % 2][place / 2] = odd;
      const std::string_view* const columns[] = {cells[0].data(), cells[1].data(), cells[2].data()};
      std::string whole, one_by_one;
      writer.records(whole, columns, 0, 50);
      for (std::size_t row = 0; row < 50; ++row) {
        for (std::size_t column = 0; column < 3; ++column) writer.cell(one_by_one, cells[column][row], column == 0);
        writer.end_row(one_by_one);
      }
      CHECK((whole == one_by_one));
    }
  }
}

TEST_CASE("blank columns are written as delimiters, however many and wherever they stand") {
  CsvStyle style;
  for (const std::string& newline : std::vector<std::string>{"\n", "\r\n", "--- end ---\n"}) {
    style.newline = newline;
    const CsvWriter writer(style);
    for (std::size_t width = 1; width < 40; ++width) {
      for (const unsigned pattern : {0u, 1u, 0x80000001u, 0x00ff00ffu, 0x10u, ~0u}) {
        std::vector<std::vector<std::string_view>> cells(width, std::vector<std::string_view>(20));
        std::vector<const std::string_view*> columns;
        for (std::size_t column = 0; column < width; ++column) {
          if ((pattern >> column % 32 & 1) != 0) cells[column].assign(20, "x"), cells[column][7] = "";
          columns.push_back(cells[column].data());
        }
        std::string whole, one_by_one;
        writer.records(whole, columns, 0, 20);
        for (std::size_t row = 0; row < 20; ++row) {
          for (std::size_t column = 0; column < width; ++column) writer.cell(one_by_one, cells[column][row], column == 0);
          writer.end_row(one_by_one);
        }
        CHECK((whole == one_by_one));
      }
    }
  }
}
