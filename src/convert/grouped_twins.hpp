// Records with equal keys, where a table is grouped: the enrollments of a class, or of a pupil, one after the other. Private to src/convert.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "rosterkit/model/store.hpp"

namespace rosterkit::convert {

struct GroupField {
  std::uint16_t field;
  std::size_t bound;                                   ///< one more than its largest symbol; with larger ones (that hold a target) nothing is found
  bool required;                                       ///< rows that are blank here take no part
};

/// What same_rows() finds with hash_key() of two fields that are held as symbols, or nothing if the rows of one @p group do not
/// stand together for the most part. Asking costs little where they do not: after a few thousand rows it is given up.
std::optional<std::vector<std::pair<model::Row, model::Row>>> grouped_twins(const model::Table& table, const GroupField& group, const GroupField& member, unsigned jobs);

}  // namespace rosterkit::convert
