// Arrays of zeros of which mostly little is ever written: pages that nobody touches take no memory.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

#include "rosterkit/base/touch_pages.hpp"

namespace rosterkit {

/// A fixed number of elements, all bytes zero at first. Elements must be plain data.
template <typename T>
class ZeroArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T> && alignof(T) <= alignof(std::max_align_t));

 public:
  ZeroArray() = default;
  explicit ZeroArray(std::size_t size) : memory_(size == 0 ? nullptr : static_cast<T*>(std::calloc(size, sizeof(T)))), size_(size) {
    if (size != 0 && !memory_) throw std::bad_alloc();
  }
  std::size_t size() const { return size_; }
  /// Takes the memory after all, where nearly each page will be written.
  void take_memory(unsigned jobs) { touch_pages(memory_.get(), size_ * sizeof(T), jobs); }
  T& operator[](std::size_t index) { return memory_.get()[index]; }
  const T& operator[](std::size_t index) const { return memory_.get()[index]; }

 private:
  struct Free { void operator()(T* memory) const { std::free(memory); } };
  std::unique_ptr<T, Free> memory_;
  std::size_t size_ = 0;
};

}  // namespace rosterkit
