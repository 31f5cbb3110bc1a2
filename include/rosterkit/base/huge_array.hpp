// Arrays for look-ups at random places. In pages of 4 KiB nearly every such look-up misses the processor's table of pages
// too, which costs more than the memory itself; large arrays ask for huge pages, where the system has them (Linux).
#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>

namespace rosterkit {

/// Memory for large arrays, aligned to 64 bytes or, from 1 MiB on, to a huge page. Never null: throws std::bad_alloc.
void* allocate_huge(std::size_t bytes);
/// The same, all bytes zero; what comes fresh from the system is not cleared again.
void* allocate_huge_zeros(std::size_t bytes);
void free_huge(void* memory);                             ///< of either

/// A fixed number of elements, all bytes zero. Elements must be plain data.
template <typename T>
class HugeArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T> && alignof(T) <= 64);

 public:
  HugeArray() = default;
  explicit HugeArray(std::size_t size) : memory_(size == 0 ? nullptr : allocate_huge_zeros(size * sizeof(T))), size_(size) {}
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* data() { return static_cast<T*>(memory_.get()); }
  const T* data() const { return static_cast<const T*>(memory_.get()); }
  T& operator[](std::size_t index) { return data()[index]; }
  const T& operator[](std::size_t index) const { return data()[index]; }

 private:
  struct Free { void operator()(void* memory) const { free_huge(memory); } };
  std::unique_ptr<void, Free> memory_;
  std::size_t size_ = 0;
};

}  // namespace rosterkit
