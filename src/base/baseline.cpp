// Known findings: taken out at the end, in the total order, so that of three equal findings of which two are known it is
// always the last one that stays.
#include <algorithm>
#include <iterator>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/base/rules.hpp"

namespace rosterkit {

namespace {

constexpr std::string_view gone_rule = "baseline.gone";

Finding gone(const Baseline::Entry& entry, std::uint64_t times) {
  Finding finding;
  finding.rule = gone_rule;
  finding.severity = convert_severity(gone_rule);
  finding.file = entry.file;
  finding.column = entry.column;
  finding.entity = entry.entity;
  finding.id = entry.id;
  finding.message = entry.rule + (times == 1 ? " was known here and" : " was known here " + std::to_string(times) + " times more and") + " is no longer found";
  finding.hint = "write the baseline anew to forget it: --report FILE:baseline.";
  return finding;
}

}  // namespace

Baseline::Entry Diagnostics::identity(const Finding& finding) const {
  // The name in the set: tonight's export lies in another folder, or in a zip named after the day.
  std::string file = finding.file;
  for (const FileFacts& each : facts.files) {
    if (each.file == finding.file) file = each.name;
    if (!each.archive.empty() && each.archive == finding.file) file = "";
  }
  return {finding.rule, file, finding.entity, finding.id, finding.column};
}

void Diagnostics::settle() {
  if (baseline_.times.empty()) return;
  FindingList all = sorted();
  const auto is_known = [&](const Finding& finding) {
    if (finding.stops || finding.rule == gone_rule) return false;
    const auto found = baseline_.times.find(identity(finding));
    if (found == baseline_.times.end() || found->second == 0) return false;
    --found->second;
    return true;
  };
  const auto first_known = std::stable_partition(all.begin(), all.end(), [&](const Finding& finding) { return !is_known(finding); });
  if (first_known != all.end()) keep_only(all, first_known);
  known_.insert(known_.end(), std::make_move_iterator(first_known), std::make_move_iterator(all.end()));
  if (!facts.complete) return;                               // what was not looked at may still be there
  for (auto& [entry, times] : baseline_.times) {
    if (times == 0 || is_ignored(entry.rule)) continue;
    Finding finding = gone(entry, std::exchange(times, 0));
    for (const FileFacts& each : facts.files) {
      if (each.name == entry.file) finding.file = each.file;
    }
    report(std::move(finding));
  }
}

/// Puts the findings before @p end into the buckets in place of all texts, and takes the numbers of the others off.
void Diagnostics::keep_only(FindingList& all, FindingList::iterator end) {
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::uint64_t, std::less<>> fewer;    // by cause: followers taken out
  std::map<std::string, std::uint64_t, std::less<>> orphans;  // by cause: what followed from a finding that was taken out
  for (auto known = end; known != all.end(); ++known) {
    Bucket& found = bucket(known->file, known->rule);
    --found.times[static_cast<std::size_t>(known->severity)];
    if (known->follower) {
      --found.following[static_cast<std::size_t>(known->severity)];
      ++fewer[known->cause];
    }
    if (known->follows > 0) orphans[known->cause] = known->follows;
  }
  for (auto& [file, rules_of_file] : buckets_) {
    for (auto& [rule, bucket] : rules_of_file) {
      for (FindingList* list : {&bucket.kept, &bucket.causes, &bucket.followers}) list->clear();
    }
  }
  for (auto each = all.begin(); each != end; ++each) {
    Finding finding = *each;
    Bucket& found = bucket(finding.file, finding.rule);
    const auto lost = fewer.find(finding.cause);
    const std::uint64_t less = lost == fewer.end() ? 0 : lost->second;
    if (const auto orphan = orphans.find(finding.cause); finding.follower && orphan != orphans.end()) {
      // The cause is known, this is new: the first such finding takes the place of the one that showed it.
      finding.follower = false;
      finding.follows = orphan->second - less - 1;
      --found.following[static_cast<std::size_t>(finding.severity)];
      orphans.erase(orphan);
    } else if (finding.follows > 0) {
      finding.follows -= less;
    }
    if (!finding.follower && finding.follows == 0) finding.cause.clear();
    place(found, std::move(finding));
  }
}

}  // namespace rosterkit
