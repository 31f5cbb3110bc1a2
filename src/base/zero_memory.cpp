// Large pages are advice: where they are not understood, or the system has none, the memory is the same, only slower to look at.
#include "rosterkit/base/zero_memory.hpp"

#include <cstdlib>
#include <new>
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace rosterkit {
namespace {

using Zeros = std::unique_ptr<void, FreeZeros>;

Zeros small_pages(std::size_t room) { return Zeros(std::calloc(room, 1), FreeZeros{}); }

#if defined(__linux__)
Zeros large_pages(std::size_t room) {
  void* const memory = mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return {};
  madvise(memory, room, MADV_HUGEPAGE);
  return Zeros(memory, FreeZeros{room});
}
#else
Zeros large_pages(std::size_t room) { return small_pages(room); }
#endif

}  // namespace

void FreeZeros::operator()(void* memory) const {
#if defined(__linux__)
  if (mapped != 0) munmap(memory, mapped);
  else
#endif
    std::free(memory);
}

/// Aligned by hand: no function gives memory that is aligned and zero, and to clear it again would touch all of it.
ZeroMemory::ZeroMemory(std::size_t bytes, Access access) {
  if (bytes == 0) return;
  const bool large = access == Access::all_over && bytes >= large_page;
  const std::size_t alignment = large ? large_page : line;
  std::size_t room = bytes + alignment;
  memory_ = large ? large_pages(room) : small_pages(room);
  if (!memory_) throw std::bad_alloc();
  void* begin = memory_.get();
  begin_ = static_cast<char*>(std::align(alignment, bytes, begin, room));
}

}  // namespace rosterkit
