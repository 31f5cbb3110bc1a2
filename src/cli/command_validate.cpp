// `validate`: checks inputs against their own format. The findings are the answer, so they go to standard output.
#include "rosterkit/base/errors.hpp"
#include "rosterkit/cli/commands.hpp"
#include "rosterkit/cli/flags.hpp"
#include "rosterkit/cli/layout.hpp"
#include "rosterkit/cli/reading.hpp"
#include "rosterkit/cli/summary.hpp"
#include "rosterkit/io/output_set.hpp"

#include <fmt/format.h>

#include <optional>

namespace rosterkit::cli {
namespace {

std::string verdict(const convert::Summary& summary, const Diagnostics& diagnostics) {
  std::uint64_t records = 0;
  for (const convert::EntityCounts& entity : summary.entities) records += entity.in;
  return fmt::format("{}: {} checked in {}: {}\n", summary.from, counted(records, "record"), counted(summary.read.size(), "file"), counted_findings(diagnostics));
}

}  // namespace

ExitCode run_validate(const Options& options, Terminal& terminal) {
  require_inputs(options);
  if (!options.format.empty()) check_report_format(options.format, "format");
  Reading reading(options, terminal, Reading::Judge::what_the_format_says);
  std::optional<convert::Summary> summary;
  reading.work([&] { summary = convert::validate(reading.catalog(), reading.request(), reading.diagnostics()); });
  if (summary) reading.raise(summary->code);
  reading.show_findings(true);
  if (!summary) return reading.code();
  if (!options.summary_file.empty()) {
    reading.work([&] { io::write_file_atomically(options.summary_file, summary_json(*summary, reading.diagnostics(), reading.code())); });
  }
  if (!options.quiet) {
    terminal.err(verdict(*summary, reading.diagnostics()));
    if (options.verbose) terminal.err(entity_table(*summary));
  }
  return reading.code();
}

}  // namespace rosterkit::cli
