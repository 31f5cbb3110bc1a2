// Ids that a system numbers through need no search for twins: looking whether each is larger than the one before is enough.
#include "ascending.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "rosterkit/base/parallel.hpp"

namespace rosterkit::convert {

namespace {

/// Ids are numbered through with zeros in front (as texts they ascend then) or without: "e-9" stands before "e-10". In either order
/// what ascends strictly has no twins.
bool before_as_text(std::string_view a, std::string_view b) { return a < b; }
bool before_as_number(std::string_view a, std::string_view b) { return a.size() != b.size() ? a.size() < b.size() : a < b; }

struct Range { std::string first, last; };

template <typename Before>
bool apart(std::vector<Range>& ranges, const Before& before) {
  std::sort(ranges.begin(), ranges.end(), [&](const Range& a, const Range& b) { return before(a.first, b.first); });
  return std::adjacent_find(ranges.begin(), ranges.end(), [&](const Range& a, const Range& b) { return !before(a.last, b.first); }) == ranges.end();
}

}  // namespace

bool ascends(const model::Table& table, std::uint16_t field, unsigned jobs) {
  std::vector<std::optional<Range>> found(table.segments().size());
  std::atomic<bool> as_texts = true, as_numbers = true;
  in_parallel(jobs, found.size(), [&](std::size_t number, unsigned) {
    const model::Segment& segment = *table.segments()[number];
    const model::Column* column = segment.find(field);
    if ((!as_texts && !as_numbers) || column == nullptr || column->kind() == model::Column::Kind::none) return;
    if (const model::NumberedTexts* numbered = column->numbered(); numbered != nullptr) {
      found[number] = {numbered->text(numbered->first), numbered->text(numbered->last)};
      if (!numbered->ascending) as_numbers = false;
      if (!numbered->ascending || found[number]->first.size() != found[number]->last.size()) as_texts = false;
    } else if (column->kind() == model::Column::Kind::text) {
      std::string_view last;
      bool texts = true, numbers = true;
      for (std::uint32_t i = 0; i < segment.rows && (texts || numbers); ++i) {
        const std::string_view text = column->text(i);   // a blank is before nothing
        texts = texts && before_as_text(last, text);
        numbers = numbers && before_as_number(last, text);
        last = text;
      }
      if (!texts) as_texts = false;
      if (!numbers) as_numbers = false;
      found[number] = {std::string(column->text(0)), std::string(last)};
    } else {
      as_texts = as_numbers = false;
    }
  });
  if (!as_texts && !as_numbers) return false;
  std::vector<Range> ranges;
  for (auto& each : found) {
    if (each) ranges.push_back(std::move(*each));
  }
  return (as_numbers && apart(ranges, before_as_number)) || (as_texts && apart(ranges, before_as_text));
}

}  // namespace rosterkit::convert
