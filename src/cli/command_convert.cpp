// `convert`: reads inputs of one format and writes another.
#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/cli/commands.hpp"
#include "rosterkit/cli/flags.hpp"
#include "rosterkit/cli/reading.hpp"
#include "rosterkit/cli/summary.hpp"
#include "rosterkit/io/output_set.hpp"

#include <fmt/format.h>

#include <optional>

namespace rosterkit::cli {
namespace {

void check_usage(const Options& options) {
  require_inputs(options);
  if (options.to.empty()) {
    throw UsageError("\"convert\" needs the format to write. Add --to FORMAT, like --to oneroster-1.2; `rosterkit formats` lists them.");
  }
  if (options.output.empty()) throw UsageError("\"convert\" needs a place for the result. Add -o PATH: a folder, a name that ends in .zip, or -.");
  if (options.format.empty()) return;
  check_report_format(options.format, "format");
  if (options.output == "-") throw UsageError("-o - and --format both want standard output. Write the findings to a file with --report.");
}

convert::ConvertRequest request_of(const Options& options, const convert::Settings& settings) {
  convert::ConvertRequest request;
  request.inputs = options.words;
  request.from = options.from;
  request.to = options.to;
  request.mode = options.mode;
  request.output.path = options.output;
  request.output.overwrite = options.overwrite;
  request.output.dry_run = options.dry_run;
  request.strict = options.strict;
  // `--fail-on never` changes the exit code only; strict is what makes the engine look at this.
  request.fail_on = options.fail_on.value_or(Severity::error);
  request.settings = settings;
  return request;
}

}  // namespace

ExitCode run_convert(const Options& options, Terminal& terminal) {
  check_usage(options);
  Reading reading(options, terminal);
  std::optional<convert::Summary> summary;
  reading.work([&] { summary = convert::convert(reading.catalog(), request_of(options, reading.settings()), reading.diagnostics()); });

  // With --strict, findings alone keep the old output: that is exit 1. Losing all records of an entity is exit 4 always.
  const bool beyond_use = !options.strict || reading.diagnostics().count_of_rule("entity.lost") != 0;
  if (summary && summary->nothing_replaced && beyond_use) reading.raise(ExitCode::input_refused);
  reading.show_findings(false);
  if (!summary) {
    if (!options.quiet) terminal.err("Nothing was written; an older output is as it was.\n");
    return reading.code();
  }

  if (!options.summary_file.empty()) {
    reading.work([&] { io::write_file_atomically(options.summary_file, summary_json(*summary, reading.diagnostics(), reading.code())); });
  }
  if (!options.quiet) terminal.err(summary_text(*summary, reading.diagnostics(), options));
  return reading.code();
}

}  // namespace rosterkit::cli
