// Texts to dense numbers, once per domain: ids of one entity, or words (codes, dates). Everything kept refers to them by
// number, so that joins are array look-ups. Safe for many threads; the numbers depend on their timing, so nothing may be
// ordered by a symbol (order by text instead).
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace rosterkit::model {

using Symbol = std::uint32_t;             ///< 0 = blank

class Interner {
 public:
  Interner();
  ~Interner();
  Interner(const Interner&) = delete;
  Interner& operator=(const Interner&) = delete;

  Symbol intern(std::string_view text);   ///< "" gives 0
  Symbol find(std::string_view text) const;  ///< 0 if never interned
  std::string_view text(Symbol symbol) const;

  /// One more than the largest symbol so far: the size of an array indexed by symbol. Not exact while threads intern.
  std::size_t bound() const;

 private:
  // Shards keep threads apart; symbol = (index in shard + 1) * shard_count + shard, so that numbers stay nearly dense.
  static constexpr std::size_t shard_count = 32;
  struct Shard;
  std::array<std::unique_ptr<Shard>, shard_count> shards_;
};

/// A hash for in-memory tables only (not stable between versions).
std::uint64_t hash_text(std::string_view text);

}  // namespace rosterkit::model
