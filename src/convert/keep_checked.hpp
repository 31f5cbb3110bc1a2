// What `validate` has to keep of the records it reads: their keys, references and whatever a check looks at. Private to
// src/convert.
#pragma once

#include "rosterkit/convert/read_plan.hpp"

namespace rosterkit::convert {

/// Marks in the frames of @p plan which fields are kept; of the others a hash of each record is, which tells a repeated record
/// from one that says something else. Entities that several records of the mapping give are kept whole, since they are
/// put together field by field.
void keep_checked(ReadPlan& plan, const mapping::Mapping& mapping, const model::Schema& schema);

}  // namespace rosterkit::convert
