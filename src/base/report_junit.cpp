// JUnit XML: a test for each file and each rule that was checked on it, those that passed included, so that a CI server
// shows what was looked at and when something began to fail. The format has no standard; this keeps to what all readers
// take: unique, non-empty names, no control characters, counts that add up, a `time`.
#include <algorithm>
#include <set>

#include "report_formats.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::report {

namespace {

constexpr std::string_view whole_set = "the whole set";

bool has_group(std::string_view rule, std::initializer_list<std::string_view> groups) {
  return std::find(groups.begin(), groups.end(), rule.substr(0, rule.find('.'))) != groups.end();
}

/// Whether a rule is looked at in a file of this kind; "" as file is the set itself. Reading and checking only: rules of
/// writing appear in `convert` where they failed.
bool applies(std::string_view rule, const FileFacts* file) {
  if (file == nullptr) return has_group(rule, {"format", "zip", "mode"}) || rule == "file.missing" || rule == "manifest.missing" || rule == "file.in-folder";
  if (rule == "file.missing" || rule == "manifest.missing" || rule == "file.in-folder") return false;
  switch (file->kind) {
    case FileFacts::Kind::unknown: return has_group(rule, {"file"});
    case FileFacts::Kind::manifest: return has_group(rule, {"file", "csv", "header", "manifest"});
    case FileFacts::Kind::csv: return has_group(rule, {"file", "csv", "header", "cell", "key", "merge", "reference", "verify", "unique", "check", "record"});
    case FileFacts::Kind::xml: return has_group(rule, {"file", "xml", "cell", "key", "merge", "reference", "verify", "unique", "check", "record"});
  }
  return false;
}

/// Rules that look at several records or files: not checked if the run stopped.
bool needs_all(std::string_view rule) { return has_group(rule, {"key", "merge", "reference", "verify", "unique", "check", "mode"}); }

struct Test {
  std::uint64_t failed = 0, passed_over = 0;  // findings at and below the fail level
  std::uint64_t following = 0;
  std::string lines;
  std::size_t texts = 0;
};

std::string line_of(const Finding& finding) {
  const std::string rest = then(finding);
  std::string line = finding.line != 0 ? "line " + std::to_string(finding.line) + (finding.position != 0 ? ", character " + std::to_string(finding.position) : "") + ": " : "";
  line += what(finding) + (rest.empty() ? "" : ". " + begin_sentence(rest));
  return marked_up(line) + '\n';
}

std::string rest_of(const Test& test, std::uint64_t rest) {
  const std::uint64_t following = std::min(rest, test.following);
  std::string text;
  if (rest > following) text = "... and " + with_commas(rest - following) + " more\n";
  if (following != 0) text += counted(following, "finding") + (following == 1 ? " that follows" : " that follow") + " from a cause shown elsewhere\n";
  return text;
}

std::string title_of(const std::string& rule) {
  const Rule* const known = find_rule(rule);
  return known == nullptr ? "a check of the mapping" : continue_sentence(std::string(known->title));
}

}  // namespace

std::string junit(const Diagnostics& diagnostics, const ReportOptions& options) {
  const RunFacts& facts = diagnostics.facts;
  const auto fails = [&](Severity severity) { return options.fail_on && severity >= *options.fail_on; };
  std::map<std::string, std::map<std::string, Test>> suites;  // file, rule
  std::map<std::string, const FileFacts*> file_of;
  const auto add = [&](const std::string& name, const FileFacts* file) {
    file_of[name] = file;
    for (const Rule& rule : rules()) {
      if (applies(rule.id, file)) suites[name][std::string(rule.id)];
    }
  };
  add("", nullptr);
  for (const FileFacts& file : facts.files) add(file.file, &file);
  for (const Diagnostics::Count& count : diagnostics.counts()) {
    Test& test = suites[count.file][count.rule];
    (fails(count.severity) ? test.failed : test.passed_over) += count.times;
    test.following += count.following;
  }
  for (const Finding& finding : select(diagnostics, options.max_texts).shown) {
    Test& test = suites[finding.file][finding.rule];
    test.lines += line_of(finding);
    ++test.texts;
  }

  std::string body;
  std::uint64_t all = 0, all_failed = 0, all_skipped = 0;
  std::set<std::string> names;
  for (const auto& [file, tests] : suites) {
    // Two names that differ in what is not printable must not become one.
    std::string shown = file.empty() ? std::string(whole_set) : marked_up(file);
    for (std::string base = shown; !names.insert(shown).second;) shown = base += '\'';
    const FileFacts* const known = file_of[file];
    std::uint64_t failed = 0, skipped = 0;
    std::string cases;
    for (const auto& [rule, test] : tests) {
      cases += "    <testcase classname=\"" + shown + "\" name=\"" + marked_up(rule + ": " + title_of(rule)) + "\" time=\"0\"";
      const bool quiet = test.failed + test.passed_over == 0;
      const bool unread = (known != nullptr && !known->checked) || (!facts.complete && needs_all(rule));
      const std::uint64_t times = test.failed + test.passed_over;
      const std::string more = test.texts == times ? "" : rest_of(test, times - test.texts);
      if (quiet && unread) {
        ++skipped;
        cases += "><skipped message=\"the run stopped before this was checked\"/></testcase>\n";
      } else if (test.failed != 0) {
        ++failed;
        cases += ">\n      <failure type=\"" + marked_up(rule) + "\" message=\"" + counted(times, "finding") + "\">" + test.lines + more + "</failure>\n    </testcase>\n";
      } else if (!quiet) {
        cases += ">\n      <system-out>" + test.lines + more + "</system-out>\n    </testcase>\n";
      } else {
        cases += "/>\n";
      }
    }
    body += "  <testsuite name=\"" + shown + "\" tests=\"" + std::to_string(tests.size()) + "\" failures=\"" + std::to_string(failed) + "\" errors=\"0\" skipped=\"" +
            std::to_string(skipped) + "\" time=\"0\">\n" + cases + "  </testsuite>\n";
    all += tests.size();
    all_failed += failed;
    all_skipped += skipped;
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"rosterkit\" tests=\"" + std::to_string(all) + "\" failures=\"" + std::to_string(all_failed) +
         "\" errors=\"0\" skipped=\"" + std::to_string(all_skipped) + "\" time=\"0\">\n" + body + "</testsuites>\n";
}

}  // namespace rosterkit::report
