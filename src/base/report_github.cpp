// GitHub Actions: workflow commands on standard output make annotations, of which GitHub shows ten of a kind for a step; the
// whole picture belongs on the page of $GITHUB_STEP_SUMMARY. A line that begins with "::" is a command, so roster data must
// never stand at the beginning of a line, and line ends and separators in it are escaped (actions/toolkit, command.ts).
#include <algorithm>

#include "report_formats.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit {

namespace report {
namespace {

constexpr std::size_t most_annotations = 10;
constexpr std::size_t most_rows = 100;   // GitHub takes a page of at most 1 MiB

std::string escaped(std::string_view text, bool property) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '%': result += "%25"; break;
      case '\r': result += "%0D"; break;
      case '\n': result += "%0A"; break;
      case ':': result += property ? "%3A" : ":"; break;
      case ',': result += property ? "%2C" : ","; break;
      default: result += c;
    }
  }
  return result;
}

std::string_view command(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "notice";
}

std::string annotation(const Finding& finding, const RunFacts& facts) {
  const Place place = place_of(finding, facts);
  std::string line = "::" + std::string(command(finding.severity)) + ' ';
  if (!place.path.empty()) {
    line += "file=" + escaped(printable(place.path), true) + ',';
    if (place.inner.empty() && finding.line != 0) {
      line += "line=" + std::to_string(finding.line) + ',';
      if (finding.position != 0) line += "col=" + std::to_string(finding.position) + ',';
    }
  }
  line += "title=" + escaped(finding.rule, true) + "::";
  std::string text = place.inner.empty() ? "" : place.inner + (finding.line != 0 ? ", line " + std::to_string(finding.line) : "") + ": ";
  text += what(finding);
  const std::string rest = then(finding);
  return line + escaped(printable(text), false) + (rest.empty() ? "" : "%0A" + escaped(printable(rest), false)) + '\n';
}

// Text in a cell of a Markdown table: nothing of it may be read as markup, mentions and links included.
std::string plain(std::string_view text) {
  std::string result;
  for (const char c : marked_up(text)) {
    if (std::string_view("|`*_[]\\#@~!").find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

std::string where(const Finding& finding) {
  return finding.file.empty() ? "the set" : finding.file + (finding.line != 0 ? ", line " + std::to_string(finding.line) : "");
}

void append_row(std::string& page, const Finding& finding) {
  page += "| " + std::string(severity_name(finding.severity)) + " | " + plain(where(finding)) + " | " + plain(begin_sentence(what(finding))) + " | " +
          plain(then(finding)) + " | `" + finding.rule + "` |\n";
}

}  // namespace

std::string github(const Diagnostics& diagnostics, const ReportOptions&) {
  std::string out;
  const std::vector<Listed> listed = worst(diagnostics, most_annotations);
  std::uint64_t all = 0;
  for (const Diagnostics::Count& count : diagnostics.counts()) all += count.times;
  std::size_t shown = 0;
  for (const Listed& each : listed) {
    if (each.finding.severity == Severity::note) continue;  // they would fill the page of somebody who has no problem
    out += annotation(each.finding, diagnostics.facts);
    ++shown;
  }
  const std::uint64_t more = all - shown - diagnostics.count_of(Severity::note);
  if (more != 0 && all > shown) out += "::notice title=rosterkit::" + escaped(verdict(diagnostics), false) + "; the worst " + std::to_string(shown) + " are shown here\n";
  return out;
}

}  // namespace report

std::string github_summary(const Diagnostics& diagnostics) {
  using namespace report;
  const RunFacts& facts = diagnostics.facts;
  std::string page = "## rosterkit " + facts.verb + ": " + verdict(diagnostics) + "\n\n";
  if (!facts.format.empty()) page += "Format: " + plain(facts.format) + ".";
  if (!facts.complete) page += std::string(facts.format.empty() ? "" : " ") + "**The run stopped before everything was checked.**";
  page += "\n\n";
  if (!facts.files.empty()) {
    page += "| file | rows | errors | warnings |\n| --- | --: | --: | --: |\n";
    for (const FileFacts& file : facts.files) {
      std::uint64_t errors = 0, warnings = 0;
      for (const Diagnostics::Count& count : diagnostics.counts()) {
        if (count.file != file.file) continue;
        if (count.severity == Severity::error) errors += count.times;
        if (count.severity == Severity::warning) warnings += count.times;
      }
      page += "| " + plain(file.file) + " | " + (file.checked ? with_commas(file.rows) : "not read") + " | " + with_commas(errors) + " | " + with_commas(warnings) + " |\n";
    }
    page += '\n';
  }
  const std::vector<Listed> listed = worst(diagnostics, most_rows);
  const bool any = std::any_of(listed.begin(), listed.end(), [](const Listed& each) { return each.finding.severity != Severity::note; });
  if (!any) return page;
  page += "| | where | what | then | rule |\n| --- | --- | --- | --- | --- |\n";
  std::uint64_t shown = 0;
  for (const Listed& each : listed) {
    if (each.finding.severity == Severity::note) continue;
    append_row(page, each.finding);
    ++shown;
  }
  const std::uint64_t all = diagnostics.count_of(Severity::error) + diagnostics.count_of(Severity::warning);
  if (all > shown) page += "\nThe worst " + with_commas(shown) + " of " + with_commas(all) + " are shown.\n";
  return page;
}

}  // namespace rosterkit
