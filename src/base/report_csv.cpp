// Findings as a table (RFC 4180, lines end with LF). It will be opened in a spreadsheet, and file names and ids come from
// outside: a cell that a spreadsheet would run as a formula gets an apostrophe in front. `times` says how many findings a
// row stands for.
#include "report_formats.hpp"

namespace rosterkit::report {

namespace {

std::string cell(std::string_view text) {
  std::string safe;
  // OWASP's list of what makes a formula also has tab and carriage return.
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) safe += '\'';
  safe += text;
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string cell(std::uint64_t number) { return number == 0 ? "" : std::to_string(number); }

void append_row(std::string& out, const Finding& finding, std::uint64_t times) {
  const std::string cells[] = {cell(finding.rule),     cell(severity_name(finding.severity)),
                               cell(finding.file),     cell(finding.line),
                               cell(finding.record),   cell(finding.column),
                               cell(finding.position), cell(finding.entity),
                               cell(finding.id),       cell(finding.message),
                               cell(finding.hint),     cell(finding.cause),
                               cell(finding.follows),  cell(times)};
  for (std::size_t i = 0; i < std::size(cells); ++i) {
    if (i > 0) out += ',';
    out += cells[i];
  }
  out += '\n';
}

}  // namespace

std::string csv(const Diagnostics& diagnostics, const ReportOptions&) {
  std::string out = "rule,severity,file,line,record,column,position,entity,id,message,hint,cause,follows,times\n";
  const Selection selection = select(diagnostics, 0);
  for (const Finding& finding : selection.shown) append_row(out, finding, 1);
  for (const Rest& rest : selection.rest) append_row(out, counted_finding(rest), rest.times);
  return out;
}

}  // namespace rosterkit::report
