// Rules of writing: values and ids that a format cannot hold, secrets, and putting the output in its place.
#include "rule_table.hpp"

namespace rosterkit::rule_table {

std::span<const Rule> writing() {
  static constexpr Rule table[] = {
    // Writing
    {"write.depends", E, E, "A record was not written because one that it needs was not",
     "Writing it would leave a reference that leads nowhere. It is counted under the record that is the root cause.",
     "Mend the root cause: it is named in its own message.", "the enrollments of a class that has no teacher", ours},
    {"write.required", E, E, "A record lacks a value that the target requires",
     "The receiver would refuse the record, so it was not written.",
     "Fill the value in the source system, or give it for all records with --set where the message names an option.",
     "a student without birthDate, for a format that requires it", mapping},

    // Values on writing
    {"value.blanked", W, W, "A value was not written because the target cannot take it",
     "The cell was left blank; the record is there.", "See what the target allows with `rosterkit explain`.",
     "a session type that the target has no word for", ours},
    {"value.cut", W, W, "A value was cut to the length that the target allows",
     "The end of the text is missing in the output.", "Shorten it in the source system.",
     "a title of 80 characters where 64 are allowed", mapping},
    {"value.filled", N, N, "A blank was filled because the target requires a value",
     "The value was made up as the mapping says; it is not data.",
     "Check that the filling is right for you; an overlay can change it.", "a term without a code is given its id", ours},
    {"value.folded", W, W, "Several values were put into one place",
     "The target has room for one of them. The first was written.", "Check that the first is the one you want.",
     "four teachers of a class, three columns", ours},
    {"value.lost", N, N, "The target cannot hold this part of a value",
     "What the target has no room for is counted here.", "`rosterkit explain --from A --to B` tells it before a run.",
     "the time of day, where the target has a date", ours},
    {"value.separator", W, W, "A list item held the character that separates items",
     "Written as it stands it would be read as two items, so the character was removed, as were blanks around the item.",
     "Change the name in the source system, or choose another separator in the mapping.", "a period named 1,2", mapping},
    {"value.unknown-code", W, W, "The target has no code for this word",
     "The cell was treated as the mapping says for unknown words: left blank, or written as another word.",
     "Add a code to the mapping with an overlay.", "a role that the target does not know", mapping},

    // Ids
    {"id.minted", N, N, "Ids were made because the target asks for another form",
     "The same source id gives the same new id in each run; the id map keeps the pairs.",
     "Keep the id map with your configuration.", "s-1042 becomes a UUID", "RFC 9562, section 5.5"},
    {"id.space", N, N, "Ids were given the prefix of their kind",
     "The format numbers several kinds of records each for themselves; the prefix keeps them apart.",
     "Nothing; the prefix is removed when the format is written.", "contact 77 becomes c-77", "the ids of the mapping"},

    // Secrets
    {"secret.dropped", N, N, "Passwords were left out",
     "Passwords do not belong in files that travel. Their number is counted, their text is not kept.",
     "Nothing; if the receiver really needs them, say --keep-passwords.", "the column password of users.csv", ours},

    // Whole entities
    {"entity.lost", E, E, "Not one record of a kind is left",
     "The input had records of this kind, and errors took all of them. A receiver would delete what it has, so nothing is "
     "replaced.",
     "Mend the root cause that the message names; often one option given with --set is enough.",
     "all 1,200 enrollments left out because of one missing column", ours},

    // Modes
    {"mode.delta-as-snapshot", E, E, "Changes cannot be written as a whole set",
     "The input holds changes only. A receiver of a whole set would delete all that is not in it, so nothing is replaced.",
     "Convert a bulk export, or choose a target format and --mode delta.", "a delta of 12 users, to be written as bulk",
     ours},
    {"mode.mixed", W, W, "Some files are bulk, some are delta",
     "The whole set is treated as delta, which deletes nothing by absence.", "Export all files in one mode.",
     "file.users,delta and file.orgs,bulk", oneroster},

    // Output
    {"output.limit", W, W, "The output is larger than the target takes",
     "The receiver publishes a limit of rows or bytes, and this output exceeds it. It was written.",
     "Split the set, for example by school.", "more rows in a file than the receiver accepts", mapping},

    // Known findings
    {"baseline.gone", N, N, "A known finding no longer occurs",
     "The list of known findings (--baseline) names something that this run did not find: it was mended, or its record has "
     "left the set.",
     "Write the list anew, so that it hides nothing when the same fault comes back: --report FILE:baseline.",
     "cell.bad-date of user s-1042, known since May and now corrected", "rosterkit: a list of known findings shrinks"},
  };
  return table;
}

}  // namespace rosterkit::rule_table
