// The table of flags and the reading of their values. A value that a flag cannot take is refused here, with the values
// that it can take; what depends on mappings (names of formats, rules, options) is checked later (checks.cpp).
#include "rosterkit/cli/flags.hpp"

#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/report.hpp"
#include "rosterkit/base/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <limits>

namespace rosterkit::cli {
namespace {

/// The place of @p value among @p words. Throws UsageError that lists them all.
std::size_t choose(std::string_view flag, const std::string& value, const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == value) return i;
  }
  throw UsageError(fmt::format("--{}: \"{}\" is not one of {}.{}", flag, value, join(words, ", "), did_you_mean(value, words)));
}

std::string one_of(std::string_view flag, const std::string& value, const std::vector<std::string>& words) {
  return words[choose(flag, value, words)];
}

std::uint64_t number(std::string_view flag, std::string_view text, std::uint64_t least, std::uint64_t most) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    throw UsageError(fmt::format("--{}: \"{}\" is not a whole number from {} to {}.", flag, text, with_commas(least), with_commas(most)));
  }
  return value;
}

/// A number of bytes: "4194304", "4096K", "4M", "1G" (steps of 1,024).
std::uint64_t bytes(std::string_view flag, std::string_view text) {
  unsigned shift = 0;
  std::string_view digits = text;
  if (!digits.empty()) {
    switch (digits.back()) {
      case 'K': shift = 10; break;
      case 'M': shift = 20; break;
      case 'G': shift = 30; break;
      default: break;
    }
  }
  if (shift != 0) digits.remove_suffix(1);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool read = error == std::errc() && end == digits.data() + digits.size();
  if (!read || value == 0 || value > (std::uint64_t{1} << 50) >> shift) {
    throw UsageError(fmt::format("--{}: \"{}\" is not a size. Write a number of bytes, or one with K, M or G behind it: 4M.", flag, text));
  }
  return value << shift;
}

std::string text_value(std::string_view flag, const std::string& value) {
  if (trim(value).empty()) throw UsageError(fmt::format("--{} needs a value, but it is blank.", flag));
  return value;
}

When when(std::string_view flag, const std::string& value) {
  constexpr When words[] = {When::automatic, When::always, When::never};
  return words[choose(flag, value, {"auto", "always", "never"})];
}

