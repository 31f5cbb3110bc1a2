// Lists as the model holds them: items are joined by item_separator, keys and texts by pair_separator (codec.hpp); neither
// occurs in data. And what codecs do to keep an item from being read as two. Private to src/codec.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "rosterkit/base/text.hpp"
#include "rosterkit/codec/codec.hpp"

namespace rosterkit::codec {

inline constexpr std::string_view bad_item = "cell.list-item";
inline constexpr std::string_view item_changed = "value.separator";

/// True if @p list, items joined by item_separator, holds @p item. Lists are short: looking through them is fastest.
inline bool has_item(std::string_view list, std::string_view item) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(item_separator), list.size());
    if (list.substr(0, end) == item) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

inline void append(std::string& list, std::string_view item) {
  if (item.empty()) return;
  if (!list.empty()) list += item_separator;
  list += item;
}

inline void append_item(std::string& list, std::string_view item) {
  if (!has_item(list, item)) append(list, item);
}

/// Calls @p use with each item of a model list.
template <typename Use>
void for_each_item(std::string_view list, Use use) {
  while (true) {
    const std::size_t end = list.find(item_separator);
    use(list.substr(0, end));
    if (end == std::string_view::npos) return;
    list.remove_prefix(end + 1);
  }
}

inline bool remove_all(std::string& text, std::string_view word) {
  bool removed = false;
  // From the front again each time: what is left on both sides of a removed word may be the word once more.
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word)) {
    text.erase(at, word.size());
    removed = true;
  }
  return removed;
}

inline bool trim_in_place(std::string& text) {
  const std::string_view kept = trim(text);
  if (kept.size() == text.size()) return false;
  text = std::string(kept);
  return true;
}

}  // namespace rosterkit::codec
