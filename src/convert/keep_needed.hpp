// What has to be kept of the records that are read: their keys, references, whatever a check looks at, and what is written.
// Private to src/convert.
#pragma once

#include "fields_used.hpp"
#include "rosterkit/convert/read_plan.hpp"

namespace rosterkit::convert {

/// Marks in the frames of @p plan what is kept of each field. Entities that several records of the mapping give are kept
/// whole, since they are put together field by field.
/// @param written  the fields that a target or its completions look at: of others it is only counted where there was a value.
///                 nullptr: nothing is written, nor counted.
void keep_needed(ReadPlan& plan, const mapping::Mapping& mapping, const model::Store& store, const FieldsUsed* written);

}  // namespace rosterkit::convert
