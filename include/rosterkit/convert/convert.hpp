// The engine as the commands see it: detect, read, complete, write. Nothing here prints or exits.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/io/output_set.hpp"
#include "rosterkit/io/source.hpp"
#include "rosterkit/mapping/catalog.hpp"

namespace rosterkit::convert {

// ---- What is this input? -------------------------------------------------------------------------------------------

struct Candidate {
  std::string format;                       ///< "clever", or "sif-xpress@3.3" when a variant fits better than the default
  unsigned met = 0;                         ///< how many of its detect entries are met
  std::vector<std::string> reasons;         ///< "students.csv is there", "its header has Student_id", ...
};

struct Detection {
  std::string format;                       ///< "" = not known, or a tie
  std::vector<Candidate> candidates;        ///< best first
  std::string mode;                         ///< "bulk" or "delta", from the manifest; "" = the format has no modes
};

/// Looks at file names, headers, manifest, root elements. @p named restricts to a format ("" = any).
/// Throws FileError exit 4 (format.unknown, format.ambiguous) with what was looked for.
Detection detect(const io::InputSet& input, const mapping::Catalog& catalog, const std::string& named);

// ---- Convert -------------------------------------------------------------------------------------------------------

struct Settings {
  std::map<std::string, std::string> set;   ///< --set
  std::string encoding;                     ///< --encoding, "" = the mapping's
  std::string id_map;                       ///< --id-map FILE, "" = none
  bool keep_passwords = false;
  bool show_values = false;
  bool judging = false;                     ///< validate: a file that cannot be read stops nothing, and warnings become what the format says
  bool only_checked = false;                ///< keeps of the records only what checks look at: nothing will be written of them
  unsigned jobs = 1;
  bool record_by_record = false;            ///< the plain way: writes CSV without sheets, keeps all fields. What tests hold the quick way against
  bool process_ends = false;                ///< the process ends with this: memory is left to the system
  io::Limits limits;
  std::function<void(std::uint64_t done_bytes, std::uint64_t total_bytes, std::uint64_t records)> progress;  ///< may be empty
};

struct EntityCounts {                       ///< in + made = out + merged + dropped + unwritten
  std::string entity;
  std::uint64_t in = 0, made = 0, out = 0, merged = 0, dropped = 0, unwritten = 0;
};

struct FieldCount {                         ///< values filled (completions, fill) or lost (no place in the target)
  std::string entity, field, what, why;     ///< what: "filled", "lost", "folded", "minted", "blanked"
  std::uint64_t times = 0;
};

struct FileCount {
  std::string file;
  std::uint64_t rows = 0, bytes = 0;
};

struct Summary {
  std::string from, to, mode;
  std::vector<EntityCounts> entities;       ///< in the order of the model; only those that occur
  std::vector<FieldCount> fields;
  std::vector<FileCount> read, written;
  ExitCode code = ExitCode::ok;             ///< validate: 3 or 4, if files could not be read; the others were checked
  bool nothing_replaced = false;            ///< refused at the end (exit 4): an entity lost all its records
};

struct ConvertRequest {
  std::vector<std::string> inputs;
  std::string from, to;                     ///< "" = detect; "id" or "id@variant"
  std::string mode;                         ///< "", "bulk", "delta"
  io::OutputSet::Request output;            ///< path, overwrite, dry_run; the rest is filled in by convert()
  bool strict = false;                      ///< replace nothing if a finding reaches the fail level
  Severity fail_on = Severity::error;
  Settings settings;
};

/// Runs the whole conversion. Findings go to @p diagnostics; throws what errors.hpp lists.
/// With strict and a finding at the fail level, or an entity that lost all records, nothing is replaced.
Summary convert(const mapping::Catalog& catalog, const ConvertRequest& request, Diagnostics& diagnostics);

// ---- Validate, cat, inspect -----------------------------------------------------------------------------------------

struct ReadOnlyRequest {
  std::vector<std::string> inputs;
  std::string from;
  std::string profile;                      ///< validate --for
  Settings settings;
};

/// Reads and checks against the format itself (severities of the rule table's `validate` column).
Summary validate(const mapping::Catalog& catalog, const ReadOnlyRequest& request, Diagnostics& diagnostics);

/// Model entities as JSON lines (product.md, `cat`), or the file's own records; @p line receives each without line end.
void cat(const mapping::Catalog& catalog, const ReadOnlyRequest& request, bool native, Diagnostics& diagnostics,
         const std::function<void(std::string_view line)>& line);

struct ColumnFill {
  std::string name;
  std::uint64_t filled = 0;
  bool known = true;                        ///< some record of the mapping names it
};

struct InspectedFile {
  std::string file, encoding, delimiter, record;   ///< record: the mapping's name for it; "" = unclaimed
  std::uint64_t rows = 0, bytes = 0;
  std::vector<ColumnFill> columns;
};

struct Inspection {
  Detection detection;
  std::vector<InspectedFile> files;
  Summary summary;                          ///< records per entity, duplicates
  std::vector<std::pair<std::string, std::string>> keys;     ///< "student ids" -> "1,004, all different"
  std::vector<std::string> targets;         ///< formats it could be written as
};
Inspection inspect(const mapping::Catalog& catalog, const ReadOnlyRequest& request, Diagnostics& diagnostics);

// ---- Without data ---------------------------------------------------------------------------------------------------

struct Fate {                               ///< one field of the model on its way from one format to another
  std::string entity, field;
  std::string from_place, to_place;         ///< "students.csv Last_name"
  std::string fate;                         ///< kept, changed, derived, filled, lost
  std::string why;
};
/// `explain --from A --to B`. With to = "": what A holds and its classes (map check).
std::vector<Fate> explain(const mapping::Catalog& catalog, const mapping::Request& from, const mapping::Request& to);

struct TestOutcome {
  std::string name;                         ///< "example contacts", "law 1 on samples", "law 2 on samples"
  bool passed = false;
  std::string detail;                       ///< the difference, a few lines
};
/// `map test`: the mapping's examples, and both laws on them and on the files of @p sample_folder ("" = examples only).
std::vector<TestOutcome> test_mapping(const mapping::Catalog& catalog, const mapping::Request& request, const std::string& sample_folder);

}  // namespace rosterkit::convert
