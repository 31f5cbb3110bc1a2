// A finished run as people read it (lines on stderr) and as programs read it (--summary).
#pragma once

#include <string>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/cli/options.hpp"
#include "rosterkit/convert/convert.hpp"

namespace rosterkit::cli {

/// One line, and a second one if values were filled or lost; with --verbose tables of entities, fields and files.
std::string summary_text(const convert::Summary& summary, const Diagnostics& diagnostics, const Options& options);

/// "1 error, 16 warnings", or "no errors, no warnings".
std::string counted_findings(const Diagnostics& diagnostics);

/// Records and what became of them, a row for each entity.
std::string entity_table(const convert::Summary& summary);

/// The document of --summary, with a line end. Equal runs give equal bytes.
std::string summary_json(const convert::Summary& summary, const Diagnostics& diagnostics, ExitCode code);

}  // namespace rosterkit::cli
