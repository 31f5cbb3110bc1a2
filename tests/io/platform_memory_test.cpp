// What malloc is told changes nothing that a program can see, but how much it asks the system for; and blocks for the disk.
#include "rosterkit/io/platform.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <thread>
#include <vector>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

using namespace rosterkit::io::platform;

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
TEST_CASE("however much is expected, no more than 20 MiB is asked for at once, and a small input asks for nothing") {
  std::vector<std::size_t> asked;
  std::thread([&] {
    asked.reserve(3);
    for (const std::uint64_t bytes : {std::uint64_t{100'000}, UINT64_MAX, UINT64_MAX}) {
      const std::size_t before = mallinfo2().arena;
      expect_memory(bytes);
      asked.push_back(mallinfo2().arena - before);
    }
  }).join();
  CHECK(asked[0] == 0);
  CHECK(asked[1] <= (20u << 20));
  CHECK(asked[2] == 0);                                    // once is enough
}
#endif

TEST_CASE("blocks are apart from each other, lie as a disk wants them, and are used again") {
  for (const auto pages : {Block::Pages::small, Block::Pages::large}) {
    std::set<char*> seen;
    {
      std::vector<Block> blocks;
      for (int i = 0; i < 40; ++i) {                       // more than a large page has
        char* const begin = blocks.emplace_back(pages).data();
        CHECK(reinterpret_cast<std::uintptr_t>(begin) % 4096 == 0);
        CHECK(blocks.back().data() == begin);
        std::fill_n(begin, Block::size, static_cast<char>(i));
        seen.insert(begin);
      }
      for (int i = 0; i < 40; ++i) {
        const char* const begin = blocks[i].data();
        CHECK(std::all_of(begin, begin + Block::size, [i](char c) { return c == static_cast<char>(i); }));
      }
    }
    CHECK(seen.size() == 40);
    Block next(pages);
    if (pages == Block::Pages::large) CHECK(seen.contains(next.data()));
  }
}
