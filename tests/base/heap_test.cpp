// What malloc is told changes nothing that a program can see, but how much it asks the system for, and in which pages.
#include "rosterkit/base/heap.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <thread>
#include <vector>
#if defined(__GLIBC__)
#include <malloc.h>
#include <sys/resource.h>

#include "rosterkit/base/zero_memory.hpp"
#endif

namespace rosterkit {
namespace {

#if defined(__GLIBC__)
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool malloc_is_of_the_system = false;
#else
constexpr bool malloc_is_of_the_system = true;
#endif

/// As reading takes it: columns of many sizes, of which most are kept. @returns whether each holds what it was given.
bool columns_are_usable(std::size_t bytes) {
  std::vector<std::vector<char>> kept;
  for (std::size_t taken = 0; taken < bytes;) {
    heap_in_large_pages();
    const std::size_t size = 30'000 + 7'919 * (kept.size() % 50);
    const std::vector<char> while_reading(2 * size, 'r');
    kept.emplace_back(size, static_cast<char>(kept.size()));
    taken += size;
  }
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!std::all_of(kept[i].begin(), kept[i].end(), [i](char c) { return c == static_cast<char>(i); })) return false;
  }
  return true;
}
#endif

}  // namespace

#if defined(__GLIBC__)
// First of all: the heap of a thread that has ended goes to the next one as it is.
TEST_CASE("however much is expected, no more than a thread's heap holds is asked for at once, and a small input asks for nothing") {
  std::vector<std::size_t> asked;
  std::thread([&] {
    asked.reserve(4);
    for (const std::uint64_t bytes : {std::uint64_t{60'000}, std::uint64_t{100'000}, UINT64_MAX, UINT64_MAX}) {
      const std::size_t before = mallinfo2().arena;
      expect_memory(bytes);
      asked.push_back(mallinfo2().arena - before);
    }
  }).join();
  CHECK(asked[0] == 0);
  CHECK(asked[1] <= 100'000);                              // and is no reason not to set much aside later
  if (malloc_is_of_the_system) CHECK(asked[2] >= (16u << 20));
  CHECK(asked[2] <= (64u << 20));
  CHECK(asked[3] == 0);                                    // once is enough
}
#endif

TEST_CASE("memory is as usable after any expectation as before") {
  for (const std::uint64_t bytes : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2} << 20, std::uint64_t{9'999'999}, UINT64_MAX}) {
    bool usable = false;
    std::thread([&] {                                      // each thread expects once
      expect_memory(bytes);
      std::vector<char> memory(5u << 20, 'x');
      usable = memory.front() == 'x' && memory.back() == 'x';
    }).join();
    CHECK(usable);
  }
}

#if defined(__GLIBC__)
TEST_CASE("where large pages are used, neither the main thread's heap nor that of another is in small ones") {
  const auto faults = [](auto&& work) {
    rusage before{}, after{};
    getrusage(RUSAGE_SELF, &before);
    work();
    getrusage(RUSAGE_SELF, &after);
    return after.ru_minflt - before.ru_minflt;
  };
  constexpr std::size_t bytes = 150u << 20;                // more than the heap of a thread, so that others follow
  use_large_pages();
  bool usable = false;
  const auto of_main = faults([&] { usable = columns_are_usable(bytes); });
  CHECK(usable);
  const auto of_thread = faults([&] {
    std::thread([&] {
      expect_memory(UINT64_MAX);
      usable = columns_are_usable(bytes);
    }).join();
  });
  CHECK(usable);
  if (!malloc_is_of_the_system) return;
  const auto of_large_page = faults([] {
    const ZeroMemory page(ZeroMemory::large_page, Access::all_over);
    for (std::size_t i = 0; i < ZeroMemory::large_page; i += 4096) page.begin()[i] = 1;
  });
  if (of_large_page > 100) {
    WARN("this system has no large pages to give");
    return;
  }
  CHECK(of_main < static_cast<long>(bytes / 4096 / 4));
  CHECK(of_thread < static_cast<long>(bytes / 4096 / 4));
}
#endif

}  // namespace rosterkit
