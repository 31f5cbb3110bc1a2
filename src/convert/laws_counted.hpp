// Nothing is lost silently: whatever a writing changed was counted. Private to src/convert.
#pragma once

#include <string>
#include <vector>

#include "laws_json.hpp"
#include "writer.hpp"

namespace rosterkit::convert {

/// What a run counted, while it wrote a roster and read it again.
struct Accounts {
  const mapping::Mapping& mapping;
  const model::Schema& schema;
  const FieldCounts& fields;                           ///< of the writer, without completions
  const std::vector<Counts>& wrote;                    ///< by entity
  const std::vector<Counts>& read;                     ///< by entity
  const Diagnostics& writing;
  const Diagnostics& reading;
};

/// The differences between a roster and what came back of it that no count answers for.
std::vector<Difference> uncounted(const std::vector<Difference>& found, const Accounts& accounts);

/// Fields whose values a writing cut or left out for want of a word or of room, although their class (`map check`) promises
/// that they come back: a line for each.
std::vector<std::string> unannounced(const Accounts& accounts, const WritePlan& plan);

}  // namespace rosterkit::convert
