// Exports list the members of a class together, or the classes of a pupil. Then twins are neighbours, and a note of the row in which
// each member was seen last finds them in one pass, where hashes of all rows take two and miss the cache with each. Groups that
// come back later (teachers often do) are few: their rows are sorted.
#include "grouped_twins.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <tuple>

#include "rosterkit/base/parallel.hpp"
#include "rosterkit/base/zero_array.hpp"

namespace rosterkit::convert {
namespace {

using model::Row;
using model::Segment;
using model::State;
using model::Symbol;

class Search {
 public:
  Search(const model::Table& table, const GroupField& group, const GroupField& member, unsigned jobs)
      : table_(table), group_(group), member_(member), marks_(group.bound), workers_(std::max(jobs, 1u)), of_segment_(table.segments().size()) {
    for (Worker& worker : workers_) worker.seen = ZeroArray<Row>(member.bound);
  }

  std::optional<std::vector<std::pair<Row, Row>>> run(unsigned jobs);

 private:
  static constexpr std::uint8_t begun = 1, came_back = 2;
  /// What one thread keeps. A member's row, plus 1, is of this group if it is not before the group's begin: nothing is ever cleared.
  struct Worker {
    ZeroArray<Row> seen;                               // by the member's symbol
    std::span<const Symbol> groups, members;
    std::vector<Symbol> room_for_groups, room_for_members;
    std::size_t begins = 0, returns = 0;
  };
  struct Twin { Row first, again; Symbol group; };
  struct Returned { Symbol group, member; Row row; };
  static constexpr std::size_t parts = 16;             // of what came back, by group: so that several threads can sort them
  struct Found { std::vector<Twin> twins; std::array<std::vector<Returned>, parts> returned; };

  void symbols_of(const Segment& segment, std::uint32_t first, std::uint32_t count, Worker& worker) const {
    worker.groups = segment.symbols(group_.field, first, count, worker.room_for_groups);
    worker.members = segment.symbols(member_.field, first, count, worker.room_for_members);
  }
  bool takes_part(Symbol group, Symbol member) const { return !(group_.required && group == 0) && !(member_.required && member == 0); }
  void give_up() { scattered_.store(true, std::memory_order_relaxed); }
  bool given_up() const { return scattered_.load(std::memory_order_relaxed); }

  /// @returns false if this is no table for us
  bool begin_group(Symbol symbol, Worker& worker) {
    if (group_.required && symbol == 0) return true;
    ++worker.begins;
    if (symbol >= group_.bound) {
      give_up();
    } else if (std::atomic_ref(marks_[symbol]).fetch_or(begun, std::memory_order_relaxed) != 0) {
      std::atomic_ref(marks_[symbol]).fetch_or(came_back, std::memory_order_relaxed);
      if (++worker.returns * 4 > worker.begins + 1000) give_up();
    }
    return !given_up();
  }
  std::optional<Symbol> group_before(std::size_t number) const;
  void groups_of(std::size_t number, Worker& worker);
  void returned_of(std::size_t number, Worker& worker);

