// What could not be settled while reading: references by other keys, spellings that depend on other fields, derived
// fields; then identity; then dangling references, copies that disagree, values that must be unique. Private to src/convert.
#pragma once

#include <map>
#include <vector>

#include "identity.hpp"
#include "rosterkit/convert/roster.hpp"
#include "store_log.hpp"

namespace rosterkit::convert {

class Resolver {
 public:
  Resolver(Roster& roster, Diagnostics& diagnostics, unsigned jobs)
      : roster_(roster), store_(roster.store), log_(roster.store, diagnostics), identity_(roster, log_, jobs), jobs_(jobs), there_(store_.tables.size()) {}

  /// @param unread  false: what find_unread_repeats() finds is left to it.
  void run(bool unread);
  /// Tells values that must be different and are not.
  /// @param unread  whether those that nobody will look at, or the others.
  void unique(bool unread);

 private:
  template <typename Use>
  void each_op(ReadOp::Kind kind, Use&& use) {
    for (std::uint16_t e = 0; e < store_.tables.size(); ++e) {
      for (const auto& segment : store_.tables[e]->segments()) {
        if (segment->recipe == model::made_here) continue;
        for (const ReadOp& op : roster_.plan.recipes[segment->recipe]->ops) {
          if (op.kind == kind) use(e, *segment, op);
        }
      }
    }
  }
  // resolve.cpp
  void by_key(std::uint16_t entity, model::Segment& segment, const ReadOp& op);
  void codes();
  void derive(std::uint16_t entity, model::Segment& segment, const ReadOp& op);
  void late_conditions();
  // resolve_references.cpp
  void references(std::uint16_t entity);
  void judge_reference(std::uint16_t entity, std::uint16_t f, model::Segment& segment, std::uint32_t index);
  const std::vector<std::uint8_t>& there(std::uint16_t entity);
  void doubtful_references(const model::FieldDef& field, const model::Segment& segment, const model::Column& column, std::vector<std::uint32_t>& rows) const;
  bool target_is_there(const model::Segment& segment, const model::FieldDef& field, const model::Column& column, model::Symbol symbol, bool& wrong_space) const;
  bool has_records(std::uint16_t entity);
  bool is_shadow(const model::Segment& segment, std::size_t field) const;
  // resolve_copies.cpp
  void verify(std::uint16_t entity);
  void differing_copies(std::uint16_t entity, const model::Segment& segment, const ReadOp& op, std::vector<std::uint32_t>& rows) const;
  void copies_of_nothing(std::uint16_t entity, model::Segment& segment, const ReadOp& op);
  void twice(std::uint16_t entity, const ReadOp& op, model::Row first, model::Row again);

  Roster& roster_;
  model::Store& store_;
  StoreLog log_;
  Identity identity_;
  unsigned jobs_;
  std::vector<std::vector<std::uint8_t>> there_;       // by entity, id: see there()
  std::map<std::uint16_t, bool> has_records_;
};

}  // namespace rosterkit::convert
