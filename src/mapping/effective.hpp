// A mapping in the making: the tree after each file, variant and mode has been merged in, and where each part came from,
// so that `map show` can say so and a fault names the file that an author has to open.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "json.hpp"

namespace rosterkit::mapping {

struct Layer {
  std::string file;      ///< for messages: "mappings/clever.json"
  std::string prefix;    ///< where in the file it stands: "" or "/variants/3.3/patch"
  std::string label;     ///< for `map show`: file and variant
};

struct Effective {
  Json tree = Json::object();
  std::vector<Layer> layers;                  ///< the first is the base
  std::map<std::string, std::size_t> origin;  ///< pointer -> layer that set it and all below it; not there: the one above, at last the base
  std::size_t layer_of(std::string_view pointer) const;
};

/// Merges @p patch (RFC 7396) as a new layer. A null for what is not there, and an entry of fields, records, children or
/// codes that is new but says too little to stand alone, are faults: both are mostly a mistyped name.
void apply_patch(Effective& effective, Json patch, const Layer& layer, Faults& faults);

/// Replaces each record or child that says `like` by the copy it names, with the rest merged over it.
void expand_like(Effective& effective, Faults& faults);

}  // namespace rosterkit::mapping
