// The progress line. It is drawn over itself with a carriage return, never longer than a narrow terminal.
#include "rosterkit/cli/progress.hpp"

#include "rosterkit/base/text.hpp"

#include <fmt/format.h>

namespace rosterkit::cli {
namespace {

using namespace std::chrono_literals;

std::string size_text(std::uint64_t bytes) {
  if (bytes >= 10'000'000'000) return fmt::format("{} GB", with_commas(bytes / 1'000'000'000));
  if (bytes >= 10'000'000) return fmt::format("{} MB", with_commas(bytes / 1'000'000));
  return fmt::format("{} kB", with_commas(bytes / 1'000));
}

}  // namespace

std::string progress_text(std::uint64_t done_bytes, std::uint64_t total_bytes, std::uint64_t records, std::chrono::milliseconds since_start) {
  std::string count = records == 0 ? "" : fmt::format(", {} records", with_commas(records));
  if (since_start.count() > 0) count += fmt::format(", {}/s", size_text(done_bytes * 1000 / static_cast<std::uint64_t>(since_start.count())));
  // The total is what directories and archives declare; more may come, but a share above 100 helps nobody.
  if (total_bytes == 0 || done_bytes > total_bytes) return size_text(done_bytes) + count;
  return fmt::format("{} % of {}{}", done_bytes * 100 / total_bytes, size_text(total_bytes), count);
}

Progress::Progress(const Options& options, Terminal& terminal, Clock clock)
    : terminal_(terminal),
      clock_(std::move(clock)),
      wanted_(options.progress == When::always || (options.progress == When::automatic && !options.quiet && terminal.err_is_terminal())),
      start_(clock_()),
      next_(start_ + 1s) {}

void Progress::show(std::uint64_t done_bytes, std::uint64_t total_bytes, std::uint64_t records) {
  if (!wanted_) return;
  const std::scoped_lock lock(mutex_);
  const auto now = clock_();
  if (now < next_) return;
  next_ = now + 200ms;
  std::string line = progress_text(done_bytes, total_bytes, records, std::chrono::duration_cast<std::chrono::milliseconds>(now - start_));
  const std::size_t length = line.size();
  if (length < shown_) line.append(shown_ - length, ' ');
  shown_ = length;
  terminal_.err("\r" + line);
}

void Progress::clear() {
  const std::scoped_lock lock(mutex_);
  if (shown_ == 0) return;
  terminal_.err("\r" + std::string(shown_, ' ') + "\r");
  shown_ = 0;
}

}  // namespace rosterkit::cli
