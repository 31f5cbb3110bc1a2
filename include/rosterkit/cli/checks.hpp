// Checks of what a command line names against what exists: options of mappings, rules, files that may not be replaced,
// mapping files that the run would not use. All of them come before any record is read.
#pragma once

#include <string>
#include <vector>

#include "rosterkit/cli/options.hpp"
#include "rosterkit/mapping/catalog.hpp"

namespace rosterkit::cli {

/// A check that a mapping states; its rule stands in the mapping, not in the table of rules.
struct MappingCheck {
  std::string mapping;
  mapping::Check check;
};

/// The checks of all mappings. One that cannot be loaded is left out: it says so itself when a run uses it.
std::vector<MappingCheck> mapping_checks(const mapping::Catalog& catalog);

/// Each throws UsageError with what to do.
void check_set_names(const Options& options, const mapping::Catalog& catalog);
void check_rule_names(const Options& options, const mapping::Catalog& catalog);   ///< --ignore, --severity
void check_written_files(const Options& options);                                 ///< --report, --summary, --id-map

/// Refuses a --mapping file that takes no part in this run. Where the format is not named it is detected once more, which
/// costs the reading of a few headers; only asked for when --mapping is used.
void check_mappings_are_used(const Options& options, const mapping::Catalog& catalog);

}  // namespace rosterkit::cli
