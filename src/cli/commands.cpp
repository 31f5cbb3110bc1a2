// THE list of verbs: one row each. What a row says is what help texts and docs/commands/ say, and a verb accepts only the
// flags that its row offers.
#include "rosterkit/cli/commands.hpp"

#include <initializer_list>

namespace rosterkit::cli {
namespace {

using Names = std::vector<std::string_view>;

Names joined(std::initializer_list<Names> lists) {
  Names all;
  for (const Names& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

/// Flags that stand together, so that they work the same with every verb that has one of them.
const Names mappings = {"mapping", "mappings", "set"};
const Names reading = {"encoding", "id-map", "keep-passwords"};
const Names findings = {"report", "fail-on", "strict", "ignore", "severity", "baseline", "max-findings", "show-values"};
const Names screen = {"quiet", "verbose", "color", "progress", "jobs"};
const Names limits = {"max-field-bytes",  "max-record-bytes", "max-columns",         "max-xml-depth",      "max-xml-attributes",
                      "max-zip-entries", "max-zip-entry-bytes", "max-zip-total-bytes", "max-zip-ratio"};

const std::vector<Command>& list() {
  static const std::vector<Command> rows = {
      {"convert",
       "INPUT... --to FORMAT -o OUT",
       "Converts roster data from one format to another.",
       {{"convert clever.zip --to oneroster-1.2 -o oneroster", "into a folder; the input's format is detected"},
        {"convert export/ --to sif-xpress -o sif.zip -O", "into a zip, replacing an older one"},
        {"convert export/ --to clever -o clever --report findings.csv", "with a list of all that was found"},
        {"convert export/ --to clever -o clever --mapping district.json", "with the changes of your district"},
        {"convert export/ --to clever -o clever -n -v", "a trial: what would come out, without writing it"}},
       joined({{"from", "to", "mode"}, mappings, reading, {"output", "overwrite", "dry-run", "summary"}, findings, {"format"}, screen, limits}),
       {0, 1, 2, 3, 4, 6, 7, 70},
       "An input is a file, a folder, a zip, or - for standard input; several inputs are one set of one format.\n"
       "Records with errors are left out and counted, the rest is written. The output is put in its place only when it is "
       "complete; if anything stops the run, an older output stays as it was. Nothing is lost silently: what was dropped, "
       "filled in or had no place is counted in the last lines, in --summary and in the findings.",
       run_convert},
      {"validate",
       "INPUT...",
       "Checks roster data against its own format: structure, values and references.",
       {{"validate export/", "the format is detected"},
        {"validate export/ --as oneroster-1.2", "check against this format"},
        {"validate export/ --for clever --set today=2026-08-15", "will it survive at Clever: its own rules, and what would not arrive"},
        {"validate export/ --strict --report findings.json", "warnings count as failure; findings to a file"},
        {"validate export/ --report page.html --report tests.xml:junit", "a page to read, and the tests for a CI server"},
        {"validate export/ --report known.json:baseline", "what is known today..."},
        {"validate export/ --baseline known.json", "... is left out tomorrow"}},
       joined({{"from", "as", "for"}, mappings, reading, {"summary"}, findings, {"format"}, screen, limits}),
       {0, 1, 2, 3, 4, 6, 70},
       "The findings go to standard output, a line with their number to standard error. What breaks the standard is an error "
       "here, even where `convert` could live with it.",
       run_validate},
      {"inspect",
       "INPUT...",
       "Says what an input is: its format and why, its files, how full each column is, and what it can become.",
       {{"inspect export.zip", "a page to read"}, {"inspect export/ --format json", "the same for a program"}},
       joined({{"from"}, mappings, reading, findings, {"format"}, screen, limits}),
       {0, 1, 2, 3, 4, 6, 70},
       "Values of cells are not shown.",
       run_inspect},
      {"cat",
       "INPUT...",
       "Shows the records of an input as JSON, one a line.",
       {{"cat export/", "records of the model, whatever the format"},
        {"cat export/ --native", "the file's own records, as parsed"},
        {"cat export/ | head -3", "the first three"}},
       joined({{"from", "native"}, mappings, reading, findings, screen, limits}),
       {0, 1, 2, 3, 4, 6, 70},
       "Each line begins with @entity (with --native: @record), @file and @line. Lists are arrays, lists with keys are arrays of "
       "[key, text], all else is text. The values are shown as they are: treat the output as you treat the export.",
       run_cat},
      {"explain",
       "RULE-ID | --from FORMAT --to FORMAT",
       "Explains a rule, or what a conversion keeps, changes, fills in and loses, without any data.",
       {{"explain cell.bad-date", "what a finding means and what to do"},
        {"explain --from clever --to oneroster-1.2", "the fate of each field"},
        {"explain --from clever --to oneroster-1.2 --format json", "the same for a program"}},
       joined({{"from", "to", "mode"}, mappings, {"format"}}),
       {0, 2, 6, 70},
       "",
       run_explain},
      {"formats",
       "",
       "Lists the formats that can be read and written.",
       {{"formats", "a table"}, {"formats --format json", "the same for a program"}},
       {"mapping", "mappings", "format"},
       {0, 2, 6, 70},
       "",
       run_formats},
      {"rules",
       "",
       "Lists the rules behind all findings, with their severities.",
       {{"rules", "a table"},
        {"rules --format json", "all that is known about each rule"},
        {"rules --mapping district.json", "those that a mapping of yours states, too"}},
       {"mapping", "mappings", "format"},
       {0, 2, 6, 70},
       "Behind the rules of the program stand those that mappings state under a name of their own.",
       run_rules},
      {"map",
       "list | show FORMAT | check FORMAT | test FORMAT [FOLDER] | schema",
       "Shows, checks and tests mapping files.",
       {{"map list", "all mappings, where they come from, and their options"},
        {"map show clever --origins", "the effective text, after all changes"},
        {"map check district.json", "every fault, with its place in the file; else what each field can promise"},
        {"map test district.json samples/", "its examples, and the round trip on the files of a folder"},
        {"map schema > mapping.schema.json", "the JSON Schema of mapping files, for your editor"}},
       joined({{"mode"}, mappings, {"origins", "format", "quiet"}}),
       {0, 1, 2, 6, 70},
       "FORMAT is the id of a mapping, or a mapping file whose name ends in .json.",
       run_map},
      {"help",
       "[VERB]",
       "Explains rosterkit, or one verb.",
       {{"help", "the verbs"}, {"help convert", "one verb with its flags"}},
       {},
       {0, 2, 6, 70},
       "",
       run_help},
  };
  return rows;
}

}  // namespace

std::span<const Command> commands() { return list(); }

const Command* find_command(std::string_view name) {
  for (const Command& command : list()) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

}  // namespace rosterkit::cli
