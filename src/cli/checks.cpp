// What a command line names, checked against what exists, before any record is read: a wrong name found after an hour of
// converting, or never, is the dearest kind.
#include "rosterkit/cli/checks.hpp"

#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/convert/convert.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace rosterkit::cli {
namespace {

namespace fs = std::filesystem;

/// The path without links and dots, as far as it exists, so that two spellings of one place compare equal.
fs::path place(const std::string& path) {
  std::error_code ignored;
  fs::path whole = fs::weakly_canonical(fs::absolute(path, ignored), ignored);
  if (whole.empty()) whole = path;
  return whole.has_filename() ? whole : whole.parent_path();
}

bool lies_in(const fs::path& inner, const fs::path& outer) {
  const auto [end, ignored] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return end == outer.end();
}

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

void check_rule(const std::string& rule, std::string_view flag, const mapping::Catalog& catalog) {
  if (find_rule(rule) != nullptr) return;  // the usual case needs no mapping
  std::vector<std::string> names;
  for (const Rule& known : rules()) names.emplace_back(known.id);
  for (const MappingCheck& one : mapping_checks(catalog)) names.push_back(one.check.rule);
  if (std::find(names.begin(), names.end(), rule) != names.end()) return;
  throw UsageError(fmt::format("--{}: there is no rule \"{}\".{} `rosterkit rules` lists them.", flag, rule, did_you_mean(rule, names)));
}

}  // namespace

std::vector<MappingCheck> mapping_checks(const mapping::Catalog& catalog) {
  std::vector<MappingCheck> found;
  for (const mapping::Listed& listed : catalog.list()) {
    try {
      const mapping::Mapping loaded = catalog.load({listed.id, "", {}});
      for (const auto* checks : {&loaded.checks, &loaded.profile}) {
        for (const mapping::Check& check : *checks) found.push_back({listed.id, check});
      }
    } catch (const MappingError&) {
      continue;
    }
  }
  return found;
}

void check_set_names(const Options& options, const mapping::Catalog& catalog) {
  if (options.set.empty()) return;
  const std::vector<std::string> names = catalog.option_names();
  for (const auto& [name, value] : options.set) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    throw UsageError(fmt::format("--set: no mapping has an option \"{}\".{} `rosterkit map list` shows the options.", name, did_you_mean(name, names)));
  }
}

void check_rule_names(const Options& options, const mapping::Catalog& catalog) {
  for (const std::string& rule : options.ignored) check_rule(rule, "ignore", catalog);
  for (const auto& [rule, severity] : options.severities) check_rule(rule, "severity", catalog);
}

void check_written_files(const Options& options) {
  std::vector<std::pair<std::string, std::string>> written;  // what it is, path
  for (const ReportFile& report : options.reports) written.emplace_back("report", report.path);
  if (!options.summary_file.empty()) written.emplace_back("summary", options.summary_file);
  if (!options.id_map.empty()) written.emplace_back("id-map", options.id_map);

  for (std::size_t i = 0; i < written.size(); ++i) {
    const auto& [flag, path] = written[i];
    const fs::path target = place(path);
    if (is_folder(path)) throw UsageError(fmt::format("--{}: {} is a folder. Name a file.", flag, path));
    for (const std::string& input : options.words) {
      if (input == "-") continue;
      if (place(input) == target || (is_folder(input) && lies_in(target, place(input)))) {
        throw UsageError(fmt::format("--{}: {} is an input or lies in one. Choose another place.", flag, path));
      }
    }
    // An output folder is replaced as a whole, and one that holds other files is refused the next time.
    if (!options.output.empty() && options.output != "-" && lies_in(target, place(options.output))) {
      throw UsageError(fmt::format("--{}: {} is the output or lies in it. Choose a place beside it.", flag, path));
    }
    for (const std::string& mapping : options.mapping_files) {
      if (place(mapping) == target) throw UsageError(fmt::format("--{}: {} is a mapping file of this run. Choose another name.", flag, path));
    }
    if (!options.baseline.empty() && place(options.baseline) == target && !(i < options.reports.size() && options.reports[i].format == "baseline")) {
      throw UsageError(fmt::format("--{}: {} is the list of known findings (--baseline). Only --report {}:baseline may replace it.", flag, path, path));
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (place(written[j].second) == target) throw UsageError(fmt::format("--{} and --{} name the same file, {}. Give each its own.", written[j].first, flag, path));
    }
  }
}

void check_mappings_are_used(const Options& options, const mapping::Catalog& catalog) {
  const auto unused = [&] {
    return std::find_if(options.mapping_files.begin(), options.mapping_files.end(), [&](const std::string& file) { return !catalog.was_used(file); });
  };
  for (const std::string* format : {&options.to, &options.profile, &options.from}) {
    if (unused() == options.mapping_files.end()) return;
    if (!format->empty()) catalog.use(*format);
  }
  // Standard input can be read only once, so there the file gets the benefit of the doubt.
  const bool from_stdin = std::find(options.words.begin(), options.words.end(), "-") != options.words.end();
  if (options.from.empty() && !from_stdin && unused() != options.mapping_files.end()) {
    FindingList ignored;
    const io::InputSet input = io::InputSet::open(options.words, options.limits, ignored);
    catalog.use(convert::detect(input, catalog, "").format);
  }
  const auto file = unused();
  if (file == options.mapping_files.end() || (options.from.empty() && from_stdin)) return;
  throw UsageError(fmt::format("--mapping {}: this run does not use it. Name its format with --from or --to, or leave it out.", *file));
}

}  // namespace rosterkit::cli
