// Records of the model as JSON: for `cat`, examples and the laws. Private to src/convert.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "rosterkit/convert/roster.hpp"

namespace rosterkit::convert {

using Json = nlohmann::ordered_json;

/// The fields of one record: lists as arrays, keyed lists as arrays of [key, text], all else text.
Json record_json(const model::Store& store, std::uint16_t entity, model::Row row);

}  // namespace rosterkit::convert
