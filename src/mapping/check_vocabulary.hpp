// Holds a parsed file against the table of keys: unknown keys, values of the wrong form, words that are not in their list,
// and what the language knows but this version does not. Everything is said at once.
#pragma once

#include <string>
#include <vector>

#include "json.hpp"
#include "vocabulary.hpp"

namespace rosterkit::mapping {

/// @param is_patch  an overlay, variant or mode: null may stand for what is removed.
void check_vocabulary(const std::string& file, const Json& json, Place root, bool is_patch, std::vector<std::string>& faults);

}  // namespace rosterkit::mapping
