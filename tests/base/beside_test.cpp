// Work in a thread of its own: what it finds, what it throws, and that nobody goes before it has ended.
#include "rosterkit/base/beside.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>
#if defined(__linux__)
#include <pthread.h>
#include <sched.h>
#endif
#if defined(__unix__)
#include <sys/wait.h>
#include <unistd.h>
#endif

#include "rosterkit/base/parallel.hpp"

using rosterkit::Begin;
using rosterkit::Beside;

TEST_CASE("a thread finds something out meanwhile, and it is asked for once") {
  Beside<std::unique_ptr<std::thread::id>> beside([] { return std::make_unique<std::thread::id>(std::this_thread::get_id()); });
  CHECK(beside.has_work());
  CHECK(*beside.get() != std::this_thread::get_id());
  CHECK_FALSE(beside.has_work());
  CHECK_FALSE(Beside<int>().has_work());
}

TEST_CASE("whether it is done can be asked without waiting") {
  std::atomic<bool> may_end = false;
  Beside<void> beside([&] {
    while (!may_end) std::this_thread::yield();
  });
  CHECK_FALSE(beside.is_done());
  may_end = true;
  beside.wait();
  CHECK(beside.is_done());
  CHECK(Beside<int>().is_done());
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

TEST_CASE("a thread that has ended its work does that of who comes next") {
  const auto who = [](Begin when) { return Beside<std::thread::id>([] { return std::this_thread::get_id(); }, when).get(); };
  const auto idle_by_now = [] { std::this_thread::sleep_for(std::chrono::milliseconds(20)); };
  const auto first = who(Begin::at_once);
  idle_by_now();
  std::set<std::thread::id> all{first};
  for (int i = 0; i < 8; ++i) {
    all.insert(who(i % 2 == 0 ? Begin::at_once : Begin::in_turn));
    idle_by_now();
  }
  CHECK(all.size() <= 4);                                // others may be there since an earlier test
  CHECK(who(Begin::waiting) != first);
}

TEST_CASE("what is to begin at once waits for nobody; what may wait makes no thread of its own") {
  std::atomic<bool> done = false;
  std::atomic<int> blocked = 0;
  const auto block = [&] {
    ++blocked;
    while (!done) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  };
  std::vector<Beside<void>> blocking;
  for (int i = 0; i < 6; ++i) blocking.emplace_back(block);
  for (int i = 0; i < 5000 && blocked < 6; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK(blocked == 6);                                   // six threads at the same time
  CHECK(Beside<int>([] { return 1; }).get() == 1);
  done = true;
  for (Beside<void>& each : blocking) each.get();
  CHECK(Beside<int>([] { return 2; }, Begin::in_turn).get() == 2);
}

TEST_CASE("who computes in parallel has his helpers while others are at work beside him") {
  std::atomic<bool> done = false;
  std::atomic<int> together = 0, met = 0;
  const auto until = [](auto&& holds) {                  // so that a fault ends the test
    for (int i = 0; i < 5000 && !holds(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return holds();
  };
  Beside<void> first([&] { until([&] { return done.load(); }); }), second([&] { until([&] { return done.load(); }); });
  rosterkit::in_parallel(3, 3, [&](std::size_t, unsigned) {   // each piece needs the others to be under way
    ++together;
    met += until([&] { return together == 3; }) ? 1 : 0;
  });
  CHECK(met == 3);
  done = true;
}

#if defined(__unix__)
TEST_CASE("a child that is forked has threads of its own") {
  rosterkit::prepare_to_wait(3);
  rosterkit::in_parallel(2, 50, [](std::size_t, unsigned) {});
  CHECK(Beside<int>([] { return 1; }, Begin::waiting).get() == 1);
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);                                           // a thread that is not there would be waited for without end
    std::atomic<int> done = 0;
    for (const Begin when : {Begin::at_once, Begin::in_turn, Begin::waiting}) done += Beside<int>([] { return 1; }, when).get();
    rosterkit::in_parallel(3, 50, [&](std::size_t, unsigned) { ++done; });
    _exit(done == 53 ? 7 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 7));
}
#endif

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
