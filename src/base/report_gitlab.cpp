// GitLab's Code Quality report: a list that merge requests compare by fingerprint, so these must be unique, and stable from
// run to run. Paths are relative to the repository, without a leading "./". GitLab shows one line of plain text each.
#include <nlohmann/json.hpp>

#include <algorithm>

#include "report_formats.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::report {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_issues = 5'000;

// GitLab's levels: info, minor, major, critical, blocker.
std::string_view level(const Finding& finding) {
  if (finding.severity == Severity::note) return "info";
  if (finding.severity == Severity::warning) return "minor";
  return finding.stops ? "blocker" : finding.follows > 0 ? "critical" : "major";
}

std::string description(const Finding& finding, const Place& place) {
  std::string text = place.inner.empty() ? "" : place.inner + (finding.line != 0 ? ":" + std::to_string(finding.line) : "") + ": ";
  text += what(finding);
  if (!finding.id.empty()) text += " (" + finding.entity + " \"" + finding.id + "\")";
  if (finding.follows > 0) text += ". " + followers(finding.follows);
  return printable(text);
}

}  // namespace

std::string gitlab(const Diagnostics& diagnostics, const ReportOptions&) {
  const std::vector<Listed> listed = worst(diagnostics, most_issues);
  const RunFacts& facts = diagnostics.facts;
  // Each issue needs a path; what is about the whole input names its first file's container.
  std::string whole = facts.files.empty() ? "." : facts.files.front().archive.empty() ? facts.files.front().file : facts.files.front().archive;
  while (whole.starts_with("./")) whole.erase(0, 2);
  Json issues = Json::array();
  for (const Listed& each : listed) {
    const Finding& finding = each.finding;
    Place place = place_of(finding, facts);
    if (place.path.empty()) place.path = whole;
    const std::uint64_t line = place.inner.empty() ? std::max<std::uint64_t>(1, finding.line) : 1;  // a zip has one line
    issues.push_back({{"description", description(finding, place)},
                      {"check_name", finding.rule},
                      {"fingerprint", each.fingerprint},
                      {"severity", level(finding)},
                      {"location", {{"path", place.path}, {"lines", {{"begin", line}}}}}});
  }
  std::uint64_t all = 0;
  for (const Diagnostics::Count& count : diagnostics.counts()) all += count.times;
  if (all > listed.size()) {
    issues.push_back({{"description", "... and " + counted(all - listed.size(), "finding") + " more, " + with_commas(diagnostics.count_of_following()) +
                                          " of which follow from those above. A report with the suffix .csv lists them all."},
                      {"check_name", "rosterkit"},
                      {"fingerprint", "rosterkit-more"},
                      {"severity", "info"},
                      {"location", {{"path", whole}, {"lines", {{"begin", 1}}}}}});
  }
  return issues.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace rosterkit::report
