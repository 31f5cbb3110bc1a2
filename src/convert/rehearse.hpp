// Writing as a question: what would not survive at a receiver (`validate --for`). Private to src/convert.
#pragma once

#include "session.hpp"

namespace rosterkit::convert {

/// Writes all that was read to @p to, and nowhere: what it could not take is reported and counted as `convert` would. The
/// completions change the roster, so this comes last.
void rehearse(const mapping::Catalog& catalog, Session& session, const mapping::Mapping& to, const Settings& settings, Diagnostics& diagnostics);

}  // namespace rosterkit::convert
