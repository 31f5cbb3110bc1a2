// The frame around every verb that reads an input. The order matters: names are checked before anything is read, reports
// are written whatever happened to the data, and the exit code is the largest that applies.
#include "rosterkit/cli/reading.hpp"

#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/heap.hpp"
#include "rosterkit/base/kept_until_exit.hpp"
#include "rosterkit/base/report.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/cli/checks.hpp"
#include "rosterkit/cli/commands.hpp"
#include "rosterkit/cli/flags.hpp"
#include "rosterkit/cli/progress.hpp"
#include "rosterkit/io/output_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string_view>
#include <thread>

namespace rosterkit::cli {
namespace {

/// How many texts of a rule and file are kept: as many as the report that wants most; all for a baseline, which can only
/// know what has a text.
std::size_t texts_to_keep(const Options& options) {
  if (!options.baseline.empty()) return 0;
  std::size_t most = texts_wanted(options.format.empty() ? "text" : options.format, options.max_findings);
  for (const ReportFile& report : options.reports) {
    const std::size_t wanted = texts_wanted(report.format, options.max_findings);
    most = most == 0 || wanted == 0 ? 0 : std::max(most, wanted);
  }
  return most;
}

bool shows_columns(const Options& options) {
  return wants_columns(options.format) ||
         std::any_of(options.reports.begin(), options.reports.end(), [](const ReportFile& report) { return wants_columns(report.format); });
}

bool for_github(const Options& options) {
  return options.format == "github" ||
         std::any_of(options.reports.begin(), options.reports.end(), [](const ReportFile& report) { return report.format == "github"; });
}

Baseline read_baseline(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw UsageError(fmt::format("--baseline: {} cannot be read. Write one with --report {}:baseline.", path, path));
  return parse_baseline(text, path);
}

bool colored(const Options& options, bool is_terminal) {
  if (options.color != When::automatic) return options.color == When::always;
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return is_terminal && (no_color == nullptr || *no_color == '\0') && (term == nullptr || std::string_view(term) != "dumb");
}

unsigned jobs_of(const Options& options) {
  if (options.jobs != 0) return options.jobs;
  static const unsigned cores = std::max(1u, std::thread::hardware_concurrency());   // the system is asked once: it reads a file for that
  return cores;
}

}  // namespace

std::unique_ptr<mapping::Catalog> open_catalog(const Options& options) {
  expect_threads(jobs_of(options));              // a catalogue makes the first thread, to load the model
  return std::make_unique<mapping::Catalog>(mapping::search_places(options.mapping_files, options.mapping_folders));
}

mapping::Request mapping_request(const mapping::Catalog& catalog, const Options& options, const std::string& format) {
  check_set_names(options, catalog);
  return {format, options.mode, options.set};
}

void require_inputs(const Options& options) {
  if (!options.words.empty()) return;
  throw UsageError(fmt::format("\"{0}\" needs an input: a file, a folder, a zip, or - for standard input. `rosterkit help {0}` shows examples.", options.verb));
}

bool wants_json(const Options& options) {
  if (options.format.empty() || options.format == "text") return false;
  if (options.format == "json") return true;
  const std::vector<std::string> names = {"text", "json"};
  throw UsageError(fmt::format("--format: \"{}\" is not one of text, json.{}", options.format, did_you_mean(options.format, names)));
}

Reading::Reading(const Options& options, Terminal& terminal, Judge judge)
    : options_(options), terminal_(terminal), catalog_(kept_until_exit(open_catalog(options))), diagnostics_(texts_to_keep(options)) {
  check_set_names(options_, catalog_);
  check_rule_names(options_, catalog_);
  check_written_files(options_);
  if (judge == Judge::what_the_format_says) {
    for (const Rule& rule : rules()) diagnostics_.judge(std::string(rule.id), rule.validate);
  }
  for (const auto& [rule, severity] : options_.severities) diagnostics_.set_severity(rule, severity);
  for (const std::string& rule : options_.ignored) diagnostics_.ignore(rule);
  if (!options_.baseline.empty()) diagnostics_.set_baseline(read_baseline(options_.baseline));
  diagnostics_.facts.verb = options_.verb;
  diagnostics_.facts.version = ROSTERKIT_VERSION;
  diagnostics_.facts.shows_values = options_.show_values;
  diagnostics_.facts.want_columns = shows_columns(options_);
  progress_ = std::make_unique<Progress>(options_, terminal_);
}

Reading::~Reading() = default;

convert::Settings Reading::settings() {
  convert::Settings settings;
  settings.set = options_.set;
  settings.encoding = options_.encoding;
  settings.id_map = options_.id_map;
  settings.keep_passwords = options_.keep_passwords;
  settings.show_values = options_.show_values;
  settings.jobs = jobs_of(options_);
  settings.process_ends = true;
  settings.limits = options_.limits;
  if (progress_->wanted()) {
    settings.progress = [this](std::uint64_t done, std::uint64_t total, std::uint64_t records) { progress_->show(done, total, records); };
  }
  return settings;
}

convert::ReadOnlyRequest Reading::request() { return {options_.words, options_.from, options_.profile, settings()}; }

void Reading::work(const std::function<void()>& job) {
  try {
    if (!options_.mapping_files.empty()) check_mappings_are_used(options_, catalog_);
    job();
    progress_->clear();
  } catch (const FileError& error) {
    progress_->clear();
    raise(error.code);
    const std::uint64_t before = diagnostics_.count_of_rule(error.finding.rule);
    Finding finding = error.finding;
    finding.stops = true;
    diagnostics_.report(std::move(finding));
    if (diagnostics_.count_of_rule(error.finding.rule) == before) {
      // --ignore names this rule. A run that stops must still say why.
      const std::string where = error.finding.file.empty() ? "" : error.finding.file + ": ";
      terminal_.err(fmt::format("{}{} [{}]\n", where, error.finding.message, error.finding.rule));
    }
  } catch (const OutputError& error) {
    progress_->clear();
    raise(error.code);
    terminal_.err(fmt::format("rosterkit: {}\n", error.what()));
  } catch (...) {
    progress_->clear();
    throw;
  }
}

void Reading::raise(ExitCode code) { code_ = std::max(code_, code); }

/// The page of a step is a file that all steps append to. That it cannot be written is no fault of the data.
void Reading::append_step_summary() {
  const char* const path = std::getenv("GITHUB_STEP_SUMMARY");
  if (path == nullptr || *path == '\0' || !for_github(options_)) return;
  std::ofstream page(path, std::ios::binary | std::ios::app);
  page << github_summary(diagnostics_) << std::flush;
  if (!page) terminal_.err(fmt::format("rosterkit: {} (GITHUB_STEP_SUMMARY) cannot be written; the annotations are complete.\n", path));
}

void Reading::show_findings(bool are_the_answer) {
  diagnostics_.settle();
  append_step_summary();
  for (const ReportFile& report : options_.reports) {
    try {
      io::write_file_atomically(report.path, render_report(report.format, diagnostics_, {options_.max_findings, false, true, options_.fail_on}));
    } catch (const OutputError& error) {
      raise(error.code);
      terminal_.err(fmt::format("rosterkit: {}\n", error.what()));
    }
  }
  const bool to_stdout = are_the_answer || !options_.format.empty();
  const std::string format = options_.format.empty() ? "text" : options_.format;
  const bool color = format == "text" && colored(options_, to_stdout ? terminal_.out_is_terminal() : terminal_.err_is_terminal());
  const std::string text = render_report(format, diagnostics_, {options_.max_findings, color, options_.verbose, options_.fail_on});
  if (to_stdout) {
    terminal_.out(text);
  } else {
    terminal_.err(text);
  }
}

ExitCode Reading::code() const {
  if (!options_.fail_on) return code_;
  std::uint64_t failures = 0;
  for (const Severity severity : {Severity::error, Severity::warning, Severity::note}) {
    if (severity >= *options_.fail_on) failures += diagnostics_.count_of(severity);
  }
  return failures == 0 ? code_ : std::max(code_, ExitCode::findings);
}

}  // namespace rosterkit::cli
