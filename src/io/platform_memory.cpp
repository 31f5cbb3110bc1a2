// Memory: how malloc goes about it, and blocks for the disk. A run asks for large pieces, gives them back, and asks again. The usual way of
// glibc, to return each of them to the system and to take what is missing in small steps (single pages, in the heap of a thread), costs a fault
// of 1.5 to 2.4 us for every 4 KiB that are touched anew: 8 of 60 ms on 10,000 students. All of it is advice: where it is not understood, the
// memory is the same, only slower. One heap for all threads was tried, and takes longer than the faults that it saves.
#include "rosterkit/io/platform.hpp"

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include "rosterkit/base/kept_until_exit.hpp"
#include "rosterkit/base/zero_memory.hpp"
#if defined(__GLIBC__)
#include <malloc.h>
#include <sys/mman.h>
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
  thread_local bool expected = false;
  if (pages == 0 || std::exchange(expected, true)) return;   // a large page would be cleared for what needs a few small ones
  void* const piece = from_heap((pages + 1) * large_page);
  if (piece == nullptr) return;
  const auto begin = (reinterpret_cast<std::uintptr_t>(piece) + large_page - 1) / large_page * large_page;
  // A virtual machine tells its host of large pages that are free, and the host may take them back: to fetch one again takes 0.9 to 4 ms (else
  // 0.1), where 512 small ones take 0.7 to 1.2. So a large run, which may be the first for long, does without.
  if (bytes <= most_expected) madvise(reinterpret_cast<void*>(begin), pages * large_page, MADV_HUGEPAGE);
  std::free(piece);                              // to the heap, which keeps it (M_TRIM_THRESHOLD) and gives it out first
  // What lies before the first large page would be given out first of all, in small ones: it is taken for good, and never touched.
  const std::size_t before = begin - reinterpret_cast<std::uintptr_t>(piece);
  if (before > 4096) keep_until_exit(from_heap(before - 64));
}

void give_memory_back() { malloc_trim(0); }

#else

void expect_memory(std::uint64_t) {}
void give_memory_back() {}

#endif

namespace {

/// Blocks in large pages that nobody uses. Never destroyed: the last ones come back when the process ends.
struct FreeBlocks {
  std::mutex mutex;
  std::vector<char*> blocks;                     // the one that came back last is given out first
  std::vector<ZeroMemory> pages;

  static FreeBlocks& of_process() {
    static FreeBlocks& all = *new FreeBlocks;
    return all;
  }
  char* take() {
    const std::lock_guard lock(mutex);
    if (blocks.empty()) {
      const ZeroMemory& page = pages.emplace_back(ZeroMemory::large_page, Access::all_over);
      blocks.reserve(pages.size() * ZeroMemory::large_page / Block::size);   // so that none that comes back needs memory
      for (std::size_t end = ZeroMemory::large_page; end != 0; end -= Block::size) blocks.push_back(page.begin() + end - Block::size);
    }
    char* const block = blocks.back();
    blocks.pop_back();
    return block;
  }
  void give_back(char* block) {
    const std::lock_guard lock(mutex);
    blocks.push_back(block);
  }
};

}  // namespace

char* Block::data() {
  if (bytes_ != nullptr) return bytes_.get();
  const bool large = bytes_.get_deleter().pages == Pages::large;
  bytes_.reset(large ? FreeBlocks::of_process().take() : static_cast<char*>(std::aligned_alloc(4096, size)));
  if (bytes_ == nullptr) throw std::bad_alloc();
  return bytes_.get();
}

void Block::GiveBack::operator()(char* bytes) const {
  if (pages == Pages::large) FreeBlocks::of_process().give_back(bytes);
  else std::free(bytes);
}

}  // namespace rosterkit::io::platform