  const model::Table& table_;
  const GroupField& group_;
  const GroupField& member_;
  ZeroArray<std::uint8_t> marks_;                      // by the group's symbol
  std::atomic<bool> scattered_ = false;
  std::vector<Worker> workers_;
  std::vector<Found> of_segment_;
};

std::optional<Symbol> Search::group_before(std::size_t number) const {
  while (number-- > 0) {
    const Segment& segment = *table_.segments()[number];
    if (segment.rows == 0) continue;
    const model::Column* groups = segment.find(group_.field);
    return groups == nullptr ? 0 : groups->symbol(segment.rows - 1);
  }
  return std::nullopt;
}

/// Groups that begin in the segment, to their ends, which may lie in later ones.
void Search::groups_of(std::size_t number, Worker& worker) {
  std::vector<Twin>& twins = of_segment_[number].twins;
  const std::optional<Symbol> before = group_before(number);
  Row* const seen = &worker.seen[0];
  bool ours = false;                                   // false at the end of a group that began before
  Symbol last = before.value_or(0);
  Row begin = 0;
  for (const std::size_t own = number; number < of_segment_.size(); ++number) {
    const Segment& segment = *table_.segments()[number];
    const State* const states = segment.states.data();
    const std::uint32_t slice = number == own ? segment.rows : 256;   // of later segments mostly a few rows are looked at
    for (std::uint32_t from = 0, to = 0; from < segment.rows; from = to) {
      to = from + std::min(slice, segment.rows - from);
      symbols_of(segment, from, to - from, worker);
      const Symbol* groups = worker.groups.data();
      const Symbol* members = worker.members.data();
      for (std::uint32_t i = from; i < to; ++i, ++groups, ++members) {
        const Symbol group = *groups, member = *members;
        if (group != last || (!ours && !before)) {
          if (number != own || !begin_group(group, worker)) return;
          last = group;
          ours = true;
          begin = segment.first + i + 1;
        }
        if (!ours || !takes_part(group, member) || states[i] != State::live) continue;
        if (member >= member_.bound) return give_up();
        const Row row = segment.first + i;
        if (seen[member] >= begin) twins.push_back({seen[member] - 1, row, group});
        else seen[member] = row + 1;
      }
    }
    if (!ours || given_up()) return;
  }
}

void Search::returned_of(std::size_t number, Worker& worker) {
  const Segment& segment = *table_.segments()[number];
  symbols_of(segment, 0, segment.rows, worker);
  const std::uint8_t* const marks = &marks_[0];
  const Symbol* const groups = worker.groups.data();
  for (std::uint32_t i = 0; i < segment.rows; ++i) {
    if ((marks[groups[i]] & came_back) == 0 || !takes_part(groups[i], worker.members[i]) || segment.states[i] != State::live) continue;
    of_segment_[number].returned[groups[i] % parts].push_back({groups[i], worker.members[i], segment.first + i});
  }
}

std::optional<std::vector<std::pair<Row, Row>>> Search::run(unsigned jobs) {
  in_parallel(jobs, of_segment_.size(), [&](std::size_t number, unsigned worker) {
    if (!given_up()) groups_of(number, workers_[worker]);
  });
  if (given_up()) return std::nullopt;
  std::vector<std::pair<Row, Row>> pairs;
  for (const Found& found : of_segment_) {
    for (const Twin& twin : found.twins) {
      if ((marks_[twin.group] & came_back) == 0) pairs.emplace_back(twin.first, twin.again);
    }
  }
  if (std::any_of(workers_.begin(), workers_.end(), [](const Worker& worker) { return worker.returns != 0; })) {
    in_parallel(jobs, of_segment_.size(), [&](std::size_t number, unsigned worker) { returned_of(number, workers_[worker]); });
    std::array<std::vector<std::pair<Row, Row>>, parts> of_part;
    in_parallel(jobs, parts, [&](std::size_t part, unsigned) {
      std::vector<Returned> all;
      for (const Found& found : of_segment_) all.insert(all.end(), found.returned[part].begin(), found.returned[part].end());
      std::sort(all.begin(), all.end(), [](const Returned& a, const Returned& b) { return std::tie(a.group, a.member, a.row) < std::tie(b.group, b.member, b.row); });
      for (std::size_t first = 0, i = 1; i < all.size(); ++i) {
        if (all[i].group == all[first].group && all[i].member == all[first].member) of_part[part].emplace_back(all[first].row, all[i].row);
        else first = i;
      }
    });
    for (const auto& each : of_part) pairs.insert(pairs.end(), each.begin(), each.end());
  }
  std::sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return pairs;
}

/// Whether rows of some segments from all over the table mostly stand alone, and groups come back. Else it takes as long as half of all groups
/// until one begin in four is a return, each of them a miss of the cache and a page taken for nothing. Of N rows in groups of g some 4 sqrt(N)
/// are looked at, and hold 8 (g - 1) returns if each stands where it happens to: as many in a small table as in a large one.
bool hardly_grouped(const model::Table& table, const GroupField& group) {
  constexpr std::size_t looked_at = 8, few_rows = 1000, chance = 8;
  const auto& segments = table.segments();
  if (table.rows() <= few_rows) return false;
  const auto of_segment = static_cast<std::uint32_t>(std::sqrt(table.rows()) / 2);
  std::vector<Symbol> room, begins;
  std::size_t rows = 0;
  for (std::size_t k = 0; k < looked_at; ++k) {
    if (k * segments.size() / looked_at == (k + 1) * segments.size() / looked_at) continue;   // few segments: each of them once
    const Segment& segment = *segments[k * segments.size() / looked_at];
    const std::span<const Symbol> groups = segment.symbols(group.field, 0, std::min(segment.rows, of_segment), room);
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if (i == 0 || groups[i] != groups[i - 1]) begins.push_back(groups[i]);
    }
    rows += groups.size();
    if (begins.size() * 4 < rows * 3) return false;
  }
  std::sort(begins.begin(), begins.end());
  const auto different = static_cast<std::size_t>(std::unique(begins.begin(), begins.end()) - begins.begin());
  return begins.size() - different > chance;
}

}  // namespace

std::optional<std::vector<std::pair<Row, Row>>> grouped_twins(const model::Table& table, const GroupField& group, const GroupField& member, unsigned jobs) {
  const auto by_symbols = [&](const auto& segment) {
    const auto has_symbols = [](const model::Column* column) { return column == nullptr || column->kind() < model::Column::Kind::text; };
    return has_symbols(segment->find(group.field)) && has_symbols(segment->find(member.field));
  };
  if (!std::all_of(table.segments().begin(), table.segments().end(), by_symbols)) return std::nullopt;
  if (hardly_grouped(table, group)) return std::nullopt;
  return Search(table, group, member, jobs).run(jobs);
}

}  // namespace rosterkit::convert
