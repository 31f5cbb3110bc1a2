// The JSON of this floor: a tree that keeps the order of keys (manifests and code tables are written in it), and small
// questions to it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "faults.hpp"

namespace rosterkit::mapping {

using Json = nlohmann::ordered_json;

/// The last step of a pointer, unescaped; "" for the root.
std::string last_step(std::string_view pointer);
std::string parent_of(std::string_view pointer);

/// The value of a member, or nullptr. No exception: members are asked for by the hundred.
const Json* member(const Json& object, std::string_view key);
Json* member(Json& object, std::string_view key);
std::string text_of(const Json& object, std::string_view key);           ///< "" if absent
std::vector<std::string> texts_of(const Json& value);                    ///< a text gives a list of one
std::vector<std::string> keys_of(const Json& object);

constexpr std::size_t most_mapping_bytes = 4 * 1024 * 1024;            ///< product.md, section 4

/// Parses a mapping file. Every fault is added as "FILE: ..."; the result is null if there was any. Duplicate keys, more
/// than 4 MiB, more than 64 levels, and anything that is not JSON are refused; "$comment" members are left out.
Json load_json(const std::string& file, std::string_view text, std::vector<std::string>& faults);

}  // namespace rosterkit::mapping
