// `cat`: the records of an input as JSON lines on standard output. Stops early when nobody reads on (`| head`).
#include "rosterkit/base/errors.hpp"
#include "rosterkit/cli/commands.hpp"
#include "rosterkit/cli/reading.hpp"

namespace rosterkit::cli {
namespace {

/// Leaves the engine when the reader of the pipe has gone. Not an error, so it is no exception of errors.hpp.
struct ReaderGone {};

}  // namespace

ExitCode run_cat(const Options& options, Terminal& terminal) {
  require_inputs(options);
  Reading reading(options, terminal);
  try {
    reading.work([&] {
      convert::cat(reading.catalog(), reading.request(), options.native, reading.diagnostics(), [&](std::string_view line) {
        if (!terminal.out(line) || !terminal.out("\n")) throw ReaderGone{};
      });
    });
  } catch (const ReaderGone&) {
    return ExitCode::ok;
  }
  reading.show_findings(false);
  return reading.code();
}

}  // namespace rosterkit::cli
