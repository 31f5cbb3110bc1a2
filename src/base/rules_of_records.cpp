// Rules of records as they are read and settled: cells, codes, identity, references, and what mappings check.
#include "rule_table.hpp"

namespace rosterkit::rule_table {

std::span<const Rule> records() {
  static constexpr Rule table[] = {
    // Cells
    {"cell.bad-bool", W, E, "A cell is neither yes nor no",
     "The format has fixed words for true and false, and this is none of them. The cell was left empty.",
     "Write one of the named words, or add this spelling to the field in a mapping of yours.",
     "a word where true or false is expected", mapping},
    {"cell.bad-date", W, E, "A cell is not a date of the calendar, written as the format says",
     "The day does not exist or is written in another way. The cell was left empty; guessing could swap day and month.",
     "Write the date as the message says, or add the pattern you use to the dates of this field in the mapping.",
     "2025-02-30, or 31/12/2025 where YYYY-MM-DD is expected", "ISO 8601-1, and the mapping of the format"},
    {"cell.bad-id", W, E, "An id has characters or a length that ids may not have",
     "Receivers may refuse it, or cut it and mix two records up. It was kept as it stands.",
     "Give the record another id in the source system, and change what refers to it.", "an id with a blank in it", mapping},
    {"cell.bad-number", W, E, "A cell is not a number",
     "Only digits with an optional sign, and where the format allows it a decimal point, are a number. The cell was left "
     "empty.",
     "Remove units, blanks and separators of thousands.", "1,000 or 12 credits", mapping},
    {"cell.bad-template", W, E, "A cell does not have the parts it should have",
     "The format keeps several values in this cell in a fixed form, and the form is not met. The cell was left empty.",
     "Write the cell in the form that the message shows.", "a name without the comma of Last, First", mapping},
    {"cell.bad-time", W, E, "A cell is not a time of day",
     "Times are written with two digits each for hour and minute, from 00:00 to 23:59:59. The cell was left empty.",
     "Write the time as 08:05 or 08:05:00.", "8.05 am", mapping},
    {"cell.bad-value", W, E, "A cell is not written as the format says",
     "The value cannot be understood. The cell was left empty.", "Write it as the message says.",
     "an id that should be a GUID, but has 30 digits", mapping},
    {"cell.control-character", W, W, "A cell held control characters",
     "Such characters cannot be seen, are not allowed in XML, and come from copying and pasting. They were removed.",
     "Remove them in the source system.", "a name with a vertical tab in it", "XML 1.0, fifth edition, section 2.2"},
    {"cell.enum", W, E, "A cell has a value that is not in the list of the format",
     "The standard fixes the words for this column.", "Use one of the words that the message names.",
     "a status other than active or tobedeleted", mapping},
    {"cell.length", W, E, "A cell is longer or shorter than the format allows",
     "Receivers may cut or refuse the value. It was kept.", "Shorten or complete it in the source system.",
     "a title of 300 characters where 255 are allowed", mapping},
    {"cell.list-item", W, E, "A list in a cell has an item that cannot be used",
     "An item is empty, or is not in the form of the list. The other items were kept.",
     "Remove doubled separators, and separators at the end; write each item as the format says.", "01,,02 or 01,02,", mapping},
    {"cell.list-pair", W, E, "Two lists that go together differ in length",
     "It cannot be known which item belongs to which. Both were kept.",
     "Write one item in each list for every item of the other, in the same order.", "two subjects and one subject code", mapping},
    {"cell.list-repeat", N, N, "A list in a cell has an item twice",
     "The second adds nothing, or two words of the format mean the same. It was kept once.",
     "Nothing needs to be done. To be rid of the note, write each item once.", "09,10,09", mapping},
    {"cell.list-unpaired", W, W, "One of two lists that go together is blank",
     "Some receivers refuse a record of which only one of the two is filled. It was kept.", "Fill both lists, or none.",
     "subjects without subjectCodes", mapping},
    {"cell.not-in-mode", W, E, "A cell is filled that must be blank in such a file",
     "The manifest says what the file holds, everything or changes only, and the cell belongs to the other kind. Its value "
     "was used.",
     "Leave the cell blank, or declare the file as what it is.", "a status in a file that the manifest calls bulk", oneroster},
    {"cell.pattern", W, E, "A cell does not look as the format says",
     "The value breaks the pattern of the column. It was kept.", "Correct it in the source system.",
     "an e-mail address without @", mapping},
    {"cell.required", W, E, "A cell that must be filled is blank",
     "The format requires a value here. The record was kept, except where the value is part of what identifies it.",
     "Fill the cell in the source system.", "a user without familyName", oneroster},
    {"cell.spelling", W, E, "A value is not written as the format writes it",
     "It was understood, but receivers that read the standard by the letter may refuse it or misunderstand it.",
     "Write it as the message says.", "TRUE for true, or a date where a point in time is expected", mapping},
    {"cell.unknown-code", W, E, "A code is not in the list of the format",
     "The word has no meaning that the model could keep. The cell was left empty.",
     "Use a code of the format, or add yours to the codes of the mapping with an overlay.", "grade 99", mapping},

    // Codes
    {"code.unknown-word", N, W, "A word is not in an open list",
     "The list may be extended, so the word was kept as it stands. It is reported once.",
     "Check its spelling; if it is meant, nothing needs to be done.", "a role that the standard does not name", mapping},

    // Identity
    {"key.blank", E, E, "A record has no id",
     "Without its id a record cannot be told from others. It was left out.",
     "Fill the id in the source system; filter template and test rows out of the export.", "a row of users.csv with a blank id",
     oneroster},
    {"key.duplicate", E, E, "Two records have one id and different content",
     "Only one of them can be right. The first was kept, the later one left out.",
     "Find out which is right, or whether two persons share an id; correct it in the source system.",
     "user s-1042 twice, with two birth dates", oneroster},
    {"key.repeated", N, E, "A record is there more than once, the same each time",
     "It was counted once; nothing is lost.", "Let the export write each record once.",
     "an org that is repeated for each of its schools", oneroster},
    {"key.space-collision", E, E, "One id is used for two different things",
     "The format numbers, for example, students and teachers each for themselves, and here both numbers meet in one list. "
     "The later record and what refers to it were left out, so that two persons are never made into one.",
     "Give one of the two kinds a prefix in the ids of the mapping.", "student 1042 and teacher 1042", ours},
    {"key.twin", W, W, "Two records with different ids say the same",
     "Both were kept. Receivers may show the person or the enrollment twice.", "Remove one of them in the source system.",
     "enrollments e1 and e2 of one student in one class in one role", ours},

    // Merging
    {"merge.conflict", W, W, "Two sources of one record disagree",
     "The same record is described in several places, with different values in one column. The first value was kept.",
     "Make the places agree in the source system.", "one course with two titles in the rows of its sections", ours},

    // References
    {"reference.ambiguous", W, E, "A reference fits more than one record",
     "Several records have the name or e-mail address that is referred to. The reference was left empty.",
     "Make that name unique, or refer by id.", "two schools named Lincoln Elementary", mapping},
    {"reference.missing", W, E, "A reference points to a record that is not there",
     "The reference was left empty; the record that holds it was kept.",
     "Add the missing record to the export, or correct the id.", "a class in a term that academicSessions.csv lacks",
     oneroster},
    {"reference.missing-key", E, E, "A record belongs to a record that is not there",
     "The reference is part of what identifies the record, so the record was left out. A single missing class can take all "
     "of its enrollments along.",
     "Add the missing record to the export, or correct the id.", "an enrollment in a class that classes.csv lacks", oneroster},
    {"reference.space", E, E, "A reference points to a record of the wrong kind",
     "The id exists, but for another kind of record than this column may name. The reference was left empty.",
     "Correct the id, or the role of the record it names.", "the id of a student where a teacher is expected", mapping},

    // Verifying
    {"verify.difference", W, W, "A copied value differs from its original",
     "The column repeats what another file says, and says something else. The original was kept.",
     "Make both agree in the source system.", "a school name in students.csv other than in schools.csv", ours},

    // Rules over several records
    {"unique.duplicate", W, E, "A value that must be unique occurs again",
     "Two records share a value that may belong to one only. Both were kept.", "Correct one of them in the source system.",
     "two users with one user name", mapping},

    // Checks of mappings
    {"check.failed", W, E, "A record contradicts itself or its neighbours",
     "Each cell is fine, but together they cannot be right. Nothing was changed.", "Correct the record as the message says.",
     "a term that ends before it starts", "the checks of the mapping"},

    // Records
    {"record.deleted", N, N, "Records marked as deleted were left out",
     "The target has no way to say that a record is deleted, so it is not written; a receiver that compares whole sets "
     "removes it.",
     "Nothing, if the receiver takes whole sets; else choose a target with deletions.", "a user with status tobedeleted", ours},
    {"record.skipped", N, N, "Records were left out as the mapping says",
     "The mapping names rows that are no roster data, and why.", "Nothing, if the reason it gives is right.",
     "a line of totals at the end of a file", "the skip entries of the mapping"},
    {"record.unclaimed", W, W, "No part of the format reads this row",
     "The row's kind is not among those that the format knows, so it is not in the output.",
     "Check the column that tells the kind; if it is a new kind, add it to the mapping.", "a row with an unknown type", ours},
    {"record.unwritten", N, N, "The target has no place for these records",
     "They were read, but the target format knows no such thing.",
     "`rosterkit explain --from A --to B` tells what a conversion keeps and loses.",
     "demographics, for a format without them", ours},
  };
  return table;
}

}  // namespace rosterkit::rule_table
