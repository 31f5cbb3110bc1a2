// A finished run for people: the line that a technician reads in a log every morning, and the tables behind it.
#include "rosterkit/cli/summary.hpp"

#include "rosterkit/base/text.hpp"
#include "rosterkit/cli/layout.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace rosterkit::cli {
namespace {

convert::EntityCounts total(const convert::Summary& summary) {
  convert::EntityCounts all;
  for (const convert::EntityCounts& entity : summary.entities) {
    all.in += entity.in;
    all.made += entity.made;
    all.out += entity.out;
    all.merged += entity.merged;
    all.dropped += entity.dropped;
    all.unwritten += entity.unwritten;
  }
  return all;
}

std::uint64_t times(const convert::Summary& summary, std::string_view what) {
  std::uint64_t all = 0;
  for (const convert::FieldCount& field : summary.fields) all += field.what == what ? field.times : 0;
  return all;
}

/// "1 dropped, 15 merged, 3 without a place in the target"; only what occurred.
std::string losses(const convert::EntityCounts& all) {
  std::vector<std::string> parts;
  if (all.dropped != 0) parts.push_back(with_commas(all.dropped) + " dropped");
  if (all.merged != 0) parts.push_back(with_commas(all.merged) + " merged");
  if (all.unwritten != 0) parts.push_back(with_commas(all.unwritten) + " without a place in the target");
  return join(parts, ", ");
}

std::string ending(const convert::Summary& summary, const Options& options) {
  if (summary.nothing_replaced) return "nothing written, an older output is as it was";
  if (options.dry_run) return "nothing written (--dry-run)";
  return options.output == "-" ? "written to standard output" : "written to " + options.output;
}

std::string first_line(const convert::Summary& summary, const Diagnostics& diagnostics, const Options& options) {
  const convert::EntityCounts all = total(summary);
  std::string line = fmt::format("{} -> {}: {} in, ", summary.from, summary.to, counted(all.in, "record"));
  if (all.made != 0) line += with_commas(all.made) + " made, ";
  line += with_commas(all.out) + " out; ";
  const std::string lost = losses(all);
  line += (lost.empty() ? "none dropped" : lost) + " (" + counted_findings(diagnostics) + "); " + ending(summary, options) + "\n";
  return line;
}

std::string field_table(const convert::Summary& summary) {
  std::vector<std::vector<std::string>> rows;
  for (const convert::FieldCount& field : summary.fields) {
    rows.push_back({field.what, with_commas(field.times), field.entity, field.field, field.why});
  }
  return table({{"what"}, {"times", true}, {"entity"}, {"field"}, {"why"}}, rows, "  ");
}

std::string file_table(const convert::Summary& summary) {
  std::vector<std::vector<std::string>> rows;
  for (const convert::FileCount& file : summary.read) rows.push_back({"read", file.file, with_commas(file.rows), with_commas(file.bytes)});
  for (const convert::FileCount& file : summary.written) rows.push_back({"written", file.file, with_commas(file.rows), with_commas(file.bytes)});
  return table({{""}, {"file"}, {"rows", true}, {"bytes", true}}, rows, "  ");
}

}  // namespace

std::string counted_findings(const Diagnostics& diagnostics) {
  const std::uint64_t errors = diagnostics.count_of(Severity::error);
  const std::uint64_t warnings = diagnostics.count_of(Severity::warning);
  const std::string known = diagnostics.known().empty() ? "" : "; " + counted(diagnostics.known().size(), "known finding") + " left out";
  if (errors == 0 && warnings == 0) return "no errors, no warnings" + known;
  std::vector<std::string> parts;
  if (errors != 0) parts.push_back(counted(errors, "error"));
  if (warnings != 0) parts.push_back(counted(warnings, "warning"));
  return join(parts, ", ") + known;
}

std::string entity_table(const convert::Summary& summary) {
  std::vector<std::vector<std::string>> rows;
  for (const convert::EntityCounts& entity : summary.entities) {
    rows.push_back({entity.entity, with_commas(entity.in), with_commas(entity.made), with_commas(entity.out), with_commas(entity.merged),
                    with_commas(entity.dropped), with_commas(entity.unwritten)});
  }
  return table({{"entity"}, {"in", true}, {"made", true}, {"out", true}, {"merged", true}, {"dropped", true}, {"unwritten", true}}, rows, "  ");
}

std::string summary_text(const convert::Summary& summary, const Diagnostics& diagnostics, const Options& options) {
  std::string text = first_line(summary, diagnostics, options);
  if (options.verbose) {
    text += entity_table(summary);
    if (!summary.fields.empty()) text += field_table(summary);
    return text + file_table(summary);
  }
  const std::uint64_t filled = times(summary, "filled");
  // Passwords are left out on purpose, not for want of a place: they have a count of their own.
  const std::uint64_t secrets = std::min(times(summary, "lost"), diagnostics.count_of_rule("secret.dropped"));
  const std::uint64_t lost = times(summary, "lost") - secrets;
  std::vector<std::string> parts;
  if (filled != 0) parts.push_back(fmt::format("{} that the source does not hold {} filled in", counted(filled, "value"), filled == 1 ? "was" : "were"));
  if (lost != 0) parts.push_back(fmt::format("{} had no place in {}", counted(lost, "value"), summary.to));
  if (secrets != 0) parts.push_back(fmt::format("{} {} left out", counted(secrets, "password"), secrets == 1 ? "was" : "were"));
  if (!parts.empty()) text += fmt::format("  {}: -v or --summary FILE shows which\n", join(parts, ", "));
  return text;
}

}  // namespace rosterkit::cli
