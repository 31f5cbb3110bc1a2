// Which fields of the model a writing plan carries or looks at. Private to src/convert.
#pragma once

#include <set>
#include <utility>

#include "write_plan.hpp"

namespace rosterkit::convert {

/// (entity, field) pairs. A completion of any other field changes no byte, no count and no finding of the target.
using FieldsUsed = std::set<std::pair<std::uint16_t, std::uint16_t>>;

/// Everything that writing may look at: fields that frames carry, paths, conditions, fills, made ids, sorting, references
/// between frames; and of every entity its key, status and time stamp, and its own id if others refer to it, which the engine
/// looks at by itself.
FieldsUsed fields_used(const WritePlan& plan, const model::Schema& schema);

}  // namespace rosterkit::convert
