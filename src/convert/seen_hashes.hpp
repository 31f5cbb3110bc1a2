// Which hashes came before: one table without a node for each. Private to src/convert.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rosterkit::convert {

class SeenHashes {
 public:
  /// @returns false if @p hash was there already.
  bool insert(std::uint64_t hash) {
    if (++used_ * 2 > slots_.size()) grow();
    if (!place(hash | 1u)) {                             // 0 = free
      --used_;
      return false;
    }
    return true;
  }

 private:
  bool place(std::uint64_t hash) {
    std::size_t at = static_cast<std::size_t>(hash >> 32) & (slots_.size() - 1);
    for (; slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at] == hash) return false;
    }
    slots_[at] = hash;
    return true;
  }
  void grow() {
    std::vector<std::uint64_t> old(slots_.empty() ? 16 : slots_.size() * 2);
    old.swap(slots_);
    for (const std::uint64_t hash : old) {
      if (hash != 0) place(hash);
    }
  }
  std::vector<std::uint64_t> slots_;
  std::size_t used_ = 0;
};

}  // namespace rosterkit::convert
