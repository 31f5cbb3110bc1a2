// Fates that are alike are united, and all put in order.
#include "explain_fates.hpp"

#include <algorithm>
#include <set>

#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {

std::string joined(const std::vector<std::string>& texts, std::string_view separator) {
  std::string text;
  std::set<std::string> seen;
  for (const std::string& each : texts) {
    if (each.empty() || !seen.insert(each).second) continue;
    text += (text.empty() ? "" : std::string(separator)) + each;
  }
  return text;
}

namespace {

/// Adds places to a list of places.
void unite(std::string& places, const std::string& more) {
  std::vector<std::string> all;
  for (const std::string& text : {places, more}) {
    for (const std::string_view each : split(text, "; ")) all.emplace_back(each);
  }
  places = joined(all);
}

}  // namespace

void Fates::add(std::uint16_t entity, std::uint16_t field, Fate fate) {
  fate.entity = schema_.entities[entity].name;
  for (auto& [key, known] : rows_) {
    if (key.first != entity || known.field != fate.field || known.fate != fate.fate || known.why != fate.why) continue;
    unite(known.from_place, fate.from_place);
    unite(known.to_place, fate.to_place);
    return;
  }
  rows_.emplace_back(std::pair{entity, field}, std::move(fate));
}

std::vector<Fate> Fates::sorted() {
  std::stable_sort(rows_.begin(), rows_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Fate> fates;
  for (auto& [key, fate] : rows_) fates.push_back(std::move(fate));
  return fates;
}

}  // namespace rosterkit::convert
