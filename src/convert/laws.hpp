// Both laws of a mapping (docs/mapping-files.md, "Both directions, honestly"), through the real reader and writer. Private to src/convert.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "laws_files.hpp"
#include "laws_json.hpp"
#include "writer.hpp"
#include "rosterkit/convert/convert.hpp"

namespace rosterkit::convert {

/// A mapping under test. It must outlive what is read by it: plans point into it.
struct Tried {
  const mapping::Catalog& catalog;
  const mapping::Mapping& mapping;
  Settings settings;
};

/// Reads and settles files. Findings go to @p diagnostics; throws FileError.
std::unique_ptr<Roster> read_roster(const Tried& tried, const io::InputSet& input, IdMap& ids, Diagnostics& diagnostics);
/// Writes a roster into memory. @param completed  with the completions of the model, as `convert` does; they change the roster.
/// @param counted  receives what a run counts, if it is asked for.
FileTexts write_roster(const Tried& tried, Roster& roster, IdMap& ids, bool completed, Diagnostics& diagnostics, FieldCounts* counted = nullptr);

/// R(W(m)) = m if the files are clean. Else R(W(m')) = m' for m' = R(W(m)): what one round trip gives stays.
/// W without completions: what they make is data when it is read again.
/// @param own_files  false: the files are of another variant, which may say what this one has no place for.
TestOutcome law_one(const Tried& tried, const io::InputSet& input, bool own_files, const std::string& name);
/// W(R(W(m))) = W(m), byte for byte; W as in `convert`, with completions.
TestOutcome law_two(const Tried& tried, const io::InputSet& input, const std::string& name);

/// Both laws on rosters made up from the model (laws_generate.hpp), which no format can hold whole: with m' = R(W(m)),
/// R(W(m')) = m' and W(m') = W(m), and whatever differs between m and m' was counted. An outcome for each, with the first
/// roster that breaks it; none for a format in which nothing of them comes back (a list that is only written).
std::vector<TestOutcome> laws_on_generated(const Tried& tried, std::uint64_t rosters);

}  // namespace rosterkit::convert
