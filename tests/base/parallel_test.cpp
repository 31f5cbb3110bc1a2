// Pieces of work for several threads.
#include "rosterkit/base/parallel.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

using rosterkit::in_parallel;
using rosterkit::waiting_in_parallel;

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

TEST_CASE("who waits takes nobody away from who computes") {
  std::atomic<int> waiting{0}, together{0}, met{0};
  std::atomic<bool> done{false};
  const auto until = [](auto&& holds, int seconds = 10) {   // so that a fault ends the test
    for (int i = 0; i < 100 * seconds && !holds(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return holds();
  };
  std::thread disk([&] {
    waiting_in_parallel(3, 3, [&](std::size_t, unsigned) {
      ++waiting;
      until([&] { return done.load(); }, 60);
    });
  });
  CHECK(until([&] { return waiting == 3; }));
  in_parallel(2, 2, [&](std::size_t, unsigned) {          // each piece needs the other one to be under way
    ++together;
    met += until([&] { return together == 2; }) ? 1 : 0;
  });
  CHECK(met == 2);
  done = true;
  disk.join();
}

TEST_CASE("no pieces, no work") {
  in_parallel(2, 0, [](std::size_t, unsigned) { FAIL("nothing to do"); });
}

TEST_CASE("a piece may have pieces of its own") {
  std::atomic<int> done{0};
  in_parallel(3, 8, [&](std::size_t, unsigned) { in_parallel(3, 8, [&](std::size_t, unsigned) { ++done; }); });
  CHECK(done == 64);
}

TEST_CASE("the threads that are kept serve callers in several threads, call after call") {
  std::atomic<int> done{0};
  const auto caller = [&] {
    for (int call = 0; call < 200; ++call) in_parallel(4, 5, [&](std::size_t, unsigned) { ++done; });
  };
  std::thread other(caller);
  caller();
  other.join();
  CHECK(done == 2000);
}

TEST_CASE("after a piece that threw, the next call is as good as new") {
  for (int call = 0; call < 20; ++call) {
    CHECK_THROWS(in_parallel(3, 100, [](std::size_t, unsigned) { throw std::runtime_error("all"); }));
    std::atomic<int> done{0};
    in_parallel(3, 10, [&](std::size_t, unsigned) { ++done; });
    CHECK(done == 10);
  }
}

TEST_CASE("a helper that looks out for the next call, and one that has gone to sleep meanwhile, both come") {
  for (const auto pause : {std::chrono::microseconds(0), std::chrono::microseconds(30), std::chrono::microseconds(60), std::chrono::microseconds(2000)}) {
    for (int call = 0; call < 50; ++call) {
      std::atomic<int> present{0};
      // Each piece waits for the other one: two threads must have come.
      in_parallel(2, 2, [&](std::size_t, unsigned) {
        ++present;
        while (present < 2) std::this_thread::yield();
      });
      CHECK(present == 2);
      std::this_thread::sleep_for(pause);
    }
  }
}
