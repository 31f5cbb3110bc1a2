// Help texts, made from the list of commands and the table of flags, so that they cannot promise what is not there.
#pragma once

#include <string>

#include "rosterkit/cli/commands.hpp"

namespace rosterkit::cli {

std::string overview();                               ///< `rosterkit` alone: what it is, first examples, the verbs
std::string help_text(const Command& command);        ///< usage, one sentence, examples, flags by group, exit codes
std::string help_markdown(const Command& command);    ///< the same as a page of docs/commands/
std::string exit_codes_markdown();                    ///< docs/commands/exit-codes.md
std::string_view exit_code_meaning(int code);

}  // namespace rosterkit::cli
