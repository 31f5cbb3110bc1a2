// Completions compiled. complete.cpp fills blanks, complete_make.cpp makes records. Private to src/convert.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "fill.hpp"
#include "rosterkit/convert/roster.hpp"
#include "tests.hpp"

namespace rosterkit::convert {

struct CompletionProgram {
  const mapping::Completion* source = nullptr;
  std::uint16_t entity = 0;                            ///< that is filled or made
  RowTest when;
  // A field is filled,
  std::uint16_t field = 0xFFFF;
  std::string item;                                    ///< key of a keyed list, "Home" of phones.Home
  FillProgram fill;
  // or records are made, from records of another entity.
  struct Set {
    std::uint16_t field;
    FillProgram fill;
    std::vector<std::pair<mapping::MakePart::Kind, std::pair<Path, std::string>>> make;   ///< or an id from texts
    std::string value(model::Store& store, const Context& context) const;
  };
  std::uint16_t from = 0xFFFF;
  std::vector<Set> sets;
  std::vector<std::uint16_t> key;                      ///< fields that no two records may share
  std::vector<std::pair<std::uint16_t, std::size_t>> into;   ///< field of the `from` record <- set

  bool makes() const { return from != 0xFFFF; }
  void prepare(model::Store& store) const;
  /// Calls use(entity, field) for each field that it looks at.
  template <typename Use>
  void each_field(Use&& use) const {
    when.each_field(use);
    fill.each_field(use);
    for (const Set& set : sets) {
      set.fill.each_field(use);
      for (const auto& [kind, part] : set.make) part.first.each_field(use);
    }
    for (const std::uint16_t field_of_key : key) use(entity, field_of_key);
  }
};

/// Makes the records that are not there yet, at the end of the table of their entity.
void make_records(Roster& roster, const CompletionProgram& program, unsigned jobs);

}  // namespace rosterkit::convert
