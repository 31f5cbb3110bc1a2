// The table of rules in three parts, each a source file, in the order in which data meets them: files, records, writing. Inside a
// group the rules are in order of the alphabet. A rule is added by a row there; docs/rules.md follows (rules_markdown.cpp).
// Texts are for the person who runs the nightly export of a school: no word that needs a programmer.
#pragma once

#include "rosterkit/base/rules.hpp"

namespace rosterkit::rule_table {

// Of a row: id, severity in convert, severity in validate, title, meaning, fix, example, source.
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

std::span<const Rule> files();       ///< files, archives, syntax, headers, manifests
std::span<const Rule> records();     ///< cells, codes, identity, references, records, and the checks of mappings
std::span<const Rule> writing();     ///< what is left out or changed on the way out, and putting the output in its place

}  // namespace rosterkit::rule_table
