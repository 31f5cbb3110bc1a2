// Texts to dense numbers, once per domain: ids of one entity, or words (codes, dates). Everything kept refers to them by
// number, so that joins are array look-ups. Safe for many threads; the numbers depend on their timing, so nothing may be
// ordered by a symbol (order by text instead).
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace rosterkit::model {

using Symbol = std::uint32_t;             ///< 0 = blank

class Interner {
 public:
  enum class Use { words, ids };          ///< of ids those that are numbers are found faster, and take less memory
  explicit Interner(Use use = Use::words);
  ~Interner();
  Interner(const Interner&) = delete;
  Interner& operator=(const Interner&) = delete;

  Symbol intern(std::string_view text);   ///< "" gives 0
  Symbol find(std::string_view text) const;  ///< 0 if never interned
  /// Asks for the memory of a text that is soon looked at.
  void prefetch(Symbol symbol) const;
  std::string_view text(Symbol symbol) const;
  /// The texts of many symbols. Equal neighbours cost next to nothing; the memory of the others is asked for ahead.
  void texts(std::span<const Symbol> symbols, std::string_view* out) const;

  /// The same for many texts, several times faster: memory for the next ones is fetched while one is looked up.
  /// @param symbols  as many as @p texts.
  void intern(std::span<const std::string_view> texts, Symbol* symbols);

  /// One more than the largest symbol so far: the size of an array indexed by symbol. Symbols are dense.
  std::size_t bound() const;

  /// From now on each text is judged once, when it is new. Only for an interner without texts, and without another judge.
  /// @returns false if it has some: then nothing is judged.
  bool expect(std::function<bool(std::string_view)> form);
  /// True if no text failed. A thread that has interned or found texts knows it of these, whoever added them.
  bool as_expected() const { return as_expected_.load(std::memory_order_relaxed); }

  /// Gives back what only look-ups of other threads could still need. Call it while no other thread uses the interner.
  void settle();

 private:
  static constexpr std::size_t shard_count = 8;   // the hash tables' parts, so that threads seldom wait for each other
  struct Entries;
  struct Room;
  struct Shard;
  struct Numbers;
  Symbol find(std::string_view text, std::uint64_t hash) const;   ///< of a text that is not blank
  Symbol add(Shard& shard, std::string_view text, std::uint32_t tag);
  const std::atomic<Symbol>* number_slot(std::string_view text) const;
  Symbol add_number(std::string_view text);
  template <typename Keep>
  Symbol make(Room& room, std::string_view text, Keep&& keep);
  std::unique_ptr<Entries> entries_;
  std::unique_ptr<Shard[]> shards_;
  std::unique_ptr<Numbers> numbers_;      // of ids only
  std::function<bool(std::string_view)> form_;   // what texts are expected to be like; empty = anything
  std::atomic<bool> as_expected_ = true;
};

/// A hash for in-memory tables only (not stable between versions).
std::uint64_t hash_text(std::string_view text);
/// The same, where 0 means blank and nothing else.
inline std::uint64_t hash_or_blank(std::string_view text) { return text.empty() ? 0 : std::max<std::uint64_t>(hash_text(text), 1); }

}  // namespace rosterkit::model
