// Rosters made up from the model alone, to try the laws of a mapping on what no sample holds. Private to src/convert.
#pragma once

#include <cstdint>
#include <memory>

#include "rosterkit/convert/roster.hpp"

namespace rosterkit::convert {

/// Fills an empty store with a few records of each entity: every field now and then filled and now and then blank, words
/// outside open lists, several roles, lists (some with an item twice) and keyed lists, twins, line breaks and blanks at the ends of
/// texts, unusual characters and ids, references to what is there.
/// The same seed gives the same roster on every machine.
///
/// Left out: secrets, records that are marked as deleted, columns without a name in the model.
void generate_roster(Roster& roster, std::uint64_t seed);

}  // namespace rosterkit::convert
