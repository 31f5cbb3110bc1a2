// Small tools for text on a screen: tables, wrapped paragraphs, counted nouns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rosterkit::cli {

struct Column {
  std::string heading;
  bool right = false;            ///< numbers stand at the right
};

/// A table with aligned columns, two blanks between them, no rules and no blanks at line ends. Widths count characters,
/// not bytes. No rows: just the headings.
std::string table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows, std::string_view indent = "");

/// Breaks @p text at blanks so that no line is longer than @p width (words that are longer stay whole); lines after the
/// first begin with @p indent blanks. Line ends in the text are kept.
std::string wrap(std::string_view text, std::size_t width, std::size_t indent);

/// 1 -> "1 record", 2 -> "2 records", 1234 -> "1,234 records".
std::string counted(std::uint64_t number, std::string_view noun);

}  // namespace rosterkit::cli
