// The pages of the program itself.
#pragma once

namespace rosterkit {

/// Has the system map the program's code and constants in one call, instead of 64 KiB at each first look: some eighty faults, of 17 to 30 us
/// each where the host of a virtual machine keeps the tables of pages. Only advice.
void take_program_pages();

}  // namespace rosterkit
