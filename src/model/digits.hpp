// Digits at the end of a text, eight at a time: ids mostly are numbers behind a common beginning. Private to src/model.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "rosterkit/base/load.hpp"

namespace rosterkit::model {

/// How many bytes at the end are digits; @p most at most.
inline std::size_t digits_at_end(std::string_view text, std::size_t most) {
  std::size_t digits = 0;
  while (digits < std::min(text.size(), most) && text[text.size() - 1 - digits] >= '0' && text[text.size() - 1 - digits] <= '9') ++digits;
  return digits;
}

/// Eight digits, the first in the lowest byte, as a number. Pairs, then fours, then all eight are put together, instead of
/// one after the other. @returns false if there is anything but a digit.
inline bool eight_digits(std::uint64_t bytes, std::uint64_t& value) {
  const std::uint64_t low = bytes - 0x3030303030303030u;
  if (((low | (low + 0x7676767676767676u)) & 0x8080808080808080u) != 0) return false;   // less than '0', or more than '9'
  const std::uint64_t pairs = low * 10 + (low >> 8);
  value = (((pairs & 0x000000FF000000FFu) * (100u + (std::uint64_t{1000000} << 32))) + ((pairs >> 16 & 0x000000FF000000FFu) * (1u + (std::uint64_t{10000} << 32)))) >> 32;
  return true;
}

/// The last @p count bytes of a text as a number: eight at a time from the end, with zeros in place of what is before them.
inline bool last_digits(std::string_view text, std::size_t count, std::uint64_t& value) {
  value = 0;
  std::uint64_t scale = 1;
  if constexpr (std::endian::native == std::endian::little) {
    while (count != 0 && text.size() >= 8) {
      std::uint64_t bytes = load<std::uint64_t>(text.data() + text.size() - 8), part = 0;
      if (count < 8) {
        const std::uint64_t ours = ~std::uint64_t{0} << 8 * (8 - count);
        bytes = (bytes & ours) | (0x3030303030303030u & ~ours);
      }
      if (!eight_digits(bytes, part)) return false;
      value += part * scale;
      scale *= 100000000u;
      count -= std::min<std::size_t>(count, 8);
      text.remove_suffix(8);
    }
  }
  for (; count != 0; --count, text.remove_suffix(1), scale *= 10) {
    if (text.back() < '0' || text.back() > '9') return false;
    value += static_cast<std::uint64_t>(text.back() - '0') * scale;
  }
  return true;
}

}  // namespace rosterkit::model
