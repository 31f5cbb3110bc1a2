// Writes CSV cells by RFC 4180, section 2: the usual row needs no quotes, and a look at 64 bytes at a time tells.
#include "rosterkit/io/csv_writer.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "csv_scan.hpp"

namespace rosterkit::io {

namespace {

bool must_be_quoted(char c, const CsvStyle& style) {
  return c == style.delimiter || c == style.quote || c == '\n' || c == '\r' ||
         (style.quoting == CsvStyle::Quote::blanks && (c == ' ' || c == '\t'));
}

bool needs_quotes(std::string_view value, const CsvStyle& style) {
  if (style.quoting == CsvStyle::Quote::all) return true;
  return std::any_of(value.begin(), value.end(), [&](char c) { return must_be_quoted(c, style); });
}

/// Copies a text, mostly a short one, without a call for it.
inline char* append(char* at, std::string_view value) {
  const char* from = value.data();
  const std::size_t size = value.size();
  if (size > 64) {
    std::memcpy(at, from, size);
  } else if (size > 32) {
    std::memcpy(at, from, 32);
    std::memcpy(at + size - 32, from + size - 32, 32);
  } else if (size >= 16) {
    std::memcpy(at, from, 16);
    std::memcpy(at + size - 16, from + size - 16, 16);
  } else if (size >= 8) {
    std::memcpy(at, from, 8);
    std::memcpy(at + size - 8, from + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(at, from, 4);
    std::memcpy(at + size - 4, from + size - 4, 4);
  } else {
    for (std::size_t i = 0; i < size; ++i) at[i] = from[i];
  }
  return at + size;
}

/// How many characters that could ask for quotes stand in a text; 64 bytes behind it may be read.
std::size_t count_special(const char* text, std::size_t size, const CsvStyle& style) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < size; at += 64) {
    count += count_bits(Chunk(text + at).any_of(style.delimiter, style.quote, '\n', '\r') & below(size - at));
  }
  return count;
}

}  // namespace

void CsvWriter::records(std::string& text, std::span<const std::string_view* const> columns, std::size_t begin, std::size_t end) const {
  if (style_.quoting != CsvStyle::Quote::minimal || columns.empty()) {
    for (; begin < end; ++begin) plain_record(text, columns, begin);
    return;
  }
  std::size_t room = (end - begin) * (columns.size() + style_.newline.size()) + scan_room;
  std::vector<const std::string_view*> filled(columns.begin(), columns.end());   // a blank column: nullptr
  for (const std::string_view*& column : filled) {
    std::size_t bytes = 0;
    for (std::size_t row = begin; row < end; ++row) bytes += column[row].size();
    if (bytes == 0) column = nullptr;
    room += bytes;
  }
  std::size_t used = text.size();
  text.resize(used + room);
  std::string odd;
  for (; begin < end; ++begin) {
    // As if no cell asked for quotes. If one does, there are more special characters than delimiters between cells.
    char* const start = text.data() + used;
    char* at = start;
    for (const std::string_view* column : filled) {
      if (column != nullptr) at = append(at, column[begin]);
      *at++ = style_.delimiter;
    }
    const std::size_t size = static_cast<std::size_t>(at - start) - 1;
    if (count_special(start, size, style_) + 1 == columns.size()) {
      used += size;
      for (const char c : style_.newline) text[used++] = c;
      continue;
    }
    odd.clear();
    plain_record(odd, columns, begin);
    text.resize(text.size() + odd.size() - size - style_.newline.size());
    std::memcpy(text.data() + used, odd.data(), odd.size());
    used += odd.size();
  }
  text.resize(used);
}

void CsvWriter::plain_record(std::string& text, std::span<const std::string_view* const> columns, std::size_t row) const {
  for (std::size_t next = 0; next < columns.size(); ++next) cell(text, columns[next][row], next == 0);
  end_row(text);
}

void CsvWriter::cell(std::string& text, std::string_view value, bool first) const {
  if (!first) text += style_.delimiter;
  if (!needs_quotes(value, style_)) {
    text.append(value);
    return;
  }
  text += style_.quote;
  for (std::size_t at = 0; at < value.size();) {
    std::size_t next = at;
    while (next < value.size() && value[next] != style_.quote && !(style_.backslash_escapes && value[next] == '\\')) ++next;
    text.append(value.substr(at, next - at));
    if (next == value.size()) break;
    text += style_.backslash_escapes ? '\\' : style_.quote;
    text += value[next];
    at = next + 1;
  }
  text += style_.quote;
}

}  // namespace rosterkit::io
