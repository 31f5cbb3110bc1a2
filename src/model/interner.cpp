// Sharded open addressing: a slot holds 32 bits of hash and the index of the text, the text lives in an arena with its
// length in front. Entries stand in blocks that double in size and never move, so text() needs no lock.
#include "rosterkit/model/interner.hpp"

#include <bit>
#include <cstring>

namespace rosterkit::model {
namespace {

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t load(const char* bytes, std::size_t count) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, count);
  return word;
}

constexpr std::size_t first_block = 64;   // entries in block 0; block k holds first_block << k
constexpr std::size_t arena_chunk = 64 << 10;

}  // namespace

std::uint64_t hash_text(std::string_view text) {
  const char* p = text.data();
  std::size_t n = text.size();
  std::uint64_t hash = n * 0x9E3779B97F4A7C15ull ^ 0x2545F4914F6CDD1Dull;
  for (; n >= 8; p += 8, n -= 8) hash = mix(hash ^ load(p, 8), 0xD6E8FEB86659FD93ull);
  if (n != 0) hash = mix(hash ^ load(p, n), 0xA0761D6478BD642Full);
  return hash ^ (hash >> 29);
}

struct Interner::Shard {
  mutable std::mutex mutex;
  std::vector<std::uint64_t> slots = std::vector<std::uint64_t>(16);   // hash << 32 | index + 1; 0 = free
  std::array<std::unique_ptr<const char*[]>, 27> blocks;
  std::vector<std::unique_ptr<char[]>> arena;
  char* free_at = nullptr;
  std::size_t free_bytes = 0;
  std::uint32_t count = 0;

  static std::pair<std::size_t, std::size_t> place(std::uint32_t index) {
    const std::size_t block = static_cast<std::size_t>(std::bit_width(index / first_block + 1)) - 1;
    return {block, index - first_block * ((std::size_t{1} << block) - 1)};
  }
  const char* entry(std::uint32_t index) const {
    const auto [block, offset] = place(index);
    return blocks[block][offset];
  }
  std::string_view text(std::uint32_t index) const {
    const char* at = entry(index);
    std::uint32_t length;
    std::memcpy(&length, at, sizeof length);
    return {at + sizeof length, length};
  }
  void grow() {
    std::vector<std::uint64_t> larger(slots.size() * 2);
    const std::size_t mask = larger.size() - 1;
    for (const std::uint64_t slot : slots) {
      if (slot == 0) continue;
      std::size_t i = (slot >> 32) & mask;
      while (larger[i] != 0) i = (i + 1) & mask;
      larger[i] = slot;
    }
    slots.swap(larger);
  }
  std::uint32_t append(std::string_view value) {
    const std::uint32_t length = static_cast<std::uint32_t>(value.size());
    const std::size_t bytes = value.size() + sizeof length;
    if (bytes > free_bytes) {
      const std::size_t chunk = std::max(arena_chunk, bytes);
      arena.push_back(std::make_unique_for_overwrite<char[]>(chunk));
      free_at = arena.back().get();
      free_bytes = chunk;
    }
    std::memcpy(free_at, &length, sizeof length);
    std::memcpy(free_at + sizeof length, value.data(), value.size());
    const auto [block, offset] = place(count);
    if (!blocks[block]) blocks[block] = std::make_unique_for_overwrite<const char*[]>(first_block << block);
    blocks[block][offset] = free_at;
    free_at += bytes;
    free_bytes -= bytes;
    return count++;
  }
};

Interner::Interner() {
  for (auto& shard : shards_) shard = std::make_unique<Shard>();
}
Interner::~Interner() = default;

Symbol Interner::intern(std::string_view text) {
  if (text.empty()) return 0;
  const std::uint64_t hash = hash_text(text);
  const std::size_t number = hash % shard_count;
  const std::uint32_t tag = static_cast<std::uint32_t>(hash >> 32);
  Shard& shard = *shards_[number];
  const std::lock_guard lock(shard.mutex);
  const std::size_t mask = shard.slots.size() - 1;
  std::size_t i = tag & mask;
  for (; shard.slots[i] != 0; i = (i + 1) & mask) {
    if (static_cast<std::uint32_t>(shard.slots[i] >> 32) != tag) continue;
    const std::uint32_t index = static_cast<std::uint32_t>(shard.slots[i]) - 1;
    if (shard.text(index) == text) return static_cast<Symbol>((index + 1) * shard_count + number);
  }
  const std::uint32_t index = shard.append(text);
  shard.slots[i] = static_cast<std::uint64_t>(tag) << 32 | (index + 1);
  if (shard.count * 4u > shard.slots.size() * 3u) shard.grow();
  return static_cast<Symbol>((index + 1) * shard_count + number);
}

Symbol Interner::find(std::string_view text) const {
  if (text.empty()) return 0;
  const std::uint64_t hash = hash_text(text);
  const std::size_t number = hash % shard_count;
  const std::uint32_t tag = static_cast<std::uint32_t>(hash >> 32);
  const Shard& shard = *shards_[number];
  const std::lock_guard lock(shard.mutex);
  const std::size_t mask = shard.slots.size() - 1;
  for (std::size_t i = tag & mask; shard.slots[i] != 0; i = (i + 1) & mask) {
    if (static_cast<std::uint32_t>(shard.slots[i] >> 32) != tag) continue;
    const std::uint32_t index = static_cast<std::uint32_t>(shard.slots[i]) - 1;
    if (shard.text(index) == text) return static_cast<Symbol>((index + 1) * shard_count + number);
  }
  return 0;
}

std::string_view Interner::text(Symbol symbol) const {
  if (symbol == 0) return {};
  return shards_[symbol % shard_count]->text(static_cast<std::uint32_t>(symbol / shard_count - 1));
}

std::size_t Interner::bound() const {
  std::size_t largest = 0;
  for (const auto& shard : shards_) largest = std::max<std::size_t>(largest, shard->count);
  return (largest + 1) * shard_count;
}

}  // namespace rosterkit::model
