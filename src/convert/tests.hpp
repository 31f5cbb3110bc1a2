// Conditions over records of the model: `only`, `when` of codes and fields, checks. Private to src/convert.
#pragma once

#include <string>
#include <vector>

#include "rosterkit/base/regex.hpp"
#include "rosterkit/convert/path.hpp"
#include "rosterkit/mapping/mapping.hpp"

namespace rosterkit::convert {

class RowTest {
 public:
  /// Throws std::invalid_argument for an unknown path.
  static RowTest compile(const model::Schema& schema, std::uint16_t entity, const std::vector<std::uint16_t>& parents, const mapping::Condition& condition);
  bool empty() const { return parts_.empty(); }
  bool looks_up() const;                               ///< at the records around
  /// Before rows are looked at, and again for another store or after its forget_indexes().
  void prepare(model::Store& store) const;
  bool holds(model::Store& store, const Context& context) const;
  /// As `expect` of checks: a blank side passes.
  bool passes(model::Store& store, const Context& context) const;

  /// Calls use(entity, field) for each field that evaluation looks at.
  template <typename Use>
  void each_field(Use&& use) const {
    for (const Part& part : parts_) {
      part.path.each_field(use);
      part.other.each_field(use);
    }
  }

  /// holds() of all rows of a segment at once: sets keep[i] to 0 where it does not hold. What is the same for all rows
  /// is looked at once; rows that are 0 already are not looked at if that costs anything.
  void select(model::Store& store, const model::Segment& segment, std::vector<std::uint8_t>& keep) const { mark(store, segment, false, keep); }
  /// passes() likewise.
  void select_passing(model::Store& store, const model::Segment& segment, std::vector<std::uint8_t>& keep) const { mark(store, segment, true, keep); }

 private:
  struct Part {
    mapping::Test test;
    Path path, other;
    Regex form;                                         // matches
    // Set by prepare(): the values as symbols where the path ends at symbols, so that rows compare numbers.
    mutable bool symbolic = false;
    mutable std::vector<model::Symbol> symbols;
    bool lists(model::Symbol symbol) const;
  };
  void mark(model::Store& store, const model::Segment& segment, bool blank_passes, std::vector<std::uint8_t>& keep) const;
  static bool mark_symbols(const Part& part, model::Store& store, const model::Segment& segment, bool blank_passes,
                           std::vector<std::uint8_t>& keep);
  static bool holds(const Part& part, model::Store& store, const Context& context, bool blank_passes);
  std::uint16_t entity_ = 0;
  std::vector<Part> parts_;
};

}  // namespace rosterkit::convert
