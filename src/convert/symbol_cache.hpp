// What the cells of one field were read as: from a cell's text to the symbol of its value. Codes, dates and truth values
// come again and again, and a look-up here is ten times cheaper than a chain of codecs. Only cells without a finding are
// put in, so that nothing goes unreported. One thread's own; private to src/convert.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "rosterkit/base/load.hpp"
#include "rosterkit/model/interner.hpp"

namespace rosterkit::convert {

class SymbolCache {
 public:
  static constexpr std::size_t max_text = 16;            ///< longer cells are not kept

  /// The symbol that was put for this text; false if there is none. @p text is not blank.
  bool find(std::string_view text, model::Symbol& symbol) const {
    if (text.size() > max_text || slots_.empty()) return false;
    const Slot wanted = slot_of(text);
    for (std::size_t at = home(wanted);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.size == 0) return false;
      if (!slot.same(wanted)) continue;
      symbol = slot.symbol;
      return true;
    }
  }

  /// @p text was not found. Fields with more values than are worth keeping (names, say) stop being added.
  /// @returns false if it was not put.
  bool put(std::string_view text, model::Symbol symbol) {
    if (text.size() > max_text || used_ >= max_entries) return false;
    if (slots_.empty()) slots_.resize(64);
    if (++used_ * 2 > slots_.size()) {
      std::vector<Slot> old(slots_.size() * 2);
      old.swap(slots_);
      for (const Slot& slot : old) {
        if (slot.size != 0) place(slot);
      }
    }
    Slot slot = slot_of(text);
    slot.symbol = symbol;
    place(slot);
    return true;
  }

 private:
  static constexpr std::size_t max_entries = 16384;      // all birthdays of the pupils of a state
  struct Slot {
    std::uint64_t first = 0, second = 0;                 // the text, zeros behind it
    std::uint32_t size = 0;                              // 0 = free
    model::Symbol symbol = 0;
    bool same(const Slot& other) const { return first == other.first && second == other.second && size == other.size; }
  };

  /// Loads that overlap fill the two words; which byte lies where does not matter, as long as different texts differ.
  static Slot slot_of(std::string_view text) {
    const auto word_at = [&](auto word, std::size_t at) { return static_cast<std::uint64_t>(load<decltype(word)>(text.data() + at)); };
    Slot slot;
    const std::size_t n = text.size();
    slot.size = static_cast<std::uint32_t>(n);
    if (n >= 8) {
      slot.first = word_at(std::uint64_t{}, 0);
      slot.second = word_at(std::uint64_t{}, n - 8);
    } else if (n >= 4) {
      slot.first = word_at(std::uint32_t{}, 0);
      slot.second = word_at(std::uint32_t{}, n - 4);
    } else if (n != 0) {
      slot.first = word_at(std::uint8_t{}, 0) | word_at(std::uint8_t{}, n / 2) << 8 | word_at(std::uint8_t{}, n - 1) << 16;
    }
    return slot;
  }
  std::size_t home(const Slot& slot) const {
    const std::uint64_t hash = (slot.first * 0x9E3779B97F4A7C15ull ^ std::rotl(slot.second, 23)) * 0xD6E8FEB86659FD93ull;
    return static_cast<std::size_t>(hash >> 32 ^ slot.size) & (slots_.size() - 1);
  }
  void place(const Slot& slot) {
    std::size_t at = home(slot);
    while (slots_[at].size != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace rosterkit::convert
