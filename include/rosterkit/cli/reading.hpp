// What all verbs that read an input share: the mappings, the settings, findings, reports, progress and the exit code.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/base/exit_code.hpp"
#include "rosterkit/cli/options.hpp"
#include "rosterkit/cli/terminal.hpp"
#include "rosterkit/convert/convert.hpp"
#include "rosterkit/mapping/catalog.hpp"

namespace rosterkit::cli {

class Progress;

class Reading {
 public:
  /// Which column of the table of rules gives the severities; --severity beats both.
  enum class Judge { what_convert_does, what_the_format_says };

  /// Checks what the options name: mappings, options of mappings, rules, report files. Throws UsageError or MappingError.
  Reading(const Options& options, Terminal& terminal, Judge judge = Judge::what_convert_does);
  ~Reading();

  const mapping::Catalog& catalog() const { return catalog_; }
  Diagnostics& diagnostics() { return diagnostics_; }
  convert::Settings settings();
  convert::ReadOnlyRequest request();

  /// Does the work. A file or an output that cannot be used is turned into a finding or a message, and into the exit code
  /// that this gives. Wrong command lines and mappings pass through.
  void work(const std::function<void()>& job);

  /// Adds a code; the largest wins.
  void raise(ExitCode code);

  /// Writes the files of --report, then shows the findings: on stdout if they are the answer (`validate`, or --format),
  /// else on stderr.
  void show_findings(bool are_the_answer);

  /// The exit code of all that happened, findings at the fail level included.
  ExitCode code() const;

 private:
  void append_step_summary();

  const Options& options_;
  Terminal& terminal_;
  const mapping::Catalog& catalog_;
  Diagnostics diagnostics_;
  std::unique_ptr<Progress> progress_;
  ExitCode code_ = ExitCode::ok;
};

/// The mappings as the options name them.
std::unique_ptr<mapping::Catalog> open_catalog(const Options& options);

/// `--from` and the like for verbs that work without data. Throws UsageError for an option (--set) that no mapping has.
mapping::Request mapping_request(const mapping::Catalog& catalog, const Options& options, const std::string& format);

/// Throws UsageError unless there are inputs; @p verb for the example in the message.
void require_inputs(const Options& options);

/// For verbs whose answer is a text for people or JSON. Returns true for JSON; throws UsageError for anything else.
bool wants_json(const Options& options);

}  // namespace rosterkit::cli
