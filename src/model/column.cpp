// Columns in as few bytes as their values need. What repeats within a segment is numbered (numbering.cpp) and kept once; a pass
// over the values tells which way is the smallest. Texts of which only hashes are kept are in column_hashes.cpp.
#include "rosterkit/model/column.hpp"

#include <algorithm>
#include <cstring>

#include "numbering.hpp"
#include "rosterkit/base/load.hpp"

namespace rosterkit::model {
namespace {

std::size_t sized(std::string_view text) { return text.size() + (text.size() < 255 ? 1 : 5); }

/// Writes a text behind its length. @returns where the next one goes
char* put_sized(char* at, std::string_view text) {
  const std::uint32_t size = static_cast<std::uint32_t>(text.size());
  if (size < 255) {
    *at++ = static_cast<char>(size);
  } else {
    *at++ = '\xFF';
    std::memcpy(at, &size, sizeof size);
    at += sizeof size;
  }
  std::memcpy(at, text.data(), size);
  return at + size;
}

void append_sized(std::string& bytes, std::string_view text) {
  const std::size_t before = bytes.size();
  bytes.resize(before + sized(text));
  put_sized(bytes.data() + before, text);
}

}  // namespace

std::string_view Column::text(std::uint32_t index) const {
  assert(kind_ < Kind::mark);
  if (kind_ != Kind::text) return {};
  if (fixed_ != 0) return {text_.data() + std::size_t{fixed_} * index, fixed_};
  return sized_text(offset(index));
}

inline std::string_view Column::sized_text(std::uint32_t begin) const {
  if (begin == 0) return {};
  const char* at = text_.data() + begin;
  std::uint32_t size = static_cast<unsigned char>(*at++);
  if (size == 255) {
    size = load<std::uint32_t>(at);
    at += sizeof size;
  }
  return {at, size};
}

void Column::texts(std::span<const std::uint32_t> rows, std::uint32_t first, std::string_view* out) const {
  assert(kind_ < Kind::mark);
  const auto each = [&](auto&& text_of) {
    for (const std::uint32_t row : rows) *out++ = text_of(row - first);
  };
  if (kind_ != Kind::text) return each([](std::uint32_t) { return std::string_view{}; });
  if (fixed_ != 0) return each([at = text_.data(), size = std::size_t{fixed_}](std::uint32_t index) { return std::string_view(at + size * index, size); });
  const std::uint32_t* const offsets = symbols_.data();
  if (!bytes_.empty()) return each([&, at = bytes_.data()](std::uint32_t index) { return sized_text(offsets[at[index]]); });
  if (!words_.empty()) return each([&, at = words_.data()](std::uint32_t index) { return sized_text(offsets[at[index]]); });
  each([&](std::uint32_t index) { return sized_text(offsets[index]); });
}

void Column::symbols(std::uint32_t first, std::uint32_t count, Symbol* out) const {
  assert(kind_ < Kind::mark);
  switch (kind_) {
    case Kind::none: std::fill_n(out, count, 0); return;
    case Kind::constant: std::fill_n(out, count, constant_); return;
    case Kind::byte: std::copy_n(bytes_.begin() + first, count, out); return;
    case Kind::word: std::copy_n(words_.begin() + first, count, out); return;
    case Kind::few: for (std::uint32_t i = 0; i < count; ++i) out[i] = symbols_[bytes_[first + i]]; return;
    case Kind::some: for (std::uint32_t i = 0; i < count; ++i) out[i] = symbols_[words_[first + i]]; return;
    default: std::copy_n(symbols_.begin() + first, count, out); return;
  }
}

std::span<const Symbol> Column::symbols(std::uint32_t first, std::uint32_t count, std::vector<Symbol>& room) const {
  if (kind_ == Kind::full) return std::span(symbols_).subspan(first, count);
  room.resize(count);
  symbols(first, count, room.data());
  return room;
}

void Column::symbols(std::span<const std::uint32_t> rows, std::uint32_t first, Symbol* out) const {
  with_symbols([&](auto&& symbol_of) {
    for (const std::uint32_t row : rows) *out++ = symbol_of(row - first);
  });
}

void Column::set_symbols(std::vector<Symbol>&& symbols) {
  const std::uint8_t kept_space = space;
  *this = Column();
  space = kept_space;
  if (symbols.empty()) return;
  Symbol any = symbols.front();           // which bits occur
  std::uint32_t runs = 1;                 // of equal symbols
  const Symbol* const all = symbols.data();
  for (std::size_t k = 1, count = symbols.size(); k < count; ++k) {   // by vectors: no branch
    any |= all[k];
    runs += all[k] != all[k - 1];
  }
  if (any == 0) return;
  if (runs == 1) {
    kind_ = Kind::constant;
    constant_ = symbols.front();
    return;
  }
  if (any < 0x100) {
    kind_ = Kind::byte;
    bytes_.assign(symbols.begin(), symbols.end());
    return;
  }
  // A school has few classes, and a class few kinds of members: what differs is numbered, and each row keeps its number.
  thread_local std::vector<std::uint16_t> numbers;
  const std::size_t most = std::min<std::size_t>(any < 0x10000 ? 0x100 : 0x10000, symbols.size() / 2);
  if (number_symbols(symbols, runs, most, numbers, symbols_)) {
    kind_ = symbols_.size() <= 0x100 ? Kind::few : Kind::some;
    symbols_.shrink_to_fit();
    if (kind_ == Kind::few) bytes_.assign(numbers.begin(), numbers.end());
    else words_.assign(numbers.begin(), numbers.end());
    return;
  }
  if (any < 0x10000) {
    kind_ = Kind::word;
    symbols_ = {};
    words_.assign(symbols.begin(), symbols.end());
  } else {
    kind_ = Kind::full;
    symbols_ = std::move(symbols);
    symbols_.shrink_to_fit();
  }
}

void Column::set_texts(std::span<const std::string_view> texts) {
  *this = Column();
  if (texts.empty()) return;
  std::size_t bytes = 1, filled = 0;
  bool alike = true;
  const std::size_t first_size = texts.front().size();
  for (const std::string_view text : texts) {
    bytes += sized(text);
    filled += !text.empty();
    alike &= text.size() == first_size;
  }
  if (filled == 0) return;
  kind_ = Kind::text;
  thread_local std::vector<std::uint32_t> numbers;
  thread_local std::vector<std::string_view> different;
  const bool is_short = alike && texts.front().size() <= 1;   // a number would take as much
  if (!is_short && number_of_texts(texts, numbers, different)) {
    std::size_t numbered = texts.size() * (different.size() <= 0x100 ? 1 : 2);
    for (const std::string_view text : different) numbered += sized(text) + sizeof(std::uint32_t);
    if (numbered < bytes + (alike ? 0 : texts.size() * sizeof(std::uint32_t))) {
      if (different.size() <= 0x100) bytes_.assign(numbers.begin(), numbers.end());
      else words_.assign(numbers.begin(), numbers.end());
      return place(different);            // names repeat: each different one stands once
    }
  }
  if (!alike) return place(texts);
  fixed_ = static_cast<std::uint32_t>(texts.front().size());   // ids mostly are
  text_.reserve(std::size_t{fixed_} * texts.size());
  for (const std::string_view text : texts) text_.append(text);
}

/// Puts texts into text_, and where they stand there into symbols_.
void Column::place(std::span<const std::string_view> texts) {
  std::size_t bytes = 1;
  for (const std::string_view text : texts) bytes += text.empty() ? 0 : sized(text);
  text_.assign(bytes, '\0');              // offset 0 means blank
  symbols_.resize(texts.size());
  char* const begin = text_.data();
  char* at = begin + 1;
  std::uint32_t* offset = symbols_.data();
  for (const std::string_view text : texts) {
    *offset++ = text.empty() ? 0 : static_cast<std::uint32_t>(at - begin);
    if (!text.empty()) at = put_sized(at, text);
  }
}

void Column::set_marks(std::vector<std::uint8_t>&& filled) {
  *this = Column();
  const auto blank = std::count(filled.begin(), filled.end(), 0);
  if (static_cast<std::size_t>(blank) == filled.size()) return;
  kind_ = Kind::mark;
  if (blank != 0) bytes_ = std::move(filled);
}

/// From texts of one length, or numbered ones, to texts of which each has its own place.
void Column::loosen(std::uint32_t rows) {
  const Column old = std::move(*this);
  *this = Column();
  space = old.space;
  kind_ = Kind::text;
  std::vector<std::string_view> texts;
  for (std::uint32_t i = 0; i < rows; ++i) texts.push_back(old.text(i));
  place(texts);
}

void Column::put_symbol(std::uint32_t index, Symbol value, std::uint32_t rows) {
  assert(kind_ < Kind::text);
  if (symbol(index) == value) return;
  if (kind_ == Kind::byte && value < 0x100) { bytes_[index] = static_cast<std::uint8_t>(value); return; }
  if (kind_ == Kind::word && value < 0x10000) { words_[index] = static_cast<std::uint16_t>(value); return; }
  if (kind_ != Kind::full) {
    std::vector<Symbol> wide(rows);
    for (std::uint32_t i = 0; i < rows; ++i) wide[i] = symbol(i);
    bytes_.clear();
    words_.clear();
    symbols_ = std::move(wide);
    kind_ = Kind::full;
  }
  symbols_[index] = value;
}

void Column::put_text(std::uint32_t index, std::string_view value, std::uint32_t rows) {
  assert(kind_ < Kind::mark);
  if (kind_ == Kind::none) {
    if (value.empty()) return;
    kind_ = Kind::text;
    text_.assign(1, '\0');
    symbols_.assign(rows, 0);
  }
  if (fixed_ != 0) {
    if (value.size() == fixed_) {
      std::memcpy(text_.data() + std::size_t{fixed_} * index, value.data(), fixed_);
      return;
    }
    loosen(rows);
  }
  if (!bytes_.empty() || !words_.empty()) loosen(rows);
  if (value.empty()) {
    symbols_[index] = 0;
    return;
  }
  symbols_[index] = static_cast<std::uint32_t>(text_.size());
  append_sized(text_, value);
}

void Lines::set(std::vector<std::uint32_t>&& lines) {
  *this = Lines();
  if (lines.empty()) return;
  first_ = lines.front();
  bool blank = true, dense = true, near = true;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    blank = blank && lines[i] == 0;
    dense = dense && lines[i] == first_ + i;
    near = near && lines[i] >= first_ && lines[i] - first_ < 0x10000;
  }
  kind_ = blank ? Kind::none : dense ? Kind::dense : near ? Kind::near : Kind::wide;
  if (kind_ == Kind::near) {
    near_.resize(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) near_[i] = static_cast<std::uint16_t>(lines[i] - first_);
  } else if (kind_ == Kind::wide) {
    wide_ = std::move(lines);
  }
}

}  // namespace rosterkit::model
