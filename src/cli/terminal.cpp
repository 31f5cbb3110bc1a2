// The standard streams over write(2): no iostreams, because their errors show only at a flush that nobody checks.
#include "rosterkit/cli/terminal.hpp"

#include "rosterkit/base/errors.hpp"

#include <cerrno>
#include <csignal>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace rosterkit::cli {
namespace {

constexpr std::size_t buffer_bytes = 64 * 1024;

class StandardTerminal final : public Terminal {
 public:
  bool out(std::string_view text) override {
    if (reader_gone_) return false;
    buffer_ += text;
    if (buffer_.size() >= buffer_bytes || out_is_terminal()) finish();
    return !reader_gone_;
  }

  void err(std::string_view text) override {
    flush();  // first, so that both streams stand in the order of events where they go to one place
    while (!text.empty()) {
      const ssize_t done = ::write(STDERR_FILENO, text.data(), text.size());
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(done));
    }
  }

  bool out_is_terminal() const override { return ::isatty(STDOUT_FILENO) == 1; }
  bool err_is_terminal() const override { return ::isatty(STDERR_FILENO) == 1; }

  void finish() override {
    flush();
    if (failure_ == 0) return;
    const int reason = std::exchange(failure_, 0);  // told once: later writes find nobody to read them
    throw OutputError(reason == ENOSPC || reason == EDQUOT || reason == EFBIG
                          ? "Standard output could not be written: no space is left there. Make room and run again."
                          : "Standard output could not be written. Check the disk and the rights of the file it goes to, and run again.");
  }

 private:
  /// Writes the buffer; a failure is kept for finish() to tell.
  void flush() {
    std::string_view rest = buffer_;
    while (!rest.empty() && !reader_gone_) {
      const ssize_t done = ::write(STDOUT_FILENO, rest.data(), rest.size());
      if (done >= 0) {
        rest.remove_prefix(static_cast<std::size_t>(done));
        continue;
      }
      if (errno == EINTR) continue;
      if (errno != EPIPE) failure_ = errno;
      reader_gone_ = true;
    }
    buffer_.clear();
  }

  std::string buffer_;
  bool reader_gone_ = false;
  int failure_ = 0;              ///< errno of a write that failed, not told yet
};

}  // namespace

std::unique_ptr<Terminal> standard_terminal() { return std::make_unique<StandardTerminal>(); }

void prepare_streams() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) == -1 && errno == EBADF) {
      // open() gives the lowest free number, which is this stream: lower ones are open by now.
      if (::open("/dev/null", O_RDWR) != stream) return;
    }
  }
}

}  // namespace rosterkit::cli
