// THE table of codecs. A codec is added by a row here and a maker in one of the files beside this one; the loader,
// docs/codecs.md, `map schema` and the property tests (tests/codec/codec_test.cpp) pick it up. `code` and `id` are not
// here: they need the tables and the id spaces of a mapping, so that the engine runs them (code_table.hpp).
#include "rosterkit/codec/codec.hpp"

#include <algorithm>

#include "codecs.hpp"

namespace rosterkit::codec {

namespace {

const std::vector<TableRow>& rows() {
  // name, usage, meaning, class, maker, examples {arguments, cell, value, written, refused}
  static const std::vector<TableRow> table = {
      {"bool", R"({"bool": {"true": ["Yes", "Y"], "false": ["No", "N"]}})",
       "Words for yes and no. Without arguments they are true and false. The first word of each list is written; "
       "{\"case\": \"ignore\"} takes no notice of capitals; {\"others\": \"report\"} reports words that are not the first of "
       "their list, letter by letter. With one list only, the other value is written blank.",
       Class::canonicalising, make_bool,
       {{R"({"bool": {}})", "true", "true", "true"},
        {R"({"bool": {}})", "TRUE", "", "", true},
        {R"({"bool": {"true": ["Yes", "Y"], "false": ["No", "N"]}})", "Y", "true", "Yes"},
        {R"({"bool": {"true": ["Yes", "Y"], "false": ["No", "N"]}})", "No", "false", "No"},
        {R"({"bool": {"true": ["true", "1"], "false": ["false", "0"], "case": "ignore"}})", "TRUE", "true", "true"},
        {R"({"bool": {"case": "ignore", "others": "report"}})", "FALSE", "false", "false"}}},

      {"cut", R"({"cut": "64"})",
       "Writing cuts the text to so many characters and reports it. Reading takes the text as it stands.",
       Class::lossy_on_write, make_cut,
       {{R"({"cut": "4"})", "Band", "Band", "Band"}, {R"({"cut": "4"})", "Choir", "Choir", "Choi"}}},

      {"date", R"({"date": ["MM/dd/yyyy", "M/d/yy"]})",
       "Dates by pattern: yyyy or yy, MM or M, dd or d, and what stands between. The patterns are tried in order, the first "
       "is written; the day must exist. Years of two digits: 00 to 30 are 20yy, the rest 19yy; \"pivot\" moves the 30. "
       "{\"lastDay\": \"excluded\"} is for ends that name the first day after: the model keeps the last day. With these, "
       "write the list as \"patterns\".",
       Class::canonicalising, make_date,
       {{R"({"date": ["yyyy-MM-dd"]})", "2025-08-31", "2025-08-31", "2025-08-31"},
        {R"({"date": ["yyyy-MM-dd"]})", "2025-02-29", "", "", true},
        {R"({"date": ["MM/dd/yyyy", "M/d/yyyy"]})", "8/3/2025", "2025-08-03", "08/03/2025"},
        {R"({"date": ["M/d/yy"]})", "8/31/25", "2025-08-31", "8/31/25"},
        {R"({"date": {"patterns": ["M/d/yy"], "pivot": 10}})", "8/31/25", "1925-08-31", "8/31/25"},
        {R"({"date": {"patterns": ["yyyy-MM-dd"], "lastDay": "excluded"}})", "2025-09-01", "2025-08-31", "2025-09-01"}}},

      {"datetime", R"({"datetime": {}})",
       "A point in time (RFC 3339), with any offset and any fraction of a second. The model keeps and writes it in UTC with "
       "milliseconds. A date alone is its midnight in UTC; a time without offset is taken as UTC. {\"others\": \"report\"} "
       "reports every other form than the one that is written.",
       Class::canonicalising, make_datetime,
       {{R"({"datetime": {}})", "2025-08-31T06:30:00.000Z", "2025-08-31T06:30:00.000Z", "2025-08-31T06:30:00.000Z"},
        {R"({"datetime": {}})", "2025-08-31T01:30:00-05:00", "2025-08-31T06:30:00.000Z", "2025-08-31T06:30:00.000Z"},
        {R"({"datetime": {}})", "2025-08-31", "2025-08-31T00:00:00.000Z", "2025-08-31T00:00:00.000Z"},
        {R"({"datetime": {"others": "report"}})", "2025-08-31", "2025-08-31T00:00:00.000Z", "2025-08-31T00:00:00.000Z"},
        {R"({"datetime": {}})", "31.08.2025 06:30", "", "", true}}},

      {"digits", R"({"digits": {}})",
       "Keeps the digits 0 to 9 and leaves out all else, in both directions. A cell without digits is refused.",
       Class::lossy_on_read, make_digits,
       {{R"({"digits": {}})", "(555) 010-4477", "5550104477", "5550104477"}, {R"({"digits": {}})", "none", "", "", true}}},

      {"guid", R"({"guid": {}})",
       "GUIDs in lower case with dashes. Reading takes them in capitals, without dashes and in braces too.",
       Class::canonicalising, make_guid,
       {{R"({"guid": {}})", "{6F9619FF-8B86-D011-B42D-00C04FC964FF}", "6f9619ff-8b86-d011-b42d-00c04fc964ff",
         "6f9619ff-8b86-d011-b42d-00c04fc964ff"},
        {R"({"guid": {}})", "6f9619ff8b86d011b42d00c04fc964ff", "6f9619ff-8b86-d011-b42d-00c04fc964ff",
         "6f9619ff-8b86-d011-b42d-00c04fc964ff"},
        {R"({"guid": {}})", "s-1042", "", "", true}}},

      {"integer", R"({"integer": {}})",
       "Whole numbers of any length, without leading zeros and without a plus sign. Not for ids: 0012 would become 12.",
       Class::canonicalising, make_integer,
       {{R"({"integer": {}})", "+007", "7", "7"}, {R"({"integer": {}})", "1,000", "", "", true}}},

      {"item", R"({"item": {"by": ",", "n": 0}})",
       "One item of a list in a cell, counted from 0; a list that is too short gives a blank. The other items are lost, so "
       "this is for reading only.",
       Class::read_only, make_item,
       {{R"({"item": {"by": ",", "n": 0}})", "Band, Choir", "Band", ""},
        {R"({"item": {"by": ",", "n": 1}})", "Band, Choir", "Choir", ""},
        {R"({"item": {"by": ",", "n": 2}})", "Band, Choir", "", ""}}},

      {"lower", R"({"lower": {}})", "The letters A to Z become small, in both directions.", Class::canonicalising, make_lower,
       {{R"({"lower": {}})", "Ada@Example.ORG", "ada@example.org", "ada@example.org"}}},

      {"name", R"({"name": "family"})",
       "Divides a full name at its last blank: \"given\" is what stands before it, \"family\" what stands after it. A single "
       "word is a family name. For reading only; write the name with a template.",
       Class::read_only, make_name,
       {{R"({"name": "given"})", "Ada May Example", "Ada May", ""},
        {R"({"name": "family"})", "Ada May Example", "Example", ""},
        {R"({"name": "given"})", "Example", "", ""}}},

      {"number", R"({"number": {}})",
       "Numbers with an optional decimal point, without needless zeros. They stay text: nothing is rounded.",
       Class::canonicalising, make_number,
       {{R"({"number": {}})", "03.50", "3.5", "3.5"}, {R"({"number": {}})", ".5", "0.5", "0.5"},
        {R"({"number": {}})", "1e5", "", "", true}}},

      {"pad", R"({"pad": {"width": "2", "with": "0"}})",
       "Fills up at the front to so many characters, in both directions: the model and the cell have the padded text. Longer "
       "texts stay. \"with\" is 0 unless it is given.",
       Class::canonicalising, make_pad,
       {{R"({"pad": {"width": "2", "with": "0"}})", "7", "07", "07"}, {R"({"pad": {"width": "2"}})", "12", "12", "12"}}},

      {"pairs", R"({"pairs": {}})",
       "A keyed list in one cell, as OneRoster's userIds: {Type:Id},{Type:Id}. \"open\", \"between\", \"close\" and "
       "\"separator\" give other characters. Items without brackets are read and reported; items without type or id are left "
       "out and reported. {\"others\": \"report\"} also reports blanks between items, and an id that holds \"between\".",
       Class::canonicalising, make_pairs,
       {{R"({"pairs": {}})", "{LDAP:ada},{SIS:1042}", "LDAP=ada|SIS=1042", "{LDAP:ada},{SIS:1042}"},
        {R"({"pairs": {}})", "{Fed:https://id.example.org/a}", "Fed=https://id.example.org/a",
         "{Fed:https://id.example.org/a}"}}},

      {"prefix", R"({"prefix": "c-"})",
       "Removes this beginning when reading, if it is there, and puts it in front when writing.", Class::canonicalising,
       make_prefix,
       {{R"({"prefix": "c-"})", "c-77", "77", "c-77"}, {R"({"prefix": "c-"})", "77", "77", "c-77"}}},

      {"replace", R"({"replace": {"from": "_", "to": "-"}})",
       "Reading puts \"to\" in the place of each \"from\", writing the other way round. A value that holds \"from\" already is "
       "reported when it is written, because it comes back changed.",
       Class::canonicalising, make_replace,
       {{R"({"replace": {"from": "_", "to": "-"}})", "a_b", "a-b", "a_b"}}},

      {"schoolYear", R"({"schoolYear": {"start": "07"}})",
       "The year in which the school year of a date ends; it starts with the named month (07 unless it is given). Takes "
       "YYYY-MM-DD, so a date codec goes before it. For reading only.",
       Class::read_only, make_school_year,
       {{R"({"schoolYear": {}})", "2025-08-31", "2026", ""},
        {R"({"schoolYear": {}})", "2026-06-12", "2026", ""},
        {R"({"schoolYear": {"start": "09"}})", "2025-08-31", "2025", ""},
        {R"({"schoolYear": {}})", "2026", "", "", true}}},

      {"split", R"({"split": ","})",
       "A list in one cell. Blanks around the items are left out; an empty item is reported. An "
       "item that holds the separator is written without it, and reported. {\"by\": \",\", \"others\": \"report\"} reports blanks "
       "around items.",
       Class::canonicalising, make_split,
       {{R"({"split": ","})", "01,02", "01|02", "01,02"},
        {R"({"split": ","})", "01, 02,01", "01|02|01", "01,02,01"},
        {R"({"split": "; "})", "01;02", "01|02", "01; 02"},
        {R"({"split": {"by": ",", "others": "report"}})", "01, 02", "01|02", "01,02"}}},

      {"strip", R"({"strip": "-."})", "Leaves out these characters, in both directions.", Class::lossy_on_read, make_strip,
       {{R"({"strip": "-"})", "12-34", "1234", "1234"}, {R"({"strip": "-"})", "-", "", ""}}},

      {"suffix", R"({"suffix": "@example.org"})",
       "Removes this end when reading, if it is there, and puts it behind when writing.", Class::canonicalising, make_suffix,
       {{R"({"suffix": "@example.org"})", "ada@example.org", "ada", "ada@example.org"}}},

      {"time", R"({"time": {}})", "A time of day, written with seconds; reading takes it without them too.",
       Class::canonicalising, make_time,
       {{R"({"time": {}})", "08:05", "08:05:00", "08:05:00"}, {R"({"time": {}})", "24:00", "", "", true}}},

      {"trim", R"({"trim": {}})", "Leaves out blanks at both ends, in both directions.", Class::canonicalising, make_trim,
       {{R"({"trim": {}})", " Ada ", "Ada", "Ada"}}},

      {"unix", R"({"unix": {}})",
       "The date (in UTC) of a time in seconds since 1970-01-01. The time of day is lost; writing gives midnight.",
       Class::lossy_on_read, make_unix,
       {{R"({"unix": {}})", "1756598400", "2025-08-31", "1756598400"},
        {R"({"unix": {}})", "1756600000", "2025-08-31", "1756598400"},
        {R"({"unix": {}})", "-1", "1969-12-31", "-86400"},
        {R"({"unix": {}})", "today", "", "", true}}},

      {"unpad", R"({"unpad": {"width": "3", "with": "0"}})",
       "Takes the padding off when reading (one character always stays), and fills up to the width when writing; without a "
       "width, writing does not pad.",
       Class::canonicalising, make_unpad,
       {{R"({"unpad": {"width": "3"}})", "007", "7", "007"}, {R"({"unpad": {}})", "000", "0", "0"}}},

      {"upper", R"({"upper": {}})", "The letters a to z become capitals, in both directions.", Class::canonicalising,
       make_upper,
       {{R"({"upper": {}})", "mth-1", "MTH-1", "MTH-1"}}},

      {"year", R"({"year": {}})", "A year of four digits; reading takes one with a time zone (XML's gYear) too.",
       Class::canonicalising, make_year,
       {{R"({"year": {}})", "2026", "2026", "2026"},
        {R"({"year": {}})", "2026-05:00", "2026", "2026"},
        {R"({"year": {}})", "26", "", "", true}}},
  };
  return table;
}

}  // namespace

std::span<const TableRow> table() { return rows(); }

const TableRow* find(std::string_view name) {
  const auto row = std::find_if(rows().begin(), rows().end(), [&](const TableRow& each) { return each.name == name; });
  return row == rows().end() ? nullptr : &*row;
}

std::string_view class_name(Class klass) {
  switch (klass) {
    case Class::exact: return "exact";
    case Class::canonicalising: return "canonicalising";
    case Class::lossy_on_read: return "lossy on read";
    case Class::lossy_on_write: return "lossy on write";
    case Class::read_only: return "read-only";
    case Class::write_only: return "write-only";
  }
  return "exact";
}

}  // namespace rosterkit::codec
