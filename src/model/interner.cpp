// Sharded open addressing. Looking up takes no lock: a slot is one atomic word, and a table that was outgrown stays
// readable until settle(). Only who adds a text locks its shard. A slot holds 32 bits of hash and the index of an entry;
// an entry holds the text itself if it is short, as ids and codes are, so that a look-up touches memory in two places and
// text() in one. Ids that are numbers stand in an array instead (number_index.hpp).
#include "rosterkit/model/interner.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <vector>

#include "number_index.hpp"
#include "rosterkit/base/same_text.hpp"
#include "rosterkit/base/zero_array.hpp"
#include "text_entries.hpp"

namespace rosterkit::model {
namespace {
using Word = std::uint64_t;
}

/// Ids by their number, with the arena of the long ones.
struct Interner::Numbers {
  NumberIndex index;
  Room room;
  LongTexts texts;
};

/// A part of the hash table, with the arena of its long texts.
struct alignas(64) Interner::Shard {
  using Slots = ZeroArray<Word>;          // hash << 32 | symbol; 0 = free
  std::atomic<Slots*> slots;
  std::mutex mutex;                       // held by who adds
  std::vector<std::unique_ptr<Slots>> tables;   // the last is in use
  Room room;
  LongTexts texts;

  Shard() { use(make_table(16)); }

  static Word slot(const Slots& table, std::size_t i) {
    return std::atomic_ref<Word>(const_cast<Word&>(table[i])).load(std::memory_order_acquire);
  }
  static std::size_t home(const Slots& table, std::uint32_t tag) { return tag & (table.size() - 1); }
  static constexpr std::size_t line = 64 / sizeof(Word);   // slots in a line of the cache
  /// Where a search goes on: through the line where it began, which has been asked for, before it comes to the next one.
  static std::size_t next(std::size_t at, std::uint32_t tag, std::size_t mask) {
    const std::size_t in_line = (at & ~(line - 1)) | ((at + 1) & (line - 1));
    return ((in_line ^ tag) & (line - 1)) != 0 ? in_line : (in_line + line) & mask;
  }

  /// The symbol of a text; 0, and the free slot that ended the search, if it is not in the table.
  static Symbol search(const Slots& table, const Entries& entries, std::string_view text, std::uint32_t tag, std::size_t& at) {
    for (at = home(table, tag);; at = next(at, tag, table.size() - 1)) {
      const Word found = slot(table, at);
      if (found == 0) return 0;
      if (static_cast<std::uint32_t>(found >> 32) != tag) continue;
      const Symbol symbol = static_cast<Symbol>(found);
      if (same_text(entries.text(symbol - 1), text)) return symbol;
    }
  }

