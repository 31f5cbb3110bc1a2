// Findings: what a run has to say about the data it met. One model, many renderings (report.hpp). Reporting never
// throws and never stops the run; a file beyond use is thrown as FileError (errors.hpp) and turned into a finding by
// the command. Where findings come from in parallel, each batch fills its own FindingList and hands it over in one go.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rosterkit {

enum class Severity : std::uint8_t { note, warning, error };

std::string_view severity_name(Severity severity);

/// One thing found, at one place. Texts hold no cell values unless the run was asked to show them.
struct Finding {
  std::string rule;                          ///< id from the rule table, like "cell.bad-date"
  Severity severity = Severity::warning;
  std::string file;                          ///< as the user knows it: "students.csv", "roster.zip/users.csv"; "" = none
  std::uint64_t line = 0;                    ///< physical line where the record starts, from 1; 0 = none
  std::uint64_t record = 0;                  ///< number of the record in its file, from 1; 0 = none
  std::string column;                        ///< column name or path
  std::uint64_t position = 0;                ///< character in the line, from 1; 0 = not known
  std::string entity;                        ///< model entity, like "user"
  std::string id;                            ///< the record's id
  std::string message;                       ///< what is wrong, without the place
  std::string hint;                          ///< what was done, and what to do
  /// The root cause that this is about, like "org s-99": on the finding that shows it, and on all that follow from it.
  /// "" = stands alone.
  std::string cause;
  std::uint64_t follows = 0;                 ///< on the finding that shows a cause: how many others follow from it
  bool follower = false;                     ///< follows from the finding that shows `cause`
  std::uint16_t rank = 0;                    ///< order of fixing among causes: what others need comes first
  bool severity_of_mapping = false;          ///< the mapping states the severity for this field: only --severity may change it
  bool stops = false;                        ///< the run ended here: no baseline hides it
};

using FindingList = std::vector<Finding>;

/// True if @p a comes before @p b in the documented total order: file, line, position, column, rule; then by the rest of
/// what is printed, so that equal places do not depend on which thread came first.
bool comes_before(const Finding& a, const Finding& b);

/// True if cause @p a is to be mended before cause @p b: what others need first, then the one with more followers.
bool mended_before(const Finding& a, const Finding& b);

/// A file of the input, for reports that speak of all files and not only of those with findings.
struct FileFacts {
  std::string file;                          ///< as findings name it: "roster.zip/users.csv"
  std::string name;                          ///< in the set, without folders: "users.csv"
  std::string archive;                       ///< the zip that it lies in, "" = none: "roster.zip"
  enum class Kind : std::uint8_t { unknown, csv, xml, manifest } kind = Kind::unknown;
  bool checked = false;                      ///< read to its end
  std::uint64_t rows = 0;
  struct Column {
    std::string name;
    std::uint64_t filled = 0;                ///< rows with a value
    bool known = true;                       ///< the format has it
  };
  std::vector<Column> columns;               ///< only if RunFacts::want_columns
};

/// What a run looked at. Filled in by the engine as far as it comes, so that a run that stops says what it did not check.
struct RunFacts {
  std::string verb;                          ///< "validate"
  std::string format;                        ///< "oneroster-1.1"; "" = not found out
  std::string version;                       ///< of the program
  bool complete = false;                     ///< all files were read and checked against each other
  bool shows_values = false;                 ///< --show-values
  bool want_columns = false;                 ///< count the filled cells of each column: costs a second reading
  std::vector<FileFacts> files;
};

/// Findings that are known and accepted, as a multiset of identities: rule, file, entity, id, column. No line numbers: they
/// move whenever somebody enrols.
struct Baseline {
  struct Entry {
    std::string rule, file, entity, id, column;
    auto operator<=>(const Entry&) const = default;
  };
  std::map<Entry, std::uint64_t> times;
};

