// Work in a thread of its own beside the caller's, from its first instant.
//
// A system may begin a thread on the processor of who made it and let it wait there for its turn, though another processor has nothing to
// do: 3 to 5 ms, one turn of who computes. It sees to that later, and a small run is over by then (10,000 students: 7 to 8 % of the time).
#pragma once

#include <future>
#include <thread>
#include <utility>

namespace rosterkit {

/// Moves a thread that was just made to another processor than the caller's, where one may be used. Later it goes where the system puts it.
void begin_elsewhere(std::thread& fresh);

/// What a thread finds out meanwhile: std::async, whose thread begins elsewhere. Who destroys it waits for the thread.
template <typename T>
class Beside {
 public:
  Beside() = default;
  template <typename Work>
  explicit Beside(Work work) {
    std::packaged_task<T()> task(std::move(work));
    found_ = task.get_future();
    thread_ = std::thread(std::move(task));
    begin_elsewhere(thread_);
  }
  Beside(Beside&&) noexcept = default;
  Beside& operator=(Beside&& other) noexcept {
    wait();
    found_ = std::move(other.found_);
    thread_ = std::move(other.thread_);
    return *this;
  }
  ~Beside() { wait(); }

  bool has_work() const { return found_.valid(); }       ///< and nobody has asked for its result
  void wait() {
    if (thread_.joinable()) thread_.join();
  }
  /// Once. Throws what the work threw.
  T get() {
    wait();
    return found_.get();
  }

 private:
  std::future<T> found_;
  std::thread thread_;
};

}  // namespace rosterkit
