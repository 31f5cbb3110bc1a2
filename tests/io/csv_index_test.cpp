// What is read 64 bytes at a time, where cells end and where a text may be cut, against a walk over it byte by byte.
#include <catch2/catch.hpp>

#include <cstring>
#include <random>

#include "../../src/io/csv_careful.hpp"
#include "../../src/io/csv_index.hpp"
#include "memory_stream.hpp"

using namespace rosterkit::io;

namespace {

/// Rows mostly plain; what is not so plain stands anywhere among 64 bytes. Some texts are odd.
std::string some_text(std::mt19937& random, std::size_t bytes) {
  const auto one_of = [&](unsigned n) { return random() % n == 0; };
  const bool quotes = one_of(2), odd = one_of(3);
  const std::string line_end = one_of(3) ? "\r\n" : "\n";
  std::string text;
  while (text.size() < bytes) {
    if (quotes && one_of(8)) {
      text += '"';
      for (unsigned parts = random() % 4; parts != 0; --parts) text += std::vector<std::string>{"a,b", "\"\"", "\n", "long enough to reach over 64 bytes, with a comma or two, or \r\n"}[random() % 4];
      text += '"';
    } else {
      text.append(random() % 20, 'x');
      if (one_of(20)) text += "\xC3\xA9";
      if (one_of(100)) text += '\t';
    }
    if (odd && one_of(60)) text += std::vector<std::string>{"\"", "\x01", "\r", "\"x\"", std::string(1, '\0')}[random() % 5];
    text += one_of(5) ? line_end : ",";
  }
  return text;
}

CsvBlock block_of(const std::string& text) {
  CsvBlock block;
  block.bytes.resize(text.size() + scan_room, ',');       // what stands behind the text is not to be taken for it
  std::memcpy(block.bytes.data(), text.data(), text.size());
  block.length = text.size();
  block.line_ends = count_lines(text, '\n');
  return block;
}

}  // namespace

TEST_CASE("the index of a block is what a walk over it finds, and what is not as it should be is odd") {
  std::mt19937 random(7);
  CsvIndex index;
  std::size_t times_odd = 0;
  for (int round = 0; round < 2000; ++round) {
    const std::string text = some_text(random, 1 + random() % 700);
    index.build(block_of(text), {}, '\n');
    std::vector<std::uint32_t> ends, inner;
    std::size_t rows = 0;
    bool odd = false, doubled = false;
    CsvWalker walker({}, '\n');
    for (std::size_t at = 0; at < text.size(); ++at) {
      using Event = CsvWalker::Event;
      const char c = text[at];
      const Event event = walker.take(c);
      if (event == Event::cell_end || event == Event::record_end) ends.push_back(static_cast<std::uint32_t>(at));
      if (c == '\n' && event != Event::record_end) inner.push_back(static_cast<std::uint32_t>(at));
      rows += event == Event::record_end;
      doubled = doubled || event == Event::doubled;
      const bool lone_return = c == '\r' && text.substr(at + 1, 1) != "\n";
      const bool control = static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
      odd = odd || lone_return || control || event == Event::bare_quote || event == Event::text_after_quote;
    }
    INFO(text);
    times_odd += index.is_odd();
    if (odd) CHECK(index.is_odd());
    if (index.is_odd()) continue;
    CHECK(index.rows() == rows);
    CHECK((std::vector<std::uint32_t>(index.ends(), index.ends() + ends.size()) == ends));
    CHECK((index.inner_lines() == inner));
    CHECK(index.ends()[-1] + 1 == 0);
    CHECK(index.has_quotes() == (text.find('"') != std::string::npos));
    CHECK(index.has_doubled_quotes() == doubled);
    CHECK(index.has_returns() == (text.find('\r') != std::string::npos));
    CHECK(index.beyond_ascii() == (text.find('\xC3') != std::string::npos));
  }
  CHECK(times_odd > 100);
  CHECK(times_odd < 1000);
}

TEST_CASE("there is room for any number of cells, also after blocks with few of them") {
  CsvIndex index;
  for (const std::size_t bytes : {100u, 5'000u, 40'000u, 300'000u}) {
    for (const std::string& row : {std::string(60, 'x') + "\n", std::string("a,b\n"), std::string(",,\n"), std::string("\n"), std::string("\"\",\"\n\"\n")}) {
      std::string text;
      while (text.size() < bytes) text += row;
      index.build(block_of(text), {}, '\n');
      std::vector<std::uint32_t> ends;
      bool inside = false;
      for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"') inside = !inside;
        if (!inside && (text[at] == ',' || text[at] == '\n')) ends.push_back(static_cast<std::uint32_t>(at));
      }
      REQUIRE_FALSE(index.is_odd());
      CHECK((std::vector<std::uint32_t>(index.ends(), index.ends() + ends.size()) == ends));
      CHECK(index.rows() == text.size() / row.size());
    }
  }
}

TEST_CASE("a text is cut behind its last record end, wherever quotes stand") {
  std::mt19937 random(8);
  for (int round = 0; round < 1000; ++round) {
    std::string text = some_text(random, 1 + random() % 9000);
    text.resize(random() % (text.size() + 1));
    CsvCut wanted;
    CsvWalker walker({}, '\n');
    std::uint64_t lines = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      lines += text[at] == '\n';
      if (walker.take(text[at]) != CsvWalker::Event::record_end) continue;
      wanted.end = at + 1;
      wanted.lines = lines;
    }
    const CsvBlock block = block_of(text);
    const CsvCut cut = find_cut(block.bytes.data(), block.length, {}, '\n');
    INFO(text);
    CHECK(cut.end == wanted.end);
    CHECK(cut.lines == wanted.lines);
    CHECK(cut.in_quotes == walker.in_quotes());
    CHECK(cut.has_nul == (text.find('\0') != std::string::npos));
  }
}

TEST_CASE("a block that is filled again keeps nothing of what it held before") {
  const std::vector<std::string> texts = {"a,b\n1,\n2,\n", "a,b\n1,x\n2,\n3,y\n", "a,b\n,1\n,2\n,3\n,4\n", "a,b\n1,\n", "a,b\n,x\n,1,\n", "a,b\n,1\r\n,\"2\"\r\n", "a,b\n1,\r\n2,\r\n"};
  const auto told = [](const CsvBlock& block) {
    std::string all;
    for (std::size_t row = 0; row < block.rows; ++row) {
      all += std::to_string(block.lines.at(row)) + ": ";
      for (const auto& column : block.columns) all += std::string(column.at(row)) + "|";
    }
    for (const bool filled : block.filled) all += filled ? " filled" : " blank";
    return all + " " + std::to_string(block.lines.size()) + " " + std::to_string(block.records.size());
  };
  for (const std::string& before : texts) {
    for (const std::string& text : texts) {
      CsvBlock used, fresh;
      for (const auto& [block, of] : {std::pair{&used, &before}, {&used, &text}, {&fresh, &text}}) {
        CsvReader reader(stream(*of), "t.csv", {}, {});
        REQUIRE(reader.next(*block));
        reader.parse(*block, {0, 1});
      }
      CHECK(told(used) == told(fresh));
    }
  }
}
