// Findings about records in the store, with a limit for each rule and file; beyond it they are counted. Private to src/convert.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/convert/roster.hpp"

namespace rosterkit::convert {

class StoreLog {
 public:
  StoreLog(const model::Store& store, Diagnostics& diagnostics, std::size_t limit = 1000) : store_(store), diagnostics_(diagnostics), limit_(limit) {}

  /// Reports with place, entity and id filled in; make(finding) adds the words. Beyond the limit it only counts. Thread-safe.
  template <typename Make>
  void report(std::string_view rule, std::uint16_t entity, model::Row row, Make&& make) {
    const auto place = store_.tables[entity]->at(row);
    std::size_t times;
    {
      const std::lock_guard lock(mutex_);
      times = ++times_[{place.segment->file, std::string(rule)}];
    }
    if (times > limit_) {
      diagnostics_.count(rule, store_.files.empty() ? "" : store_.files[place.segment->file], 1);
      return;
    }
    Finding finding = finding_at(store_, rule, entity, row);
    make(finding);
    diagnostics_.report(std::move(finding));
  }

 private:
  const model::Store& store_;
  Diagnostics& diagnostics_;
  std::size_t limit_;
  std::mutex mutex_;
  std::map<std::pair<std::uint16_t, std::string>, std::size_t> times_;
};

}  // namespace rosterkit::convert
