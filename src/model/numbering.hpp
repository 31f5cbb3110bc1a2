// What repeats within a segment gets numbers, so that a column keeps each value once. Private to src/model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rosterkit/model/interner.hpp"

namespace rosterkit::model {

/// The numbers of values, counted in order of first appearance, and the different values.
/// @param symbols  one at least
/// @param runs  how many times a symbol differs from the one before it, and 1.
/// @param most  0x10000 at most
/// @param numbers, different  overwritten; what stands in them means nothing if false is returned.
/// @returns false if more than @p most are different.
bool number_symbols(std::span<const Symbol> symbols, std::size_t runs, std::size_t most, std::vector<std::uint16_t>& numbers, std::vector<Symbol>& different);

/// The same of texts. @returns false if most of the first ones, or too many in all, are different.
bool number_of_texts(std::span<const std::string_view> texts, std::vector<std::uint32_t>& numbers, std::vector<std::string_view>& different);

}  // namespace rosterkit::model
