// The process exit codes: a closed list that schedulers rely on; a number is never reused (docs/commands/exit-codes.md).
#pragma once

namespace rosterkit {

enum class ExitCode : int {
  ok = 0,             // done, warnings allowed
  findings = 1,       // done, with findings at the fail level
  usage = 2,          // command line, configuration, mapping or id map is wrong; no records were read
  input_missing = 3,  // input missing, unreadable, cut off, or changing while read: retry later
  input_refused = 4,  // input malformed beyond use, over a limit, hostile, or of no known format
  guard = 5,          // the change guard stopped the run; nothing was replaced
  output = 6,         // output could not be written; the old output is untouched
  locked = 7,         // another run holds the lock
  internal = 70,      // a bug in rosterkit
};

}  // namespace rosterkit
