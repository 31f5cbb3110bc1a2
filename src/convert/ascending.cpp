// Ids that a system numbers through need no search for twins: looking whether each is larger than the one before is enough.
#include "ascending.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "rosterkit/base/parallel.hpp"

namespace rosterkit::convert {

bool ascends(const model::Table& table, std::uint16_t field, unsigned jobs) {
  struct Range { std::string first, last; };
  std::vector<std::optional<Range>> ranges(table.segments().size());
  std::atomic<bool> whole = true;
  in_parallel(jobs, ranges.size(), [&](std::size_t number, unsigned) {
    const model::Segment& segment = *table.segments()[number];
    const model::Column* column = segment.find(field);
    if (!whole || column == nullptr || column->kind() == model::Column::Kind::none) return;
    if (const model::NumberedTexts* numbered = column->numbered(); numbered != nullptr) {
      ranges[number] = {numbered->text(numbered->first), numbered->text(numbered->last)};
      if (!numbered->ascending) whole = false;
    } else if (column->kind() == model::Column::Kind::text) {
      std::string_view last;
      for (std::uint32_t i = 0; i < segment.rows; ++i) {
        const std::string_view text = column->text(i);
        if (text <= last) {                            // or blank
          whole = false;
          return;
        }
        last = text;
      }
      ranges[number] = {std::string(column->text(0)), std::string(last)};
    } else {
      whole = false;
    }
  });
  if (!whole) return false;
  std::erase(ranges, std::nullopt);
  std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a->first < b->first; });
  return std::adjacent_find(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a->last >= b->first; }) == ranges.end();
}

}  // namespace rosterkit::convert
