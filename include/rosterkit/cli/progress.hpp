// A line on stderr that says how far the run is: after the first second, a few times a second, gone at the end. Only for
// people: on a terminal, unless --progress says otherwise.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "rosterkit/cli/options.hpp"
#include "rosterkit/cli/terminal.hpp"

namespace rosterkit::cli {

class Progress {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;   ///< a seam for tests

  Progress(const Options& options, Terminal& terminal, Clock clock = std::chrono::steady_clock::now);

  bool wanted() const { return wanted_; }
  /// May be called from several threads.
  void show(std::uint64_t done_bytes, std::uint64_t total_bytes, std::uint64_t records);
  /// Takes the line away, so that what follows starts at the left.
  void clear();

 private:
  Terminal& terminal_;
  Clock clock_;
  bool wanted_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point start_, next_;
  std::size_t shown_ = 0;        ///< characters on the screen now
};

/// "12 % of 797 MB, 1,234,567 records, 240 MB/s", or without the total where it is not known. The rate is that since the start.
std::string progress_text(std::uint64_t done_bytes, std::uint64_t total_bytes, std::uint64_t records, std::chrono::milliseconds since_start);

}  // namespace rosterkit::cli
