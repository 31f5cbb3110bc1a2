// `--report FILE[:FORMAT]`: which format a report is written in, by name or by the file's suffix.
#include "rosterkit/cli/flags.hpp"

#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/report.hpp"
#include "rosterkit/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rosterkit::cli {
namespace {

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const std::string_view name : report_formats()) names.emplace_back(name);
  return names;
}

bool is_format(std::string_view name) {
  const auto names = report_formats();
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Suffixes that mean a format but are not spelt like it. A row has an effect only if the format is built.
constexpr std::pair<std::string_view, std::string_view> suffixes[] = {
    {"txt", "text"}, {"log", "text"}, {"ndjson", "jsonl"}, {"htm", "html"}, {"xml", "junit"},
};

std::string format_of_suffix(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || path.find('/', dot) != std::string_view::npos) return {};
  const std::string suffix = lower_ascii(path.substr(dot + 1));
  if (is_format(suffix)) return suffix;
  for (const auto& [spelling, format] : suffixes) {
    if (spelling == suffix && is_format(format)) return std::string(format);
  }
  return {};
}

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

}  // namespace

void check_report_format(const std::string& name, std::string_view flag) {
  if (is_format(name)) return;
  const std::vector<std::string> names = format_names();
  throw UsageError(fmt::format("--{}: \"{}\" is not one of {}.{}", flag, name, join(names, ", "), did_you_mean(name, names)));
}

ReportFile parse_report(const std::string& text) {
  ReportFile report{text, ""};
  const std::size_t colon = text.rfind(':');
  // Only a plain word behind the last colon is meant as a format: names of files may hold colons, too.
  if (colon != std::string::npos && is_word(std::string_view(text).substr(colon + 1))) {
    report = {text.substr(0, colon), text.substr(colon + 1)};
    check_report_format(report.format, "report");
  } else {
    report.format = format_of_suffix(text);
  }
  if (trim(report.path).empty()) throw UsageError("--report needs the name of a file. Write --report findings.csv.");
  if (report.path == "-") throw UsageError("--report writes files. For standard output, use --format.");
  if (report.format.empty()) {
    throw UsageError(fmt::format("--report: the suffix of \"{}\" does not say how to write it. Put the format behind the name: {}:text (or {}).",
                                 report.path, report.path, join(format_names(), ", ")));
  }
  return report;
}

}  // namespace rosterkit::cli
