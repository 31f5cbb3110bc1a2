// What became of records and values when all is written: for each entity what went out, what could not, what had no place.
#include <algorithm>
#include <numeric>
#include <utility>

#include "rosterkit/base/parallel.hpp"
#include "writer.hpp"

namespace rosterkit::convert {

using model::Row;
using model::State;

/// The fields that are carried by some of the frames that claimed a record.
Writer::Carried Writer::carried_by(std::uint16_t entity, std::uint32_t bits) const {
  Carried all;
  for (std::size_t bit = 0; bit < plan_.claims[entity].size(); ++bit) {
    if ((bits >> std::min<std::size_t>(bit, 31) & 1u) == 0) continue;
    const WriteFrame& frame = *plan_.claims[entity][bit];
    FieldSet fields = frame.fields;
    for (const auto& [field, partly] : frame.partly) {
      if (frame.whole.test(field)) continue;
      fields.reset(field);
      auto& held = all.partly[field];
      held.keys.insert(held.keys.end(), partly.keys.begin(), partly.keys.end());
      held.constants.insert(held.constants.end(), partly.constants.begin(), partly.constants.end());
    }
    all.whole |= fields;
    if (frame.ext) all.whole.set(store_.tables[entity]->ext_field());
  }
  std::erase_if(all.partly, [&](const auto& each) { return all.whole.test(each.first); });
  return all;
}

namespace {
/// Values of a field that is written in part only, for which there is no place.
std::uint64_t without_place(const WriteFrame::Partly& held, std::string_view value, model::Shape shape) {
  if (shape != model::Shape::keyed) return std::find(held.constants.begin(), held.constants.end(), value) == held.constants.end() ? 1 : 0;
  thread_local std::vector<std::uint8_t> taken;        // by key: the first of a key is written
  taken.assign(held.keys.size(), 0);
  std::uint64_t lost = 0;
  each_item(value, [&](std::string_view item) {
    const std::string_view key = item.substr(0, item.find(codec::pair_separator));
    std::size_t k = 0;
    while (k < taken.size() && (taken[k] != 0 || held.keys[k] != key)) ++k;
    if (k == taken.size()) ++lost;
    else taken[k] = 1;
  });
  return lost;
}
}  // namespace

void Writer::count_segment(std::uint16_t entity, const model::Segment& segment, const std::vector<const Filled*>& completions, EntityTally& tally) const {
  // Rows by the frames that claimed them: few combinations, so that a column is looked at once for each. Number 0 is for rows
  // that do not count.
  std::vector<std::uint32_t> combinations = {0};
  std::vector<std::uint64_t> rows_of = {0};
  std::vector<std::uint32_t> of_row;
  claims_[entity].copy(segment.first, segment.rows, of_row);
  std::uint32_t last = 0, bits_of_last = 0;
  std::uint64_t run = 0;                               // rows of the last combination, not yet counted
  const State* const states = segment.states.data();
  for (std::uint32_t i = 0, rows = segment.rows; i < rows; ++i) {
    const std::uint32_t bits = of_row[i];
    if (states[i] != State::live || bits == 0) {
      of_row[i] = 0;
      if (states[i] != State::live) continue;
      const Row row = segment.first + i;
      if (failed_[entity][row]) ++tally.failed;
      else ++(left_deleted_[entity][row] ? tally.gone : tally.unclaimed);
      continue;
    }
    if (bits_of_last != bits) {
      rows_of[last] += std::exchange(run, 0);
      bits_of_last = bits;
      last = static_cast<std::uint32_t>(std::find(combinations.begin(), combinations.end(), bits) - combinations.begin());
      if (last == combinations.size()) {
        combinations.push_back(bits);
        rows_of.push_back(0);
      }
    }
    of_row[i] = last;
    ++run;
  }
  rows_of[last] += run;
  if (combinations.size() == 1) return;
  tally.out += std::accumulate(rows_of.begin(), rows_of.end(), std::uint64_t{0});
  std::vector<Carried> carried(1);
  for (std::size_t c = 1; c < combinations.size(); ++c) carried.push_back(carried_by(entity, combinations[c]));
  const std::size_t fields = std::min(segment.columns.size(), store_.tables[entity]->ext_field() + 1);
  for (std::size_t f = 0; f < fields; ++f) {
    const model::Column& column = segment.columns[f];
    if (column.kind() == model::Column::Kind::none) continue;
    std::vector<std::size_t> own;                      // completions of this field that reach into this segment
    for (std::size_t k = 0; k < completions.size(); ++k) {
      if (completions[k] != nullptr && completions[k]->number == f) own.push_back(k);
    }
    // By combination: 1 if it has no place for the field, and what of it has one if only a part has.
    std::vector<std::uint8_t> loses(combinations.size());
    std::vector<const WriteFrame::Partly*> in_part(combinations.size());
    bool any = false, some_in_part = false;
    for (std::size_t c = 1; c < combinations.size(); ++c) {
      const auto partly = carried[c].partly.find(static_cast<std::uint16_t>(f));
      if (partly != carried[c].partly.end()) in_part[c] = &partly->second;
      loses[c] = carried[c].whole.test(f) ? 0 : 1;
      any = any || loses[c] != 0;
      some_in_part = some_in_part || in_part[c] != nullptr;
    }
    if (own.empty() && !any) continue;
    std::uint64_t lost = 0;
    if (own.empty() && !some_in_part && column.has_no_blank()) {
      for (std::size_t c = 1; c < combinations.size(); ++c) lost += loses[c] * rows_of[c];
    } else if (own.empty() && !some_in_part) {
      const bool all_lose = std::find(loses.begin() + 1, loses.end(), 0) == loses.end();
      column.with_blanks([&, by = of_row.data(), loss = loses.data()](auto&& blank) {
        const auto sum = [rows = segment.rows](auto&& each) {
          std::uint32_t all = 0;
          for (std::uint32_t i = 0; i < rows; ++i) all += each(i);
          return all;
        };
        lost = all_lose ? sum([&](std::uint32_t i) { return static_cast<std::uint32_t>(by[i] != 0) & static_cast<std::uint32_t>(!blank(i)); })
                        : sum([&](std::uint32_t i) { return blank(i) ? 0u : loss[by[i]]; });
      });
    } else {
      column.with_blanks([&](auto&& blank) {
        for (std::uint32_t i = 0; i < segment.rows; ++i) {
          const std::uint32_t by = of_row[i];
          if (by == 0 || blank(i)) continue;
          if (in_part[by] != nullptr) {
            lost += without_place(*in_part[by], store_.text(*store_.tables[entity], f, segment, i), store_.tables[entity]->entity.fields[f].shape);
            continue;
          }
          bool synthetic = false;
          for (const std::size_t k : own) {
            const Row row = segment.first + i;
            if (row >= completions[k]->rows.size() || !completions[k]->rows[row]) continue;
            synthetic = true;
            tally.completed[k] += loses[by] == 0 ? 1 : 0;
          }
          lost += synthetic ? 0 : loses[by];
        }
      });
    }
    tally.lost[f] += lost;
  }
}

bool Writer::loses_no_entity() const {
  for (std::uint16_t e = 0; e < store_.tables.size(); ++e) {
    const auto& segments = store_.tables[e]->segments();
    const bool keeps_one = std::any_of(segments.begin(), segments.end(), [&](const auto& segment) {
      for (std::uint32_t i = 0; i < segment->rows; ++i) {
        if (const Row row = segment->first + i; segment->states[i] == State::live && (claims_[e][row] != 0 || !failed_[e][row])) return true;
      }
      return false;
    });
    if (!keeps_one && (!segments.empty() || roster_.counts[e].dropped != 0)) return false;
  }
  return true;
}

void Writer::count(FieldCounts& fields, const std::vector<Filled>& filled) {
  for (std::uint16_t e = 0; e < store_.tables.size(); ++e) {
    const model::Table& table = *store_.tables[e];
    std::vector<const Filled*> completions(filled.size());
    for (std::size_t k = 0; k < filled.size(); ++k) completions[k] = filled[k].entity == e ? &filled[k] : nullptr;
    std::vector<EntityTally> tallies(jobs_, EntityTally(table.ext_field() + 1, filled.size()));
    in_parallel(jobs_, table.segments().size(), [&](std::size_t number, unsigned worker) {
      count_segment(e, *table.segments()[number], completions, tallies[worker]);
    });
    EntityTally all(table.ext_field() + 1, filled.size());
    for (const EntityTally& each : tallies) all.add(each);
    Counts& counts = roster_.counts[e];
    counts.out += all.out;
    counts.dropped += all.failed;
    counts.unwritten += all.gone + all.unclaimed;
    for (std::size_t k = 0; k < filled.size(); ++k) {
      if (all.completed[k] != 0) tally(e, filled[k].field, "filled", filled[k].why, all.completed[k]);
    }
    for (std::size_t f = 0; f < all.lost.size(); ++f) {
      if (all.lost[f] != 0) tally(e, f < table.entity.fields.size() ? table.entity.fields[f].name : "ext", "lost", "no place in " + mapping_.id, all.lost[f]);
    }
    if (all.unclaimed != 0) tally(e, "", "unwritten", "no place in " + mapping_.id, all.unclaimed);
    if (all.gone != 0) tally(e, "", "unwritten", "marked as deleted, and " + mapping_.id + " says that by leaving them out", all.gone);
  }
  for (const auto& each : scratches_) {
    for (auto& [key, value] : each->fields) {
      auto& slot = fields[key];
      slot.first += value.first;
      // The same reason whichever thread met the value first: the smallest.
      if (slot.second.empty() || (!value.second.empty() && value.second < slot.second)) slot.second = value.second;
    }
  }
}

}  // namespace rosterkit::convert
