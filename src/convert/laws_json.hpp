// A roster as values that can be compared: records by identity, without their order. Private to src/convert.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "records_json.hpp"

namespace rosterkit::convert {

/// Entity -> identity -> its records (several only for twins). The identity is the own id, or the parts of the natural
/// key joined by " / ". Keyed lists are sorted, because their order means nothing.
struct Image {
  std::vector<std::pair<std::string, std::map<std::string, std::vector<Json>>>> entities;
};
Image image_of(const model::Store& store);

/// One place where two images differ, as a sentence without values of cells: their shapes only.
struct Difference {
  enum class Kind : std::uint8_t { gone, came, changed, filled, trimmed };   ///< filled: it was blank, or had fewer items; trimmed: blanks at ends
  Kind kind;
  std::string entity, id, field, text;
};
std::vector<Difference> differences(const Image& before, const Image& after);

/// Sorts keyed lists, as image_of does, so that a record written by hand can be compared.
void settle(Json& record);
/// The shape of a value or list, for messages: `["99", "Aaa"]`; "nothing" for none.
std::string shape_of(const Json& value);
/// The first few differences, one a line, and how many more there are.
std::string listed(const std::vector<Difference>& found, std::size_t most = 6);

}  // namespace rosterkit::convert
