// SARIF 2.1.0 for code scanning. What its readers hold dear, learnt from their code: a rule for each result, a line from 1
// on, columns in characters, a fingerprint of our own (theirs hashes the lines around, which a roster does not keep), and
// not more results than they take: GitHub refuses files with more than 5,000 a run.
#include <nlohmann/json.hpp>

#include <algorithm>

#include "report_formats.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::report {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_results = 5'000;

std::string_view level(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

/// "cell.bad-date" -> "CellBadDate": SARIF wants names in that form.
std::string pascal(std::string_view id) {
  std::string name;
  bool capital = true;
  for (const char c : id) {
    if (c == '.' || c == '-') {
      capital = true;
      continue;
    }
    name += capital && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    capital = false;
  }
  return name;
}

/// A path as a relative reference of RFC 3986: what is not plain is written as %XX. An absolute path becomes a file: URI.
std::string uri(const std::string& path) {
  std::string result = path.starts_with('/') ? "file://" : "";
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("-._~/").find(c) != std::string_view::npos;
    if (plain) {
      result += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      ((result += '%') += digits[byte >> 4]) += digits[byte & 15];
    }
  }
  return result;
}

std::string sentence(std::string_view text) { return text.ends_with('.') ? std::string(text) : std::string(text) + '.'; }

Json rule_of(const std::string& id) {
  Json rule = {{"id", id}, {"name", pascal(id)}};
  const Rule* const known = find_rule(id);
  if (known == nullptr) {  // a mapping states it
    rule["shortDescription"] = {{"text", "A check that the mapping of the format states."}};
    rule["fullDescription"] = {{"text", "A check that the mapping of the format states."}};
    rule["help"] = {{"text", "`rosterkit explain " + id + "` shows what it asks for and where that comes from."}};
    return rule;
  }
  rule["shortDescription"] = {{"text", sentence(known->title)}};
  rule["fullDescription"] = {{"text", known->meaning}};
  const std::string fix(known->fix), example(known->example), source(known->source);
  rule["help"] = {{"text", sentence(fix) + " Example: " + sentence(example) + " From: " + sentence(source)},
                  {"markdown", sentence(fix) + "\n\n- Example: `" + example + "`\n- From: " + source + "\n"}};
  rule["defaultConfiguration"] = {{"level", level(known->validate)}};
  return rule;
}

Json location_of(const Finding& finding, const RunFacts& facts) {
  const Place place = place_of(finding, facts);
  Json location = Json::object();
  if (place.path.empty()) return location;
  // GitHub refuses a result without a line; the header stands in the first.
  Json region = {{"startLine", std::max<std::uint64_t>(1, finding.line)}};
  if (finding.line != 0 && finding.position != 0) region["startColumn"] = finding.position;
  location["physicalLocation"] = {{"artifactLocation", {{"uri", uri(place.path)}}}, {"region", region}};
  if (!place.inner.empty()) {
    location["logicalLocations"] = Json::array({{{"name", place.inner}, {"fullyQualifiedName", place.path + "/" + place.inner}, {"kind", "member"}}});
  }
  return location;
}

Json result_of(const Listed& listed, std::size_t rule_index, const RunFacts& facts) {
  const Finding& finding = listed.finding;
  const std::string rest = then(finding);
  const Place place = place_of(finding, facts);
  std::string message = place.inner.empty() ? "" : place.inner + (finding.line != 0 ? ", line " + std::to_string(finding.line) : "") + ": ";
  message += sentence(begin_sentence(what(finding))) + (rest.empty() ? "" : " " + begin_sentence(rest));
  Json result = {{"ruleId", finding.rule},
                 {"ruleIndex", rule_index},
                 {"level", level(finding.severity)},
                 {"message", {{"text", printable(message)}}}};
  const Json location = location_of(finding, facts);
  if (!location.empty()) result["locations"] = Json::array({location});
  result["partialFingerprints"] = {{"rosterkit/v1", listed.fingerprint}};
  Json properties = Json::object();
  for (const auto& [name, text] : {std::pair{"entity", &finding.entity}, {"id", &finding.id}, {"column", &finding.column}, {"cause", &finding.cause}}) {
    if (!text->empty()) properties[name] = *text;
  }
  if (finding.follows != 0) properties["follows"] = finding.follows;
  if (!properties.empty()) result["properties"] = properties;
  return result;
}

}  // namespace

std::string sarif(const Diagnostics& diagnostics, const ReportOptions&) {
  const std::vector<Listed> listed = worst(diagnostics, most_results);
  std::map<std::string, std::size_t> index;
  Json rules = Json::array(), results = Json::array();
  for (const Listed& each : listed) {
    const auto [found, is_new] = index.emplace(each.finding.rule, rules.size());
    if (is_new) rules.push_back(rule_of(each.finding.rule));
    results.push_back(result_of(each, found->second, diagnostics.facts));
  }
  std::uint64_t all = 0;
  for (const Diagnostics::Count& count : diagnostics.counts()) all += count.times;
  Json invocation = {{"executionSuccessful", diagnostics.facts.complete}};
  if (all > listed.size()) {
    const std::string note = "This file shows " + with_commas(listed.size()) + " of " + counted(all, "finding") + ", the worst first; " +
                             with_commas(diagnostics.count_of_following()) + " follow from causes that are shown. A report with the suffix .csv lists them all.";
    invocation["toolExecutionNotifications"] = Json::array({{{"level", "note"}, {"message", {{"text", note}}}}});
  }
  const std::string version = diagnostics.facts.version.empty() ? "0" : diagnostics.facts.version;
  const Json driver = {{"name", "rosterkit"}, {"version", version}, {"semanticVersion", version}, {"rules", rules}};
  const Json run = {{"tool", {{"driver", driver}}}, {"invocations", Json::array({invocation})}, {"columnKind", "unicodeCodePoints"}, {"results", results}};
  const Json document = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace rosterkit::report
