// Some bits for each row of a table, which several threads may set. Private to src/convert.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "rosterkit/base/zero_array.hpp"
#include "rosterkit/model/store.hpp"

namespace rosterkit::convert {

class RowBits {
 public:
  RowBits() = default;
  /// @param bits  how many a row has; from the 32nd on they share the last.
  RowBits(std::size_t rows, std::size_t bits, unsigned jobs) {
    if (bits <= 8) narrow_ = ZeroArray<std::uint8_t>(rows);      // nearly always: millions of rows, few files
    else wide_ = ZeroArray<std::uint32_t>(rows);
    if (bits == 0) return;                             // nobody will set any
    narrow_.take_memory(jobs);
    wide_.take_memory(jobs);
  }
  std::uint32_t operator[](model::Row row) const { return narrow_.size() != 0 ? narrow_[row] : wide_[row]; }
  /// The bits of @p count rows.
  void copy(model::Row first, std::uint32_t count, std::vector<std::uint32_t>& bits) const {
    if (narrow_.size() != 0) bits.assign(&narrow_[first], &narrow_[first] + count);
    else bits.assign(&wide_[first], &wide_[first] + count);
  }
  /// Sets one bit of many rows.
  void set(std::span<const model::Row> rows, std::size_t bit) {
    const auto each = [rows](auto* words, std::size_t of_word) {
      for (const model::Row row : rows) set_in(words[row], of_word);
    };
    if (narrow_.size() != 0) each(&narrow_[0], bit);
    else if (wide_.size() != 0) each(&wide_[0], std::min<std::size_t>(bit, 31));
  }
  /// @returns true if it was not set before.
  bool set(model::Row row, std::size_t bit) {
    if (narrow_.size() != 0) return set_in(narrow_[row], bit);
    return set_in(wide_[row], std::min<std::size_t>(bit, 31));
  }

 private:
  template <typename Word>
  static bool set_in(Word& word, std::size_t bit) {
    const std::atomic_ref<Word> bits(word);
    const Word mask = static_cast<Word>(Word{1} << bit);
    return (bits.load(std::memory_order_relaxed) & mask) == 0 && (bits.fetch_or(mask, std::memory_order_relaxed) & mask) == 0;
  }
  ZeroArray<std::uint8_t> narrow_;
  ZeroArray<std::uint32_t> wide_;
};

}  // namespace rosterkit::convert
