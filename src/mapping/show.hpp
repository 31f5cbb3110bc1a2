// Prints the effective tree of a mapping, for `map show`.
#pragma once

#include <string>

#include "effective.hpp"

namespace rosterkit::mapping {

/// Keys sorted, two blanks a level, lists of texts on one line. @p with_origins adds "  // FILE" behind each line that
/// another layer than the base set, and a first line that names the base.
std::string show_tree(const Effective& effective, bool with_origins);

}  // namespace rosterkit::mapping
