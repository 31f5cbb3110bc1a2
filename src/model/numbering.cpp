// Numbers what repeats, by a hash table that each thread keeps for all its columns: it is emptied for each, seldom allocated.
#include "numbering.hpp"

#include <algorithm>
#include <bit>

#include "rosterkit/base/same_text.hpp"

namespace rosterkit::model {

namespace {
constexpr std::size_t first_look = 256;

/// Of the first @p looked_at so many differ that to number them would gain nothing.
bool hardly_repeat(std::size_t different, std::size_t looked_at) { return looked_at >= first_look && different > looked_at - looked_at / 8; }
}  // namespace

bool number_symbols(std::span<const Symbol> symbols, std::size_t runs, std::size_t most, std::vector<std::uint16_t>& numbers, std::vector<Symbol>& different) {
  struct Slot { Symbol symbol; std::uint32_t number; };
  constexpr std::uint32_t none = 0xFFFFFFFFu;
  thread_local std::vector<Slot> kept;
  std::vector<Slot>& slots = kept;        // looked up once, not for each symbol
  slots.assign(std::bit_ceil(std::min(runs, most + 1) * 2), {0, none});
  const std::size_t mask = slots.size() - 1;
  const unsigned shift = 32 - static_cast<unsigned>(std::bit_width(mask));
  numbers.resize(symbols.size());
  different.clear();
  std::uint16_t* out = numbers.data();
  Symbol last = ~symbols.front();
  std::uint16_t number = 0;
  for (const Symbol symbol : symbols) {
    if (symbol != last) {
      last = symbol;
      std::size_t at = (last * 0x9E3779B1u) >> shift;
      while (slots[at].number != none && slots[at].symbol != last) at = (at + 1) & mask;
      if (slots[at].number == none) {
        if (different.size() == most || hardly_repeat(different.size(), static_cast<std::size_t>(out - numbers.data()))) return false;
        slots[at] = {last, static_cast<std::uint32_t>(different.size())};
        different.push_back(last);
      }
      number = static_cast<std::uint16_t>(slots[at].number);
    }
    *out++ = number;
  }
  return true;
}

bool number_of_texts(std::span<const std::string_view> texts, std::vector<std::uint32_t>& numbers, std::vector<std::string_view>& different) {
  constexpr std::size_t most = 0x10000;
  thread_local std::vector<std::uint64_t> kept;
  std::vector<std::uint64_t>& slots = kept;            // 32 bits of hash, and a number from 1
  constexpr std::uint64_t of_number = 0xFFFFFFFF;
  numbers.resize(texts.size());
  different.clear();
  const auto number = [&](std::size_t i) {
    const std::uint64_t hash = hash_text(texts[i]), tag = hash & ~of_number;
    const std::size_t mask = slots.size() - 1;
    std::size_t at = hash & mask;
    while (slots[at] != 0 && ((slots[at] & ~of_number) != tag || !same_text(different[(slots[at] & of_number) - 1], texts[i]))) at = (at + 1) & mask;
    if (slots[at] == 0) {
      if (different.size() == most || hardly_repeat(different.size(), i)) return false;
      different.push_back(texts[i]);
      slots[at] = tag | different.size();
    }
    numbers[i] = static_cast<std::uint32_t>(slots[at] & of_number) - 1;
    return true;
  };
  // Most columns of texts are names of which hardly two are alike: a small table tells that, and is soon cleared.
  const std::size_t looked_at = std::min(texts.size(), first_look);
  slots.assign(first_look * 2, 0);
  for (std::size_t i = 0; i < looked_at; ++i) number(i);
  if (texts.size() == looked_at) return true;
  if (hardly_repeat(different.size(), looked_at)) return false;
  slots.assign(std::bit_ceil(std::min(texts.size(), most) * 2), 0);
  different.clear();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!number(i)) return false;
  }
  return true;
}

}  // namespace rosterkit::model