/// "NAME=VALUE" -> both. The value may be blank and may hold further equal signs.
std::pair<std::string, std::string> name_and_value(std::string_view flag, const std::string& text, std::string_view usage) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos) {
    throw UsageError(fmt::format("--{}: \"{}\" should read {}.", flag, text, usage));
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

namespace about {
constexpr std::string_view input = "input";
constexpr std::string_view output = "output";
constexpr std::string_view findings = "findings";
constexpr std::string_view screen = "screen and speed";
constexpr std::string_view limits = "limits";
}  // namespace about
constexpr std::size_t any_size = std::numeric_limits<std::uint32_t>::max();

using Text = const std::string&;
const Flag all_flags[] = {
    {"from", "f", "FORMAT", about::input, "The input's format, when it should not be detected: clever, or sif-xpress@3.3 for a variant.", false,
     [](Options& o, Text v) { o.from = text_value("from", v); }},
    {"as", "", "FORMAT", about::input, "The format to check against; the same as --from.", false,
     [](Options& o, Text v) { o.from = text_value("as", v); }},
    {"for", "", "FORMAT", about::input, "Check what a receiver of this format asks for beyond the standard, too.", false,
     [](Options& o, Text v) { o.profile = text_value("for", v); }},
    {"to", "t", "FORMAT", about::output, "The format to write.", false, [](Options& o, Text v) { o.to = text_value("to", v); }},
    {"mapping", "", "FILE", about::input, "Also use this mapping file: a format of your own, or changes to one that is built in.", true,
     [](Options& o, Text v) { o.mapping_files.push_back(text_value("mapping", v)); }},
    {"mappings", "", "DIR", about::input, "Also look for mapping files in this folder.", true,
     [](Options& o, Text v) { o.mapping_folders.push_back(text_value("mappings", v)); }},
    {"set", "", "NAME=VALUE", about::input, "Give an option of a mapping a value. `rosterkit map list` shows their names.", true,
     [](Options& o, Text v) {
       auto [name, value] = name_and_value("set", v, "NAME=VALUE");
       o.set[name] = value;
     }},
    {"encoding", "", "NAME", about::input, "The input's encoding: utf-8, utf-16, windows-1252 or iso-8859-1.", false,
     [](Options& o, Text v) { o.encoding = one_of("encoding", lower_ascii(v), {"utf-8", "utf-16", "windows-1252", "iso-8859-1"}); }},
    {"mode", "", "MODE", about::input, "bulk (everything) or delta (changes only), when no manifest says which.", false,
     [](Options& o, Text v) { o.mode = one_of("mode", v, {"bulk", "delta"}); }},
    {"id-map", "", "FILE", about::input, "Remember in this CSV file which ids were replaced, so that the way back restores them.", false,
     [](Options& o, Text v) { o.id_map = text_value("id-map", v); }},
    {"keep-passwords", "", "", about::input, "Keep passwords. Without it they are left out while reading, and counted.", false,
     [](Options& o, Text) { o.keep_passwords = true; }},
    {"native", "", "", about::output, "Show the file's own records, as parsed, instead of records of the model.", false,
     [](Options& o, Text) { o.native = true; }},
    {"origins", "", "", about::output, "Say behind each changed line which file it comes from.", false, [](Options& o, Text) { o.origins = true; }},

    {"output", "o", "PATH", about::output, "Where the result goes: a folder, a name that ends in .zip, or - for a zip on standard output.", false,
     [](Options& o, Text v) { o.output = text_value("output", v); }},
    {"overwrite", "O", "", about::output, "Replace an output that exists.", false, [](Options& o, Text) { o.overwrite = true; }},
    {"dry-run", "n", "", about::output, "Do everything except putting the output in its place. The exit codes are the same.", false,
     [](Options& o, Text) { o.dry_run = true; }},
    {"summary", "", "FILE", about::output, "Write the counts of the run to this file, as JSON.", false,
     [](Options& o, Text v) { o.summary_file = text_value("summary", v); }},

    {"report", "", "FILE[:FORMAT]", about::findings, "Write the findings to this file, as text, json, jsonl, csv, sarif, junit, github, gitlab, html or baseline. Without FORMAT its suffix says how.", true,
     [](Options& o, Text v) { o.reports.push_back(parse_report(v)); }},
    {"format", "", "FORMAT", about::findings, "How the answer on standard output is written: text, json, ...", false,
     [](Options& o, Text v) { o.format = text_value("format", v); }},
    {"fail-on", "", "LEVEL", about::findings, "End with code 1 from this severity on: error (usual), warning or never.", false,
     [](Options& o, Text v) {
       const std::size_t place = choose("fail-on", v, {"error", "warning", "never"});
       o.fail_on = place == 2 ? std::optional<Severity>() : place == 1 ? Severity::warning : Severity::error;
     }},
    {"strict", "", "", about::findings, "The same as --fail-on warning; `convert` then also leaves the old output in place.", false,
     [](Options& o, Text) { o.strict = true; }},
    {"ignore", "", "RULE", about::findings, "Leave findings of this rule out. The data comes out the same.", true,
     [](Options& o, Text v) { o.ignored.push_back(text_value("ignore", v)); }},
    {"severity", "", "RULE=LEVEL", about::findings, "Judge a rule as error, warning or note. The data comes out the same.", true,
     [](Options& o, Text v) {
       auto [rule, level] = name_and_value("severity", v, "RULE=LEVEL, like cell.bad-date=error");
       constexpr Severity levels[] = {Severity::error, Severity::warning, Severity::note};
       o.severities.emplace_back(rule, levels[choose("severity", level, {"error", "warning", "note"})]);
     }},
    {"baseline", "", "FILE", about::findings, "Leave out the known findings in this file, which --report FILE:baseline wrote. Those that no longer occur are named.", false,
     [](Options& o, Text v) { o.baseline = text_value("baseline", v); }},
    {"max-findings", "", "N", about::findings, "Show at most N findings of one rule in one file (20; 0 shows all). All are counted.", false,
     [](Options& o, Text v) { o.max_findings = number("max-findings", v, 0, 1'000'000'000); }},
    {"show-values", "", "", about::findings, "Show values of cells as they are. They may be personal data of children.", false,
     [](Options& o, Text) { o.show_values = true; }},

    {"quiet", "q", "", about::screen, "No summary, no progress. Errors and warnings are still shown.", false, [](Options& o, Text) { o.quiet = true; }},
    {"verbose", "v", "", about::screen, "Also show notes, and what became of the records of each kind.", false, [](Options& o, Text) { o.verbose = true; }},
    {"color", "", "WHEN", about::screen, "auto (on a terminal; NO_COLOR is honoured), always or never.", false,
     [](Options& o, Text v) { o.color = when("color", v); }},
    {"progress", "", "WHEN", about::screen, "auto (on a terminal, after a second), always or never.", false,
     [](Options& o, Text v) { o.progress = when("progress", v); }},
    {"jobs", "j", "N", about::screen, "How many threads may work (as many as there are cores; ROSTERKIT_JOBS). The result is the same.", false,
     [](Options& o, Text v) { o.jobs = static_cast<unsigned>(number("jobs", v, 1, 1024)); }},
    {"help", "h", "", about::screen, "Show this text.", false, [](Options& o, Text) { o.help = true; }},
    {"version", "", "", about::screen, "Show the version.", false, [](Options& o, Text) { o.version = true; }},

    {"max-field-bytes", "", "SIZE", about::limits, "Largest cell (1M).", false, [](Options& o, Text v) { o.limits.max_field_bytes = bytes("max-field-bytes", v); }},
    {"max-record-bytes", "", "SIZE", about::limits, "Largest record (4M).", false, [](Options& o, Text v) { o.limits.max_record_bytes = bytes("max-record-bytes", v); }},
    {"max-columns", "", "N", about::limits, "Most columns of a file (4,096).", false,
     [](Options& o, Text v) { o.limits.max_columns = number("max-columns", v, 1, any_size); }},
    {"max-xml-depth", "", "N", about::limits, "Deepest nesting of XML elements (100).", false,
     [](Options& o, Text v) { o.limits.max_xml_depth = number("max-xml-depth", v, 1, 10'000); }},
    {"max-xml-attributes", "", "N", about::limits, "Most attributes of an XML element (256).", false,
     [](Options& o, Text v) { o.limits.max_xml_attributes = number("max-xml-attributes", v, 1, any_size); }},
    {"max-zip-entries", "", "N", about::limits, "Most files in a zip (1,000).", false,
     [](Options& o, Text v) { o.limits.max_zip_entries = number("max-zip-entries", v, 1, any_size); }},
    {"max-zip-entry-bytes", "", "SIZE", about::limits, "Largest file in a zip, unpacked (4G).", false,
     [](Options& o, Text v) { o.limits.max_zip_entry_bytes = bytes("max-zip-entry-bytes", v); }},
    {"max-zip-total-bytes", "", "SIZE", about::limits, "Largest zip, unpacked (16G).", false,
     [](Options& o, Text v) { o.limits.max_zip_total_bytes = bytes("max-zip-total-bytes", v); }},
    {"max-zip-ratio", "", "N", about::limits, "Most bytes that one packed byte may become (200; from 64 MiB on).", false,
     [](Options& o, Text v) { o.limits.max_zip_ratio = number("max-zip-ratio", v, 1, any_size); }},
};

}  // namespace

std::span<const Flag> flags() { return all_flags; }

const Flag* find_flag(std::string_view name) {
  for (const Flag& flag : all_flags) {
    if (flag.name == name || (!flag.letter.empty() && flag.letter == name)) return &flag;
  }
  return nullptr;
}

}  // namespace rosterkit::cli
