// The real standard output: a full disk is told, a reader that has gone is not.
#include "rosterkit/cli/terminal.hpp"

#include "rosterkit/base/errors.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace rosterkit;
using namespace rosterkit::cli;

namespace {

/// Puts another file behind standard output for one scope.
class Redirected {
 public:
  explicit Redirected(int target) : saved_(::dup(STDOUT_FILENO)) {
    ::dup2(target, STDOUT_FILENO);
    ::close(target);
  }
  ~Redirected() {
    ::dup2(saved_, STDOUT_FILENO);
    ::close(saved_);
  }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;

 private:
  int saved_;
};

std::string told_on_finish(Terminal& terminal) {
  try {
    terminal.finish();
  } catch (const OutputError& error) {
    CHECK(error.code == ExitCode::output);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a full disk behind standard output is told once, at the end or at the first write that meets it") {
  std::string small, large, again;
  {
    const Redirected full(::open("/dev/full", O_WRONLY));
    const auto terminal = standard_terminal();
    CHECK(terminal->out("a few bytes"));
    small = told_on_finish(*terminal);
    again = told_on_finish(*terminal);
  }
  {
    const Redirected full(::open("/dev/full", O_WRONLY));
    const auto terminal = standard_terminal();
    try {
      terminal->out(std::string(1 << 20, 'x'));
    } catch (const OutputError& error) {
      large = error.what();
    }
  }
  CHECK(small == "Standard output could not be written: no space is left there. Make room and run again.");
  CHECK(again.empty());
  CHECK(large == small);
}

TEST_CASE("nobody reading standard output is no failure, and the command is told so that it can stop") {
  std::signal(SIGPIPE, SIG_IGN);  // as prepare_streams() does
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  ::close(ends[0]);
  bool goes_on = true;
  std::string told;
  {
    const Redirected broken(ends[1]);
    const auto terminal = standard_terminal();
    for (int i = 0; i < 100 && goes_on; ++i) goes_on = terminal->out(std::string(4096, 'x'));
    told = told_on_finish(*terminal);
  }
  CHECK_FALSE(goes_on);
  CHECK(told.empty());
}
