// Threads that take pieces of work in turn. They are kept between calls: a run has some fifty steps, and on a small set to
// start and to end a thread for each of them took longer than the steps themselves. And a call waits for nobody who has not
// begun: where the caller has done all pieces before a thread is awake, that thread is not needed any more. Work of Beside is done by
// the same threads: to make one takes 0.3 ms on some machines, where to wake one takes 0.02.
#include "rosterkit/base/parallel.hpp"

#if defined(__unix__)
#include <pthread.h>
#endif

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "rosterkit/base/beside.hpp"
#include "rosterkit/base/heap.hpp"

namespace rosterkit {
namespace {

using Work = std::function<void(std::size_t, unsigned)>;

void do_piece(const Work& work, std::size_t piece, unsigned worker) {
  heap_in_large_pages();
  work(piece, worker);
}

/// One call of in_parallel. It lives on the caller's stack: a helper may look at it only while it is counted in `helping`.
struct Task {
  const Work& work;
  const std::size_t pieces;
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr failure{};          // guarded by the crew's mutex
  std::atomic<unsigned> helping{0};      // changed under that mutex
};

/// Helpers. Nothing that they compute depends on them, so one crew serves all callers.
class Crew {
 public:
  enum class Member { computing, waiting };
  explicit Crew(Member members) : looks_out_(members == Member::computing && std::thread::hardware_concurrency() > 1) {}
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  void run(Task& task, unsigned helpers) {
    call(task, helpers);
    take(task, 0);
    std::unique_lock lock(mutex_);
    std::erase_if(calls_, [&](const Call& call) { return call.task == &task; });
    if (task.helping != 0) look_out(lock, [&] { return task.helping == 0; });
    left_.wait(lock, [&] { return task.helping == 0; });
  }
  void prepare(unsigned helpers) {
    const std::lock_guard lock(mutex_);
    while (threads_.size() < helpers) add_thread();
  }
  void begin(std::function<void()> work, Begin when) {
    {
      const std::lock_guard lock(mutex_);
      const bool may_wait = when == Begin::in_turn && !threads_.empty();
      if (!may_wait && threads_.size() <= busy_ + beside_.size()) add_thread();   // first: if none can be made, nobody does the work later, when its caller has gone
      beside_.push_back(std::move(work));
      ++news_;
    }
    called_.notify_one();
  }

 private:
  struct Call {
    Task* task;
    unsigned worker;
  };

  void call(Task& task, unsigned helpers) {
    {
      const std::lock_guard lock(mutex_);
      while (threads_.size() < helpers + beside_.size() + busy_beside_) add_thread();   // first, as above
      for (unsigned worker = 1; worker <= helpers; ++worker) calls_.push_back({&task, worker});
      ++news_;
    }
    for (unsigned worker = 1; worker <= helpers; ++worker) called_.notify_one();
  }

  void take(Task& task, unsigned worker) {
    for (std::size_t piece = task.next++; piece < task.pieces && !task.failed; piece = task.next++) {
      try {
        do_piece(task.work, piece, worker);
      } catch (...) {
        task.failed = true;
        const std::lock_guard lock(mutex_);
        if (!task.failure) task.failure = std::current_exception();
      }
    }
  }

  void add_thread() { begin_elsewhere(threads_.emplace_back([this] { help(); })); }

  /// Looks for a moment, without the lock, whether something has come about that is due any time, before the thread sleeps: to be woken takes
  /// 20 to 50 us, and between many of the steps of a small run there are fewer.
  template <typename ComeAbout>
  void look_out(std::unique_lock<std::mutex>& lock, const ComeAbout& come_about) const {
    using Clock = std::chrono::steady_clock;
    constexpr auto moment = std::chrono::microseconds(60);
    if (!looks_out_) return;
    lock.unlock();
    for (const auto end = Clock::now() + moment; !come_about() && Clock::now() < end;) {
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
    lock.lock();
  }

  void help() {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (calls_.empty() && beside_.empty()) look_out(lock, [&, before = news_.load()] { return news_ != before; });
      called_.wait(lock, [&] { return !calls_.empty() || !beside_.empty(); });
      ++busy_;
      if (!beside_.empty()) work_beside(lock);
      else help_with(lock);
    }
  }

  void work_beside(std::unique_lock<std::mutex>& lock) {
    std::function<void()> work = std::move(beside_.front());
    beside_.pop_front();
    ++busy_beside_;
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
    --busy_beside_;
    --busy_;
  }

  void help_with(std::unique_lock<std::mutex>& lock) {
    const Call call = calls_.front();
    calls_.pop_front();
    ++call.task->helping;
    lock.unlock();
    take(*call.task, call.worker);
    lock.lock();
    --busy_;                             // at once with the next: who sees the end of a call may give out other work, and needs no new thread for it
    if (--call.task->helping != 0) return;
    lock.unlock();                       // who is woken need not wait for it; the task may be gone from here on
    left_.notify_all();
    lock.lock();
  }

  std::mutex mutex_;
  std::condition_variable called_, left_;
  std::deque<Call> calls_;
  std::deque<std::function<void()>> beside_;     // that nobody has begun
  std::size_t busy_ = 0, busy_beside_ = 0;       // threads; the others are free, also one that has not begun to run
  std::atomic<unsigned> news_ = 0;               // steps with every call and work; changed under the mutex
  const bool looks_out_;                         // those that wait for the disk would only take the processor from who computes
  std::vector<std::thread> threads_;
};

/// Never destroyed: where the process ends all their members wait, and to wake each of them only to end takes longer than the end itself.
struct Crews {
  Crew* computing = new Crew(Crew::Member::computing);
  Crew* waiting = new Crew(Crew::Member::waiting);

  static Crews& of_process() {
    static Crews& all = *new Crews;
#if defined(__unix__)
    // Threads do not follow into a child that is forked: it begins with crews of its own, and those of its parent are nobody's there.
    static const int registered = pthread_atfork(nullptr, nullptr, [] { all = Crews(); });
    static_cast<void>(registered);
#endif
    return all;
  }
};

void with_crew(Crew& crew, unsigned jobs, std::size_t pieces, const Work& work) {
  const std::size_t workers = std::min<std::size_t>(std::max(1u, jobs), pieces);
  if (workers <= 1) {
    for (std::size_t piece = 0; piece < pieces; ++piece) do_piece(work, piece, 0);
    return;
  }
  Task task{work, pieces};
  crew.run(task, static_cast<unsigned>(workers - 1));
  if (task.failure) std::rethrow_exception(task.failure);
}
}  // namespace

void in_parallel(unsigned jobs, std::size_t pieces, const Work& work) {
  with_crew(*Crews::of_process().computing, jobs, pieces, work);
}

void begin_beside(std::function<void()> work, Begin when) {
  Crews& crews = Crews::of_process();
  (when == Begin::waiting ? crews.waiting : crews.computing)->begin(std::move(work), when);
}

void prepare_to_wait(unsigned jobs) { Crews::of_process().waiting->prepare(std::max(1u, jobs) - 1); }

void waiting_in_parallel(unsigned jobs, std::size_t pieces, const Work& work) {
  with_crew(*Crews::of_process().waiting, jobs, pieces, work);
}

}  // namespace rosterkit
