// A mapping after loading: base, variant, mode and overlays merged, `like` expanded, options filled in. Plain data that
// mirrors docs/mapping-files.md, without JSON; the engine compiles it (convert/). Paths and names are still texts here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/codec/code_table.hpp"
#include "rosterkit/codec/codec.hpp"

namespace rosterkit::mapping {

/// One test of a condition object: {"role": "student"}, {"role": ["a","b"]}, {"role": {"not": "x"}}, {"role": {"blank": true}},
/// and in checks {"endDate": {"atLeast": "startDate"}}. All tests of a Condition must hold.
struct Test {
  enum class Kind : std::uint8_t { any_of, none_of, blank, not_blank, at_least, at_most, same_count, equals, differs, matches } kind = Kind::any_of;
  std::string path;                       ///< field or path through references (in `when` of children: a location of the row)
  std::vector<std::string> values;        ///< any_of, none_of; at_least, at_most without `other`: the text; matches: the pattern
  std::string other;                      ///< at_least, at_most, same_count, equals, differs: the other path
};
using Condition = std::vector<Test>;      ///< empty = always

struct CodecUse {
  std::string name;                       ///< "date"; "code" and "id" are known to the engine, not to the codec table
  codec::Arguments arguments;
};

/// A value made when there is none: fields, completions.
/// Paths start at the record ("course.title"); "*org[type=district].sourcedId" starts at all records of an entity.
struct Fill {
  enum class Kind : std::uint8_t { path, constant, template_text, range, count_true } kind = Kind::path;
  std::string text;                       ///< the path, constant or template; range: path of the low end
  std::string other;                      ///< range: path of the high end; gives the words between, in the code list's order
  std::vector<std::string> of;            ///< count_true: boolean fields; gives `text` if at least `at_least` are true
  std::size_t at_least = 0;
  std::vector<CodecUse> as;               ///< applied left to right, in reading direction
  std::string pick;                       ///< "", first, last, min, max, only
  std::string option;                     ///< constant: the option that it is made of, for messages ("set entryDate")
};

struct MakePart {
  enum class Kind : std::uint8_t { field, parent_field, cell, literal } kind = Kind::field;  ///< x, ^x, at:x, 'x
  std::string text;
};

struct By {                               ///< a reference through another key (mapping-language.md, 4.8)
  std::string key;
  std::vector<std::string> cells;                              ///< locations, relative to `at` if the field is a list
  std::vector<std::pair<std::string, std::string>> writes;     ///< cell -> path that supplies it when writing (object form)
};

struct Flags {
  std::vector<std::pair<std::string, std::string>> values;     ///< field -> code
  std::string many;
  std::string split;                      ///< separator, if the codes share one cell
};

/// How one direction of a field differs from the plain case.
struct OneWay {
  bool declined = false;                  ///< `false`
  std::optional<std::string> constant;    ///< {"const": x}
  std::string derive;                     ///< {"derive": path}
};

struct Field {
  enum class Kind : std::uint8_t { model, keyed_item, keyed_rest, column, group };
  std::string key;                        ///< as written: "familyName", "userIds.State", "userIds.*", "#x", "+x"
  Kind kind = Kind::model;
  std::string name;                       ///< model field (in a `distinct` record also one of its paths), or the name behind # or +
  std::string item;                       ///< keyed_item: the key ("State")

