// The `model` of an example: records as an author expects them. Private to src/convert.
#pragma once

#include <string>
#include <vector>

#include "laws_json.hpp"

namespace rosterkit::convert {

/// @param model_json  {"user": [{...}, ...], ...}: an entity that is named has exactly these records; a record must agree
///                    on the fields given, "" and null stand for blank. Each expected record takes one that was read.
/// @returns what is wrong, a line each, without values of cells (their shapes).
std::vector<std::string> compare_example(const std::string& model_json, const Image& image);

}  // namespace rosterkit::convert
