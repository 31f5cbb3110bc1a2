// Files of an input as they stand, without a mapping's meaning: columns and how full they are, encoding, delimiter. Private
// to src/convert.
#pragma once

#include "rosterkit/convert/convert.hpp"
#include "rosterkit/mapping/mapping.hpp"

namespace rosterkit::convert {

/// Reads the whole file. What is wrong with it is reported by the reading of records; here it only ends the counting.
InspectedFile inspect_csv(const io::InputFile& file, const mapping::Mapping& mapping, const Settings& settings);
InspectedFile inspect_xml(const io::InputFile& file, const mapping::Mapping& mapping, const Settings& settings);

}  // namespace rosterkit::convert
