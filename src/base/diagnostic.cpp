// Collecting findings. Which texts are kept must not depend on the order in which threads report: the first ones of the
// total order stay, a later arrival replaces the last of them.
#include "rosterkit/base/diagnostic.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "rosterkit/base/rules.hpp"

namespace rosterkit {

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "error";
}

bool comes_before(const Finding& a, const Finding& b) {
  const auto place = [](const Finding& finding) {
    return std::tie(finding.file, finding.line, finding.position, finding.column, finding.rule, finding.record,
                    finding.entity, finding.id, finding.message, finding.hint);
  };
  return place(a) < place(b);
}

bool mended_before(const Finding& a, const Finding& b) {
  if (a.rank != b.rank) return a.rank < b.rank;
  if (a.follows != b.follows) return a.follows > b.follows;
  return comes_before(a, b);
}

namespace {
bool explains_more(const Finding& a, const Finding& b) {
  return a.follows != b.follows ? a.follows > b.follows : comes_before(a, b);
}
}  // namespace

void Diagnostics::set_severity(std::string rule, Severity severity) {
  const std::lock_guard lock(mutex_);
  severities_[std::move(rule)] = severity;
}

void Diagnostics::judge(std::string rule, Severity severity) {
  const std::lock_guard lock(mutex_);
  judged_[std::move(rule)] = severity;
}

void Diagnostics::ignore(std::string rule) {
  const std::lock_guard lock(mutex_);
  ignored_.insert(std::move(rule));
}

void Diagnostics::report(Finding finding) {
  const std::lock_guard lock(mutex_);
  take(std::move(finding));
}

void Diagnostics::report(FindingList&& findings) {
  const std::lock_guard lock(mutex_);
  for (Finding& finding : findings) take(std::move(finding));
  findings.clear();
}

void Diagnostics::count(std::string_view rule, std::string_view file, std::uint64_t times, bool following) {
  if (times == 0) return;
  const std::lock_guard lock(mutex_);
  if (is_ignored(rule)) return;
  const Severity severity = severity_of(rule, convert_severity(rule));
  Bucket& found = bucket(file, rule);
  found.times[static_cast<std::size_t>(severity)] += times;
  if (following) found.following[static_cast<std::size_t>(severity)] += times;
}

std::vector<Diagnostics::Count> Diagnostics::counts() const {
  const std::lock_guard lock(mutex_);
  std::vector<Count> result;
  for (const auto& [file, rules_of_file] : buckets_) {
    for (const auto& [rule, bucket] : rules_of_file) {
      for (const Severity severity : {Severity::error, Severity::warning, Severity::note}) {
        const std::uint64_t times = bucket.times[static_cast<std::size_t>(severity)];
        if (times > 0) result.push_back({rule, file, severity, times, bucket.following[static_cast<std::size_t>(severity)]});
      }
    }
  }
  return result;
}

std::uint64_t Diagnostics::count_of(Severity severity) const {
  std::uint64_t sum = 0;
  for (const Count& count : counts()) {
    if (count.severity == severity) sum += count.times;
  }
  return sum;
}

std::uint64_t Diagnostics::count_of_rule(std::string_view rule) const {
  std::uint64_t sum = 0;
  for (const Count& count : counts()) {
    if (count.rule == rule) sum += count.times;
  }
  return sum;
}

std::uint64_t Diagnostics::count_of_following() const {
  std::uint64_t sum = 0;
  for (const Count& count : counts()) sum += count.following;
  return sum;
}

FindingList Diagnostics::sorted() const {
  const std::lock_guard lock(mutex_);
  FindingList result;
  for (const auto& [file, rules_of_file] : buckets_) {
    for (const auto& [rule, bucket] : rules_of_file) {
      for (const FindingList* list : {&bucket.kept, &bucket.causes, &bucket.followers}) result.insert(result.end(), list->begin(), list->end());
    }
  }
  std::sort(result.begin(), result.end(), comes_before);
  return result;
}

void Diagnostics::take(Finding&& finding) {
  if (is_ignored(finding.rule)) return;
  finding.severity = severity_of(finding.rule, finding.severity, finding.severity_of_mapping);
  Bucket& found = bucket(finding.file, finding.rule);
  ++found.times[static_cast<std::size_t>(finding.severity)];

  if (finding.follower) ++found.following[static_cast<std::size_t>(finding.severity)];
  place(found, std::move(finding));
}

void Diagnostics::place(Bucket& found, Finding&& finding) const {
  if (finding.follower) {
    if (keeps_all()) keep(found.followers, std::move(finding), comes_before);
  } else if (finding.follows > 0) {
    keep(found.causes, std::move(finding), explains_more);
  } else {
    keep(found.kept, std::move(finding), comes_before);
  }
}

void Diagnostics::keep(FindingList& heap, Finding&& finding, bool (*before)(const Finding&, const Finding&)) const {
  if (heap.size() >= (keeps_all() ? most_texts : keep_)) {
    if (!before(finding, heap.front())) return;
    std::pop_heap(heap.begin(), heap.end(), before);
    heap.back() = std::move(finding);
  } else {
    heap.push_back(std::move(finding));
  }
  std::push_heap(heap.begin(), heap.end(), before);
}

Severity Diagnostics::severity_of(std::string_view rule, Severity severity, bool of_mapping) const {
  if (const auto set = severities_.find(rule); set != severities_.end()) return set->second;
  if (of_mapping) return severity;
  const auto judged = judged_.find(rule);
  return judged == judged_.end() ? severity : judged->second;
}

Diagnostics::Bucket& Diagnostics::bucket(std::string_view file, std::string_view rule) {
  auto of_file = buckets_.find(file);
  if (of_file == buckets_.end()) of_file = buckets_.try_emplace(std::string(file)).first;
  auto of_rule = of_file->second.find(rule);
  if (of_rule == of_file->second.end()) of_rule = of_file->second.try_emplace(std::string(rule)).first;
  return of_rule->second;
}

}  // namespace rosterkit