/// Collects findings, counts all of them, keeps as many texts as asked for. Thread-safe.
///
/// Of what follows from a cause only the numbers are kept, unless all texts are; what shows a cause has a limit of its
/// own, so that a thousand small findings do not push out the one that explains ten thousand.
class Diagnostics {
 public:
  /// @param keep_per_rule_and_file  how many texts of one rule and file are kept; 0 keeps all, up to most_texts.
  explicit Diagnostics(std::size_t keep_per_rule_and_file = 1000) : keep_(keep_per_rule_and_file) {}

  /// "All" texts of one rule and file: beyond this a list helps nobody and fills the memory. Numbers stay right.
  static constexpr std::size_t most_texts = 100'000;
  bool keeps_all() const { return keep_ == 0; }
  std::size_t texts_kept() const { return keeps_all() ? most_texts : keep_; }

  /// Not guarded: written before and between the parallel parts of a run.
  RunFacts facts;

  /// `--severity RULE=LEVEL` and `--ignore RULE`: change how findings are reported and judged, never the data. Both hold
  /// for what is reported afterwards: call them before the first finding.
  void set_severity(std::string rule, Severity severity);
  void ignore(std::string rule);
  /// How a command judges a rule where nobody says otherwise: neither set_severity nor the mapping.
  void judge(std::string rule, Severity severity);

  /// `--baseline`: what settle() takes out. All texts must be kept, since what has no text has no identity.
  void set_baseline(Baseline baseline) { baseline_ = std::move(baseline); }
  /// To be called when everything has been reported, and before anything is counted: takes out what the baseline knows. If
  /// the run is complete, what the baseline knows and nobody reported becomes a note (baseline.gone). Calling it again, for
  /// findings that came later, is allowed.
  void settle();
  /// What settle() took out.
  const FindingList& known() const { return known_; }
  /// How findings of this run are told apart from run to run.
  Baseline::Entry identity(const Finding& finding) const;

  void report(Finding finding);
  void report(FindingList&& findings);

  /// Counts something without a text of its own (a note by the thousand): rule, file, how often. Its severity is the
  /// one that the rule has in `convert`, unless set_severity says otherwise.
  /// @param following  they follow from a cause that is shown elsewhere.
  void count(std::string_view rule, std::string_view file, std::uint64_t times, bool following = false);

  struct Count {
    std::string rule, file;
    Severity severity;
    std::uint64_t times;
    std::uint64_t following = 0;                       ///< how many of them follow from a cause
  };
  /// In order of file, then rule; a rule that came in two severities has a row for each, the graver one first.
  std::vector<Count> counts() const;
  std::uint64_t count_of(Severity severity) const;
  std::uint64_t count_of_rule(std::string_view rule) const;
  std::uint64_t count_of_following() const;          ///< of all severities
  FindingList sorted() const;                        ///< the kept texts in the total order

 private:
  /// What is known of one rule in one file. `kept` is a heap with the last finding of the total order on top, so that
  /// the first `keep_` findings stay, whatever order threads report them in.
  struct Bucket {
    std::array<std::uint64_t, 3> times{};      // by severity
    std::array<std::uint64_t, 3> following{};  // of these
    FindingList kept;
    FindingList causes;                        // those with most followers stay
    FindingList followers;                     // only where all texts are kept
  };

  void take(Finding&& finding);
  void place(Bucket& bucket, Finding&& finding) const;
  void keep_only(FindingList& all, FindingList::iterator end);
  void keep(FindingList& heap, Finding&& finding, bool (*before)(const Finding&, const Finding&)) const;
  bool is_ignored(std::string_view rule) const { return ignored_.contains(rule); }
  Severity severity_of(std::string_view rule, Severity severity, bool of_mapping = false) const;
  Bucket& bucket(std::string_view file, std::string_view rule);

  std::size_t keep_;
  Baseline baseline_;
  FindingList known_;
  mutable std::mutex mutex_;
  std::map<std::string, std::map<std::string, Bucket, std::less<>>, std::less<>> buckets_;  // file, then rule
  std::map<std::string, Severity, std::less<>> severities_, judged_;
  std::set<std::string, std::less<>> ignored_;
};

}  // namespace rosterkit
