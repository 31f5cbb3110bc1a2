// THE table of flags. The parser, the help texts and docs/commands/ are made from it; which verb offers which flag stands
// in the list of commands.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "rosterkit/cli/options.hpp"

namespace rosterkit::cli {

struct Flag {
  std::string_view name;         ///< long name without dashes
  std::string_view letter;       ///< short name, or ""
  std::string_view value;        ///< what its value is called in help texts, or "" if it takes none
  std::string_view group;        ///< heading in help texts
  std::string_view meaning;      ///< one or two short sentences
  bool repeatable;
  /// Puts the value into the options. Throws UsageError if it is not one that the flag can take.
  void (*apply)(Options& options, const std::string& value);
};

std::span<const Flag> flags();
const Flag* find_flag(std::string_view name);   ///< by long name, or by letter

/// Reads `--report FILE[:FORMAT]`. Throws UsageError if the format is unknown or cannot be told from the suffix.
ReportFile parse_report(const std::string& text);

/// Throws UsageError unless @p name is a format that findings can be written in.
void check_report_format(const std::string& name, std::string_view flag);

}  // namespace rosterkit::cli
