// mappings/model.json -> Schema, completions, their options and code tables.
#pragma once

#include "build.hpp"
#include "rosterkit/mapping/catalog.hpp"

namespace rosterkit::mapping {

struct LoadedModel {
  Model model;
  Effective source;   ///< the tree, for building the completions again with other options
};

/// Throws MappingError with every fault. Of the model that is shipped, faults of form are not looked for: tests did.
LoadedModel load_model(const std::string& file, std::string_view text, bool shipped);

/// The completions with @p options filled in.
std::vector<Completion> build_completions(const Effective& source, const model::Schema& schema, const std::vector<Option>& options);

}  // namespace rosterkit::mapping
