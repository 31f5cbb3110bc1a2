// Findings for people and for `grep`: a line with place, severity and what is wrong, a line with what was done and what to
// do. Root causes stand first, in the order in which they are best mended; the rest in order of file and line. What follows
// from a cause is a number, unless all texts are asked for.
#include <algorithm>

#include "report_formats.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::report {

namespace {

// ECMA-48: bold red, yellow, cyan.
std::string severity_text(Severity severity, bool color) {
  std::string name(severity_name(severity));
  if (!color) return name;
  const char* const code = severity == Severity::error ? "1;31" : severity == Severity::warning ? "33" : "36";
  return "\x1B[" + std::string(code) + 'm' + name + "\x1B[0m";
}

std::string place_before(const Finding& finding) {
  std::string place = printable(finding.file);
  if (finding.line != 0) place += ':' + std::to_string(finding.line);
  if (finding.line != 0 && finding.position != 0) place += ':' + std::to_string(finding.position);
  if (!place.empty()) place += ": ";
  if (finding.line == 0 && finding.record != 0) place += "record " + with_commas(finding.record) + ": ";
  return place;
}

void append_finding(std::string& out, const Finding& finding, bool color) {
  out += place_before(finding) + severity_text(finding.severity, color) + ": ";
  out += printable(what(finding)) + " [" + finding.rule + "]\n";
  const std::string second = then(finding);
  if (!second.empty()) out += "  " + printable(second) + '\n';
}

void append_rest(std::string& out, const Rest& rest, bool has_texts, bool color) {
  if (!rest.file.empty()) out += printable(rest.file) + ": ";
  out += severity_text(rest.severity, color) + ": ";
  if (has_texts) {
    out += "... and " + with_commas(rest.times) + " more";
  } else {
    const Rule* const rule = find_rule(rest.rule);
    out += rest.times == 1 ? "once: " : with_commas(rest.times) + " times: ";
    out += rule == nullptr ? rest.rule : continue_sentence(std::string(rule->title));
  }
  out += " [" + rest.rule + "]\n";
}

}  // namespace

std::string text(const Diagnostics& diagnostics, const ReportOptions& options) {
  Selection selection = select(diagnostics, options.max_texts);
  // A list of known findings that is out of date is named, though it is no more than a note.
  const auto hidden = [&](const auto& item) { return item.severity == Severity::note && !options.notes && item.rule != "baseline.gone"; };
  std::erase_if(selection.shown, hidden);
  std::erase_if(selection.rest, hidden);
  FindingList& shown = selection.shown;
  const auto others = std::stable_partition(shown.begin(), shown.end(), [](const Finding& f) { return f.follows > 0; });

  const auto has_texts = [&](const Rest& rest) {
    return std::any_of(shown.begin(), shown.end(), [&](const Finding& finding) {
      return finding.file == rest.file && finding.rule == rest.rule && finding.severity == rest.severity;
    });
  };

  std::sort(shown.begin(), others, mended_before);

  std::string out;
  for (auto root = shown.begin(); root != others; ++root) append_finding(out, *root, options.color);
  // The counts of a file follow its texts; both are in order of file.
  auto finding = others;
  auto rest = selection.rest.begin();
  while (finding != shown.end() || rest != selection.rest.end()) {
    const bool text_next = finding != shown.end() && (rest == selection.rest.end() || finding->file <= rest->file);
    if (text_next) {
      append_finding(out, *finding++, options.color);
    } else {
      append_rest(out, *rest, has_texts(*rest), options.color);
      ++rest;
    }
  }
  if (selection.following > 0) {
    out += selection.following == 1 ? "1 finding that follows from another is not shown"
                                    : with_commas(selection.following) + " findings that follow from others are not shown";
    out += ": mend the causes first. --max-findings 0 shows all.\n";
  }
  return out;
}

}  // namespace rosterkit::report
