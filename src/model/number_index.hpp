// Ids that are numbers behind a common beginning ("stu-0001234"), as most systems count them, find their symbol in an array by
// the number: nothing is hashed, nothing compared with a text elsewhere in memory, and a number takes 4 bytes where a hash
// table takes 16. What is no such id, or would leave the array mostly empty, belongs into hash tables: once it was said of a
// text, that stays so. Looking up takes no lock. Private to src/model.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "digits.hpp"
#include "rosterkit/base/load.hpp"
#include "rosterkit/base/same_text.hpp"
#include "rosterkit/model/interner.hpp"

namespace rosterkit::model {

class NumberIndex {
 public:
  using Slot = std::atomic<Symbol>;

  /// Where the symbol of a text stands. 0 stands there if it has none yet: then add() decides.
  /// @param family  that of the text before, which is tried first; starts with 0, and is set.
  /// @returns nullptr if the text belongs into a hash table, now and ever.
  const Slot* find(std::string_view text, std::uint32_t& family) const {
    if (text.size() > most_prefix + most_digits) return nullptr;
    std::uint64_t number = 0;
    const Family& likely = families_[family];
    if (likely.quick && likely.holds_quickly(text, number)) return slot(likely, number);
    return find_any(text, family);
  }

  /// The symbol of a text for which find() gave a place; made if there is none. Hold the mutex.
  /// @param make  gives the new symbol.
  /// @returns 0 if the text belongs into a hash table after all.
  template <typename Make>
  Symbol add(std::string_view text, Make&& make) {
    Slot* const slot = place(text);
    if (slot == nullptr) return 0;
    if (const Symbol symbol = slot->load(std::memory_order_relaxed); symbol != 0) return symbol;   // came in between
    const Symbol symbol = make();
    ++symbols_;
    slot->store(symbol, std::memory_order_release);       // other threads see it only after all that it leads to
    return symbol;
  }
  std::mutex mutex;

  /// Gives back what only look-ups of other threads could still need.
  void settle();

 private:
  static constexpr std::size_t most_prefix = 16, most_digits = 16, page_bits = 10;
  static constexpr std::uint32_t most_families = 16;
  static constexpr std::uint64_t most_numbers = std::uint64_t{1} << 24;
  static constexpr std::size_t free_pages = 1024;         // 4 MiB; beyond them an eighth of the numbers must occur

  using Page = std::array<Slot, std::size_t{1} << page_bits>;
  struct Pages {
    explicit Pages(std::size_t count) : size(count), page(std::make_unique<std::atomic<Page*>[]>(count)) {}
    std::size_t size;
    std::unique_ptr<std::atomic<Page*>[]> page;           // nullptr = none of its numbers was seen; &hashed_ = they are in hash tables
  };
  /// Texts of one length with one beginning, and digits behind it. All but the pages is set before the family is counted.
  struct Family {
    std::atomic<bool> quick = false;                      // if neither beginning nor digits are more than a word
    std::size_t size = 0;
    std::uint64_t first = 0, first_mask = 0;              // the first word, where the beginning stands in it
    std::uint64_t digit_mask = 0;                         // where digits stand in the last word
    std::atomic<Pages*> pages = nullptr;
    std::size_t prefix_size = 0, digits = 0;
    std::array<char, most_prefix> prefix{};
    std::vector<std::unique_ptr<Pages>> all_pages;        // the last are in use; they grow by being replaced

    void begin(std::string_view text);
    bool holds_quickly(std::string_view text, std::uint64_t& number) const {
      if (text.size() != size) return false;
      const std::uint64_t start = load<std::uint64_t>(text.data()), end = load<std::uint64_t>(text.data() + size - sizeof end);
      constexpr std::uint64_t zeros = 0x3030303030303030u;
      return (start & first_mask) == first && eight_digits((end & digit_mask) | (zeros & ~digit_mask), number);
    }
    bool holds(std::string_view text, std::uint64_t& number) const {
      return text.size() == size && same_bytes(text.data(), prefix.data(), prefix_size) && last_digits(text, digits, number);
    }
  };

  const Slot* slot(const Family& family, std::uint64_t number) const {
    if (number >= most_numbers) return nullptr;
    const Pages& pages = *family.pages.load(std::memory_order_acquire);
    const std::size_t at = number >> page_bits;
    const Page* const page = at < pages.size ? pages.page[at].load(std::memory_order_acquire) : nullptr;
    if (page == &hashed_) return nullptr;
    return page == nullptr ? &none_ : &(*page)[number % page->size()];
  }
  const Slot* find_any(std::string_view text, std::uint32_t& family) const;
  /// The family of a text, and its number in it; @p count, which is how many there are, if it is of none.
  std::uint32_t family_of(std::string_view text, std::uint32_t count, std::uint64_t& number) const {
    std::uint32_t family = 0;
    while (family < count && !families_[family].holds(text, number)) ++family;
    return family;
  }
  static bool may_be_first(std::string_view text);        ///< of a family
  Slot* place(std::string_view text);
  Page* page(Family& family, std::size_t at);

  std::array<Family, most_families> families_;
  std::atomic<std::uint32_t> count_ = 0;                  // of families
  std::vector<std::unique_ptr<Page>> pages_;
  std::size_t symbols_ = 0;
  Slot none_ = 0;                                         // stands for the slots that are not there
  static inline Page hashed_{};                           // marks pages, and holds nothing
};

}  // namespace rosterkit::model
