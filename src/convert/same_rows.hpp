// Which records of a table may be the same: by a hash of whatever makes them so. Private to src/convert.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "rosterkit/model/store.hpp"

namespace rosterkit::convert {

/// Fills one hash for each row of a segment; 0 = the row takes no part. Called in several threads.
using HashRows = std::function<void(const model::Segment& segment, std::vector<std::uint64_t>& hashes)>;

/// Pairs (first, again) of rows with equal hashes, in the order of `again`; `first` is the earliest of its hash, so three
/// of a kind give two pairs. Few rows are expected to meet: memory is four bytes a row at most, and 16 for each that may
/// have a twin.
std::vector<std::pair<model::Row, model::Row>> same_rows(const model::Table& table, unsigned jobs, const HashRows& hash);

/// One more part of a key in a hash of many parts. Equal parts in equal places give equal hashes; the top bits are good.
inline std::uint64_t hash_with(std::uint64_t hash, std::uint64_t part) {
  hash = (hash ^ part) * 0x9E3779B97F4A7C15ull;
  return hash ^ (hash >> 32);
}

/// Hashes of the fields of a key, by symbol or text; rows that are not live or blank in the first field take no part.
void hash_key(const std::vector<std::uint16_t>& key, const model::Segment& segment, std::vector<std::uint64_t>& hashes);

}  // namespace rosterkit::convert
