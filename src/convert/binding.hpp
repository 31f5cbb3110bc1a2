// Headers against columns. Private to src/convert.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/convert/read_frame.hpp"

namespace rosterkit::convert {

/// How the plan's cells lie in a file with the header of @p reader. Reports header.*; throws FileError (exit 4) if a column
/// that the format requires is missing, unless @p go_on: then that is reported like the rest.
/// @param records  indices into ReadPlan::records of the records that read the file
Binding bind_header(const ReadPlan& plan, const mapping::Mapping& mapping, const io::CsvReader& reader, const std::string& shown,
                    const std::vector<std::size_t>& records, bool go_on, Diagnostics& diagnostics);

/// Entities that a file cannot tell for want of a column: records without their key are no records.
std::vector<std::uint16_t> entities_without_key(const FramePlan& frame, const Binding& binding);

/// A finding about the first line of a file.
Finding header_fault(std::string_view rule, const std::string& shown, const std::string& column, std::string message, std::string hint,
                     std::uint64_t line = 1);

}  // namespace rosterkit::convert
