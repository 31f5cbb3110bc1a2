// docs/rules.md, made from the table of rules, so that the two cannot disagree (tests/base/rules_markdown_test.cpp).
#include <string>

#include "rosterkit/base/rules.hpp"

namespace rosterkit {

namespace {

std::string_view group_of(std::string_view id) { return id.substr(0, id.find('.')); }

// Links inside a page drop the full stop: "### cell.bad-date" is found at "#cellbad-date".
std::string anchor_of(std::string_view id) {
  std::string anchor;
  for (const char c : id) {
    if (c != '.') anchor += c;
  }
  return anchor;
}

// Text of the table as it should be seen: what looks like markup is data here.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '<' || c == '*' || c == '_' || c == '|') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

}  // namespace

std::string rules_markdown() {
  std::string page =
      "# Rules\n\n"
      "Everything that rosterkit has to say about data carries the id of one of these rules. `rosterkit explain RULE-ID` "
      "shows the same text.\n`--severity RULE=LEVEL` and `--ignore RULE` change what is reported and the exit code, never "
      "the data.\n\n"
      "`convert` repairs where that is safe and says so; `validate` judges by the standard, so that more is an error there.\n\n"
      "<!-- Made from the table in src/base/rules_of_*.cpp. Edit it, then run test_base once with ROSTERKIT_ACCEPT=1. -->\n\n"
      "| rule | convert | validate | meaning |\n| --- | --- | --- | --- |\n";
  for (const Rule& rule : rules()) {
    page.append("| [").append(rule.id).append("](#").append(anchor_of(rule.id)).append(") | ");
    page.append(severity_name(rule.convert)).append(" | ").append(severity_name(rule.validate)).append(" | ");
    page.append(escaped(rule.title)).append(" |\n");
  }
  std::string_view group;
  for (const Rule& rule : rules()) {
    if (group_of(rule.id) != group) {
      group = group_of(rule.id);
      page.append("\n## ").append(group).append("\n");
    }
    page.append("\n### ").append(rule.id).append("\n\n");
    page.append("**").append(escaped(rule.title)).append(".** ").append(escaped(rule.meaning)).append("\n\n");
    page.append("- What to do: ").append(escaped(rule.fix)).append("\n");
    page.append("- Example: ").append(escaped(rule.example)).append("\n");
    page.append("- From: ").append(escaped(rule.source)).append("\n");
  }
  return page;
}

}  // namespace rosterkit
