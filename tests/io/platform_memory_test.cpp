// What malloc is told changes nothing that a program can see, but how much it asks the system for.
#include "rosterkit/io/platform.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <vector>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

using namespace rosterkit::io::platform;

TEST_CASE("memory is as usable after any expectation as before") {
  for (const std::uint64_t bytes : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2} << 20, std::uint64_t{9'999'999}, UINT64_MAX}) {
    expect_memory(bytes);
    std::vector<char> memory(5u << 20, 'x');
    CHECK(memory.front() == 'x');
    CHECK(memory.back() == 'x');
  }
}

#if defined(__GLIBC__)
TEST_CASE("however much is expected, no more than 20 MiB is asked for at once, and a small input asks for nothing") {
  const auto asked = [](std::uint64_t bytes) {
    const std::size_t before = mallinfo2().arena;
    expect_memory(bytes);
    return mallinfo2().arena - before;
  };
  CHECK(asked(100'000) == 0);
  CHECK(asked(UINT64_MAX) <= (20u << 20));
}
#endif
