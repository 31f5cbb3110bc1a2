// Work beside the caller's, by a thread that others have used before where there is one.
//
// A system may begin a thread on the processor of who made it and let it wait there for its turn, though another processor has nothing to
// do: 3 to 5 ms, one turn of who computes. It sees to that later, and a small run is over by then (10,000 students: 7 to 8 % of the time).
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <utility>

namespace rosterkit {

/// Moves a thread that was just made to another processor than the caller's, where one may be used. Later it goes where the system puts it.
void begin_elsewhere(std::thread& fresh);

/// at_once: by a thread that has nothing else to do, or a new one. in_turn: by a thread that there is, when it has ended what it is at; only
/// for work that nothing before it waits for. waiting: at once, by one of those that mostly wait for the disk or the system.
enum class Begin { at_once, in_turn, waiting };

/// Has one of the threads of in_parallel(), or of waiting_in_parallel(), do @p work, which throws nothing.
void begin_beside(std::function<void()> work, Begin when);

/// What a thread finds out meanwhile: std::async, whose thread is kept for who comes next, and begins elsewhere. Who destroys it waits for the end.
template <typename T>
class Beside {
 public:
  Beside() = default;
  template <typename Work>
  explicit Beside(Work work, Begin when = Begin::at_once) {
    const auto task = std::make_shared<std::packaged_task<T()>>(std::move(work));
    found_ = task->get_future();
    begin_beside([task] { (*task)(); }, when);
  }
  Beside(Beside&&) noexcept = default;
  Beside& operator=(Beside&& other) noexcept {
    wait();
    found_ = std::move(other.found_);
    return *this;
  }
  ~Beside() { wait(); }

  bool has_work() const { return found_.valid(); }       ///< and nobody has asked for its result
  /// Without waiting; true where there is no work.
  bool is_done() const { return !found_.valid() || found_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }
  void wait() {
    if (found_.valid()) found_.wait();
  }
  /// Once. Throws what the work threw.
  T get() { return found_.get(); }

 private:
  std::future<T> found_;
};

}  // namespace rosterkit
