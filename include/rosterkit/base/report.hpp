// Reports: one set of findings in several forms. A form is a row in the table of report.cpp and a file beside it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "rosterkit/base/diagnostic.hpp"

namespace rosterkit {

struct ReportOptions {
  std::size_t max_texts = 20;  ///< texts of one rule and file; 0 = all. jsonl and csv hold all that was kept.
  bool color = false;          ///< text only
  bool notes = false;          ///< text only: notes too. The other formats always hold them.
  std::optional<Severity> fail_on = Severity::error;  ///< junit: from where on a test has failed; nothing = never
};

/// Renders all findings. Throws UsageError if there is no such format; report_formats() lists them.
/// Diagnostics that keep fewer texts than a report wants to show give a report with fewer texts; counts are always whole.
std::string render_report(std::string_view format, const Diagnostics& diagnostics, const ReportOptions& options);

/// The names that render_report knows, in the order in which help lists them.
std::span<const std::string_view> report_formats();

/// How many texts of one rule and file a format wants kept: 0 = all; else no more than it shows.
std::size_t texts_wanted(std::string_view format, std::size_t max_texts);

/// True if the format shows how full each column is (RunFacts::want_columns).
bool wants_columns(std::string_view format);

/// The page for $GITHUB_STEP_SUMMARY: verdict, a table of files, what to mend first (Markdown).
std::string github_summary(const Diagnostics& diagnostics);

/// Reads what the format "baseline" wrote. Throws UsageError if @p text is none; @p path for the message.
Baseline parse_baseline(std::string_view text, const std::string& path);

}  // namespace rosterkit
