// Blocks for the disk.
#include "rosterkit/io/platform.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

using namespace rosterkit::io::platform;

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
