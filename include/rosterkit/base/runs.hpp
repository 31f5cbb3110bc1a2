// Runs of equal texts. In most columns of a roster neighbours are alike: a school's classes stand together, a class's pupils, and
// dates and codes are few. What is found out about a text is then found out once for its whole run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "rosterkit/base/load.hpp"
#include "rosterkit/base/same_text.hpp"

namespace rosterkit {

/// Where the run that begins at @p begin ends: the place of the first text that differs, or the number of texts. What is the same
/// for all of a run, its length and the words to compare with, is looked at once.
inline std::size_t end_of_run(std::span<const std::string_view> texts, std::size_t begin) {
  const std::string_view first = texts[begin];
  const std::size_t size = first.size(), count = texts.size();
  std::size_t at = begin + 1;
  const auto go_on = [&](auto&& same) {
    while (at < count && texts[at].size() == size && same(texts[at].data())) ++at;
    return at;
  };
  const auto two_words = [&](auto word) {               // that overlap, or are the same
    using Word = decltype(word);
    const std::size_t last = size - sizeof(Word);
    return go_on([&, start = load<Word>(first.data()), end = load<Word>(first.data() + last)](const char* text) {
      return load<Word>(text + last) == end && load<Word>(text) == start;
    });
  };
  if (size == 0) return go_on([](const char*) { return true; });
  if (size >= 8 && size <= 16) return two_words(std::uint64_t{});
  if (size >= 4 && size < 8) return two_words(std::uint32_t{});
  if (size >= 2 && size < 4) return two_words(std::uint16_t{});
  return go_on([&](const char* text) { return same_bytes(text, first.data(), size); });
}

}  // namespace rosterkit
