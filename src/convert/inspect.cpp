// `inspect`: what an input is, how full its columns are, whether its keys hold, and what it could be converted to.
#include <algorithm>

#include "inspect_files.hpp"
#include "rosterkit/base/text.hpp"
#include "session.hpp"

namespace rosterkit::convert {
namespace {

std::uint64_t live_records(const Roster& roster, std::size_t entity) {
  std::uint64_t live = 0;
  for (const auto& segment : roster.store.tables[entity]->segments()) {
    live += static_cast<std::uint64_t>(std::count(segment->states.begin(), segment->states.end(), model::State::live));
  }
  return live;
}

struct Health {
  std::string_view rule, one, many;
};
// What is wrong with keys, in the order in which it is told.
constexpr Health ailments[] = {
    {"key.duplicate", "came a second time and was left out", "came a second time and were left out"},
    {"key.space-collision", "has the id of another person and was left out", "have the id of another person and were left out"},
    {"key.twin", "has a twin with another id", "have a twin with another id"},
    {"merge.conflict", "contradicts an earlier row", "contradict an earlier row"},
    {"reference.missing", "points to nothing", "point to nothing"},
};

/// Key health of each entity: how many records, how many came again, how many references lead nowhere.
void key_health(const Roster& roster, const Diagnostics& diagnostics, std::vector<std::pair<std::string, std::string>>& keys) {
  const auto& entities = roster.store.schema.entities;
  std::map<std::pair<std::string, std::string>, std::uint64_t> texts;   // by entity and rule
  std::map<std::string, std::uint64_t> of_rule;
  for (const Finding& finding : diagnostics.sorted()) {
    ++texts[{finding.entity, finding.rule}];
    ++of_rule[finding.rule];
  }
  for (std::uint16_t e = 0; e < entities.size(); ++e) {
    const Counts& counts = roster.counts[e];
    if (counts.in + counts.made == 0) continue;
    std::string text = with_commas(live_records(roster, e));
    if (!texts.contains({entities[e].name, "key.duplicate"})) text += ", all different";
    if (counts.merged != 0) text += ", " + with_commas(counts.merged) + (counts.merged == 1 ? " row says the same again" : " rows say the same again");
    for (const Health& each : ailments) {
      const auto found = texts.find({entities[e].name, std::string(each.rule)});
      if (found == texts.end()) continue;
      // Not all texts are kept; beyond that only the rule is counted, not whose it is.
      const bool all = of_rule[found->first.second] == diagnostics.count_of_rule(each.rule);
      text += std::string(all ? ", " : ", at least ") + with_commas(found->second) + " " + std::string(found->second == 1 ? each.one : each.many);
    }
    keys.emplace_back(entities[e].name + (entities[e].strong ? " ids" : " keys"), std::move(text));
  }
}

/// Formats that it could be written as: all that stand on their own and write something.
std::vector<std::string> targets_of(const mapping::Catalog& catalog, const mapping::Mapping& from) {
  std::vector<std::string> targets;
  for (const mapping::Listed& each : catalog.list()) {
    if (each.is_overlay || each.id == from.id) continue;
    targets.push_back(each.id);
  }
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  return targets;
}

}  // namespace

Inspection inspect(const mapping::Catalog& catalog, const ReadOnlyRequest& request, Diagnostics& diagnostics) {
  const auto session = open_session(catalog, request.inputs, request.from, request.settings, diagnostics);
  Inspection inspection;
  inspection.detection = session->detection;
  for (const auto& file : session->input.files) {
    inspection.files.push_back(session->mapping.format.kind == "xml" ? inspect_xml(*file, session->mapping, request.settings)
                                                                     : inspect_csv(*file, session->mapping, request.settings));
  }
  inspection.targets = targets_of(catalog, session->mapping);
  inspection.summary.from = inspection.detection.format;
  inspection.summary.mode = inspection.detection.mode;
  try {
    read_session(catalog, *session, request.settings, diagnostics);
    report_losses(*session->roster, diagnostics);
  } catch (const FileError& error) {
    // A file beyond use is what this page is asked about as well: say so, and show what could be seen.
    if (error.code == ExitCode::input_missing) throw;
    diagnostics.report(error.finding);
    return inspection;
  }
  Roster& roster = *session->roster;
  key_health(roster, diagnostics, inspection.keys);
  for (std::size_t e = 0; e < roster.counts.size(); ++e) {
    Counts& counts = roster.counts[e];
    counts.out = live_records(roster, e);
    counts.dropped = counts.in + counts.made - counts.out - counts.merged;
  }
  fill_summary(roster, inspection.summary);
  return inspection;
}

}  // namespace rosterkit::convert
