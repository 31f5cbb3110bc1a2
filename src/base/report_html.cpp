// One page for the person who must act and the one who must be told: verdict, files, what to mend first, the rest by rule,
// how full the columns are. One file that asks the network for nothing and runs no script; it holds shapes of values, not
// values. Readable on a phone, on paper, in light and dark, and by a screen reader (tests/consumers.py, axe-core).
#include <algorithm>
#include <array>

#include "report_formats.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::report {

namespace {

constexpr std::size_t most_causes = 200;
constexpr std::size_t most_places = 1'000;   // in all; a browser opens this at once, and nobody reads more

constexpr std::string_view style = R"(
:root{color-scheme:light dark;--back:#fff;--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--panel:#f6f8fa;--error:#a40e26;--warning:#7a4b00;--note:#0a4c8c;--good:#116329;--bar:#3b6ea5}
@media (prefers-color-scheme:dark){:root{--back:#0f1318;--text:#e6edf3;--soft:#a3adb8;--line:#3a424c;--panel:#181e26;--error:#ff9a94;--warning:#f0bf5f;--note:#8fc1ff;--good:#7bdc8f;--bar:#6ea3db}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:64rem;font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;background:var(--back);color:var(--text);overflow-wrap:anywhere}
h1{font-size:1.4rem;line-height:1.3;margin:.5rem 0}
h2{font-size:1.15rem;margin:2rem 0 .5rem}
p{margin:.4rem 0}
.soft{color:var(--soft)}
.verdict{border-left:.35rem solid var(--good);background:var(--panel);padding:.6rem 1rem;border-radius:.25rem}
.verdict.error{border-color:var(--error)}.verdict.warning{border-color:var(--warning)}
.mark{font-weight:600}.mark.error{color:var(--error)}.mark.warning{color:var(--warning)}.mark.note{color:var(--note)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid var(--line)}
th{font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
ol,ul{padding-left:1.4rem;margin:.4rem 0}li{margin:.5rem 0}
code{font:.9em ui-monospace,SFMono-Regular,Consolas,monospace}
details{border:1px solid var(--line);border-radius:.25rem;margin:.5rem 0;padding:.4rem .8rem}
summary{cursor:pointer;font-weight:600;padding:.2rem 0}
.fill{min-width:6rem;width:30%}
.bar{height:.7rem;background:var(--panel);border:1px solid var(--line);border-radius:.2rem;overflow:hidden;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.bar i{display:block;height:100%;background:var(--bar)}
@media (max-width:30rem){th,td{padding:.25rem .3rem}td.n,th.n{font-size:.85rem}}
@media print{details::details-content{content-visibility:visible;block-size:auto}:root{--back:#fff;--text:#000;--soft:#333;--line:#999;--panel:#f3f3f3;--error:#8a0b1f;--warning:#5c3900;--note:#08386a;--bar:#555}body{max-width:none;padding:0;font-size:10pt}details{break-inside:auto}li,tr{break-inside:avoid}h2{break-after:avoid}.scroll{overflow:visible}}
)";

std::string mark(Severity severity) {
  const std::string name(severity_name(severity));
  return "<span class=\"mark " + name + "\">" + name + "</span>";
}

/// A name that may break behind its slashes, so that a phone does not break it in mid-word.
std::string breakable(const std::string& name) {
  std::string result;
  for (const char c : marked_up(name)) {
    result += c;
    if (c == '/') result += "<wbr>";
  }
  return result;
}

std::string told_place(const Finding& finding) {
  if (finding.file.empty()) return "the whole set";
  std::string text = finding.file;
  if (finding.line != 0) text += ", line " + with_commas(finding.line);
  if (finding.line != 0 && finding.position != 0) text += ", character " + with_commas(finding.position);
  if (finding.line == 0 && finding.record != 0) text += ", record " + with_commas(finding.record);
  return text;
}

void append_item(std::string& page, const Finding& finding, bool with_rule) {
  page += "<li>" + mark(finding.severity) + " <code>" + marked_up(told_place(finding)) + "</code>: " + marked_up(what(finding));
  if (with_rule) page += " <span class=\"soft\">[" + marked_up(finding.rule) + "]</span>";
  const std::string rest = then(finding);
  if (!rest.empty()) page += "<br><span class=\"soft\">" + marked_up(begin_sentence(rest)) + "</span>";
  page += "</li>\n";
}

/// A table that may be wider than a phone: it scrolls in a region of its own, which a keyboard can reach.
void open_table(std::string& page, const std::string& label, std::string_view head) {
  page += "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + label + "\"><table><thead><tr>";
  page += head;
  page += "</tr></thead><tbody>\n";
}

void append_verdict(std::string& page, const Diagnostics& diagnostics) {
  const RunFacts& facts = diagnostics.facts;
  const std::uint64_t errors = diagnostics.count_of(Severity::error), warnings = diagnostics.count_of(Severity::warning);
  const std::string kind = errors != 0 || !facts.complete ? "error" : warnings != 0 ? "warning" : "good";
  page += "<p class=\"verdict " + kind + "\"><strong>";
  if (!facts.complete) page += "The run stopped before everything was checked. So far: ";
  page += marked_up(begin_sentence(verdict(diagnostics))) + ".</strong> ";
  std::uint64_t rows = 0, read = 0;
  for (const FileFacts& file : facts.files) {
    rows += file.rows;
    read += file.checked ? 1 : 0;
  }
  page += counted(rows, "row") + " in " + counted(read, "file") + (facts.format.empty() ? "" : ", read as " + marked_up(facts.format)) + ".";
  if (!diagnostics.known().empty()) page += " " + counted(diagnostics.known().size(), "known finding") + " left out.";
  page += "</p>\n";
}

void append_files(std::string& page, const Diagnostics& diagnostics) {
  if (diagnostics.facts.files.empty()) return;
  std::map<std::string, std::array<std::uint64_t, 3>> times;
  for (const Diagnostics::Count& count : diagnostics.counts()) times[count.file][static_cast<std::size_t>(count.severity)] += count.times;
  page += "<section aria-labelledby=\"files\"><h2 id=\"files\">Files</h2>\n";
  open_table(page, "Table of files", "<th scope=\"col\">file</th><th scope=\"col\" class=\"n\">rows</th><th scope=\"col\" class=\"n\">errors</th><th scope=\"col\" class=\"n\">warnings</th>");
  for (const FileFacts& file : diagnostics.facts.files) {
    const auto& of_file = times[file.file];
    const auto number = [&](Severity severity) {
      const std::uint64_t value = of_file[static_cast<std::size_t>(severity)];
      return "<td class=\"n\">" + (value == 0 ? "0" : "<span class=\"mark " + std::string(severity_name(severity)) + "\">" + with_commas(value) + "</span>") + "</td>";
    };
    page += "<tr><th scope=\"row\">" + breakable(file.file) + "</th><td class=\"n\">" + (file.checked ? with_commas(file.rows) : "not read") + "</td>" +
            number(Severity::error) + number(Severity::warning) + "</tr>\n";
  }
  page += "</tbody></table></div></section>\n";
}

void append_causes(std::string& page, FindingList& causes) {
  if (causes.empty()) return;
  std::sort(causes.begin(), causes.end(), mended_before);
  page += "<section aria-labelledby=\"causes\"><h2 id=\"causes\">Mend these first</h2>\n<p class=\"soft\">In this order: what comes first is needed by what comes later.</p>\n<ol>\n";
  for (std::size_t i = 0; i < std::min(causes.size(), most_causes); ++i) append_item(page, causes[i], true);
  page += "</ol>\n";
  if (causes.size() > most_causes) page += "<p>... and " + with_commas(causes.size() - most_causes) + " more causes.</p>\n";
  page += "</section>\n";
}

/// All findings of one rule: its meaning once, then the places.
struct OfRule {
  Severity worst = Severity::note;
  std::uint64_t times = 0;
  std::vector<const Finding*> shown;
};

void append_rules(std::string& page, const Diagnostics& diagnostics, const FindingList& others) {
  std::map<std::string, OfRule> rules;
  for (const Diagnostics::Count& count : diagnostics.counts()) {
    OfRule& rule = rules[count.rule];
    rule.worst = std::max(rule.worst, count.severity);
    rule.times += count.times;
  }
  std::size_t room = most_places;
  for (const Finding& finding : others) {
    if (room == 0) break;
    rules[finding.rule].shown.push_back(&finding);
    --room;
  }
  if (rules.empty()) return;
  std::vector<const std::pair<const std::string, OfRule>*> order;
  for (const auto& each : rules) order.push_back(&each);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->second.worst > b->second.worst; });

  page += "<section aria-labelledby=\"rules\"><h2 id=\"rules\">Findings by rule</h2>\n";
  for (const auto* each : order) {
    const auto& [id, of_rule] = *each;
    const Rule* const rule = find_rule(id);
    page += "<details" + std::string(of_rule.worst == Severity::error && order.size() < 6 ? " open" : "") + "><summary>" + mark(of_rule.worst) + " " + with_commas(of_rule.times) + " \u00D7 " +
            marked_up(rule == nullptr ? id : std::string(rule->title)) + " <span class=\"soft\">[" + marked_up(id) + "]</span></summary>\n";
    if (rule != nullptr) page += "<p>" + marked_up(rule->meaning) + "</p><p><strong>What to do:</strong> " + marked_up(rule->fix) + "</p>\n";
    if (!of_rule.shown.empty()) {
      page += "<ul>\n";
      for (const Finding* finding : of_rule.shown) append_item(page, *finding, false);
      page += "</ul>\n";
    }
    if (of_rule.times > of_rule.shown.size()) {
      page += "<p class=\"soft\">" + std::string(of_rule.shown.empty() ? "" : "... and ") + counted(of_rule.times - of_rule.shown.size(), "finding") +
              (of_rule.shown.empty() ? "" : " more") + (of_rule.worst == Severity::note ? "" : ", those that are or follow from a cause above included") + ".</p>\n";
    }
    page += "</details>\n";
  }
  page += "<p class=\"soft\">A report with the suffix .csv lists every finding.</p></section>\n";
}

void append_columns(std::string& page, const RunFacts& facts) {
  const bool any = std::any_of(facts.files.begin(), facts.files.end(), [](const FileFacts& file) { return !file.columns.empty(); });
  if (!any) return;
  page += "<section aria-labelledby=\"columns\"><h2 id=\"columns\">How full the columns are</h2>\n";
  for (const FileFacts& file : facts.files) {
    if (file.columns.empty()) continue;
    const std::string name = marked_up(file.file);
    page += "<details><summary>" + name + " <span class=\"soft\">(" + counted(file.rows, "row") + ")</span></summary>\n";
    open_table(page, "Columns of " + name, "<th scope=\"col\">column</th><th scope=\"col\" class=\"n\">filled</th><th scope=\"col\" class=\"fill\">share</th>");
    for (const FileFacts::Column& column : file.columns) {
      const std::uint64_t percent = file.rows == 0 ? 0 : column.filled * 100 / file.rows;
      page += "<tr><th scope=\"row\">" + marked_up(column.name) + (column.known ? "" : " <span class=\"soft\">(not of the format)</span>") + "</th><td class=\"n\">" +
              with_commas(column.filled) + "</td><td class=\"fill\"><div class=\"bar\" role=\"img\" aria-label=\"" + std::to_string(percent) + " percent\"><i style=\"width:" +
              std::to_string(percent) + "%\"></i></div></td></tr>\n";
    }
    page += "</tbody></table></div></details>\n";
  }
  page += "</section>\n";
}

}  // namespace

std::string html(const Diagnostics& diagnostics, const ReportOptions& options) {
  FindingList causes, others;
  for (Finding& finding : select(diagnostics, options.max_texts).shown) {
    if (finding.follower) continue;  // the page stays small whatever --max-findings says
    (finding.follows > 0 ? causes : others).push_back(std::move(finding));
  }
  const RunFacts& facts = diagnostics.facts;
  const std::string title = "rosterkit" + (facts.verb.empty() ? "" : " " + facts.verb) + ": " + verdict(diagnostics);
  std::string page = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>" +
                     marked_up(title) + "</title>\n<style>" + std::string(style) + "</style></head>\n<body><main>\n<h1>Roster check</h1>\n";
  append_verdict(page, diagnostics);
  append_files(page, diagnostics);
  append_causes(page, causes);
  append_rules(page, diagnostics, others);
  append_columns(page, facts);
  page += "<p class=\"soft\">Made by rosterkit" + (facts.version.empty() ? "" : " " + marked_up(facts.version)) +
          (facts.shows_values ? ". It shows values of cells: treat it as you treat the export.</p>" : ". Values of cells are shown as their shape: 9 stands for a digit, a for a letter.</p>") +
          "\n</main></body></html>\n";
  return page;
}

}  // namespace rosterkit::report
