// Arrays of zeros for look-ups at random places.
#pragma once

#include <algorithm>
#include <cstddef>
#include <type_traits>

#include "rosterkit/base/parallel.hpp"
#include "rosterkit/base/zero_memory.hpp"

namespace rosterkit {

/// A fixed number of elements, all bytes zero at first, aligned to a line of the cache. Elements must be plain data.
template <typename T>
class ZeroArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T> && alignof(T) <= ZeroMemory::line);

 public:
  ZeroArray() = default;
  explicit ZeroArray(std::size_t size, Access access = Access::few_places)
      : memory_(size * sizeof(T), access), begin_(reinterpret_cast<T*>(memory_.begin())), size_(size) {}
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* data() { return begin_; }
  const T* data() const { return begin_; }
  T& operator[](std::size_t index) { return begin_[index]; }
  const T& operator[](std::size_t index) const { return begin_[index]; }

  /// Takes all of the memory, where nearly each page will be written: one that is read before that costs two faults, and the second one
  /// stops the other processors. Call it while all is zero.
  void take_memory(unsigned jobs) {
    constexpr std::size_t page = 4096, piece = 64 * page;
    const std::size_t bytes = size_ * sizeof(T);
    if (bytes < page) return;
    volatile char* const begin = reinterpret_cast<volatile char*>(begin_);
    in_parallel(jobs, (bytes + piece - 1) / piece, [&](std::size_t number, unsigned) {
      for (std::size_t at = number * piece; at < std::min(bytes, (number + 1) * piece); at += page) begin[at] = 0;
    });
  }

 private:
  ZeroMemory memory_;
  T* begin_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace rosterkit
