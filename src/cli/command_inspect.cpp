// `inspect`: what an unknown input is, on one page: format and why, files, columns and how full they are, keys, and what
// it could become. With --format json the same as a document.
#include "rosterkit/base/text.hpp"
#include "rosterkit/cli/commands.hpp"
#include "rosterkit/cli/layout.hpp"
#include "rosterkit/cli/reading.hpp"
#include "rosterkit/cli/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace rosterkit::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string format_part(const convert::Detection& detection) {
  std::string text = fmt::format("format   {}\n", detection.format.empty() ? "not known" : detection.format);
  if (!detection.mode.empty()) text += fmt::format("mode     {}\n", detection.mode);
  if (detection.candidates.empty()) return text;
  for (const std::string& reason : detection.candidates.front().reasons) text += fmt::format("  because {}\n", reason);
  for (std::size_t i = 1; i < detection.candidates.size() && detection.candidates[i].met > 0; ++i) {
    const convert::Candidate& other = detection.candidates[i];
    text += fmt::format("  not {}: fewer signs of it were found ({} against {})\n", other.format, other.met, detection.candidates.front().met);
  }
  return text;
}

/// "99 %" of a few empty cells would read as full, so only a column without blanks is called full.
std::string fill_rate(std::uint64_t filled, std::uint64_t rows) {
  if (rows == 0) return "-";
  if (filled == rows) return "full";
  if (filled == 0) return "empty";
  return fmt::format("{} %", std::min<std::uint64_t>(99, std::max<std::uint64_t>(1, filled * 100 / rows)));
}

std::string file_part(const convert::InspectedFile& file) {
  std::string text = fmt::format("\n{}: {}, {} bytes", file.file, counted(file.rows, "row"), with_commas(file.bytes));
  if (!file.encoding.empty()) text += ", " + file.encoding;
  if (!file.delimiter.empty()) text += fmt::format(", delimiter {}", file.delimiter == "\t" ? "tab" : file.delimiter);
  text += file.record.empty() ? "\n  not part of the format: it is not read\n" : "\n";
  std::vector<std::vector<std::string>> rows;
  for (const convert::ColumnFill& column : file.columns) {
    rows.push_back({column.name, with_commas(column.filled), fill_rate(column.filled, file.rows), column.known ? "" : "not known to the format"});
  }
  if (!rows.empty()) text += table({{"column"}, {"filled", true}, {"", true}, {""}}, rows, "  ");
  return text;
}

std::string page(const convert::Inspection& inspection) {
  std::string text = format_part(inspection.detection);
  for (const convert::InspectedFile& file : inspection.files) text += file_part(file);
  if (!inspection.summary.entities.empty()) {
    std::vector<std::vector<std::string>> rows;
    for (const convert::EntityCounts& entity : inspection.summary.entities) {
      rows.push_back({entity.entity, with_commas(entity.in), with_commas(entity.merged), with_commas(entity.dropped)});
    }
    text += "\nrecords in terms of the model\n" + table({{"entity"}, {"records", true}, {"repeated", true}, {"unusable", true}}, rows, "  ");
  }
  if (!inspection.keys.empty()) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [what, health] : inspection.keys) rows.push_back({what, health});
    text += "\n" + table({{"keys"}, {""}}, rows, "  ");
  }
  if (!inspection.targets.empty()) text += "\ncan be written as " + wrap(join(inspection.targets, ", "), 100, 2) + "\n";
  return text;
}

Json document(const convert::Inspection& inspection) {
  Json candidates = Json::array();
  for (const convert::Candidate& one : inspection.detection.candidates) {
    candidates.push_back({{"format", one.format}, {"met", one.met}, {"reasons", one.reasons}});
  }
  Json files = Json::array();
  for (const convert::InspectedFile& file : inspection.files) {
    Json columns = Json::array();
    for (const convert::ColumnFill& column : file.columns) columns.push_back({{"name", column.name}, {"filled", column.filled}, {"known", column.known}});
    files.push_back({{"file", file.file}, {"record", file.record}, {"encoding", file.encoding}, {"delimiter", file.delimiter},
                     {"rows", file.rows}, {"bytes", file.bytes}, {"columns", columns}});
  }
  Json entities = Json::array();
  for (const convert::EntityCounts& entity : inspection.summary.entities) {
    entities.push_back({{"entity", entity.entity}, {"in", entity.in}, {"merged", entity.merged}, {"dropped", entity.dropped}});
  }
  Json keys = Json::array();
  for (const auto& [what, health] : inspection.keys) keys.push_back({{"what", what}, {"health", health}});
  return {{"format", inspection.detection.format}, {"mode", inspection.detection.mode}, {"candidates", candidates}, {"files", files},
          {"entities", entities}, {"keys", keys}, {"targets", inspection.targets}};
}

}  // namespace

ExitCode run_inspect(const Options& options, Terminal& terminal) {
  require_inputs(options);
  const bool json = wants_json(options);
  // --format is about the page here, not about the findings: those go to stderr as text.
  Options finding_options = options;
  finding_options.format.clear();
  Reading reading(finding_options, terminal);
  std::optional<convert::Inspection> inspection;
  reading.work([&] { inspection = convert::inspect(reading.catalog(), reading.request(), reading.diagnostics()); });
  if (inspection) terminal.out(json ? document(*inspection).dump(2, ' ', false, Json::error_handler_t::replace) + "\n" : page(*inspection));
  reading.show_findings(false);
  return reading.code();
}

}  // namespace rosterkit::cli
