// Findings for programs: one JSON document, or one JSON object a line. Every key is always there; what is not known is
// null. In jsonl, `times` says how many findings a line stands for: summed up, they are all findings of the run.
#include <nlohmann/json.hpp>

#include "report_formats.hpp"

namespace rosterkit::report {

namespace {

using Json = nlohmann::ordered_json;

Json number_or_null(std::uint64_t number) { return number == 0 ? Json() : Json(number); }
Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json object_of(const Finding& finding) {
  return {{"rule", finding.rule},
          {"severity", severity_name(finding.severity)},
          {"file", text_or_null(finding.file)},
          {"line", number_or_null(finding.line)},
          {"record", number_or_null(finding.record)},
          {"column", text_or_null(finding.column)},
          {"position", number_or_null(finding.position)},
          {"entity", text_or_null(finding.entity)},
          {"id", text_or_null(finding.id)},
          {"message", finding.message},
          {"hint", text_or_null(finding.hint)},
          {"cause", text_or_null(finding.cause)},
          {"follows", finding.follows}};
}

// Names of files may hold any bytes: what is not UTF-8 shows as U+FFFD instead of stopping the report.
std::string dump(const Json& json, int indent) { return json.dump(indent, ' ', false, Json::error_handler_t::replace) + '\n'; }

}  // namespace

std::string json(const Diagnostics& diagnostics, const ReportOptions& options) {
  Json findings = Json::array();
  for (const Finding& finding : select(diagnostics, options.max_texts).shown) findings.push_back(object_of(finding));
  Json counts = Json::array();
  for (const Diagnostics::Count& count : diagnostics.counts()) {
    counts.push_back({{"rule", count.rule},
                      {"severity", severity_name(count.severity)},
                      {"file", text_or_null(count.file)},
                      {"times", count.times},
                      {"following", count.following}});
  }
  const Json totals = {{"error", diagnostics.count_of(Severity::error)},
                       {"warning", diagnostics.count_of(Severity::warning)},
                       {"note", diagnostics.count_of(Severity::note)}};
  return dump({{"findings", findings}, {"counts", counts}, {"totals", totals}}, 2);
}

std::string jsonl(const Diagnostics& diagnostics, const ReportOptions&) {
  const Selection selection = select(diagnostics, 0);
  std::string out;
  for (const Finding& finding : selection.shown) {
    Json object = object_of(finding);
    object["times"] = 1;
    out += dump(object, -1);
  }
  for (const Rest& rest : selection.rest) {
    Json object = object_of(counted_finding(rest));
    object["times"] = rest.times;
    out += dump(object, -1);
  }
  return out;
}

}  // namespace rosterkit::report
