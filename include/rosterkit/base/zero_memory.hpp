// Zeros from the system. What is fresh from it is zero already, and takes memory only where it is touched.
#pragma once

#include <cstddef>
#include <memory>

namespace rosterkit {

/// How an array is looked at. All over, by the million: then nearly every look misses the processor's list of pages of 4 KiB, and to find
/// a page is a second way through memory, in a virtual machine a third one. Large pages spare that, and cost memory where few are touched.
enum class Access { few_places, all_over };

struct FreeZeros {
  std::size_t mapped = 0;                ///< bytes that were mapped; 0 = the memory is malloc's
  void operator()(void* memory) const;
};

/// Bytes that are zero, aligned to a line of the cache.
class ZeroMemory {
 public:
  static constexpr std::size_t line = 64;
  static constexpr std::size_t large_page = 2u << 20;  ///< of x86-64 and 64-bit ARM

  ZeroMemory() = default;
  /// Throws std::bad_alloc.
  ZeroMemory(std::size_t bytes, Access access);
  char* begin() const { return begin_; }

 private:
  std::unique_ptr<void, FreeZeros> memory_;
  char* begin_ = nullptr;
};

}  // namespace rosterkit
