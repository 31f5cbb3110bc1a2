// The few things that must be known of every mapping before one is chosen: id, title, extends, detect, names of variants
// and modes. They are picked out of the text without parsing the rest, which is most of it: starting the program must not
// cost a parse of all shipped mappings.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json.hpp"

namespace rosterkit::mapping {

/// The members of a JSON object with the text of each value; nothing if @p text is not an object that ends. Checks no
/// more than it needs: what is wrong inside is found when the mapping is loaded.
/// @param end_key  the members before this one are enough; "" = all
std::vector<std::pair<std::string, std::string_view>> members_of(std::string_view text, std::string_view end_key = {});

struct RawHeading {
  std::string id, title, extends;
  Json detect = Json::object();
  std::vector<std::pair<std::string, Json>> variants;   ///< with what each detects
  std::vector<std::string> modes;
};

RawHeading read_heading(std::string_view text);

/// The same of a mapping that is shipped, which says all of it before its code tables (tests/mapping/heading_test.cpp): a sixth of the text.
RawHeading read_shipped_heading(std::string_view text);

}  // namespace rosterkit::mapping
