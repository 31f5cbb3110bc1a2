// What a field can promise: its class (docs/mapping-files.md, "Both directions, honestly") and why, from its entry alone. Private to
// src/convert.
#pragma once

#include <string>

#include "rosterkit/mapping/mapping.hpp"
#include "rosterkit/model/schema.hpp"

namespace rosterkit::convert {

enum class Promise : unsigned char { exact, canonicalising, lossy_on_read, lossy_on_write, one_way, derived, filled, write_only, read_only };
std::string_view promise_name(Promise promise);

struct Judged {
  Promise promise = Promise::exact;
  std::string why;                                     ///< "" for exact
};

/// @param definition  of the model's field; nullptr for a column of the format only.
/// @param ids         entity whose ids the field holds: that of a reference, or its own; "" = no ids.
Judged judge(const mapping::Mapping& mapping, const mapping::Field& field, const model::FieldDef* definition, const std::string& ids);

/// True if every id that one format admits, the other admits as it stands.
bool same_ids(const mapping::Mapping& a, const mapping::Mapping& b, const std::string& entity);

/// What a child loses if there is more than it has room for: "" if there can be no more.
std::string room_of(const mapping::Child& child, const model::EntityDef& entity, const model::EntityDef& parent);

/// How a blank is filled, in words: `from "shortName"`.
std::string fill_text(const mapping::Field& field);
/// What an id is made from, in words.
std::string make_text(const mapping::Field& field);

}  // namespace rosterkit::convert
