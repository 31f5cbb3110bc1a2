// Tables and paragraphs for people. Widths are counted in characters; wide (East Asian) characters count as one, which
// is good enough for titles of mappings and names of files.
#include "rosterkit/cli/layout.hpp"

#include "rosterkit/base/text.hpp"

#include <algorithm>

namespace rosterkit::cli {
namespace {

void add_cell(std::string& line, const std::string& text, std::size_t width, bool right, bool last) {
  const std::size_t blanks = width - std::min(width, count_code_points(text));
  if (right) line.append(blanks, ' ');
  line += text;
  if (!right && !last) line.append(blanks, ' ');
  if (!last) line += "  ";
}

void end_line(std::string& all, std::string& line) {
  line.erase(line.find_last_not_of(' ') + 1);
  all += line;
  all += '\n';
}

}  // namespace

std::string table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows, std::string_view indent) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::size_t width = count_code_points(columns[i].heading);
    for (const auto& row : rows) width = std::max(width, i < row.size() ? count_code_points(row[i]) : 0);
    widths.push_back(width);
  }
  std::string all;
  std::string line(indent);
  for (std::size_t i = 0; i < columns.size(); ++i) add_cell(line, columns[i].heading, widths[i], columns[i].right, i + 1 == columns.size());
  end_line(all, line);
  for (const auto& row : rows) {
    line = indent;
    for (std::size_t i = 0; i < columns.size() && i < row.size(); ++i) add_cell(line, row[i], widths[i], columns[i].right, i + 1 == columns.size());
    end_line(all, line);
  }
  return all;
}

std::string wrap(std::string_view text, std::size_t width, std::size_t indent) {
  std::string all;
  std::size_t column = indent;
  bool first_paragraph = true;
  for (const std::string_view paragraph : split(text, "\n")) {
    bool first_of_line = true;
    if (!first_paragraph) {
      all += '\n';
      if (!paragraph.empty()) all.append(indent, ' ');
      column = indent;
    }
    first_paragraph = false;
    for (const std::string_view word : split(paragraph, " ")) {
      if (word.empty()) continue;
      const std::size_t length = count_code_points(word);
      if (!first_of_line && column + 1 + length > width) {
        all += '\n';
        all.append(indent, ' ');
        column = indent;
        first_of_line = true;
      }
      if (!first_of_line) {
        all += ' ';
        ++column;
      }
      all += word;
      column += length;
      first_of_line = false;
    }
  }
  return all;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  std::string text = with_commas(number) + " " + std::string(noun);
  if (number != 1) text += "s";
  return text;
}

}  // namespace rosterkit::cli
