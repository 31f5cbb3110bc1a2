// THE table of rule ids. It feeds `rules`, `explain RULE-ID`, docs/rules.md and the reports; a finding whose rule is not
// in it fails a test. Ids are stable: a rule may be retired, its id is never given to another meaning.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "rosterkit/base/diagnostic.hpp"

namespace rosterkit {

struct Rule {
  std::string_view id;
  Severity convert;            ///< severity in `convert`
  Severity validate;           ///< severity in `validate` (what breaks the standard is an error there)
  std::string_view title;      ///< one short sentence: what is wrong
  std::string_view meaning;    ///< why it matters and what rosterkit does with it
  std::string_view fix;        ///< what the reader of the message should do
  std::string_view example;    ///< a small piece of data that shows it, or ""
  std::string_view source;     ///< the standard or paper it comes from
};

std::span<const Rule> rules();
const Rule* find_rule(std::string_view id);

/// The severity that `convert` gives a rule; unknown ids are a bug and count as errors.
Severity convert_severity(std::string_view rule);

/// The text of docs/rules.md, made from the table.
std::string rules_markdown();

}  // namespace rosterkit
