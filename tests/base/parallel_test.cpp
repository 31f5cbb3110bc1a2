// Pieces of work for several threads.
#include "rosterkit/base/parallel.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <stdexcept>
#include <vector>

using rosterkit::in_parallel;

TEST_CASE("each piece is done once, whatever the number of threads") {
  for (const unsigned jobs : {0u, 1u, 2u, 7u}) {
    std::vector<std::atomic<int>> done(100);
    in_parallel(jobs, done.size(), [&](std::size_t piece, unsigned) { ++done[piece]; });
    for (const auto& times : done) CHECK(times == 1);
  }
}

TEST_CASE("a worker's number is below the number of threads") {
  std::atomic<unsigned> largest{0};
  in_parallel(3, 50, [&](std::size_t, unsigned worker) {
    unsigned seen = largest;
    while (worker > seen && !largest.compare_exchange_weak(seen, worker)) {}
  });
  CHECK(largest < 3);
}

TEST_CASE("what a piece throws reaches the caller when all threads have ended") {
  CHECK_THROWS_AS(in_parallel(2, 1000, [](std::size_t piece, unsigned) { if (piece == 3) throw std::runtime_error("three"); }), std::runtime_error);
}

TEST_CASE("no pieces, no work") {
  in_parallel(2, 0, [](std::size_t, unsigned) { FAIL("nothing to do"); });
}
