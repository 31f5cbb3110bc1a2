// The progress line: when it shows, what it says, and that it goes away.
#include "rosterkit/cli/progress.hpp"

#include "recording_terminal.hpp"

#include <catch2/catch.hpp>

using namespace rosterkit::cli;
using namespace std::chrono_literals;

TEST_CASE("progress waits for a second, then shows a few times a second, and is wiped at the end") {
  RecordingTerminal terminal;
  terminal.is_terminal = true;
  std::chrono::steady_clock::time_point now{};
  Progress progress(Options{}, terminal, [&] { return now; });
  now += 900ms;
  progress.show(1, 100'000'000, 5);
  CHECK(terminal.err_text.empty());
  now += 200ms;
  progress.show(50'000'000, 100'000'000, 1234);
  CHECK(terminal.err_text == "\r50 % of 100 MB, 1,234 records, 45 MB/s");
  now += 100ms;
  progress.show(60'000'000, 100'000'000, 2000);
  CHECK(terminal.err_text == "\r50 % of 100 MB, 1,234 records, 45 MB/s");
  now += 200ms;
  progress.show(70'000'000, 100'000'000, 9);
  CHECK(terminal.err_text == "\r50 % of 100 MB, 1,234 records, 45 MB/s\r70 % of 100 MB, 9 records, 50 MB/s    ");
  terminal.err_text.clear();
  progress.clear();
  CHECK(terminal.err_text == "\r" + std::string(34, ' ') + "\r");
  terminal.err_text.clear();
  progress.clear();
  CHECK(terminal.err_text.empty());
}

TEST_CASE("progress is for terminals, unless the command line says otherwise") {
  RecordingTerminal file;
  RecordingTerminal screen;
  screen.is_terminal = true;
  Options options;
  CHECK_FALSE(Progress(options, file).wanted());
  CHECK(Progress(options, screen).wanted());
  options.progress = When::always;
  CHECK(Progress(options, file).wanted());
  options.progress = When::never;
  CHECK_FALSE(Progress(options, screen).wanted());
  options.progress = When::automatic;
  options.quiet = true;
  CHECK_FALSE(Progress(options, screen).wanted());
}

TEST_CASE("a total that is not known, or too small, is not shown") {
  CHECK(progress_text(5'000'000, 0, 0, 0ms) == "5,000 kB");
  CHECK(progress_text(12'000'000'000, 10'000'000'000, 1, 20s) == "12 GB, 1 records, 600 MB/s");
}
