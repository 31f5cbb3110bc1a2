// The table itself. One line a key, in the order of docs/mapping-files.md; long because the language is.
#include "vocabulary.hpp"

#include <iterator>

namespace rosterkit::mapping {
namespace {

using enum Type;

constexpr TypeRow type_table[] = {
    {.type = none, .says = "nothing"},
    {.type = any, .says = "anything", .text = true, .flag = true, .count = true, .items = any, .values = any},
    {.type = text, .says = "a text", .text = true},
    {.type = flag, .says = "true or false", .flag = true},
    {.type = count, .says = "a whole number", .count = true},
    {.type = texts, .says = "a list of texts", .items = text},
    {.type = text_or_texts, .says = "a text or a list of texts", .text = true, .items = text},
    {.type = text_map, .says = "an object of texts", .values = text},
    {.type = texts_map, .says = "an object of lists of texts", .values = text_or_texts},
    {.type = scalar_map, .says = "an object", .values = any},
    {.type = Type::format, .says = "an object", .object = Place::format},
    {.type = Type::quote, .says = "a character or an object", .text = true, .object = Place::quote},
    {.type = Type::manifest, .says = "an object", .object = Place::manifest},
    {.type = Type::detect, .says = "an object", .object = Place::detect},
    {.type = variants, .says = "an object of variants by name", .values = Type::variant},
    {.type = Type::variant, .says = "an object", .object = Place::variant},
    {.type = modes, .says = "an object of modes by name", .values = mode},
    {.type = mode, .says = "an object", .object = Place::variant, .tell = "patch", .otherwise = Place::file},
    {.type = options, .says = "an object of options by name", .values = Type::option},
    {.type = Type::option, .says = "a text or an object", .text = true, .object = Place::option},
    {.type = ids, .says = "an object of id policies by entity", .values = Type::id_policy},
    {.type = Type::id_policy, .says = "an object", .object = Place::id_policy},
    {.type = codes, .says = "an object of code tables by name", .values = Type::code_table},
    {.type = Type::code_table, .says = "an object", .object = Place::code_table},
    {.type = unknown, .says = "a text or {\"as\": word}", .text = true, .object = Place::unknown_rule},
    {.type = records, .says = "an object of records by name", .values = Type::record},
    {.type = Type::record, .says = "an object", .object = Place::record},
    {.type = Type::skip, .says = "a condition with \"why\"", .object = Place::skip, .values = Type::test, .tell = "where"},
    {.type = children, .says = "an object of children by name", .values = Type::child},
    {.type = Type::child, .says = "an object", .object = Place::child},
    {.type = Type::each, .says = "a text or an object", .text = true, .object = Place::each},
    {.type = sorts, .says = "a sort key or a list of them", .text = true, .items = Type::sort, .object = Place::sort},
    {.type = Type::sort, .says = "a text or an object", .text = true, .object = Place::sort},
    {.type = fields, .says = "an object of fields by name", .values = Type::field},
    {.type = Type::field, .says = "a location or an object", .text = true, .object = Place::field},
    {.type = Type::one_way, .says = "true, false or an object", .flag = true, .object = Place::one_way},
    {.type = fills, .says = "a path, an object or a list of these", .text = true, .items = Type::fill, .object = Place::fill},
    {.type = Type::fill, .says = "a path or an object", .text = true, .object = Place::fill},
    {.type = Type::by, .says = "an object", .object = Place::by},
    {.type = cells, .says = "a list of locations or an object", .items = text, .values = text},
    {.type = Type::flags, .says = "an object", .object = Place::flags},
    {.type = condition, .says = "a condition object", .values = Type::test},
    {.type = condition_map, .says = "an object of conditions by word", .values = condition},
    {.type = Type::test, .says = "a text, a list of texts or an object", .text = true, .items = text, .object = Place::test},
    {.type = codecs, .says = "a codec or a list of codecs", .text = true, .items = codec, .values = any},
    {.type = codec, .says = "a codec", .text = true, .values = any},
    {.type = checks, .says = "an object of checks by name", .values = Type::check},
    {.type = Type::check, .says = "an object", .object = Place::check},
    {.type = examples, .says = "an object of examples by name", .values = Type::example},
    {.type = Type::example, .says = "an object", .object = Place::example},
    {.type = Type::model_status, .says = "an object", .object = Place::model_status},
    {.type = model_lists, .says = "an object of code lists by name", .values = Type::model_list},
    {.type = Type::model_list, .says = "an object", .object = Place::model_list},
    {.type = model_entities, .says = "a list of entities", .items = Type::model_entity},
    {.type = Type::model_entity, .says = "an object", .object = Place::model_entity},
    {.type = model_fields, .says = "an object of fields by name", .values = Type::model_field},
    {.type = Type::model_field, .says = "an object", .object = Place::model_field},
    {.type = completions, .says = "a list of completions", .items = Type::completion},
    {.type = Type::completion, .says = "an object", .object = Place::completion},
    {.type = completion_sets, .says = "an object by field", .values = Type::completion_set},
    {.type = Type::completion_set, .says = "a path, a list of fills or an object", .text = true, .items = Type::fill, .object = Place::completion_set},
};

consteval bool in_order_of_the_enum() {
  for (std::size_t i = 0; i < std::size(type_table); ++i) {
    if (static_cast<std::size_t>(type_table[i].type) != i) return false;
  }
  return std::size(type_table) == static_cast<std::size_t>(completion_set) + 1;
}
static_assert(in_order_of_the_enum(), "type_row() looks rows up by their number");

constexpr Key key_table[] = {
    // ---- the file -----------------------------------------------------------------------------------------------------
    {Place::file, "$schema", text, "Address of the JSON Schema, for editors."},
    {Place::file, "rosterMap", count, "Version of the mapping language: 1.", "1"},
    {Place::file, "id", text, "Name of the format on the command line.", R"("my-format")"},
    {Place::file, "version", text, "Version of this mapping.", R"("1")"},
    {Place::file, "title", text, "Name of the format for people.", R"("My format 1.1")"},
    {Place::file, "spec", text, "The document that the mapping was written from.", R"("My format 1.1, section 4, 2017")"},
    {Place::file, "extends", text, "Id of the mapping that this one changes (JSON Merge Patch).", R"("my-format")"},
    {Place::file, "format", Type::format, "Syntax of the files."},
    {Place::file, "options", options, "Named texts with defaults, used as {name}, changed by --set.", R"({"base": "https://example.org"})"},
    {Place::file, "detect", Type::detect, "What tells this format from others."},
    {Place::file, "variants", variants, "Spellings of the format, chosen as id@variant: small patches of this file."},
    {Place::file, "modes", modes, "Patches for bulk and delta files.", R"({"delta": {"patch": {}}})"},
    {Place::file, "ids", ids, "Id spaces and which ids are valid, for each entity or \"*\"."},
    {Place::file, "codes", codes, "Code tables: the model's words against the format's spellings."},
    {Place::file, "sequence", texts, "Records that share one file, in order of writing.", R"(["person", "group"])", "", false},
    {Place::file, "records", records, "The files, or the objects in them, that make records."},
    {Place::file, "checks", checks, "What no single cell states, checked over the model after reading."},
    {Place::file, "profile", checks, "Checks of a receiver, run for --for only."},
    {Place::file, "examples", examples, "Small inputs and what reading makes of them."},

    // ---- format -------------------------------------------------------------------------------------------------------
    {Place::format, "kind", text, "The syntax.", R"("csv")", "csv xml json fixed", true, "json fixed"},
    {Place::format, "encoding", text, "Encoding of the files; UTF-8 if not said.", R"("windows-1252")"},
    {Place::format, "bom", flag, "Write a byte order mark."},
    {Place::format, "delimiter", text, "The character between cells.", R"(",")"},
    {Place::format, "quote", Type::quote, "The quote character, or its character, style and escape.", R"({"char": "\"", "style": "all"})"},
    {Place::format, "newline", text, "Line end: \\n or \\r\\n.", R"("\r\n")"},
    {Place::format, "header", text, "How the header must match the columns.", R"("ignore-case")", "exact ignore-case none"},
    {Place::format, "columns", text, "fixed: a file has all columns of its record, in their order, and no others but extensions after them.", R"("fixed")", "free fixed"},
    {Place::format, "unmapped", text, "keep: columns that no field names travel with their record.", R"("keep")", "keep drop"},
    {Place::format, "extension", text, "How kept columns are named when written.", R"("metadata.{name}")"},
    {Place::format, "extensionFiles", texts, "Files that may hold kept columns; all if not said.", R"(["people.csv"])"},
    {Place::format, "namespace", text, "XML namespace of the elements."},
    {Place::format, "blank", text, "What a blank cell means to the receiver on update.", R"("nothing")", "nothing clear omit"},
    {Place::format, "deletes", text, "How deleted records are told.", R"("status")", "status absent"},
    {Place::format, "order", texts_map, "Order of child elements in containers used in many places.", R"({"address": ["street", "city"]})"},
    {Place::format, "manifest", Type::manifest, "A file of property rows that says what the package holds."},
    {Place::format, "container", text, "Usual container of output.", R"("folder")", "folder zip file"},
    {Place::format, "empty", text, "Whether files without records are written.", R"("omit")", "write omit"},
    {Place::format, "oldNames", text_map, "Old spellings of column names, accepted with a warning.", R"({"level": "levels"})"},

    {Place::quote, "char", text, "The quote character.", R"("\"")"},
    {Place::quote, "style", text, "Which cells are quoted.", R"("minimal")", "minimal all blanks"},
    {Place::quote, "escape", text, "How a quote in a quoted cell is written.", R"("double")", "double backslash"},

    {Place::manifest, "file", text, "Name of the manifest file.", R"("manifest.csv")"},
    {Place::manifest, "property", text, "Column of property names.", R"("propertyName")"},
    {Place::manifest, "value", text, "Column of values.", R"("value")"},
    {Place::manifest, "valueAliases", texts, "Other names seen for the column of values."},
    {Place::manifest, "constants", text_map, "Properties with a fixed value, in order of writing."},
    {Place::manifest, "files", text_map, "Property to data file: its value states the file's mode."},
    {Place::manifest, "optional", text_map, "Properties written only when their text, which may hold {options}, is not blank."},
    {Place::manifest, "absent", text, "Value for a file that is not there.", R"("absent")"},
    {Place::manifest, "bulk", text, "Value for a complete file.", R"("bulk")"},
    {Place::manifest, "delta", text, "Value for a file of changes.", R"("delta")"},
    {Place::manifest, "required", flag, "The manifest must be there."},

    {Place::detect, "files", text_or_texts, "File names that the format has.", R"(["people.csv"])"},
    {Place::detect, "columns", texts_map, "Columns that tell it, by file.", R"({"people.csv": ["Person_id"]})"},
    {Place::detect, "root", text_or_texts, "Document elements.", R"("people")"},
    {Place::detect, "namespace", text, "Start of the XML namespace."},
    {Place::detect, "manifest", text_map, "Properties of the manifest and their values."},

    {Place::variant, "title", text, "Name of the variant for people."},
    {Place::variant, "detect", Type::detect, "What tells the variant, beside what tells the format."},
    {Place::variant, "patch", any, "What it changes: a JSON Merge Patch of this file."},

    {Place::option, "value", text, "The default."},
    {Place::option, "description", text, "What the option is for."},
    {Place::option, "mends", text, "The entity.field that it supplies where a source lacks it; messages then name the option."},

    // ---- ids, codes ---------------------------------------------------------------------------------------------------
    {Place::id_policy, "spaces", text_map, "Separate id spaces, each with the prefix that its ids get in the model.", R"({"first": "", "second": "s-"})"},
    {Place::id_policy, "valid", text, "Regular expression that a whole id must match."},
    {Place::id_policy, "normal", text, "Normal form of ids.", R"("guid")", "guid"},
    {Place::id_policy, "mint", text, "How ids that are not valid are replaced.", R"("uuid5")", "uuid5 uuid5-as-4"},

    {Place::code_table, "values", texts_map, "The model's word: spellings of the format, the first is written.", R"({"word": ["W", "Word"]})"},
    {Place::code_table, "case", text, "ignore: capitals do not matter when reading.", R"("ignore")", "exact ignore"},
    {Place::code_table, "others", text, "report: spellings beside the first of a word, other capitals and words that are not in the list break the format; they are read and reported.", R"("report")", "accept report"},
    {Place::code_table, "extension", text, "Beginning of words that anyone may add to the list.", R"("ext:")"},
    {Place::code_table, "when", condition_map, "Conditions under which a word is meant, where words share a spelling."},
    {Place::code_table, "writeOnly", text_map, "Words that are written as another word's spelling; \"\" writes a blank."},
    {Place::code_table, "unknownOnRead", unknown, "A spelling that the table does not have.", R"("keep")", "error keep blank"},
    {Place::code_table, "unknownOnWrite", unknown, "A word that the table does not have.", R"({"as": "Other"})", "error keep blank"},
    {Place::code_table, "file", text, "A CSV beside the mapping with the columns word and spelling.", R"("codes/levels.csv")"},
    {Place::unknown_rule, "as", text, "The word or spelling to take instead."},

    // ---- records ------------------------------------------------------------------------------------------------------
    {Place::record, "file", text, "Name of the file.", R"("people.csv")"},
    {Place::record, "required", flag, "The file must be there."},
    {Place::record, "root", text, "Element that holds the collection (XML).", R"("people")"},
    {Place::record, "each", Type::each, "What makes a record: a row, an element, or \"once\".", R"("person")"},
    {Place::record, "entity", text, "Entity of the model.", R"("person")"},
    {Place::record, "space", text, "Id space of its ids.", R"("first")"},
    {Place::record, "part", flag, "Adds to records that another one defines.", "true", "", false},
    {Place::record, "distinct", texts, "Paths: one record for each combination that occurs.", R"(["parent.name"])"},
    {Place::record, "key", text_or_texts, "Key of a part.", "", "", false},
    {Place::record, "merge", text, "When an identity arrives again.", R"("fill")", "no fill last"},
    {Place::record, "columns", texts, "Columns in order of output (CSV)."},
    {Place::record, "otherColumns", texts, "Columns of other editions of the format, which a file may have too (CSV)."},
    {Place::record, "order", texts_map, "Child elements in order of output, by container; \"\" is the record (XML)."},
    {Place::record, "only", condition, "What all its records have in common: set on reading, selects on writing.", R"({"kind": "word"})"},
    {Place::record, "skip", Type::skip, "Rows that are left out on reading, with why.", R"({"Active": "N", "why": "left the school"})"},
    {Place::record, "sort", sorts, "Order of output; the order of arrival if not said."},
    {Place::record, "keys", texts_map, "Further keys, by name: the cells that make them."},
    {Place::record, "fields", fields, "The model's fields and where they stand."},
    {Place::record, "children", children, "Records inside the record."},
    {Place::record, "like", text, "JSON pointer to a definition that is copied before the rest is merged over it.", R"("/records/people")"},

    {Place::skip, "where", condition, "The rows that are left out."},
    {Place::skip, "why", text, "Why leaving them out loses nothing that matters."},

    {Place::child, "entity", text, "Entity of the model; \".\" is the parent itself.", R"("membership")"},
    {Place::child, "space", text, "Id space of its ids."},
    {Place::child, "each", Type::each, "Where its items stand: \".\", \"row\", numbered columns, a split cell, a path."},
    {Place::child, "only", condition, "What all its items have in common.", R"({"kind": "word"})"},
    {Place::child, "parent", text_map, "Field of the child: field of the parent that it equals."},
    {Place::child, "into", text_map, "Field of the parent: field of the child that it takes."},
    {Place::child, "required", flag, "A parent without one is reported, and not written."},
    {Place::child, "merge", text, "When an identity arrives again.", R"("fill")", "no fill last"},
    {Place::child, "sort", sorts, "Order of the items."},
    {Place::child, "max", count, "How many items there is room for.", "1"},
    {Place::child, "whenMore", text, "When there are more items than room.", R"("report")", "report error ignore"},
    {Place::child, "rest", text, "Its selection is what this other child did not write."},
    {Place::child, "instead", text, "Written only where this other child wrote nothing."},
    {Place::child, "expand", texts, "Fields of the parent: one item for each combination (writing)."},
    {Place::child, "from", text, "Takes what a distinct record of another file says.", "", "", false},
    {Place::child, "link", text_map, "Cells that lead to the record of \"from\".", "", "", false},
    {Place::child, "present", text_or_texts, "Fields of which one must have a value for the child to exist."},
    {Place::child, "when", condition, "Condition on cells of the row."},
    {Place::child, "read", flag, "false: not read, with why."},
    {Place::child, "write", flag, "false: not written, with why."},
    {Place::child, "keys", texts_map, "Further keys, by name: the cells that make them."},
    {Place::child, "key", text_or_texts, "Key of a part.", "", "", false},
    {Place::child, "fields", fields, "The model's fields and where they stand."},
    {Place::child, "children", children, "Records inside the child."},
    {Place::child, "like", text, "JSON pointer to a definition that is copied before the rest is merged over it."},
    {Place::child, "why", text, "Why a direction is declined."},

    {Place::each, "n", texts, "Words of numbered columns; {n} in a location stands for them.", R"(["", "2_", "3_"])"},
    {Place::each, "split", text, "Separator of a cell that holds several items.", R"(",")"},
    {Place::each, "at", text, "The cell that is split."},
    {Place::each, "others", text, "report: blanks around the items of a split cell are reported.", R"("report")", "accept report"},
    {Place::sort, "equals", texts, "A field and a field of the parent (^x): equal ones first.", R"(["placeId", "^mainPlaceId"])"},

    // ---- fields -------------------------------------------------------------------------------------------------------
    {Place::field, "at", text_or_texts, "Location: a column name, or a path of elements.", R"("First name")"},
    {Place::field, "aliases", text_or_texts, "Further locations for reading, in order."},
    {Place::field, "as", codecs, "Codecs, in order of reading.", R"({"date": ["MM/dd/yyyy"]})"},
    {Place::field, "ref", text, "The entity that the value names a record of.", R"("place")"},
    {Place::field, "by", Type::by, "Refers through another key than the id."},
    {Place::field, "list", flag, "The location gives several references."},
    {Place::field, "required", flag, "A blank is reported."},
    {Place::field, "unique", flag, "No two records have the same value."},
    {Place::field, "mode", text, "The cell belongs to files of this mode: in others it must be blank, and nothing requires it.", R"("delta")", "bulk delta"},
    {Place::field, "pairedWith", text, "A list that has as many items as the one in this column.", R"("subjectCodes")"},
    {Place::field, "pairBlank", text, "Whether one of two paired lists may be blank.", R"("report")", "accept report"},
    {Place::field, "pattern", text, "Regular expression that a whole value must match."},
    {Place::field, "enum", texts, "The only values allowed."},
    {Place::field, "minLength", count, "Least number of characters."},
    {Place::field, "maxLength", count, "Greatest number of characters."},
    {Place::field, "blank", text_or_texts, "Values that mean no value; the first is written for a blank.", R"(["N/A"])"},
    {Place::field, "default", text, "Taken for a blank when reading."},
    {Place::field, "fill", fills, "Written for a blank: the first that gives a value.", R"([{"const": "first"}])"},
    {Place::field, "make", text_or_texts, "Makes an id from texts: x, ^x, at:x, 'text.", R"(["at:Place", "at:Number"])"},
    {Place::field, "derive", text, "Path to what is written; held elsewhere in the model.", R"("group.place.name")"},
    {Place::field, "onRead", text, "Whether a derived cell is compared when reading.", R"("verify")", "verify ignore"},
    {Place::field, "pick", text, "Which of several values.", R"("first")", "first last min max only"},
    {Place::field, "template", text, "Several fields in one cell.", R"("{last}, {first}")"},
    {Place::field, "flags", Type::flags, "Several yes-or-no fields in one cell."},
    {Place::field, "key", text, "Keyed list: location of the item's key."},
    {Place::field, "value", text, "Keyed list: location of the item's text."},
    {Place::field, "keyCode", text, "Keyed list: code table of the keys."},
    {Place::field, "noKey", text, "Keyed list: the key that is written without one."},
    {Place::field, "each", text, "row: every item repeats the row.", R"("row")", "row"},
    {Place::field, "space", text, "Id space that the reference points into."},
    {Place::field, "writtenBy", text, "The record of the mapping that must write what is referred to.", R"("people")"},
    {Place::field, "when", condition, "Written only where this holds.", R"({"place.kind": "word"})"},
    {Place::field, "read", Type::one_way, "How reading differs; false: not read.", R"({"const": "first"})"},
    {Place::field, "write", Type::one_way, "How writing differs; false: not written.", "false"},
    {Place::field, "why", text, "Why a direction is declined."},
    {Place::field, "rule", text, "Rule id of its findings, if it has its own."},
    {Place::field, "severity", text, "Severity of its findings.", R"("warning")", "error warning note"},
    {Place::field, "personal", text, "Kind of personal data.", R"("contact")", "id name contact birth sensitive secret"},

    {Place::one_way, "const", text, "A constant."},
    {Place::one_way, "derive", text, "A path to follow."},

    {Place::fill, "from", text, "A path.", R"("place.name")"},
    {Place::fill, "as", codecs, "Codecs for the value."},
    {Place::fill, "pick", text, "Which of several values.", R"("min")", "first last min max only"},
    {Place::fill, "const", text, "A constant; may hold {options}."},
    {Place::fill, "template", text, "A text with fields in it.", R"("{first} {last}")"},
    {Place::fill, "range", texts, "Two fields: the words from one to the other.", R"(["lowest", "highest"])"},
    {Place::fill, "atLeast", count, "With \"true\": how many must be."},
    {Place::fill, "true", texts, "Yes-or-no fields that are counted."},

    {Place::by, "key", text, "Name of the key (\"keys\" of another record)."},
    {Place::by, "cells", cells, "Locations of its parts, or location: path that supplies it."},
    {Place::flags, "values", text_map, "Field: code.", R"({"first": "F"})"},
    {Place::flags, "many", text, "The field that stands for several."},
    {Place::flags, "split", text, "Separator, if the codes share one cell."},

    {Place::test, "not", text_or_texts, "None of these values."},
    {Place::test, "blank", flag, "true: no value; false: any value."},
    {Place::test, "atLeast", text, "Checks only: not less than this path."},
    {Place::test, "atMost", text, "Checks only: not more than this path."},
    {Place::test, "equals", text, "Checks only: one value is also one of this path's."},
    {Place::test, "differs", text, "Checks only: no value is one of this path's."},
    {Place::test, "matches", text, "Checks only: each value has this form (a regular expression for all of it).", R"("[0-9]+")"},
    {Place::test, "sameCount", text, "Checks only: as many values as this path."},

    {Place::check, "rule", text, "Rule id.", R"("session.dates")"},
    {Place::check, "entity", text, "Entity whose records are checked."},
    {Place::check, "when", condition, "Only records for which this holds."},
    {Place::check, "expect", condition, "What must hold.", R"({"last": {"atLeast": "first"}})"},
    {Place::check, "unique", text_or_texts, "Fields whose combination may occur once."},
    {Place::check, "mode", text, "bulk: needs the whole set, so that a set of changes is not checked.", R"("bulk")", "bulk delta"},
    {Place::check, "severity", text, "Severity of its findings.", R"("error")", "error warning note"},
    {Place::check, "message", text, "What the finding says."},
    {Place::check, "why", text, "Why it matters."},
    {Place::check, "source", text, "The document that demands it."},

    {Place::example, "read", texts_map, "File name: its text, or its lines."},
    {Place::example, "model", any, "Entity: the records that reading makes."},
    {Place::example, "rules", text_or_texts, "Rule ids that reading reports."},

    // ---- model.json ---------------------------------------------------------------------------------------------------
    {Place::model, "rosterModel", count, "Version of the model's language: 1.", "1"},
    {Place::model, "version", text, "Version of the model."},
    {Place::model, "status", Type::model_status, "Fields and words that tell deleted records."},
    {Place::model, "options", options, "Options of the completions."},
    {Place::model, "codeLists", model_lists, "Words of code fields."},
    {Place::model, "codes", codes, "Code tables that completions use."},
    {Place::model, "entities", model_entities, "The entities, in their order of arrival."},
    {Place::model, "completions", completions, "What is filled in between reading and writing."},
    {Place::model_status, "ownId", text, "Field of every record's own id."},
    {Place::model_status, "field", text, "Field that marks deletion."},
    {Place::model_status, "deleted", text, "Its word for deleted."},
    {Place::model_status, "active", text, "Its word for active."},
    {Place::model_status, "modified", text, "Field with the time of the last change."},
    {Place::model_list, "words", texts, "The words in their order."},
    {Place::model_list, "open", flag, "Other words are kept."},
    {Place::model_list, "prefix", text, "Prefix of private words."},
    {Place::model_list, "description", text, "What the list is."},
    {Place::model_entity, "name", text, "Name."},
    {Place::model_entity, "strong", flag, "Known by its own id."},
    {Place::model_entity, "description", text, "What it is."},
    {Place::model_entity, "key", text_or_texts, "Natural key of a weak entity."},
    {Place::model_entity, "fields", model_fields, "Fields in their order."},
    {Place::model_field, "type", text, "Type; [] makes a list, {} is a keyed list."},
    {Place::model_field, "list", any, "Code list; true for a list of references."},
    {Place::model_field, "personal", text, "Kind of personal data.", "", "id name contact birth sensitive secret"},
    {Place::model_field, "ref", text_or_texts, "Entities that it points to."},
    {Place::model_field, "forward", text, "Path name of the reference."},
    {Place::model_field, "backward", text, "Path name of the way back."},
    {Place::model_field, "description", text, "What it is."},
    {Place::completion, "name", text, "Name."},
    {Place::completion, "why", text, "Why it is done."},
    {Place::completion, "entity", text, "Entity whose field is filled."},
    {Place::completion, "field", text, "The field."},
    {Place::completion, "fill", fills, "Where its value comes from."},
    {Place::completion, "make", text, "Entity of which a record is made."},
    {Place::completion, "from", text, "Entity for each record of which one is made."},
    {Place::completion, "when", condition, "Only records for which this holds."},
    {Place::completion, "set", completion_sets, "Fields of the made record."},
    {Place::completion, "unlessSame", text_or_texts, "Not made if a record has the same values in these."},
    {Place::completion, "into", text_map, "Field of the source record: field of the made one."},
    {Place::completion, "onlyIfRequired", flag, "Only if the target requires it."},
    {Place::completion_set, "make", text_or_texts, "An id from texts."},
    {Place::completion_set, "fill", fills, "Where the value comes from."},
    {Place::completion_set, "from", text, "A path."},
    {Place::completion_set, "as", codecs, "Codecs for the value."},
    {Place::completion_set, "pick", text, "Which of several values.", "", "first last min max only"},
    {Place::completion_set, "const", text, "A constant; may hold {options}."},
    {Place::completion_set, "template", text, "A text with fields in it."},
};

}  // namespace

const TypeRow& type_row(Type type) { return type_table[static_cast<std::size_t>(type)]; }

std::span<const Key> vocabulary() { return key_table; }

const Key* find_key(Place place, std::string_view name) {
  for (const Key& key : key_table) {
    if (key.place == place && key.name == name) return &key;
  }
  return nullptr;
}

std::string_view place_name(Place place) {
  switch (place) {
    case Place::none: return "nothing";
    case Place::file: return "a mapping";
    case Place::format: return "the format";
    case Place::quote: return "the quote";
    case Place::manifest: return "the manifest";
    case Place::detect: return "detect";
    case Place::variant: return "a variant";
    case Place::option: return "an option";
    case Place::id_policy: return "an id policy";
    case Place::code_table: return "a code table";
    case Place::unknown_rule: return "this rule";
    case Place::record: return "a record";
    case Place::skip: return "skip";
    case Place::child: return "a child";
    case Place::each: return "each";
    case Place::sort: return "a sort key";
    case Place::field: return "a field";
    case Place::one_way: return "one direction of a field";
    case Place::fill: return "fill";
    case Place::by: return "by";
    case Place::flags: return "flags";
    case Place::test: return "a condition";
    case Place::check: return "a check";
    case Place::example: return "an example";
    case Place::model: return "the model";
    case Place::model_status: return "status";
    case Place::model_list: return "a code list";
    case Place::model_entity: return "an entity";
    case Place::model_field: return "a field of the model";
    case Place::completion: return "a completion";
    case Place::completion_set: return "a set";
  }
  return "nothing";
}

}  // namespace rosterkit::mapping
