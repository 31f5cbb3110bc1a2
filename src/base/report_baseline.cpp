// The list of known findings: what `--report FILE:baseline` writes and `--baseline FILE` reads. One finding a line, sorted,
// so that a person can read it, take a line out, and see in a diff what changed. No line numbers and no messages: both
// change while the fault stays the same.
#include <nlohmann/json.hpp>

#include <algorithm>

#include "report_formats.hpp"
#include "rosterkit/base/errors.hpp"

namespace rosterkit {

namespace {

using Json = nlohmann::ordered_json;

constexpr int version = 1;

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// nlohmann's DOM overflows the stack on deep nesting, and a list of known findings is three levels deep.
bool too_deep(std::string_view text) {
  int depth = 0, deepest = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted && c == '\\') ++at;
    else if (c == '"') quoted = !quoted;
    else if (!quoted && (c == '{' || c == '[')) deepest = std::max(deepest, ++depth);
    else if (!quoted && (c == '}' || c == ']')) --depth;
  }
  return deepest > 8;
}

}  // namespace

namespace report {

std::string baseline(const Diagnostics& diagnostics, const ReportOptions&) {
  Baseline list;
  const auto add = [&](const FindingList& findings) {
    for (const Finding& finding : findings) {
      if (!finding.stops && finding.rule != "baseline.gone") ++list.times[diagnostics.identity(finding)];
    }
  };
  add(diagnostics.sorted());
  add(diagnostics.known());
  std::string out = "{\"rosterkitBaseline\": " + std::to_string(version) + ",\n \"findings\": [";
  std::string_view separator = "\n";
  for (const auto& [entry, times] : list.times) {
    const Json line = {{"rule", entry.rule}, {"file", entry.file}, {"entity", entry.entity}, {"id", entry.id}, {"column", entry.column}, {"times", times}};
    out.append(separator).append("  ").append(dump(line));
    separator = ",\n";
  }
  return out + "\n ]}\n";
}

}  // namespace report

Baseline parse_baseline(std::string_view text, const std::string& path) {
  const UsageError refused("--baseline: " + path + " is not a list of known findings. Write one with --report " + path + ":baseline.");
  if (too_deep(text)) throw refused;
  const Json document = Json::parse(text, nullptr, false);
  if (!document.is_object() || document.value("rosterkitBaseline", Json()) != version || !document.contains("findings") || !document["findings"].is_array()) throw refused;
  Baseline list;
  for (const Json& each : document["findings"]) {
    if (!each.is_object()) throw refused;
    Baseline::Entry entry;
    for (const auto& [key, target] : {std::pair{"rule", &entry.rule}, {"file", &entry.file}, {"entity", &entry.entity}, {"id", &entry.id}, {"column", &entry.column}}) {
      if (!each.contains(key)) continue;
      if (!each[key].is_string()) throw refused;
      *target = each[key].get<std::string>();
    }
    const Json times = each.value("times", Json(1));
    if (entry.rule.empty() || !times.is_number_unsigned()) throw refused;
    list.times[entry] += times.get<std::uint64_t>();
  }
  return list;
}

}  // namespace rosterkit
