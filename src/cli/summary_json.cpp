// --summary: the run as JSON. No times, no paths of the machine except what the user typed: equal runs give equal bytes.
#include "rosterkit/cli/summary.hpp"

#include <nlohmann/json.hpp>

namespace rosterkit::cli {
namespace {

using Json = nlohmann::ordered_json;

Json files(const std::vector<convert::FileCount>& counts) {
  Json list = Json::array();
  for (const convert::FileCount& file : counts) list.push_back({{"file", file.file}, {"rows", file.rows}, {"bytes", file.bytes}});
  return list;
}

}  // namespace

std::string summary_json(const convert::Summary& summary, const Diagnostics& diagnostics, ExitCode code) {
  Json document;
  document["from"] = summary.from;
  document["to"] = summary.to;
  document["mode"] = summary.mode;
  document["exitCode"] = static_cast<int>(code);
  document["replaced"] = !summary.nothing_replaced;
  Json entities = Json::array();
  for (const convert::EntityCounts& entity : summary.entities) {
    entities.push_back({{"entity", entity.entity}, {"in", entity.in}, {"made", entity.made}, {"out", entity.out}, {"merged", entity.merged},
                        {"dropped", entity.dropped}, {"unwritten", entity.unwritten}});
  }
  document["entities"] = entities;
  Json fields = Json::array();
  for (const convert::FieldCount& field : summary.fields) {
    fields.push_back({{"entity", field.entity}, {"field", field.field}, {"what", field.what}, {"times", field.times}, {"why", field.why}});
  }
  document["fields"] = fields;
  document["read"] = files(summary.read);
  document["written"] = files(summary.written);
  Json counts = Json::array();
  for (const Diagnostics::Count& count : diagnostics.counts()) {
    counts.push_back({{"rule", count.rule}, {"severity", severity_name(count.severity)}, {"file", count.file}, {"times", count.times}});
  }
  document["findings"] = {{"errors", diagnostics.count_of(Severity::error)},
                          {"warnings", diagnostics.count_of(Severity::warning)},
                          {"notes", diagnostics.count_of(Severity::note)},
                          {"counts", counts}};
  // Names of files may hold bytes that are not UTF-8; they are replaced rather than refused at the end of a good run.
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace rosterkit::cli
