// The three standard streams as commands see them: stdout for what was asked for, stderr for the rest. Every write is
// checked, because a full disk behind `>` is otherwise noticed by nobody. Tests put a recording Terminal in its place.
#pragma once

#include <memory>
#include <string_view>

namespace rosterkit::cli {

class Terminal {
 public:
  virtual ~Terminal() = default;

  /// Adds to standard output, which may be buffered until finish().
  /// @returns false once nobody reads it any more (`| head`); that is no failure, but a command may stop early.
  /// Throws OutputError (exit 6) if the bytes cannot be stored.
  virtual bool out(std::string_view text) = 0;

  /// Writes to standard error at once. Failures are ignored: there is no better place to tell them.
  virtual void err(std::string_view text) = 0;

  virtual bool out_is_terminal() const = 0;
  virtual bool err_is_terminal() const = 0;

  /// Hands over what is still buffered. Throws OutputError (exit 6) if that fails.
  virtual void finish() = 0;
};

/// The real streams of the process.
std::unique_ptr<Terminal> standard_terminal();

/// Prepares the process: a closed pipe and a file size limit become errors of the write instead of signals that kill, and
/// standard streams that are closed become /dev/null, so that no output file can take their number.
void prepare_streams();

}  // namespace rosterkit::cli
