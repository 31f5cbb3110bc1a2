// Which keys are there already, where most records have a key of their own. Private to src/convert.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <utility>

#include "rosterkit/base/zero_array.hpp"
#include "rosterkit/model/interner.hpp"
#include "same_rows.hpp"

namespace rosterkit::convert {

/// The fields that no two records may share: the first as a symbol if it is held so, the others in 64 bits: two symbols at
/// most as they are, more and texts as a hash.
struct Key {
  model::Symbol lead = 0;
  std::uint64_t rest = 0;
  bool operator==(const Key&) const = default;
};

/// A set of keys. Most leads (people) have one key: that stands in an array by lead, which costs one look; further ones
/// stand in a table, and so do those of leads that were not there when the set was made.
class KeySet {
 public:
  explicit KeySet(std::size_t leads) : first_(leads, Access::all_over) {}
  bool contains(const Key& key) const {
    if (key.lead < first_.size() && (first_[key.lead] == none || first_[key.lead] == stored(key))) return first_[key.lead] != none;
    return !more_.empty() && more_.contains(key);
  }
  bool insert(const Key& key) {                        // true if it is new
    if (key.lead < first_.size() && (first_[key.lead] == none || first_[key.lead] == stored(key))) return std::exchange(first_[key.lead], stored(key)) == none;
    return more_.insert(key).second;
  }
  /// insert() for several threads at once. @returns false if the lead has another key, and so the caller must insert() this one later.
  bool insert_first(const Key& key) {
    if (key.lead >= first_.size()) return false;
    const std::atomic_ref first(first_[key.lead]);
    std::uint64_t there = none;                        // nearly always: memory that is read before it is written costs a second fault
    return first.compare_exchange_strong(there, stored(key), std::memory_order_relaxed) || there == stored(key);
  }

 private:
  static constexpr std::uint64_t none = 0;
  static std::uint64_t stored(const Key& key) { return key.rest == none ? ~none : key.rest; }
  struct Hash { std::size_t operator()(const Key& key) const { return static_cast<std::size_t>(hash_with(key.lead, key.rest)); } };
  ZeroArray<std::uint64_t> first_;
  std::unordered_set<Key, Hash> more_;
};

}  // namespace rosterkit::convert
