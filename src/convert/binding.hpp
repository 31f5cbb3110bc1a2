// Headers against columns. Private to src/convert.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/convert/read_frame.hpp"

namespace rosterkit::convert {

/// How the plan's cells lie in a file with this header. Reports header.*; throws FileError (exit 4) if a column that the
/// format requires is missing.
/// @param records  indices into ReadPlan::records of the records that read the file
Binding bind_header(const ReadPlan& plan, const mapping::Mapping& mapping, const std::vector<std::string>& header, const std::string& shown,
                    const std::vector<std::size_t>& records, Diagnostics& diagnostics);

/// A finding about the first line of a file.
Finding header_fault(std::string_view rule, const std::string& shown, const std::string& column, std::string message, std::string hint);

}  // namespace rosterkit::convert
