// `inspect`: what an input is, how full its columns are, whether its keys hold, and what it could be converted to.
#include <algorithm>

#include "inspect_files.hpp"
#include "rosterkit/base/text.hpp"
#include "session.hpp"

namespace rosterkit::convert {
namespace {

/// Key health of one entity: how many records, how many came again, how many references lead nowhere.
void key_health(const Roster& roster, const Diagnostics& diagnostics, std::vector<std::pair<std::string, std::string>>& keys) {
  const auto& entities = roster.store.schema.entities;
  std::map<std::string, std::map<std::string, std::uint64_t>> by_entity;
  for (const Finding& finding : diagnostics.sorted()) {
    if (!finding.entity.empty()) ++by_entity[finding.entity][finding.rule];
  }
  for (std::uint16_t e = 0; e < entities.size(); ++e) {
    const Counts& counts = roster.counts[e];
    if (counts.in + counts.made == 0) continue;
    std::uint64_t live = 0;
    for (const auto& segment : roster.store.tables[e]->segments()) {
      live += static_cast<std::uint64_t>(std::count(segment->states.begin(), segment->states.end(), model::State::live));
    }
    const auto times = [&](const char* rule) { return by_entity[entities[e].name][rule]; };
    std::string text = with_commas(live);
    const std::uint64_t duplicates = times("key.duplicate");
    text += duplicates == 0 ? ", all different" : ", " + with_commas(duplicates) + " came twice and were left out";
    if (counts.merged != 0) text += ", " + with_commas(counts.merged) + " rows say the same again";
    if (const auto count = times("key.space-collision"); count != 0) text += ", " + with_commas(count) + " belong to two people";
    if (const auto count = times("key.twin"); count != 0) text += ", " + with_commas(count) + " have a twin with another id";
    if (const auto count = times("merge.conflict"); count != 0) text += ", " + with_commas(count) + " contradict an earlier row";
    if (const auto count = times("reference.missing"); count != 0) text += ", " + with_commas(count) + " references lead nowhere";
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
    std::uint64_t live = 0;
    for (const auto& segment : roster.store.tables[e]->segments()) {
      live += static_cast<std::uint64_t>(std::count(segment->states.begin(), segment->states.end(), model::State::live));
    }
    counts.out = live;
    counts.dropped = counts.in + counts.made - live - counts.merged;
  }
  fill_summary(roster, inspection.summary);
  return inspection;
}

}  // namespace rosterkit::convert
