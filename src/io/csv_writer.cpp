// Writes CSV cells by RFC 4180, section 2: the usual row needs no quotes, and a look at 64 bytes at a time tells.
#include "rosterkit/io/csv_writer.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <vector>

#include "csv_scan.hpp"

namespace rosterkit::io {

namespace {

/// Copies a text, mostly a short one, without a call for it.
inline char* append(char* at, std::string_view value) {
  const char* from = value.data();
  const std::size_t size = value.size();
  if (size <= 16) {
    if (size >= 8) {
      std::memcpy(at, from, 8);
      std::memcpy(at + size - 8, from + size - 8, 8);
    } else if (size >= 4) {
      std::memcpy(at, from, 4);
      std::memcpy(at + size - 4, from + size - 4, 4);
    } else if (size >= 2) {
      std::memcpy(at, from, 2);
      std::memcpy(at + size - 2, from + size - 2, 2);
    } else if (size == 1) {
      *at = *from;
    }
  } else if (size <= 32) {
    std::memcpy(at, from, 16);
    std::memcpy(at + size - 16, from + size - 16, 16);
  } else if (size <= 64) {
    std::memcpy(at, from, 32);
    std::memcpy(at + size - 32, from + size - 32, 32);
  } else {
    std::memcpy(at, from, size);
  }
  return at + size;
}

/// A few records in a row, composed as if no cell asked for quotes. If one does, there are more characters that could ask for
/// them than delimiters and line ends account for: that is asked of all at once, and only if need be of each record.
class PlainRecords {
 public:
  /// The longest line end that is provided for.
  static constexpr std::size_t longest_newline = 8;

  PlainRecords(const CsvStyle& style, std::span<const std::string_view* const> columns, std::size_t begin, std::size_t end,
               std::size_t special_in_newline)
      : style_(style), special_in_record_(columns.size() - 1 + special_in_newline), last_row_(end - 1) {
    std::size_t longest = columns.size() + style.newline.size();
    for (const std::string_view* column : columns) {
      const std::size_t bits = bits_of_sizes({column + begin, column + end});
      longest += bits;           // no cell has more bytes
      if (!parts_.empty()) parts_.back().add(style.delimiter);
      if (bits != 0 || parts_.empty() || parts_.back().is_full()) parts_.push_back({column});
    }
    for (const char c : style.newline) parts_.back().add(c);
    at_once_ = std::clamp<std::size_t>(usual_room / longest, 1, most);
    text_ = std::make_unique_for_overwrite<char[]>(at_once_ * longest + scan_room);
  }
  std::size_t at_once() const { return at_once_; }

  /// Composes @p rows records, up to at_once(), that begin at place @p row of the columns.
  void compose(std::size_t row, std::size_t rows) {
    char* at = text_.get();
    rows_ = rows;
    for (std::size_t i = 0; i < rows; ++i) {
      starts_[i] = at;
      const std::size_t soon = std::min(row + i + ahead, last_row_);
      for (const Part& part : parts_) {
        __builtin_prefetch(part.column[soon].data());
        at = append(at, part.column[row + i]);
        std::memcpy(at, part.after, sizeof part.after);   // what is too much of it is written over by what follows
        at += part.bytes_after;
      }
    }
    starts_[rows] = at;
    std::memset(at, 0, scan_room);             // nothing special, unless a style makes it so: then all are looked at one by one
  }

  std::string_view all() const { return {starts_[0], starts_[rows_]}; }
  std::string_view one(std::size_t i) const { return {starts_[i], starts_[i + 1]}; }

  bool all_are_plain() const {
    std::size_t count = 0;
    for (const char* at = starts_[0]; at < starts_[rows_]; at += 64) count += Chunk(at).count_any_of(style_.delimiter, style_.quote, '\n', '\r');
    return count == rows_ * special_in_record_;
  }
  bool is_plain(std::size_t i) const {
    std::size_t count = 0;
    for (const char* at = starts_[i]; at < starts_[i + 1]; at += 64) {
      const Chunk chunk(at);
      const Mask special = chunk.equal(style_.delimiter) | chunk.equal(style_.quote) | chunk.equal('\n') | chunk.equal('\r');
      count += count_bits(special & below(static_cast<std::size_t>(starts_[i + 1] - at)));
    }
    return count == special_in_record_;
  }

 private:
  static constexpr std::size_t most = 16;         // more would seldom be plain together
  static constexpr std::size_t ahead = 8;         // rows; long ids of a whole sheet do not stay in the cache until they are copied
  static constexpr std::size_t usual_room = 64u << 10;

  /// A cell and what stands behind it until the next cell that may hold something: delimiters of blank columns, the line end.
  struct Part {
    const std::string_view* column;
    std::size_t bytes_after = 0;
    char after[16] = {};
    void add(char c) { after[bytes_after++] = c; }
    bool is_full() const { return bytes_after + 1 + longest_newline > sizeof after; }
  };

  /// All bits that are set in some size: 0 = all cells are blank.
  static std::size_t bits_of_sizes(std::span<const std::string_view> cells) {
    std::size_t bits = 0, i = 0;
    for (; i + 4 <= cells.size(); i += 4) bits |= cells[i].size() | cells[i + 1].size() | cells[i + 2].size() | cells[i + 3].size();
    for (; i < cells.size(); ++i) bits |= cells[i].size();
    return bits;
  }

  const CsvStyle& style_;
  std::vector<Part> parts_;
  std::size_t special_in_record_, last_row_;
  std::size_t at_once_ = 1;
  std::unique_ptr<char[]> text_;
  std::size_t rows_ = 0;
  std::array<char*, most + 1> starts_{};          // where each record begins; behind them where the last one ends
};

}  // namespace

CsvWriter::CsvWriter(CsvStyle style) : style_(std::move(style)) {
  for (const char c : {style_.delimiter, style_.quote, '\n', '\r'}) special_[static_cast<unsigned char>(c)] = true;
  if (style_.quoting == CsvStyle::Quote::blanks) special_[' '] = special_['\t'] = true;
}

void CsvWriter::records(std::string& text, std::span<const std::string_view* const> columns, std::size_t begin, std::size_t end) const {
  if (style_.quoting != CsvStyle::Quote::minimal || columns.empty() || style_.newline.size() > PlainRecords::longest_newline) {
    for (; begin < end; ++begin) plain_record(text, columns, begin);
    return;
  }
  const auto special_in_newline = std::count_if(style_.newline.begin(), style_.newline.end(), [&](char c) { return is_special(c); });
  PlainRecords plain(style_, columns, begin, end, static_cast<std::size_t>(special_in_newline));
  for (std::size_t rows; begin < end; begin += rows) {
    rows = std::min(plain.at_once(), end - begin);
    plain.compose(begin, rows);
    if (plain.all_are_plain()) {
      text += plain.all();
      continue;
    }
    for (std::size_t i = 0; i < rows; ++i) {
      if (plain.is_plain(i)) text += plain.one(i);
      else plain_record(text, columns, begin + i);
    }
  }
}

void CsvWriter::plain_record(std::string& text, std::span<const std::string_view* const> columns, std::size_t row) const {
  for (std::size_t next = 0; next < columns.size(); ++next) cell(text, columns[next][row], next == 0);
  end_row(text);
}

void CsvWriter::cell(std::string& text, std::string_view value, bool first) const {
  if (!first) text += style_.delimiter;
  if (style_.quoting != CsvStyle::Quote::all && std::none_of(value.begin(), value.end(), [&](char c) { return is_special(c); })) {
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
