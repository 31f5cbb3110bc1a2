// `explain RULE-ID`: one rule. `explain --from A --to B`: what a conversion keeps, changes, fills and loses, told from the
// two mappings alone, without data.
#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/cli/checks.hpp"
#include "rosterkit/cli/commands.hpp"
#include "rosterkit/cli/layout.hpp"
#include "rosterkit/cli/reading.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>

namespace rosterkit::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string rule_page(const Rule& rule) {
  std::string text = fmt::format("{}: {}\n\n", rule.id, rule.title);
  text += fmt::format("  {}\n\n", wrap(rule.meaning, 98, 2));
  text += fmt::format("  what to do   {}\n", wrap(rule.fix, 98, 15));
  if (!rule.example.empty()) text += fmt::format("  example      {}\n", wrap(rule.example, 1000, 15));
  text += fmt::format("  severity     {} in convert, {} in validate\n", severity_name(rule.convert), severity_name(rule.validate));
  return text + fmt::format("  source       {}\n", wrap(rule.source, 98, 15));
}

Json rule_json(const Rule& rule) {
  return {{"rule", rule.id},       {"title", rule.title}, {"meaning", rule.meaning}, {"fix", rule.fix},
          {"example", rule.example}, {"convert", severity_name(rule.convert)}, {"validate", severity_name(rule.validate)}, {"source", rule.source}};
}

void explain_rule(const Options& options, Terminal& terminal) {
  const std::string& id = options.words.front();
  const bool json = wants_json(options);
  if (const Rule* rule = find_rule(id)) {
    terminal.out(json ? rule_json(*rule).dump(2) + "\n" : rule_page(*rule));
    return;
  }
  std::vector<MappingCheck> found = mapping_checks(*open_catalog(options));
  std::erase_if(found, [&](const MappingCheck& one) { return one.check.rule != id; });
  if (found.empty()) {
    std::vector<std::string> names;
    for (const Rule& rule : rules()) names.emplace_back(rule.id);
    throw UsageError(fmt::format("There is no rule \"{}\".{} `rosterkit rules` lists them.", id, did_you_mean(id, names)));
  }
  Json list = Json::array();
  std::string text = fmt::format("{}: a check that mappings state\n", id);
  for (const auto& [mapping, check] : found) {
    list.push_back({{"rule", id}, {"mapping", mapping}, {"entity", check.entity}, {"severity", severity_name(check.severity)},
                    {"meaning", check.message}, {"why", check.why}, {"source", check.source}});
    text += fmt::format("\n  {}, {} ({})\n", mapping, check.entity, severity_name(check.severity));
    for (const std::string* line : {&check.message, &check.why, &check.source}) {
      if (!line->empty()) text += fmt::format("    {}\n", wrap(*line, 98, 4));
    }
  }
  terminal.out(json ? list.dump(2) + "\n" : text);
}

Json fates_json(const std::vector<convert::Fate>& fates) {
  Json list = Json::array();
  for (const convert::Fate& fate : fates) {
    list.push_back({{"entity", fate.entity}, {"field", fate.field}, {"from", fate.from_place}, {"to", fate.to_place}, {"fate", fate.fate}, {"why", fate.why}});
  }
  return list;
}

/// Fates in the order given, a heading and a table for each run of one entity; then how many fields fare how.
std::string fates_page(const std::vector<convert::Fate>& fates) {
  std::string text;
  std::map<std::string, std::uint64_t> counts;
  for (std::size_t first = 0; first < fates.size();) {
    std::size_t end = first;
    std::vector<std::vector<std::string>> rows;
    for (; end < fates.size() && fates[end].entity == fates[first].entity; ++end) {
      const convert::Fate& fate = fates[end];
      rows.push_back({fate.field, fate.fate, fate.from_place, fate.to_place, fate.why});
      ++counts[fate.fate];
    }
    text += fates[first].entity + "\n" + table({{"field"}, {"fate"}, {"from"}, {"to"}, {"why"}}, rows, "  ") + "\n";
    first = end;
  }
  std::vector<std::string> parts;
  for (const auto& [fate, times] : counts) parts.push_back(fmt::format("{} {}", with_commas(times), fate));
  return text + fmt::format("{}: {}\n", counted(fates.size(), "field"), parts.empty() ? "nothing is shared" : join(parts, ", "));
}

}  // namespace

ExitCode run_explain(const Options& options, Terminal& terminal) {
  const bool pair = !options.from.empty() || !options.to.empty();
  if (pair && (options.from.empty() || options.to.empty())) throw UsageError("\"explain\" compares two formats. Give both --from FORMAT and --to FORMAT.");
  if (pair != options.words.empty() || options.words.size() > 1) {
    throw UsageError("\"explain\" takes one rule id, like cell.bad-date, or two formats: --from FORMAT --to FORMAT.");
  }
  if (!pair) {
    explain_rule(options, terminal);
    return ExitCode::ok;
  }
  const bool json = wants_json(options);
  const auto catalog = open_catalog(options);
  const std::vector<convert::Fate> fates =
      convert::explain(*catalog, mapping_request(*catalog, options, options.from), mapping_request(*catalog, options, options.to));
  if (json) {
    terminal.out(fates_json(fates).dump(2) + "\n");
  } else {
    terminal.out(fmt::format("{} -> {}\n\n{}", options.from, options.to, fates_page(fates)));
  }
  return ExitCode::ok;
}

}  // namespace rosterkit::cli
