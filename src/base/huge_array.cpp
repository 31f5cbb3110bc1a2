// Huge pages are a request: where there are none, the memory is the same, only slower.
#include "rosterkit/base/huge_array.hpp"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "rosterkit/base/load.hpp"

namespace rosterkit {

namespace {

constexpr std::size_t huge_page = 2u << 20, small_page = 4u << 10;   // of x86-64 and 64-bit ARM

/// Aligns by hand, since no function of C++ gives memory that is aligned and zero. What was allocated is noted before it.
template <typename Allocate>
void* aligned(std::size_t bytes, Allocate allocate) {
  const std::size_t alignment = bytes >= huge_page / 2 ? huge_page : 64;
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* const all = allocate(rounded + alignment + sizeof(void*));
  if (all == nullptr) throw std::bad_alloc();
  const auto behind_note = reinterpret_cast<std::uintptr_t>(all) + sizeof(void*);
  const std::uintptr_t begin = (behind_note + alignment - 1) / alignment * alignment;
  void* const memory = reinterpret_cast<void*>(begin);
  std::memcpy(static_cast<char*>(memory) - sizeof(void*), &all, sizeof all);
#if defined(__linux__)
  if (alignment == huge_page) madvise(memory, rounded, MADV_HUGEPAGE);   // a refusal changes nothing
#endif
  return memory;
}

}  // namespace

void* allocate_huge(std::size_t bytes) { return aligned(bytes, [](std::size_t size) { return std::malloc(size); }); }
void* allocate_huge_zeros(std::size_t bytes) {
  void* const memory = aligned(bytes, [](std::size_t size) { return std::calloc(size, 1); });
  // A page that is read before it is written costs two faults, since first all share one page of zeros, and the second one stops
  // the other processors to tell them.
  for (std::size_t at = 0; bytes >= small_page && at < bytes; at += small_page) static_cast<volatile char*>(memory)[at] = 0;
  return memory;
}

void free_huge(void* memory) {
  if (memory == nullptr) return;
  std::free(load<void*>(static_cast<char*>(memory) - sizeof(void*)));
}

}  // namespace rosterkit
