// The texts of an interner by symbol. Private to src/model.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "rosterkit/base/load.hpp"
#include "rosterkit/base/zero_memory.hpp"
#include "rosterkit/model/interner.hpp"

namespace rosterkit::model {

/// Indexes set aside for who adds to one table: the counter is everybody's, and to step it for each text took longer than all else
/// that a new text takes. What is left over stands for no text.
struct Interner::Room {
  std::uint32_t next = 0, end = 0;
  std::uint32_t used = 0;                 // texts that were added
};

/// The texts by number, for all shards: blocks that double in size and never move. An entry is the size of a text, and the
/// text itself if the block has room for texts of that size, as it has for those like the one that began it: the ids of a
/// set mostly have one length. Then a look-up touches memory once where a pointer would cost a second miss.
struct Interner::Entries {
  static constexpr std::size_t first_block = 64;   // entries in block 0; block k holds first_block << k
  static constexpr std::size_t block_count = 27;   // enough for all symbols
  static constexpr std::size_t head = sizeof(std::uint32_t);          // the size; of a text elsewhere 4 bytes unused and a pointer follow
  static constexpr std::size_t least = 16, most = 40;                 // bytes of an entry
  std::array<std::atomic<std::uintptr_t>, block_count> origins{};     // where entry 0 would stand if it were of that block; 0 = no block yet
  std::array<std::size_t, block_count> strides{};                     // bytes of an entry; set before the block is there
  std::array<ZeroMemory, block_count> owned;
  std::mutex mutex;                       // held by who begins a block
  std::atomic<std::uint32_t> count = 0;

  /// Of the logarithm only the place of the highest bit is asked, which is one instruction.
  static std::size_t block_of(std::uint32_t index) { return 31u - static_cast<unsigned>(__builtin_clz(index / first_block + 1)); }
  static std::size_t begin_of(std::size_t block) { return first_block * ((std::size_t{1} << block) - 1); }
  static std::size_t stride_for(std::size_t size) {
    const std::size_t needed = (head + size + 7) / 8 * 8;
    return needed > most ? least : std::max(needed, least);
  }

  /// Where an entry stands.
  struct Entry {
    char* at;
    std::size_t stride;
    std::string_view text() const {
      const std::uint32_t size = load<std::uint32_t>(at);
      return {head + size <= stride ? at + head : load<const char*>(at + 2 * head), size};
    }
    void prefetch() const {
      __builtin_prefetch(at);
      __builtin_prefetch(at + stride - 1);             // the next line, perhaps
    }
  };
  Entry entry(std::uint32_t index) const {
    const std::size_t block = block_of(index);
    const std::size_t stride = strides[block];
    return {reinterpret_cast<char*>(origins[block].load(std::memory_order_acquire) + index * stride), stride};
  }
  std::string_view text(std::uint32_t index) const { return entry(index).text(); }
  /// @param keep  copies a text for which the block has no room.
  template <typename Keep>
  std::uint32_t add(Room& room, std::string_view text, Keep&& keep) {
    if (room.next == room.end) {
      const std::uint32_t more = std::clamp(room.used / 64, 1u, 16u);   // few: small arrays by symbol stay small
      room.next = count.fetch_add(more, std::memory_order_relaxed);
      room.end = room.next + more;
    }
    put(room.next, text, std::forward<Keep>(keep));
    ++room.used;
    return room.next++;
  }

 private:
  template <typename Keep>
  void put(std::uint32_t index, std::string_view text, Keep&& keep) {
    const std::size_t block = block_of(index);
    if (block >= block_count) throw std::length_error("more than four billion different texts");
    if (origins[block].load(std::memory_order_acquire) == 0) {
      const std::lock_guard lock(mutex);
      if (origins[block].load(std::memory_order_relaxed) == 0) {
        strides[block] = stride_for(text.size());
        owned[block] = ZeroMemory((first_block << block) * strides[block], Access::all_over);
        origins[block].store(reinterpret_cast<std::uintptr_t>(owned[block].begin()) - begin_of(block) * strides[block], std::memory_order_release);
      }
    }
    const Entry place = entry(index);
    const std::uint32_t size = static_cast<std::uint32_t>(text.size());
    std::memcpy(place.at, &size, head);
    if (head + text.size() <= place.stride) {
      std::memcpy(place.at + head, text.data(), text.size());
    } else {
      const char* const elsewhere = keep(text);
      std::memcpy(place.at + 2 * head, &elsewhere, sizeof elsewhere);
    }
  }
};

/// Memory of texts for which their block has no room.
class LongTexts {
 public:
  const char* keep(std::string_view text) {
    if (text.size() > free_bytes_) {
      const std::size_t chunk = std::max(arena_chunk, text.size());
      arena_.push_back(std::make_unique_for_overwrite<char[]>(chunk));
      free_at_ = arena_.back().get();
      free_bytes_ = chunk;
    }
    const char* const kept = free_at_;
    std::memcpy(free_at_, text.data(), text.size());
    free_at_ += text.size();
    free_bytes_ -= text.size();
    return kept;
  }

 private:
  static constexpr std::size_t arena_chunk = 64 << 10;
  std::vector<std::unique_ptr<char[]>> arena_;
  char* free_at_ = nullptr;
  std::size_t free_bytes_ = 0;
};

}  // namespace rosterkit::model
