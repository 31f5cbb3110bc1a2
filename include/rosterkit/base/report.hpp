// Reports: one set of findings in several forms. A form is a row in the table of report.cpp and a file beside it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "rosterkit/base/diagnostic.hpp"

namespace rosterkit {

struct ReportOptions {
  std::size_t max_texts = 20;  ///< texts of one rule and file; 0 = all. jsonl and csv hold all that was kept.
  bool color = false;          ///< text only
  bool notes = false;          ///< text only: notes too. The other formats always hold them.
};

/// Renders all findings. Throws UsageError if there is no such format; report_formats() lists them.
/// Diagnostics that keep fewer texts than a report wants to show give a report with fewer texts; counts are always whole.
std::string render_report(std::string_view format, const Diagnostics& diagnostics, const ReportOptions& options);

/// The names that render_report knows, in the order in which help lists them.
std::span<const std::string_view> report_formats();

}  // namespace rosterkit
