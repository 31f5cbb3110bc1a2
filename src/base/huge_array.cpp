// Huge pages are a request: where there are none, the memory is the same, only slower.
#include "rosterkit/base/huge_array.hpp"

#include <cstdlib>
#include <new>
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace rosterkit {

void* allocate_huge(std::size_t bytes) {
  constexpr std::size_t huge_page = 2u << 20;             // of x86-64 and 64-bit ARM
  const std::size_t alignment = bytes >= huge_page / 2 ? huge_page : 64;
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* const memory = std::aligned_alloc(alignment, rounded);
  if (memory == nullptr) throw std::bad_alloc();
#if defined(__linux__)
  if (alignment == huge_page) madvise(memory, rounded, MADV_HUGEPAGE);   // a refusal changes nothing
#endif
  return memory;
}

void free_huge(void* memory) { std::free(memory); }

}  // namespace rosterkit
