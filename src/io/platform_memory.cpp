// How malloc goes about memory. A run asks for large pieces, gives them back, and asks again. The usual way of glibc, to return each of
// them to the system and to take what is missing in small steps (single pages, in the heap of a thread), costs a fault of 1.5 us for every
// 4 KiB that are touched anew: 8 of 60 ms on 10,000 students. All of it is advice: where it is not understood, the memory is the same, only
// slower. One heap for all threads was tried, and takes longer than the faults that it saves.
#include "rosterkit/io/platform.hpp"

#include <algorithm>
#include <cstdlib>
#include <mutex>
#if defined(__GLIBC__)
#include <malloc.h>
#include <sys/mman.h>

#include "rosterkit/base/zero_memory.hpp"
#endif

namespace rosterkit::io::platform {

#if defined(__GLIBC__)

namespace {

constexpr std::size_t large_page = ZeroMemory::large_page;
constexpr std::size_t most_expected = 16u << 20; // more is worth less: what it saves is small beside reading so much
// Larger pieces come from the system and go back to it: columns of a whole table of a large set. Without a limit of ours malloc raises
// its own to what was ever given back (32 MiB at most), and a million students take 15 MiB more; with 4 MiB they take 14 less, and 3 % longer.
constexpr int usual_threshold = 16 << 20;

/// Memory of the thread's own heap, however large.
void* from_heap(std::size_t size) {
  static std::mutex one_at_a_time;               // the settings are everybody's
  const std::lock_guard lock(one_at_a_time);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, 2 * most_expected);
  void* const piece = std::malloc(size);
  mallopt(M_MMAP_THRESHOLD, usual_threshold);
  return piece;
}

}  // namespace

void expect_memory(std::uint64_t bytes) {
  const std::size_t pages = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, most_expected)) / large_page;
  if (pages == 0) return;                        // a large page would be cleared for what needs a few small ones
  void* const piece = from_heap((pages + 1) * large_page);
  if (piece == nullptr) return;
  const auto begin = (reinterpret_cast<std::uintptr_t>(piece) + large_page - 1) / large_page * large_page;
  // A virtual machine tells its host of large pages that are free, and the host may take them back: to fetch one again takes 0.9 to 4 ms,
  // where 512 small ones take 0.7. So a large run, which may be the first for long, does without.
  if (bytes <= most_expected) madvise(reinterpret_cast<void*>(begin), pages * large_page, MADV_HUGEPAGE);
  std::free(piece);                              // to the heap, which keeps it (M_TRIM_THRESHOLD) and gives it out first
}

void give_memory_back() { malloc_trim(0); }

#else

void expect_memory(std::uint64_t) {}
void give_memory_back() {}

#endif

}  // namespace rosterkit::io::platform
