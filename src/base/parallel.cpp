// Threads that take pieces of work in turn.
#include "rosterkit/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace rosterkit {

void in_parallel(unsigned jobs, std::size_t pieces, const std::function<void(std::size_t, unsigned)>& work) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto take = [&](unsigned worker) {
    for (std::size_t piece = next++; piece < pieces && !failed; piece = next++) {
      try {
        work(piece, worker);
      } catch (...) {
        failed = true;
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
      }
    }
  };
  std::vector<std::thread> threads;
  const std::size_t workers = std::min<std::size_t>(std::max(1u, jobs), std::max<std::size_t>(1, pieces));
  for (unsigned worker = 1; worker < workers; ++worker) threads.emplace_back(take, worker);
  take(0);
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace rosterkit
