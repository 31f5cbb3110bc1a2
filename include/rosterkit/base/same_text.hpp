// Equality of short texts (names, ids, codes), which are compared by the million: words that overlap tell them apart without a
// call. The last word goes first, since ids of a set mostly differ at their ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "rosterkit/base/load.hpp"

namespace rosterkit {

inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  const auto same = [&](auto word, std::size_t at) { return load<decltype(word)>(a + at) == load<decltype(word)>(b + at); };
  if (size > 40) return same(std::uint64_t{}, size - 8) && std::memcmp(a, b, size - 8) == 0;
  if (size >= 8) {
    return same(std::uint64_t{}, size - 8) && same(std::uint64_t{}, 0) &&
           (size <= 16 || (same(std::uint64_t{}, 8) && (size <= 24 || (same(std::uint64_t{}, 16) && (size <= 32 || same(std::uint64_t{}, 24))))));
  }
  if (size >= 4) return same(std::uint32_t{}, size - 4) && same(std::uint32_t{}, 0);
  return size == 0 || (a[0] == b[0] && a[size / 2] == b[size / 2] && a[size - 1] == b[size - 1]);
}

inline bool same_text(std::string_view a, std::string_view b) { return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size()); }

}  // namespace rosterkit
