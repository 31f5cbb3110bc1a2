// Values that stand in order in a file. Private to src/convert.
#pragma once

#include "rosterkit/model/store.hpp"

namespace rosterkit::convert {

/// True if the texts of a field ascend strictly in each segment that has any, none is blank there, and no segment reaches
/// into another: then none stands twice. False says nothing. Of rows that are not live, too.
bool ascends(const model::Table& table, std::uint16_t field, unsigned jobs);

}  // namespace rosterkit::convert
