// The renderers behind report.cpp, and what they share.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/base/report.hpp"

namespace rosterkit::report {

std::string csv(const Diagnostics& diagnostics, const ReportOptions& options);
std::string json(const Diagnostics& diagnostics, const ReportOptions& options);
std::string jsonl(const Diagnostics& diagnostics, const ReportOptions& options);
std::string text(const Diagnostics& diagnostics, const ReportOptions& options);

/// What was counted without being shown, for one rule, file and severity.
using Rest = Diagnostics::Count;

/// What a report shows: texts in the total order, at most @p max_texts a rule and file (0 = all), and the rest as counts
/// in order of file and rule.
struct Selection {
  FindingList shown;
  std::vector<Rest> rest;
  std::uint64_t following = 0;  ///< findings that follow from a cause and are in neither list; 0 if all texts were asked for
};
Selection select(const Diagnostics& diagnostics, std::size_t max_texts);

/// A row of counts as a finding without a place; its message is the title of the rule.
Finding counted_finding(const Rest& rest);

}  // namespace rosterkit::report
