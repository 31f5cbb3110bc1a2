// Findings about records in the store, with a limit for each rule and file; beyond it they are counted. Private to src/convert.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <string>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/convert/roster.hpp"

namespace rosterkit::convert {

class StoreLog {
 public:
  StoreLog(const model::Store& store, Diagnostics& diagnostics, std::size_t limit = 1000)
      : store_(store), diagnostics_(diagnostics), limit_(std::max(limit, diagnostics.texts_kept())) {}

  /// Reports with place, entity and id filled in; make(finding) adds the words. Beyond the limit it only counts. Thread-safe.
  template <typename Make>
  void report(std::string_view rule, std::uint16_t entity, model::Row row, Make&& make) {
    const auto place = store_.tables[entity]->at(row);
    if (times(place.segment->file, rule) > limit_) {
      diagnostics_.count(rule, file_of(place), 1);
      return;
    }
    Finding finding = finding_at(store_, rule, entity, row);
    make(finding);
    diagnostics_.report(std::move(finding));
  }

  /// The same for a finding that has its part in a cause. What follows from one is only counted where nobody will read it.
  template <typename Make>
  void report(std::string_view rule, std::uint16_t entity, model::Row row, const Causes& causes, const Causes::Part& part, Make&& make) {
    const auto place = store_.tables[entity]->at(row);
    const bool counted = part.follower ? !diagnostics_.keeps_all() || times(place.segment->file, std::string(rule) + " following") > limit_
                                       : times(place.segment->file, std::string(rule) + (part.shows ? " causes" : "")) > (part.shows ? most_causes : limit_);
    if (counted) {
      diagnostics_.count(rule, file_of(place), 1, part.follower);
      return;
    }
    Finding finding = finding_at(store_, rule, entity, row);
    finding.follower = part.follower;
    finding.follows = part.follows;
    if (part.follower || part.shows) {
      finding.cause = causes.text(store_, part.root);
      finding.rank = causes.entity(part.root);
    }
    make(finding);
    diagnostics_.report(std::move(finding));
  }

 private:
  static constexpr std::size_t most_causes = 10'000;   // of them Diagnostics keeps those that explain most

  std::size_t times(std::uint16_t file, std::string_view rule) {
    const std::lock_guard lock(mutex_);
    return ++times_[{file, std::string(rule)}];
  }
  std::string_view file_of(const model::Table::At& place) const { return store_.files.empty() ? std::string_view() : store_.files[place.segment->file]; }

  const model::Store& store_;
  Diagnostics& diagnostics_;
  std::size_t limit_;
  std::mutex mutex_;
  std::map<std::pair<std::uint16_t, std::string>, std::size_t> times_;
};

}  // namespace rosterkit::convert
