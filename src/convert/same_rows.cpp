// Millions of enrollments, and hardly two alike: sorting or indexing them all to find that out is the dear way. A table of
// bits, 8 a row, is marked by hash instead, three bits of one word for each row (a Bloom filter in blocks); who meets a mark becomes a suspect, and so does, in a second pass, everybody
// with a suspect's hash. The few that are left are sifted once more and sorted.
#include "same_rows.hpp"

#include <algorithm>
#include <atomic>
#include <bit>

#include "rosterkit/base/parallel.hpp"
#include "rosterkit/base/zero_array.hpp"

namespace rosterkit::convert {
namespace {

using model::Row;
using model::Segment;

/// Bits that several threads may set; of two that meet, one is told. A row's bits stand in one word, so that they are set in one step.
class Marks {
 public:
  explicit Marks(std::size_t bits, unsigned jobs = 1)
      : shift_(64 - static_cast<unsigned>(std::bit_width(bits / 64 - 1))), words_(bits / 64, Access::all_over) {
    words_.take_memory(jobs);
  }
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&words_[hash >> shift_], 1); }
  bool set(std::uint64_t hash) {                       // true if all were set before
    const std::uint64_t bits = bits_of(hash);
    return (std::atomic_ref(words_[hash >> shift_]).fetch_or(bits, std::memory_order_relaxed) & bits) == bits;
  }
  bool has(std::uint64_t hash) const {                 // when nobody sets any more
    const std::uint64_t bits = bits_of(hash);
    return (words_[hash >> shift_] & bits) == bits;
  }

 private:
  static std::uint64_t bits_of(std::uint64_t hash) {
    const std::uint64_t other = hash * 0x9E3779B97F4A7C15ull;
    return std::uint64_t{1} << (other >> 58) | std::uint64_t{1} << (other >> 52 & 63) | std::uint64_t{1} << (other >> 46 & 63);
  }
  unsigned shift_;
  ZeroArray<std::uint64_t> words_;
};

/// Other bits of the hash: suspects who share a mark by chance must not share this one too.
std::uint64_t turned(std::uint64_t hash) { return hash * 0xD6E8FEB86659FD93ull; }

struct Suspect { std::uint64_t hash; Row row; };

std::size_t bits_for(std::size_t rows) { return std::bit_ceil(std::clamp<std::size_t>(8 * rows, 1 << 10, std::size_t{1} << 32)); }

/// Leaves out those who meet nobody, by marks once more: of 280,000 rows that were suspects because few rows took part at all, a
/// sixteenth is left to be sorted.
void leave_out_single(std::vector<Suspect>& all) {
  Marks marks(bits_for(all.size())), met(bits_for(all.size()));
  for (const Suspect& each : all) {
    if (marks.set(each.hash)) met.set(turned(each.hash));
  }
  std::erase_if(all, [&](const Suspect& each) { return !met.has(turned(each.hash)); });
}

}  // namespace

std::vector<std::pair<Row, Row>> same_rows(const model::Table& table, unsigned jobs, const HashRows& hash) {
  const auto& segments = table.segments();
  if (table.rows() < 2) return {};
  const std::size_t bits = bits_for(table.rows());
  Marks marks(bits, jobs), suspects(bits / 8, jobs);
  std::vector<std::vector<std::uint64_t>> of_worker(std::max(jobs, 1u));
  std::vector<std::vector<Suspect>> of_segment(segments.size());
  std::vector<std::uint8_t> sparse(segments.size());
  const auto suspect = [&](std::size_t number, std::size_t i, std::uint64_t of_row) { of_segment[number].push_back({of_row, segments[number]->first + static_cast<Row>(i)}); };
  in_parallel(jobs, segments.size(), [&](std::size_t number, unsigned worker) {
    std::vector<std::uint64_t>& hashes = of_worker[worker];
    hash(*segments[number], hashes);
    // Where few rows take part (the primary teachers among all enrollments), all of them are suspects: no second look.
    const auto idle = static_cast<std::size_t>(std::count(hashes.begin(), hashes.end(), 0));
    sparse[number] = (hashes.size() - idle) * 8 <= hashes.size() ? 1 : 0;
    if (sparse[number] != 0) {
      for (std::size_t i = 0; i < hashes.size(); ++i) {
        if (hashes[i] == 0) continue;
        suspect(number, i, hashes[i]);
        suspects.set(turned(hashes[i]));
      }
      return;
    }
    constexpr std::size_t ahead = 16;                  // rows; each mark is a miss, and 16 of them fit into the time of one
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      if (i + ahead < hashes.size()) marks.prefetch(hashes[i + ahead]);
      if (hashes[i] != 0 && marks.set(hashes[i])) suspects.set(turned(hashes[i]));
    }
  });
  in_parallel(jobs, segments.size(), [&](std::size_t number, unsigned worker) {
    if (sparse[number] != 0) return;
    std::vector<std::uint64_t>& hashes = of_worker[worker];
    hash(*segments[number], hashes);
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      if (hashes[i] != 0 && suspects.has(turned(hashes[i]))) suspect(number, i, hashes[i]);
    }
  });
  std::vector<Suspect> all;
  for (auto& each : of_segment) {
    all.insert(all.end(), each.begin(), each.end());
    each = {};
  }
  leave_out_single(all);
  std::sort(all.begin(), all.end(), [](const Suspect& a, const Suspect& b) { return std::pair(a.hash, a.row) < std::pair(b.hash, b.row); });
  std::vector<std::pair<Row, Row>> same;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t j = i + 1;
    while (j < all.size() && all[j].hash == all[i].hash) same.emplace_back(all[i].row, all[j++].row);
    i = j;
  }
  std::sort(same.begin(), same.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return same;
}

void hash_key(const std::vector<std::uint16_t>& key, const Segment& segment, std::vector<std::uint64_t>& hashes) {
  const model::Column* lead = segment.find(key.front());
  if (lead == nullptr || lead->kind() == model::Column::Kind::none) {
    hashes.assign(segment.rows, 0);
    return;
  }
  hashes.assign(segment.rows, 1);
  thread_local std::vector<std::uint8_t> kept_part;
  thread_local std::vector<model::Symbol> kept_symbols;
  std::vector<std::uint8_t>& takes_part = kept_part;   // looked up once, not for each row
  std::vector<model::Symbol>& symbols = kept_symbols;
  takes_part.resize(segment.rows);
  for (const std::uint16_t field : key) {
    const model::Column* column = segment.find(field);
    const auto add = [&, leads = column == lead](const auto& part) {
      for (std::uint32_t i = 0; i < segment.rows; ++i) hashes[i] = hash_with(hashes[i], part(i));
      for (std::uint32_t i = 0; leads && i < segment.rows; ++i) takes_part[i] = part(i) != 0;
    };
    if (column != nullptr && column->kind() == model::Column::Kind::text) {
      add([&](std::uint32_t i) { return column->hash(i); });
      continue;
    }
    add([each = segment.symbols(field, 0, segment.rows, symbols).data()](std::uint32_t i) { return each[i]; });
  }
  for (std::uint32_t i = 0; i < segment.rows; ++i) {   // 0 means something else, even by chance
    hashes[i] = segment.states[i] == model::State::live && takes_part[i] != 0 ? std::max<std::uint64_t>(hashes[i], 1) : 0;
  }
}

}  // namespace rosterkit::convert