  std::vector<std::string> at;            ///< one location; several only for keyed_rest
  std::vector<std::string> aliases;
  std::vector<CodecUse> as;
  std::string ref, space;
  std::string written_by;                 ///< record that must write what is referred to; "" = any
  std::optional<By> by;
  bool list = false;
  bool required = false, unique = false;
  std::string mode;                       ///< "bulk", "delta": mode of the files that have this cell; "" = all
  std::string paired_with;                ///< column of the list that has as many items
  bool keeps_repeats = false;             ///< one of two paired lists: an item may be there twice
  bool pair_blank_reported = false;       ///< one of the two lists may not be blank alone
  std::string pattern;
  std::vector<std::string> allowed;       ///< `enum`
  std::optional<std::size_t> min_length, max_length;
  std::vector<std::string> blank;
  std::optional<std::string> default_value;
  std::vector<Fill> fill;
  std::vector<MakePart> make;
  std::string derive;
  bool verify = true;                     ///< onRead: verify (default) or ignore
  std::string pick;
  std::string template_text;
  std::optional<Flags> flags;
  std::string item_key, item_value, key_code, no_key;          ///< `key`, `value`, `keyCode`, `noKey` of keyed_rest
  bool each_row = false;                  ///< "each": "row" of keyed_rest
  Condition when;
  OneWay read, write;
  std::string why, rule, severity, personal;
  std::string pointer;                    ///< JSON pointer into the effective mapping, for messages
};

struct Each {
  enum class Kind : std::uint8_t { same, row, numbered, split, path, once };
  Kind kind = Kind::same;
  std::vector<std::string> words;         ///< numbered
  std::string separator;                  ///< split
  bool reports_others = false;            ///< split: blanks around items are reported
  std::string at;                         ///< split: the location
  std::string path;                       ///< path: child steps, may hold one predicate a step
};

struct SortKey {
  std::string path;                       ///< "at:x" = what is written to the location x of the item
  bool descending = false;
  std::string equals_parent;              ///< {"equals": ["orgSourcedId", "^primaryOrgSourcedId"]}: parent's field; those first
};

enum class Merge : std::uint8_t { no, fill, last };
enum class WhenMore : std::uint8_t { report, error, ignore };

struct Child {
  std::string name;
  std::string entity;                     ///< "." = the parent itself
  std::string space;
  Each each;
  Condition only;
  std::vector<std::pair<std::string, std::string>> parent;     ///< child's field <- parent's field
  std::vector<std::pair<std::string, std::string>> into;       ///< parent's field <- child's field
  bool required = false;
  Merge merge = Merge::fill;
  std::vector<SortKey> sort;
  std::optional<std::size_t> max;
  WhenMore when_more = WhenMore::report;
  std::string rest, instead;
  std::vector<std::string> expand;
  std::vector<std::string> present;
  Condition when;
  bool read = true, write = true;
  std::string why;
  std::map<std::string, std::vector<std::string>> keys;        ///< name -> cells
  std::vector<Field> fields;              ///< in alphabetical order of key
  std::vector<Child> children;            ///< in alphabetical order of name
  std::string pointer;
};

struct Record {
  std::string name;
  std::string file;                       ///< "students.csv"
  bool required = false;
  std::string root;                       ///< collection element (XML)
  Each each;                              ///< XML: path = the item's name; CSV: same (every row) or path ".[type=user]"; once
  std::string entity, space;
  std::vector<std::string> distinct;
  Merge merge = Merge::no;
  std::vector<std::string> columns;
  std::vector<std::string> other_columns; ///< of other editions: they may be there
  std::map<std::string, std::vector<std::string>> order;       ///< container path -> child names
  Condition only;
  Condition skip;
  std::string skip_why;
  std::vector<SortKey> sort;
  std::map<std::string, std::vector<std::string>> keys;
  std::vector<Field> fields;
  std::vector<Child> children;
  std::string pointer;
};

struct Check {
  std::string name;                       ///< key in `checks` or `profile`
  std::string rule, entity, message, why, source;
  Severity severity = Severity::warning;
  Condition when, expect;
  std::vector<std::string> unique;
  std::string mode;                       ///< "bulk": needs the whole set, so that a set of changes is not checked
};

struct IdSpace {
  std::string name, prefix;
  std::string prefix_option;              ///< option that sets the prefix ("teacherPrefix"), for the message of a collision
};

struct IdPolicy {
  std::vector<IdSpace> spaces;
  std::string valid;                      ///< regular expression (whole text)
  std::string normal;                     ///< "" or "guid"
  std::string mint;                       ///< "" or "uuid5"; "uuid5-as-4" shows version 4
};

/// A manifest-like file: property rows that say what a package is (OneRoster). All names are data.
struct Manifest {
  std::string file;                                            ///< "manifest.csv"
  std::string property_column, value_column;
  std::vector<std::string> value_aliases;                      ///< other header names seen for the value column
  std::vector<std::pair<std::string, std::string>> constants;  ///< property -> value, in order of writing (mixed with files)
  struct FileRow { std::string property, file; };
  std::vector<FileRow> files;                                  ///< property -> data file whose mode it states
  std::vector<std::pair<std::string, std::string>> optional;   ///< property -> text (may hold {options}); blank = not written
  std::string absent = "absent", bulk = "bulk", delta = "delta";
  bool required = false;                                       ///< reading: a missing manifest is a warning otherwise
};

struct Format {
  std::string kind;                       ///< csv, xml
  std::string encoding;                   ///< "" = UTF-8
  bool bom = false;
  char delimiter = ',', quote = '"';
  std::string quoting = "minimal";        ///< format.quote may be an object {"char", "style", "escape"}
  bool backslash_escapes = false;
  std::string newline = "\n";
  enum class Header : std::uint8_t { exact, ignore_case, none } header = Header::exact;
  bool fixed_columns = false;             ///< all columns, in order, and no others but extensions
  bool keep_unmapped = false;
  std::string extension;                  ///< "metadata.{name}"
  std::vector<std::string> extension_files;                    ///< files that may hold extension columns; empty = all
  std::string namespace_uri;
  std::map<std::string, std::vector<std::string>> order;       ///< lists for containers used in many places, by element name
  std::string blank;                      ///< nothing, clear, omit
  std::string deletes;                    ///< status, absent
  std::string container;                  ///< folder, zip, file: the usual container of output
  std::string empty;                      ///< write, omit: files without records
  std::optional<Manifest> manifest;
  std::map<std::string, std::string> header_aliases;           ///< spelling -> name, accepted with a warning (1.0 spellings)
};

struct Detect {
  std::vector<std::string> files;         ///< names that the format has
  std::map<std::string, std::vector<std::string>> columns;     ///< file -> columns that tell it
  std::vector<std::string> root;          ///< document elements
  std::string namespace_prefix;           ///< start of the namespace
  std::map<std::string, std::string> manifest;                 ///< property -> value
};

struct Option {
  std::string name, value, description;
  std::string mends;                      ///< "class.termSourcedIds": field that it supplies where a source lacks it; named in messages
};

struct ExampleSet {                       ///< one entry of `examples`
  std::string name;
  std::vector<std::pair<std::string, std::string>> files;      ///< `read`: file name -> text
  std::string model_json;                 ///< `model`: {"user": [{...}], ...} as JSON text
  std::vector<std::string> rules;         ///< rule ids that reading must report
};

struct Mapping {
  std::string id, version, title, spec;
  std::string base_id;                    ///< root of the `extends` chain; names the format in id maps
  std::string variant, mode;              ///< as chosen
  bool has_modes = false;                 ///< knows a mode "delta"
  std::string origin;                     ///< "embedded", or the file's path
  Format format;
  Detect detect;
  std::vector<Option> options;
  std::map<std::string, IdPolicy> ids;    ///< entity, or "*"
  std::map<std::string, codec::CodeTable> codes;
  std::map<std::string, std::vector<std::pair<std::string, Condition>>> code_when;  ///< table -> word -> condition
  std::vector<Record> records;            ///< in alphabetical order of name
  std::vector<Check> checks, profile;
  std::vector<ExampleSet> examples;
};

/// Pieces of `mappings/model.json` beside the schema: completions, run in their order between reading and writing
/// (model.md, section 4). They fill blanks only; what they give is synthetic.
struct Completion {
  struct Set {
    std::string field;
    std::vector<Fill> fill;               ///< first that gives a value
    std::vector<MakePart> make;           ///< or an id from texts; parts are fields of the `from` record
  };
  std::string name, entity, why;
  // Either fills one field of each record of `entity` that passes `when` ...
  std::string field;                      ///< may be "phones.Home"
  std::vector<Fill> fill;
  // ... or makes a record of `entity` for each record of `from` that passes `when`:
  std::string from;
  std::vector<Set> sets;                  ///< paths start at the `from` record
  std::vector<std::string> unless_same;   ///< not made if a record has the same values in these fields
  std::vector<std::pair<std::string, std::string>> into;   ///< field of the `from` record <- field of the made one
  Condition when;
  bool only_if_required = false;          ///< only if a record of the target requires `field` (or the first of `into`)
};

}  // namespace rosterkit::mapping
