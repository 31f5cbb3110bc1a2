// Work in a thread of its own: what it finds, what it throws, and that nobody goes before it has ended.
#include "rosterkit/base/beside.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#if defined(__linux__)
#include <pthread.h>
#include <sched.h>
#endif

using rosterkit::Beside;

TEST_CASE("a thread finds something out meanwhile, and it is asked for once") {
  Beside<std::unique_ptr<std::thread::id>> beside([] { return std::make_unique<std::thread::id>(std::this_thread::get_id()); });
  CHECK(beside.has_work());
  CHECK(*beside.get() != std::this_thread::get_id());
  CHECK_FALSE(beside.has_work());
  CHECK_FALSE(Beside<int>().has_work());
}

TEST_CASE("what the work throws is thrown where the result is asked for") {
  Beside<int> beside([]() -> int { throw std::runtime_error("no"); });
  CHECK_THROWS_AS(beside.get(), std::runtime_error);
}

TEST_CASE("who lets go of the work waits for its end, also where other work takes its place") {
  std::atomic<int> ended = 0;
  const auto slowly = [&ended] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    ++ended;
  };
  {
    Beside<void> beside(slowly);
    beside = Beside<void>(slowly);
    CHECK(ended >= 1);
    Beside<void> moved(std::move(beside));
    CHECK(moved.has_work());
  }
  CHECK(ended == 2);
}

#if defined(__linux__)
TEST_CASE("where a thread begins does not bind it: it may go wherever the caller may") {
  const auto allowed = [] {
    cpu_set_t set;
    CPU_ZERO(&set);
    pthread_getaffinity_np(pthread_self(), sizeof set, &set);
    return set;
  };
  const cpu_set_t mine = allowed();
  std::atomic<bool> begun = false;
  bool same = false;
  std::thread thread([&] {
    while (!begun) std::this_thread::yield();
    const cpu_set_t its = allowed();
    same = CPU_EQUAL(&mine, &its);
  });
  rosterkit::begin_elsewhere(thread);
  begun = true;
  thread.join();
  CHECK(same);
}
#endif
