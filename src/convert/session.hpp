// What every command that reads does: open, detect, load, read, resolve; and complete for a target. Private to src/convert.
#pragma once

#include <memory>
#include <string>

#include "rosterkit/convert/roster.hpp"
#include "fields_used.hpp"
#include "write_plan.hpp"

namespace rosterkit::convert {

struct Session {
  io::InputSet input;
  Detection detection;
  mapping::Mapping mapping;
  IdMap ids;
  std::unique_ptr<Roster> roster;
  std::string mode;                                    ///< of the input: "bulk" or "delta"
};

/// Opens and detects; loads the mapping in the mode that the manifest says.
std::unique_ptr<Session> open_session(const mapping::Catalog& catalog, const std::vector<std::string>& inputs, const std::string& from,
                                      const Settings& settings, Diagnostics& diagnostics);
/// Makes the roster, still empty, and the plan by which it is read. Touches nothing but @p session, so the target may be loaded meanwhile.
void plan_reading(const mapping::Catalog& catalog, Session& session, const Settings& settings);
/// Plans, if that is left to do, reads all records and settles them. What was lost to missing records is told by report_losses().
/// @param written  what a target looks at, see fields_wanted(): of other fields only what is counted is kept. nullptr: all is kept,
///                 or with Settings::only_checked what checks look at. If it is given, find_unread_repeats() is left to the caller.
void read_session(const mapping::Catalog& catalog, Session& session, const Settings& settings, Diagnostics& diagnostics, const FieldsUsed* written = nullptr);
/// What a plan, and the completions that it needs, look at.
FieldsUsed fields_wanted(const mapping::Catalog& catalog, const WritePlan& plan, const Settings& settings);
/// Makes the values that the target of a plan uses and the source lacks.
std::vector<Filled> complete_session(const mapping::Catalog& catalog, Session& session, const WritePlan& plan, const Settings& settings);
void fill_summary(const Roster& roster, Summary& summary);

}  // namespace rosterkit::convert
