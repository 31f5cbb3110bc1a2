// Conditions over records of the model: `only`, `when` of codes and fields, checks. Private to src/convert.
#pragma once

#include <string>
#include <vector>

#include "rosterkit/convert/path.hpp"
#include "rosterkit/mapping/mapping.hpp"

namespace rosterkit::convert {

class RowTest {
 public:
  /// Throws std::invalid_argument for an unknown path.
  static RowTest compile(const model::Schema& schema, std::uint16_t entity, const std::vector<std::uint16_t>& parents, const mapping::Condition& condition);
  bool empty() const { return parts_.empty(); }
  bool looks_up() const;                               ///< at the records around
  void prepare(model::Store& store) const;
  bool holds(model::Store& store, const Context& context) const;
  /// As `expect` of checks: a blank side passes.
  bool passes(model::Store& store, const Context& context) const;

 private:
  struct Part {
    mapping::Test test;
    Path path, other;
  };
  static bool holds(const Part& part, model::Store& store, const Context& context, bool blank_passes);
  std::vector<Part> parts_;
};

}  // namespace rosterkit::convert