  static std::unique_ptr<Slots> make_table(std::size_t size) {
    auto table = std::make_unique<Slots>(size, Access::all_over);
    table->take_memory(1);
    return table;
  }
  void use(std::unique_ptr<Slots> table) {
    slots.store(table.get(), std::memory_order_release);
    tables.push_back(std::move(table));
  }
  void put(std::size_t at, std::uint32_t tag, Symbol symbol) {
    Slots& table = *tables.back();
    // Other threads see the slot only after all that it leads to.
    std::atomic_ref<Word>(table[at]).store(static_cast<Word>(tag) << 32 | symbol, std::memory_order_release);
    if (std::size_t{room.used} * 4 <= table.size() * 3) return;
    auto larger = make_table(table.size() * 2);
    for (std::size_t k = 0; k < table.size(); ++k) {
      if (table[k] == 0) continue;
      std::size_t i = home(*larger, static_cast<std::uint32_t>(table[k] >> 32));
      while ((*larger)[i] != 0) i = next(i, static_cast<std::uint32_t>(table[k] >> 32), larger->size() - 1);
      (*larger)[i] = table[k];
    }
    use(std::move(larger));
  }
};

Interner::Interner(Use use) : entries_(std::make_unique<Entries>()), shards_(std::make_unique<Shard[]>(shard_count)) {
  if (use == Use::ids) numbers_ = std::make_unique<Numbers>();
}
Interner::~Interner() = default;

/// Where the symbol of an id that is a number stands; nullptr for other texts.
const std::atomic<Symbol>* Interner::number_slot(std::string_view text) const {
  std::uint32_t family = 0;
  return numbers_ == nullptr ? nullptr : numbers_->index.find(text, family);
}

/// Judges a new text before anybody can find it, so that who finds it knows the outcome, too.
template <typename Keep>
Symbol Interner::make(Room& room, std::string_view text, Keep&& keep) {
  if (form_ && !form_(text)) as_expected_.store(false, std::memory_order_relaxed);
  return entries_->add(room, text, std::forward<Keep>(keep)) + 1;
}

/// The index is locked. @returns 0 if the text belongs into a hash table.
Symbol Interner::add_number(std::string_view text) {
  return numbers_->index.add(text, [&] { return make(numbers_->room, text, [&](std::string_view kept) { return numbers_->texts.keep(kept); }); });
}

/// The shard is locked.
Symbol Interner::add(Shard& shard, std::string_view text, std::uint32_t tag) {
  std::size_t at = 0;
  if (const Symbol symbol = Shard::search(*shard.tables.back(), *entries_, text, tag, at); symbol != 0) return symbol;   // came in between
  const Symbol symbol = make(shard.room, text, [&](std::string_view kept) { return shard.texts.keep(kept); });
  shard.put(at, tag, symbol);
  return symbol;
}

Symbol Interner::find(std::string_view text, std::uint64_t hash) const {
  std::size_t at = 0;
  return Shard::search(*shards_[hash % shard_count].slots.load(std::memory_order_acquire), *entries_, text, static_cast<std::uint32_t>(hash >> 32), at);
}

Symbol Interner::intern(std::string_view text) {
  if (text.empty()) return 0;
  if (const std::atomic<Symbol>* const slot = number_slot(text); slot != nullptr) {
    if (const Symbol symbol = slot->load(std::memory_order_acquire); symbol != 0) return symbol;
    const std::lock_guard lock(numbers_->index.mutex);
    if (const Symbol symbol = add_number(text); symbol != 0) return symbol;
  }
  const std::uint64_t hash = hash_text(text);
  if (const Symbol symbol = find(text, hash); symbol != 0) return symbol;
  Shard& shard = shards_[hash % shard_count];
  const std::lock_guard lock(shard.mutex);
  return add(shard, text, static_cast<std::uint32_t>(hash >> 32));
}

Symbol Interner::find(std::string_view text) const {
  if (text.empty()) return 0;
  const std::atomic<Symbol>* const slot = number_slot(text);
  return slot != nullptr ? slot->load(std::memory_order_acquire) : find(text, hash_text(text));
}

void Interner::intern(std::span<const std::string_view> texts, Symbol* symbols) {
  constexpr std::size_t group = 64;       // as many misses of memory as a processor has under way at a time, and some
  struct Wanted {
    const NumberIndex::Slot* number;      // of an id that is a number; then nothing else is set
    Word hash;
    const Shard::Slots* table;
    Symbol symbol;                        // of the first slot with this hash; 0 if there is none
    Entries::Entry entry;                 // of the symbol
  };
  std::array<Wanted, group> wanted;
  struct Missing { std::size_t index; Word hash; };
  thread_local std::array<std::vector<Missing>, shard_count> kept;   // are added at the end, so that each shard is locked once
  auto& missing = kept;                   // looked up once, not for each text
  for (auto& of_shard : missing) of_shard.clear();
  thread_local std::vector<std::size_t> kept_numbers;
  auto& missing_numbers = kept_numbers;
  missing_numbers.clear();
  const Entries& entries = *entries_;
  const NumberIndex* const numbers = numbers_ == nullptr ? nullptr : &numbers_->index;
  std::uint32_t family = 0;
  for (std::size_t start = 0; start < texts.size(); start += group) {
    const std::size_t size = std::min(group, texts.size() - start);
    const std::string_view* const text = texts.data() + start;
    for (std::size_t i = 0; i < size; ++i) {
      wanted[i].number = numbers == nullptr ? nullptr : numbers->find(text[i], family);
      if (wanted[i].number != nullptr) {
        __builtin_prefetch(wanted[i].number);
        continue;
      }
      const Word hash = hash_text(text[i]);
      const Shard::Slots& table = *shards_[hash % shard_count].slots.load(std::memory_order_acquire);
      wanted[i].hash = hash;
      wanted[i].table = &table;
      __builtin_prefetch(table.data() + Shard::home(table, static_cast<std::uint32_t>(hash >> 32)));
    }
    for (std::size_t i = 0; i < size; ++i) {
      if (wanted[i].number != nullptr) continue;
      const std::uint32_t tag = static_cast<std::uint32_t>(wanted[i].hash >> 32);
      const Shard::Slots& table = *wanted[i].table;
      const std::size_t mask = table.size() - 1;
      std::size_t at = Shard::home(table, tag);
      Word slot = Shard::slot(table, at);
      while (slot != 0 && static_cast<std::uint32_t>(slot >> 32) != tag) slot = Shard::slot(table, at = Shard::next(at, tag, mask));
      wanted[i].symbol = static_cast<Symbol>(slot);
      if (slot == 0) continue;
      wanted[i].entry = entries.entry(wanted[i].symbol - 1);
      wanted[i].entry.prefetch();
    }
    for (std::size_t i = 0; i < size; ++i) {
      if (wanted[i].number != nullptr) {
        symbols[start + i] = wanted[i].number->load(std::memory_order_acquire);
        if (symbols[start + i] == 0) missing_numbers.push_back(start + i);
        continue;
      }
      Symbol symbol = wanted[i].symbol;
      if (symbol != 0 && !same_text(wanted[i].entry.text(), text[i])) symbol = find(text[i], wanted[i].hash);   // another with this hash
      symbols[start + i] = symbol;
      if (symbol == 0 && !text[i].empty()) missing[wanted[i].hash % shard_count].push_back({start + i, wanted[i].hash});
    }
  }
  if (!missing_numbers.empty()) {
    const std::lock_guard lock(numbers_->index.mutex);
    for (const std::size_t index : missing_numbers) {
      symbols[index] = add_number(texts[index]);
      if (symbols[index] != 0) continue;
      const Word hash = hash_text(texts[index]);
      missing[hash % shard_count].push_back({index, hash});
    }
  }
  // A shard that grows is held for milliseconds, and all grow at about the same time: who meets a lock turns to the next shard.
  for (const bool waits : {false, true}) {
    for (std::size_t shard = 0; shard < shard_count; ++shard) {
      if (missing[shard].empty()) continue;
      std::unique_lock lock(shards_[shard].mutex, std::defer_lock);
      if (waits) lock.lock();
      else if (!lock.try_lock()) continue;
      for (const Missing& each : missing[shard]) symbols[each.index] = add(shards_[shard], texts[each.index], static_cast<std::uint32_t>(each.hash >> 32));
      missing[shard].clear();
    }
  }
}

std::string_view Interner::text(Symbol symbol) const { return symbol == 0 ? std::string_view{} : entries_->text(symbol - 1); }

void Interner::texts(std::span<const Symbol> symbols, std::string_view* out) const {
  constexpr std::size_t group = 128;      // as for intern(), and less is done for each
  std::array<Entries::Entry, group> entries;
  Symbol last = 0;
  std::string_view text;
  for (std::size_t start = 0; start < symbols.size(); start += group) {
    const Symbol* const of_group = symbols.data() + start;
    const std::size_t size = std::min(group, symbols.size() - start);
    Symbol before = last;
    for (std::size_t i = 0; i < size; ++i) {
      if (of_group[i] == before) continue;
      before = of_group[i];
      if (before == 0) continue;
      entries[i] = entries_->entry(before - 1);
      entries[i].prefetch();
    }
    for (std::size_t i = 0; i < size; ++i) {
      if (of_group[i] != last) {
        last = of_group[i];
        text = last == 0 ? std::string_view{} : entries[i].text();
      }
      out[start + i] = text;
    }
  }
}

void Interner::prefetch(Symbol symbol) const {
  if (symbol != 0) entries_->entry(symbol - 1).prefetch();
}

bool Interner::expect(std::function<bool(std::string_view)> form) {
  if (form_ || bound() != 1) return false;
  form_ = std::move(form);
  return true;
}

std::size_t Interner::bound() const { return entries_->count.load(std::memory_order_relaxed) + std::size_t{1}; }

void Interner::settle() {
  for (std::size_t i = 0; i < shard_count; ++i) {
    auto& tables = shards_[i].tables;
    tables.erase(tables.begin(), tables.end() - 1);
  }
  if (numbers_ != nullptr) numbers_->index.settle();
}

}  // namespace rosterkit::model
