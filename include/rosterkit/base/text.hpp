// Small text tools: UTF-8, trimming, distance between words, the shape of a value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rosterkit {

std::string_view trim(std::string_view text);                       ///< without ASCII blanks (space, tab, CR, LF) at both ends
std::string lower_ascii(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);    ///< ASCII case only
std::vector<std::string_view> split(std::string_view text, std::string_view separator);  ///< n separators give n + 1 parts
std::string join(std::span<const std::string> parts, std::string_view separator);

/// Levenshtein distance over bytes, transposition of neighbours counting 1.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to @p word, if near enough to be a typing mistake (a third of the length, at least 1; case ignored).
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

/// ` Did you mean "x"?` with a leading blank, or "" when nothing is near.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

/// The shape of a cell value, safe to print: 9 for a digit, A/a for letters (any script: a), the rest as it stands;
/// cut to 40 characters. "Ada-1999" -> "Aaa-9999".
std::string shape(std::string_view value);

/// The offset of the first byte that is not part of well-formed UTF-8 (RFC 3629), or nothing.
std::optional<std::size_t> find_bad_utf8(std::string_view text);

std::size_t count_code_points(std::string_view utf8);

/// 1234567 -> "1,234,567".
std::string with_commas(std::uint64_t number);

}  // namespace rosterkit
