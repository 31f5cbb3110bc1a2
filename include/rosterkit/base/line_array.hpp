// Arrays of zeros for look-ups at random places: their elements share as few lines of the cache as can be.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

#include "rosterkit/base/touch_pages.hpp"

namespace rosterkit {

/// A fixed number of elements, all bytes zero, aligned to a line of the cache. Elements must be plain data.
///
/// It takes all of its memory at once. What is to be touched here and there only belongs into a ZeroArray.
template <typename T>
class LineArray {
  static constexpr std::size_t line = 64;
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T> && alignof(T) <= line);

 public:
  LineArray() = default;
  /// Aligned by hand: no function gives memory that is aligned and zero, and to clear what is fresh from the system again is wasted.
  explicit LineArray(std::size_t size, unsigned jobs = 1) : size_(size) {
    if (size == 0) return;
    const std::size_t bytes = size * sizeof(T);
    memory_.reset(std::calloc(bytes + line, 1));
    if (!memory_) throw std::bad_alloc();
    void* begin = memory_.get();
    std::size_t room = bytes + line;
    begin_ = static_cast<T*>(std::align(line, bytes, begin, room));
    touch_pages(begin, bytes, jobs);
  }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* data() { return begin_; }
  const T* data() const { return begin_; }
  T& operator[](std::size_t index) { return begin_[index]; }
  const T& operator[](std::size_t index) const { return begin_[index]; }

 private:
  struct Free { void operator()(void* memory) const { std::free(memory); } };
  std::unique_ptr<void, Free> memory_;
  T* begin_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace rosterkit
