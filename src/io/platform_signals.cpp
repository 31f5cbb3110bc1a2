// Leaves no litter when a run is ended by a signal: names that exist only while an output is moved into place are kept
// in a fixed table, and the handler, which may call almost nothing, removes them and ends the run as the signal would have.
#include "rosterkit/io/platform.hpp"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>

#include "rosterkit/base/kept_until_exit.hpp"

namespace rosterkit::io::platform {

namespace {

// A folder of the largest format has some twenty files; what finds no slot is swept by the next run.
constexpr std::size_t slots = 256;
// The handler may run while another thread changes the table: a slot is a text that stays until the process ends, or nothing.
std::array<std::atomic<const char*>, slots> pending{};
static_assert(std::atomic<const char*>::is_always_lock_free);

constexpr int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};

extern "C" void remove_pending_and_end(int signal_number) {
  const int saved = errno;
  for (std::size_t slot = slots; slot-- > 0;) {
    const char* const path = pending[slot].load();
    if (path != nullptr && ::unlink(path) != 0) ::rmdir(path);
  }
  errno = saved;
  ::signal(signal_number, SIG_DFL);
  ::raise(signal_number);
}

void install_handlers() {
  for (const int number : ending_signals) {
    struct sigaction now {};
    // A signal that the caller ignores (nohup) or handles already stays as it is.
    if (::sigaction(number, nullptr, &now) != 0 || now.sa_handler != SIG_DFL) continue;
    struct sigaction ours {};
    ours.sa_handler = remove_pending_and_end;
    ::sigemptyset(&ours.sa_mask);
    for (const int other : ending_signals) ::sigaddset(&ours.sa_mask, other);
    ::sigaction(number, &ours, nullptr);
  }
}

}  // namespace

PendingName::PendingName(const std::string& path) : slot_(slots) {
  static std::mutex mutex;
  const std::lock_guard guard(mutex);
  std::size_t free_slot = 0;
  for (std::size_t slot = 0; slot < slots; ++slot) {
    if (pending[slot].load() != nullptr) free_slot = slot + 1;  // after the last one used: the order of making is kept
  }
  if (free_slot == slots) return;
  if (free_slot == 0) install_handlers();  // each time: a caller may have given its own handler up since the last one
  char* const text = new char[path.size() + 1];
  keep_until_exit(text);
  std::memcpy(text, path.c_str(), path.size() + 1);
  pending[free_slot].store(text);
  slot_ = free_slot;
}

PendingName::~PendingName() {
  if (slot_ != slots) pending[slot_].store(nullptr);
}

}  // namespace rosterkit::io::platform
