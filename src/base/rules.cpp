// THE table of rules, in the order in which data meets them: files, syntax, headers, cells, records, writing. Inside a
// group they are in order of the alphabet. A rule is added by a row here; docs/rules.md follows (rules_markdown.cpp).
// Texts are for the person who runs the nightly export of a school: no word that needs a programmer.
#include "rosterkit/base/rules.hpp"

#include <unordered_map>

namespace rosterkit {

namespace {

constexpr Severity E = Severity::error;
constexpr Severity W = Severity::warning;
constexpr Severity N = Severity::note;

// Sources that many rows share.
constexpr std::string_view rfc4180 = "RFC 4180, section 2";
constexpr std::string_view xml10 = "XML 1.0, fifth edition, section 2.1";
constexpr std::string_view zip_notes = "PKWARE APPNOTE.TXT";
constexpr std::string_view oneroster = "1EdTech OneRoster CSV binding";
constexpr std::string_view mapping = "the mapping of the format";
constexpr std::string_view ours = "rosterkit: nothing is lost silently";
constexpr std::string_view limits = "rosterkit: limits for files that are not trusted";

// id, severity in convert, severity in validate, title, meaning, fix, example, source
constexpr Rule table[] = {
    // Files
    {"file.changed", E, E, "The file changed while it was read",
     "Another program wrote to the file during the run, so what was read may be half old and half new. Nothing is "
     "replaced.",
     "Run again when the export has finished; let the export write to another name and rename it when it is complete.",
     "enrollments.csv grew from 81,920 to 94,208 bytes during the run", ours},
    {"file.empty", W, E, "The file is empty",
     "The file has no bytes, or nothing but blank lines, so not even its header can be read. It is treated as a file "
     "without records.",
     "Check whether the export stopped early; a file without records still needs its header line.",
     "courses.csv, 0 bytes", oneroster},
    {"file.in-folder", W, E, "The file lies in a folder of the set",
     "Most receivers look for the files at the top of the zip or folder and find nothing here. rosterkit reads them all "
     "the same.",
     "Pack the files themselves, not the folder that holds them.", "export.zip holds export/users.csv", oneroster},
    {"file.limit", E, E, "The file is larger than a limit allows",
     "A cell, a record, a row of columns or a whole file is beyond the limit that protects the machine against broken "
     "and hostile input. The file is not used.",
     "Look at the named line: an opening quote that is never closed is the usual cause. If the data is right, raise the "
     "limit with the named option.",
     "a cell of 1,300,000 bytes", limits},
    {"file.missing", E, E, "A file that must be there is not",
     "The format cannot be understood without this file. Nothing is replaced.",
     "Add the file to the set; if it has no records, send it with its header line only.",
     "orgs.csv is not in the folder", oneroster},
    {"file.not-utf8", E, E, "The file is not in the stated encoding",
     "The bytes at the named place are not UTF-8 text. Guessing would turn names into other names, so the file is not "
     "used.",
     "Export as UTF-8, or name the encoding: --encoding windows-1252 fits most older Windows programs.",
     "the byte E9 where UTF-8 writes é as C3 A9", "RFC 3629"},
    {"file.nul", E, E, "The file holds a NUL character",
     "Text files hold no NUL. It is the mark of a damaged copy, of a disk that was full, or of UTF-16 text without its "
     "mark. The file is not used.",
     "Copy or export the file again; if it is UTF-16, say --encoding utf-16.", "a block of zero bytes in users.csv",
     "RFC 4180, section 2 (TEXTDATA)"},
    {"file.other-encoding", W, E, "The file is in another encoding than the format's",
     "The file says at its beginning how it is encoded, and was read accordingly. Receivers that follow the format cannot "
     "read it.",
     "Export it as UTF-8.", "a UTF-16 file saved by a spreadsheet program", oneroster},
    {"file.unknown", W, W, "No part of the format reads this file",
     "The file lies in the set, but the format does not know it. Its content is not in the output.",
     "Check the spelling of its name; take it out of the set if it does not belong there.", "Users (1).csv", ours},
    {"file.unreadable", E, E, "The file cannot be read",
     "The system refused to open or to read the file, or the path is not a file. Nothing is replaced.",
     "Check the rights of the file and the disk or share it lies on, then run again.", "users.csv: permission denied",
     ours},

    // Formats
    {"format.ambiguous", E, E, "The input fits more than one format",
     "The file names and headers are those of several formats alike. rosterkit does not guess between them.",
     "Name the format with --from; `rosterkit inspect` shows what was found for each.",
     "students.csv with the columns id, first_name, last_name", ours},
    {"format.unknown", E, E, "The input is in no known format",
     "No format has these file names and headers.",
     "`rosterkit inspect` shows what comes nearest; name the format with --from, or write a mapping with `rosterkit map "
     "draft`.",
     "a folder with report.csv only", ours},

    // Zip archives
    {"zip.broken", E, E, "The zip archive is damaged or cut off",
     "The archive's list of contents is missing or contradicts what it holds, mostly because an upload was broken off.",
     "Send the archive again; `unzip -t` should call it good.", "an archive that ends in the middle of users.csv",
     zip_notes},
    {"zip.encrypted", E, E, "The zip archive asks for a password",
     "rosterkit opens no archives with a password.",
     "Unpack it first, or agree with the sender on a protected transfer in place of a protected archive.",
     "users.csv, encrypted", zip_notes},
    {"zip.hostile", E, E, "The zip archive is built to do harm, or looks like it",
     "It holds names that point outside of the archive, archives in archives, far more entries than a roster has, or "
     "entries that unpack to a multiple of their size.",
     "Ask the sender how it was made. If the data is really that large, raise the named limit.",
     "an entry named ../../etc/passwd", limits},

    // XML
    {"xml.cut-off", E, E, "The XML document ends too early",
     "The document ends before its root element is closed: it was broken off while it was written or sent.",
     "Send the document again; the last line of a complete one closes the root element.",
     "<xStudents><xStudent> and then nothing", xml10},
    {"xml.doctype", E, E, "The XML document has a DOCTYPE",
     "Roster data needs none, and attacks on XML readers begin with one. The document is not used.",
     "Let the sender leave the DOCTYPE out; if you know the file, delete the <!DOCTYPE ...> line.",
     "<!DOCTYPE enterprise SYSTEM \"IMS-EP01.dtd\">", limits},
    {"xml.limit", E, E, "The XML document is beyond a limit",
     "Elements are nested deeper, or have more attributes, than rosters have.",
     "Look at the named place; if the data is right, raise the limit with the named option.", "101 elements in each other",
     limits},
    {"xml.misplaced-element", N, W, "The elements are in another order than the format's",
     "The schema lists the elements of a record in a fixed order; some receivers refuse any other. They were read all the same.",
     "Write the elements in the order of the schema.", "a <familyName> behind a <suffix>", mapping},
    {"xml.not-well-formed", E, E, "The document is not XML as the standard defines it",
     "At the named place a tag is not closed, a character is not allowed or a mark like & stands alone. Readers differ in "
     "what they make of such text, so the document is not used.",
     "Let the exporting program write & as &amp; and < as &lt;, and check the result with `xmllint --noout FILE`.",
     "<name>Art & Craft</name>", xml10},
    {"xml.repeated-element", W, E, "An element stands twice where there is room for one",
     "The format has one of it in this place. The first was read; what the others say is not in the output.",
     "Leave the right one. Where there may be several, the format has a list for them.", "a second <loginId>", mapping},
    {"xml.unknown-element", N, W, "The format does not know this element",
     "The element stands where the format says nothing about it. Its content is not in the output.",
     "Check its spelling and its place; if it is an extension, let a mapping of yours read it.", "<localNote>...</localNote>",
     ours},

    // CSV
    {"csv.bare-quote", W, E, "A quotation mark stands in a cell that is not quoted",
     "The standard allows quotation marks only in quoted cells. The cell was read as it stands.",
     "Let the export put the cell in quotation marks and double the ones inside.", "12\" ruler,Room 4", rfc4180},
    {"csv.blank-cells", N, E, "A row has blank cells behind its last column",
     "The header has fewer columns than the row. What is too much is blank, so nothing is lost.",
     "Let the export end each row with its last cell; a spreadsheet program often adds such cells.", "c1,Band,, under id,title", rfc4180},
    {"csv.line-break-in-cell", N, E, "A cell holds a line break",
     "This is allowed in quoted cells, but several receivers read a new record there.",
     "Remove the line break in the source system if the receiver complains.", "\"Art\n& Craft\",c1", rfc4180},
    {"csv.row-width", E, E, "A row has more or fewer cells than the header",
     "It cannot be known which cell belongs to which column, so the record is left out.",
     "Look for a comma that is not in quotation marks, or for a quotation mark too many, in the named line.",
     "3 columns, but the row is c1,Band,2025,extra", rfc4180},
    {"csv.text-after-quote", E, E, "Text follows the closing quotation mark of a cell",
     "The cell has ended, yet the next character is neither a separator nor a line end. The record is left out.",
     "Double the quotation marks that belong to the text: \"the \"\"new\"\" gym\".", "\"the \"new\" gym\",c1", rfc4180},
    {"csv.unclosed-quote", E, E, "A quoted cell is never closed",
     "From this quotation mark on, the rest of the file would be one cell. The file is not used.",
     "Close the cell in the named line, or double a quotation mark that belongs to the text.", "c1,\"Band,2025", rfc4180},

    // Headers
    {"header.case", W, E, "A column name differs from the standard in capitals or blanks",
     "It was understood, but other receivers compare names letter by letter.", "Spell the column as the format does.",
     "SourcedID for sourcedId", oneroster},
    {"header.duplicate", E, E, "Two columns have one name",
     "It cannot be known which of them is meant. The file is not used.", "Rename or remove one of the two columns.",
     "sourcedId,title,title", rfc4180},
    {"header.empty-name", W, E, "A column has no name",
     "The column is not read. Most often a comma at the end of the header line makes one.",
     "Name the column, or remove the comma.", "sourcedId,title,", oneroster},
    {"header.extra-column", W, E, "The format allows no further columns",
     "The format fixes its columns and says how columns of your own are named. This one has another name. It was kept or "
     "left out, as the mapping says.",
     "Check its spelling; name a column of your own as the message says, and put it last.", "lockerNumber for metadata.lockerNumber",
     oneroster},
    {"header.missing-column", E, E, "A column that must be there is not",
     "The records cannot be understood without this column. The file is not used.",
     "Add the column, also if it has no values; check its spelling against the format.", "users.csv without sourcedId",
     oneroster},
    {"header.missing-optional", W, E, "A column that may be blank is not there",
     "The format wants all of its columns in the file, also those that hold nothing. It was taken as blank.",
     "Add the column with blank cells.", "users.csv without middleName", oneroster},
    {"header.old-spelling", W, E, "A column has the name of an earlier version",
     "It was understood, and read as the column of today's name.", "Use the name of the version that the set declares.",
     "userId for userSourcedId", oneroster},
    {"header.order", W, E, "The columns are in another order than the format's",
     "rosterkit reads columns by name, but the format fixes their order, and some receivers read by position.",
     "Put the columns in the order of the format.", "status,sourcedId for sourcedId,status", oneroster},
    {"header.unknown-column", W, W, "The format does not know this column",
     "Its values are not in the output, unless the mapping keeps unknown columns.",
     "Check the spelling; if the column matters, add it to the mapping with an overlay.", "Locker Nr", ours},

    // Manifests
    {"manifest.bad-value", W, E, "A property of the manifest has a value that it cannot have",
     "The property was passed over.", "Write one of the values that the format names for it.", "file.users,yes", oneroster},
    {"manifest.file-missing", E, E, "The manifest announces a file that is not in the set",
     "A set that misses an announced file may be half of an export. Nothing is replaced.",
     "Add the file, or declare it absent in the manifest.", "file.orgs,bulk without orgs.csv", oneroster},
    {"manifest.file-undeclared", W, E, "The manifest calls a file absent that is in the set",
     "The file was read all the same.", "Declare it bulk or delta in the manifest, or take it out of the set.",
     "file.demographics,absent beside demographics.csv", oneroster},
    {"manifest.header", W, E, "The manifest has other column names",
     "The columns were read by their place: the property, then its value.", "Name the columns as the format does.",
     "name,value for propertyName,value", oneroster},
    {"manifest.missing", W, E, "The set has no manifest",
     "The manifest says which version and which files to expect. Without it, missing files cannot be noticed.",
     "Add the manifest that the format asks for.", "a OneRoster set without manifest.csv", oneroster},
    {"manifest.mode", W, E, "The manifest and its files disagree about bulk and delta",
     "Bulk holds everything, delta only changes; in a delta the columns status and dateLastModified must be filled, in a "
     "bulk file they must be blank.",
     "Declare each file as what it is.", "file.users,bulk while users.csv has rows to be deleted", oneroster},
    {"manifest.property-missing", W, E, "The manifest lacks a property",
     "The standard's own value was assumed where there is one.", "Add the named property to the manifest.",
     "no line for oneroster.version", oneroster},
    {"manifest.property-twice", W, E, "A property of the manifest stands twice", "The first one counts.",
     "Remove the row that is wrong.", "two lines for file.users", oneroster},
    {"manifest.unknown-property", W, W, "The format does not know this property of the manifest",
     "The property was passed over.", "Check its spelling.", "files.users,bulk", oneroster},
    {"manifest.version", W, E, "The manifest names a version that the files do not have",
     "The files were read as what their headers say.", "Correct the version in the manifest, or the files.",
     "oneroster.version,1.2 above files of version 1.1", oneroster},

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

}  // namespace

std::span<const Rule> rules() { return table; }

const Rule* find_rule(std::string_view id) {
  static const auto by_id = [] {
    std::unordered_map<std::string_view, const Rule*> index;
    for (const Rule& rule : table) index.emplace(rule.id, &rule);
    return index;
  }();
  const auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : found->second;
}

Severity convert_severity(std::string_view rule) {
  const Rule* const found = find_rule(rule);
  return found != nullptr ? found->convert : Severity::error;
}

}  // namespace rosterkit
