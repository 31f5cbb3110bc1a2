// What the command line says, as plain data, checked as far as it can be without reading a mapping or an input.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/io/source.hpp"

namespace rosterkit::cli {

enum class When { automatic, always, never };

struct ReportFile {
  std::string path, format;
};

struct Options {
  std::string verb;                        ///< "" = none was given
  std::vector<std::string> words;          ///< what stands behind the verb and is no flag: inputs, a rule id, a format
  std::set<std::string> given;             ///< long names of the flags that were used

  std::string from, to, profile;           ///< --from (or --as), --to, --for
  std::vector<std::string> mapping_files, mapping_folders;
  std::map<std::string, std::string> set;
  std::string encoding, mode, id_map;
  bool keep_passwords = false;

  std::string output, summary_file;
  bool overwrite = false, dry_run = false, native = false, origins = false;

  std::vector<ReportFile> reports;
  std::string format;                      ///< "" = text
  std::optional<Severity> fail_on = Severity::error;  ///< nothing = never
  bool strict = false;
  std::vector<std::string> ignored;
  std::vector<std::pair<std::string, Severity>> severities;
  std::string baseline;                    ///< a file of known findings
  std::size_t max_findings = 20;           ///< 0 = all
  bool show_values = false;

  bool quiet = false, verbose = false, help = false, version = false;
  When color = When::automatic, progress = When::automatic;
  unsigned jobs = 0;                       ///< 0 = as many as there are cores
  io::Limits limits;
};

/// Reads the words behind the program's name. Throws UsageError with a sentence that says what to write instead: unknown
/// verb or flag (with the nearest one), missing or wrong value, a flag that the verb does not have.
Options parse_command_line(const std::vector<std::string>& arguments);

}  // namespace rosterkit::cli
