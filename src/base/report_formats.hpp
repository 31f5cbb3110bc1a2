// The renderers behind report.cpp, and what they share.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/base/report.hpp"

namespace rosterkit::report {

std::string baseline(const Diagnostics& diagnostics, const ReportOptions& options);
std::string csv(const Diagnostics& diagnostics, const ReportOptions& options);
std::string github(const Diagnostics& diagnostics, const ReportOptions& options);
std::string gitlab(const Diagnostics& diagnostics, const ReportOptions& options);
std::string html(const Diagnostics& diagnostics, const ReportOptions& options);
std::string json(const Diagnostics& diagnostics, const ReportOptions& options);
std::string jsonl(const Diagnostics& diagnostics, const ReportOptions& options);
std::string junit(const Diagnostics& diagnostics, const ReportOptions& options);
std::string sarif(const Diagnostics& diagnostics, const ReportOptions& options);
std::string text(const Diagnostics& diagnostics, const ReportOptions& options);

// ---- what is shown --------------------------------------------------------------------------------------------------

/// What was counted without being shown, for one rule, file and severity.
using Rest = Diagnostics::Count;

/// What a report shows: texts in the total order, at most @p max_texts a rule and file (0 = all), and the rest as counts
/// in order of file and rule.
struct Selection {
  FindingList shown;
  std::vector<Rest> rest;
  std::uint64_t following = 0;  ///< findings that follow from a cause and are in neither list; 0 if all texts were asked for
};
Selection select(const Diagnostics& diagnostics, std::size_t max_texts);

/// A row of counts as a finding without a place; its message is the title of the rule.
Finding counted_finding(const Rest& rest);

/// The findings that a list with @p most places shows: errors before warnings before notes, causes first in the order of
/// mending; what follows from a cause is not among them. Each with the number that tells equal ones apart.
struct Listed {
  Finding finding;
  std::string fingerprint;      ///< stable from run to run and unique in it
};
std::vector<Listed> worst(const Diagnostics& diagnostics, std::size_t most);

// ---- words ----------------------------------------------------------------------------------------------------------

/// File names and ids come from outside: a control character in one must not steer a terminal, nor begin a line. They
/// become question marks, and what is not UTF-8 becomes U+FFFD.
std::string printable(std::string_view text);

/// "The hint." with its first letter a capital; "the title" with it small, unless the word is all capitals.
std::string begin_sentence(std::string text);
std::string continue_sentence(std::string text);

/// `column "x": message`, without place and hint.
std::string what(const Finding& finding);
/// Whose record it is, what was done and what to do, how many follow; a sentence, or "".
std::string then(const Finding& finding);
/// "1 further finding follows from this one."
std::string followers(std::uint64_t count);

/// "1 error, 2 warnings", "no errors, no warnings"; what follows from causes is said too.
std::string verdict(const Diagnostics& diagnostics);

/// 1 -> "1 record", 2 -> "2 records".
std::string counted(std::uint64_t number, std::string_view noun);

/// Text inside of an element or an attribute in quotes, of HTML and XML alike. Without control characters.
std::string marked_up(std::string_view text);

// ---- places ---------------------------------------------------------------------------------------------------------

/// Where a finding lies for programs that open files: in a zip, the zip is the file.
struct Place {
  std::string path;             ///< as given on the command line, without a leading "./"; "" = no file
  std::string inner;            ///< name inside of the zip
};
Place place_of(const Finding& finding, const RunFacts& facts);

}  // namespace rosterkit::report
