// Findings for people and for `grep`: a line with place, severity and what is wrong, a line with what was done and what to
// do. Root causes stand first, in the order in which they are best mended; the rest in order of file and line. What follows
// from a cause is a number, unless all texts are asked for.
#include <algorithm>

#include "report_formats.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::report {

namespace {

// File names and ids come from outside: a control character in one must not steer the terminal, nor begin a line.
// U+0080 to U+009F (C2 80 to C2 9F) are control characters too.
std::string printable(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const auto next = static_cast<unsigned char>(at + 1 < text.size() ? text[at + 1] : 0);
    const bool long_control = byte == 0xC2 && next >= 0x80 && next <= 0x9F;
    if (long_control) ++at;
    result += byte < 0x20 || byte == 0x7F || long_control ? '?' : text[at];
  }
  return result;
}

// ECMA-48: bold red, yellow, cyan.
std::string severity_text(Severity severity, bool color) {
  std::string name(severity_name(severity));
  if (!color) return name;
  const char* const code = severity == Severity::error ? "1;31" : severity == Severity::warning ? "33" : "36";
  return "\x1B[" + std::string(code) + 'm' + name + "\x1B[0m";
}

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

std::string begin_sentence(std::string text) {
  if (!text.empty() && is_small(text[0])) text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// "A cell is ..." -> "a cell is ..."; a word in capitals ("XML") stays.
std::string continue_sentence(std::string text) {
  const bool word_in_capitals = text.size() > 1 && is_capital(text[1]);
  if (!text.empty() && is_capital(text[0]) && !word_in_capitals) text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::string place_of(const Finding& finding) {
  std::string place = printable(finding.file);
  if (finding.line != 0) place += ':' + std::to_string(finding.line);
  if (finding.line != 0 && finding.position != 0) place += ':' + std::to_string(finding.position);
  if (!place.empty()) place += ": ";
  if (finding.line == 0 && finding.record != 0) place += "record " + with_commas(finding.record) + ": ";
  return place;
}

std::string second_line(const Finding& finding) {
  std::string who = finding.entity;
  if (!finding.id.empty()) who += (who.empty() ? "\"" : " \"") + finding.id + '"';
  std::string what = finding.hint;
  if (finding.follows > 0) {
    if (!what.empty()) what += ' ';
    what += finding.follows == 1 ? "1 further finding follows from this one."
                                 : with_commas(finding.follows) + " further findings follow from this one.";
  }
  if (who.empty()) return begin_sentence(std::move(what));
  return what.empty() ? who + '.' : who + "; " + what;
}

void append_finding(std::string& out, const Finding& finding, bool color) {
  out += place_of(finding) + severity_text(finding.severity, color) + ": ";
  if (!finding.column.empty()) out += "column \"" + printable(finding.column) + "\": ";
  out += printable(finding.message) + " [" + finding.rule + "]\n";
  const std::string second = second_line(finding);
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
  const auto hidden = [&](const auto& item) { return item.severity == Severity::note && !options.notes; };
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
