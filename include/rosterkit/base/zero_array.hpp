// Arrays of zeros for look-ups at random places. What is fresh from the system is zero already, and takes memory only where it is touched.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

#include "rosterkit/base/parallel.hpp"

namespace rosterkit {

/// A fixed number of elements, all bytes zero at first, aligned to a line of the cache. Elements must be plain data.
template <typename T>
class ZeroArray {
  static constexpr std::size_t line = 64;
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T> && alignof(T) <= line);

 public:
  ZeroArray() = default;
  /// Aligned by hand: no function gives memory that is aligned and zero, and to clear it again would touch all of it.
  explicit ZeroArray(std::size_t size) : size_(size) {
    if (size == 0) return;
    std::size_t room = size * sizeof(T) + line;
    memory_.reset(std::calloc(room, 1));
    if (!memory_) throw std::bad_alloc();
    void* begin = memory_.get();
    begin_ = static_cast<T*>(std::align(line, size * sizeof(T), begin, room));
  }
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
  struct Free { void operator()(void* memory) const { std::free(memory); } };
  std::unique_ptr<void, Free> memory_;
  T* begin_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace rosterkit
