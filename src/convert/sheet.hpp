// Writing CSV a column at a time: the cells of some hundred records, and what is remembered of values written before.
// Private to src/convert. The plain way, record by record, is in write_record.cpp; a record that this way has no form for
// is written there, and tests hold the two equal.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "rosterkit/base/same_text.hpp"
#include "rosterkit/base/zero_array.hpp"
#include "rosterkit/model/interner.hpp"

namespace rosterkit::convert {

/// Texts that live until clear(); the memory is kept, since memory touched for the first time is dear. So it begins with little of it.
class TextPool {
 public:
  std::string_view keep(std::string_view text) {
    if (text.size() > room_of(most_doubled)) {
      large_.push_back(std::make_unique_for_overwrite<char[]>(text.size()));
      std::memcpy(large_.back().get(), text.data(), text.size());
      return {large_.back().get(), text.size()};
    }
    while (used_ == 0 || at_ + text.size() > room_of(used_ - 1)) {
      if (used_ == chunks_.size()) chunks_.push_back(std::make_unique_for_overwrite<char[]>(room_of(used_)));
      ++used_;
      at_ = 0;
    }
    char* place = chunks_[used_ - 1].get() + at_;
    std::memcpy(place, text.data(), text.size());
    at_ += text.size();
    return {place, text.size()};
  }
  void clear() {
    used_ = at_ = 0;
    large_.clear();
  }

 private:
  static constexpr std::size_t first_bytes = 1u << 10, most_doubled = 6;   // 64 KiB then
  static constexpr std::size_t room_of(std::size_t chunk) { return first_bytes << std::min(chunk, most_doubled); }
  std::vector<std::unique_ptr<char[]>> chunks_, large_;
  std::size_t used_ = 0, at_ = 0;
};

/// The cells of some rows, column by column. Views into the store, into memories of codecs, or into the sheet's own pool.
class Sheet {
 public:
  void start(std::size_t rows, std::size_t columns) {
    pool.clear();
    rows_ = rows;
    if (columns_.size() < columns) columns_.resize(columns);
    for (Column& column : columns_) column.in_use = false;
  }
  std::size_t rows() const { return rows_; }
  std::string_view& cell(std::uint32_t column, std::uint32_t row) { return this->column(column)[row]; }
  std::string_view* column(std::uint32_t number) {
    if (!columns_[number].in_use) std::fill_n(begin_column(number), rows_, std::string_view{});
    return columns_[number].cells.data();
  }
  /// The cells of a column in which nobody has looked for anything so far, for somebody who fills them all; they are not even
  /// blank before. nullptr if it is in use.
  std::string_view* fresh_column(std::uint32_t number) { return columns_[number].in_use ? nullptr : begin_column(number); }

  /// As everywhere, the first value stays. @returns false if another one stood there.
  bool settle(std::uint32_t column, std::uint32_t row, std::string_view text) {
    std::string_view& place = cell(column, row);
    if (place.empty()) place = text;
    return same_text(place, text);
  }

  TextPool pool;

 private:
  struct Column {
    std::vector<std::string_view> cells;               ///< as many as the largest sheet had; what is left of the last one is not cleared
    bool in_use = false;
  };
  std::string_view* begin_column(std::uint32_t number) {
    Column& column = columns_[number];
    column.in_use = true;
    if (column.cells.size() < rows_) column.cells.resize(rows_);
    return column.cells.data();
  }
  std::vector<Column> columns_;
  std::size_t rows_ = 0;
};

/// What a value was written as before, by its symbol or by a short text: most coded cells are few words over and over.
/// Of two that have the same place the latest stays. A small set has few words, and asks for few places.
class ValueMemory {
 public:
  static constexpr std::size_t longest = 19;            ///< texts up to here are remembered

  /// Between chunks, when no view is in use any more: forgets all when it has grown large.
  void rest() {
    if (bytes_ < (1u << 20)) return;
    pool_.clear();
    for (std::size_t at = 0; at < places_.size(); ++at) places_[at].length = unused;
    bytes_ = used_ = 0;
  }
  const std::string_view* find(model::Symbol symbol) const {
    if (places_.size() == 0) return nullptr;
    const Place& place = places_[spread(symbol)];
    return place.length == by_symbol && place.symbol == symbol ? &place.value : nullptr;
  }
  const std::string_view* find(std::string_view text) const {
    if (places_.size() == 0 || text.empty() || text.size() > longest) return nullptr;
    const Place& place = places_[spread(text)];
    return place.length == text.size() && std::memcmp(place.text.data(), text.data(), text.size()) == 0 ? &place.value : nullptr;
  }
  /// @returns the value, good until rest().
  std::string_view put(model::Symbol symbol, std::string_view value) {
    make_room();
    Place& place = take(spread(symbol));
    place.length = by_symbol;
    place.symbol = symbol;
    return place.value = kept(value);
  }
  std::string_view put(std::string_view text, std::string_view value) {
    if (text.empty() || text.size() > longest) return kept(value);
    make_room();
    Place& place = take(spread(text));
    place.length = static_cast<std::uint8_t>(text.size());
    std::memcpy(place.text.data(), text.data(), text.size());
    return place.value = kept(value);
  }

 private:
  static constexpr unsigned least_bits = 6, most_bits = 12;
  static constexpr std::uint8_t by_symbol = 0xFF, unused = 0;   // else the length of the text
  struct Place {
    std::string_view value;
    model::Symbol symbol;
    std::uint8_t length;
    std::array<char, longest> text;
  };
  std::size_t spread(model::Symbol symbol) const { return (symbol * 0x9E3779B1u) >> (32 - bits_); }
  std::size_t spread(std::string_view text) const { return static_cast<std::size_t>(model::hash_text(text) >> (64 - bits_)); }
  std::size_t spread(const Place& place) const {
    return place.length == by_symbol ? spread(place.symbol) : spread(std::string_view(place.text.data(), place.length));
  }
  Place& take(std::size_t at) {
    used_ += places_[at].length == unused;
    return places_[at];
  }
  /// Where half of the places are in use, most of what comes would push something out.
  void make_room() {
    if (places_.size() != 0 && (used_ * 2 < places_.size() || bits_ == most_bits)) return;
    const ZeroArray<Place> before = std::move(places_);
    bits_ = before.size() == 0 ? least_bits : bits_ + 2;
    places_ = ZeroArray<Place>(std::size_t{1} << bits_);
    used_ = 0;
    for (std::size_t at = 0; at < before.size(); ++at) {
      if (before[at].length != unused) take(spread(before[at])) = before[at];
    }
  }
  std::string_view kept(std::string_view value) {
    bytes_ += value.size();
    return pool_.keep(value);
  }
  ZeroArray<Place> places_;
  unsigned bits_ = 0;                    // of the number of places
  TextPool pool_;
  std::size_t used_ = 0, bytes_ = 0;
};

}  // namespace rosterkit::convert
