// How malloc goes about memory. A run asks for large pieces, gives them back, and asks again. The usual way of glibc, to return each of them to
// the system and to take what is missing in small steps (single pages, in the heap of a thread), costs a fault for every 4 KiB that are touched
// anew. A fault takes 0.25 us on a machine of its own and 1.3 to 2.4 in most virtual ones, in all 8 of 60 ms on 10,000 students; where the host
// keeps the tables of pages it takes 10 to 14, a quarter of a large run. One heap for all threads was tried, and takes longer than the faults
// that it saves.
#include "rosterkit/base/heap.hpp"

#include "rosterkit/base/kept_until_exit.hpp"
#include "rosterkit/base/zero_memory.hpp"
#if defined(__GLIBC__)
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <mutex>
#endif

namespace rosterkit {

#if defined(__GLIBC__)

namespace {

constexpr std::size_t large_page = ZeroMemory::large_page;
constexpr std::size_t least_expected = 64u << 10; // less is a few faults
constexpr std::size_t most_expected = 16u << 20; // more is worth less: what it saves is small beside reading so much
// Larger pieces come from the system and go back to it: columns of a whole table of a large set. Without a limit of ours malloc raises
// its own to what was ever given back (32 MiB at most), and a million students take 15 MiB more; with 4 MiB they take 14 less, and 3 % longer.
constexpr int usual_threshold = 16 << 20;
constexpr std::size_t heap_of_thread = 64u << 20; // glibc's: reserved whole, at a multiple of its size

std::atomic<bool> large_pages_used = false;

void put_in_large_pages(std::uintptr_t begin, std::uintptr_t end) { madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE); }

/// Memory of the thread's own heap, however large.
void* from_heap(std::size_t size) {
  static std::mutex one_at_a_time;               // the settings are everybody's
  const std::lock_guard lock(one_at_a_time);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, heap_of_thread);
  void* const piece = std::malloc(size);
  mallopt(M_MMAP_THRESHOLD, usual_threshold);
  return piece;
}

/// In one call of the system instead of two for each page: to lengthen the heap, and to answer the fault.
void take_small_pages(std::size_t bytes) {
  constexpr std::uintptr_t page = 4096;
  void* const piece = from_heap(bytes);
  if (piece == nullptr) return;
#if defined(MADV_POPULATE_WRITE)
  const std::uintptr_t begin = (reinterpret_cast<std::uintptr_t>(piece) + page - 1) / page * page;
  madvise(reinterpret_cast<void*>(begin), (bytes / page - 1) * page, MADV_POPULATE_WRITE);
#endif
  std::free(piece);
}

/// Whether 512 small pages take longer than a large one even if that has to be fetched from the host of a virtual machine (0.9 to 4 ms).
bool small_pages_are_dear() {
  using Clock = std::chrono::steady_clock;
  constexpr std::size_t page = 4096, pages = 16;
  constexpr auto dear = std::chrono::microseconds(4);
  void* const memory = mmap(nullptr, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return false;
  auto least = Clock::duration::max();           // whatever came between: the quickest of them all
  for (std::size_t i = 0; i < pages; ++i) {
    const auto begin = Clock::now();
    static_cast<volatile char*>(memory)[i * page] = 1;
    least = std::min(least, Clock::now() - begin);
  }
  munmap(memory, pages * page);
  return least > dear;
}

}  // namespace

void expect_threads(unsigned computing) { mallopt(M_ARENA_MAX, static_cast<int>(std::max(2u, computing))); }

void expect_memory(std::uint64_t bytes) {
  const bool large_run = bytes > most_expected;
  if (large_run) {
    static const bool dear = small_pages_are_dear();
    if (dear) use_large_pages();
  }
  // A heap that grows by small steps is never long enough for a large page, so nearly all of it is asked for.
  const std::size_t most = large_pages_used ? heap_of_thread - 3 * large_page : most_expected;
  const std::size_t pages = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, most)) / large_page;
  thread_local bool expected = false;
  if (bytes < least_expected || expected) return;
  if (pages == 0) return take_small_pages(bytes);           // a large page would be cleared for what needs a few small ones
  expected = true;
  void* const piece = from_heap((pages + 1) * large_page);
  if (piece == nullptr) return;
  const auto begin = (reinterpret_cast<std::uintptr_t>(piece) + large_page - 1) / large_page * large_page;
  // A virtual machine tells its host of large pages that are free, and the host may take them back: to fetch one again takes 0.9 to 4 ms (else
  // 0.1), where 512 small ones mostly take 0.7 to 1.2. So there a large run, which may be the first for long, does without.
  if (!large_run) put_in_large_pages(begin, begin + pages * large_page);
  std::free(piece);                              // to the heap, which keeps it (M_TRIM_THRESHOLD) and gives it out first
  // What lies before the first large page would be given out first of all, in small ones: it is taken for good, and never touched.
  const std::size_t before = begin - reinterpret_cast<std::uintptr_t>(piece);
  if (before > 4096) keep_until_exit(from_heap(before - 64));
  heap_in_large_pages();
}

void use_large_pages() {
  if (!large_pages_used.exchange(true)) mallopt(M_TOP_PAD, static_cast<int>(heap_of_thread - (1u << 20)));   // the heaps that follow, too
}

/// What malloc gives out next lies in the newest piece of the heap, or in an older one that had been seen when it was the newest.
void heap_in_large_pages() {
  if (!large_pages_used.load(std::memory_order_relaxed)) return;
  static std::atomic<std::uintptr_t> seen_end = 0;           // of the main thread's heap, which is one, and grows
  thread_local std::uintptr_t seen_heap = 0;
  void* const piece = std::malloc(usual_threshold - (1u << 20));   // so much is found in the newest piece only; nobody touches it
  if (piece == nullptr) return;
  const auto newest = reinterpret_cast<std::uintptr_t>(piece);
  std::free(piece);
  const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0));
  if (newest < end) {
    const std::uintptr_t seen = seen_end.exchange(end);
    if (seen < end) put_in_large_pages((seen == 0 ? newest : seen) / large_page * large_page, end);
  } else if (newest / heap_of_thread != seen_heap) {
    seen_heap = newest / heap_of_thread;
    put_in_large_pages(seen_heap * heap_of_thread, (seen_heap + 1) * heap_of_thread);
  }
}

void give_memory_back() { malloc_trim(0); }

#else

void expect_threads(unsigned) {}
void expect_memory(std::uint64_t) {}
void use_large_pages() {}
void heap_in_large_pages() {}
void give_memory_back() {}

#endif

}  // namespace rosterkit
