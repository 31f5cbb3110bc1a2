// The table of report formats, and the choice of what a report shows.
#include "rosterkit/base/report.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <tuple>
#include <utility>

#include "report_formats.hpp"
#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit {

namespace {

struct Format {
  std::string_view name;
  std::string (*render)(const Diagnostics&, const ReportOptions&);
  std::size_t texts = 1;      ///< of one rule and file that it may show, whatever --max-findings says; 0 = all
  bool columns = false;       ///< shows how full columns are
};

constexpr Format formats[] = {
    {"text", report::text},
    {"json", report::json},
    {"jsonl", report::jsonl, 0},
    {"csv", report::csv, 0},
    {"sarif", report::sarif, 5'000},
    {"junit", report::junit},
    {"github", report::github, 100},
    {"gitlab", report::gitlab, 5'000},
    {"html", report::html, 1, true},
    {"baseline", report::baseline, 0},
};

constexpr auto names = [] {
  std::array<std::string_view, std::size(formats)> result;
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = formats[i].name;
  return result;
}();

}  // namespace

std::string render_report(std::string_view format, const Diagnostics& diagnostics, const ReportOptions& options) {
  for (const Format& each : formats) {
    if (each.name == format) return each.render(diagnostics, options);
  }
  const std::vector<std::string> known(names.begin(), names.end());
  throw UsageError("There is no report format \"" + std::string(format) + "\"." + did_you_mean(format, known) +
                   " Reports are written as " + join(known, ", ") + ".");
}

std::span<const std::string_view> report_formats() { return names; }

std::size_t texts_wanted(std::string_view format, std::size_t max_texts) {
  for (const Format& each : formats) {
    if (each.name == format) return each.texts == 0 || max_texts == 0 ? 0 : std::max(each.texts, max_texts);
  }
  return max_texts;
}

bool wants_columns(std::string_view format) {
  return std::any_of(std::begin(formats), std::end(formats), [&](const Format& each) { return each.name == format && each.columns; });
}

namespace report {

Selection select(const Diagnostics& diagnostics, std::size_t max_texts) {
  using Key = std::tuple<std::string, std::string, Severity>;  // file, rule
  Selection selection;
  const bool all = max_texts == 0;
  std::map<std::tuple<std::string, std::string, bool>, std::size_t> texts_of;
  std::map<Key, std::uint64_t> shown_of;
  for (Finding& finding : diagnostics.sorted()) {
    if (finding.follower && !all) continue;
    std::size_t& texts = texts_of[{finding.file, finding.rule, finding.follows > 0}];
    if (!all && texts >= max_texts) continue;
    ++texts;
    ++shown_of[{finding.file, finding.rule, finding.severity}];
    selection.shown.push_back(std::move(finding));
  }
  for (Rest& count : diagnostics.counts()) {
    const std::uint64_t shown = shown_of[{count.file, count.rule, count.severity}] + (all ? 0 : count.following);
    if (!all) selection.following += count.following;
    if (count.times <= shown) continue;
    count.times -= shown;
    selection.rest.push_back(std::move(count));
  }
  return selection;
}

Finding counted_finding(const Rest& rest) {
  Finding finding;
  finding.rule = rest.rule;
  finding.severity = rest.severity;
  finding.file = rest.file;
  const Rule* const rule = find_rule(rest.rule);
  finding.message = (rule == nullptr ? rest.rule : std::string(rule->title)) + '.';
  return finding;
}

}  // namespace report

}  // namespace rosterkit
