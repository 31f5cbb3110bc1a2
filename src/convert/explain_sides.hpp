// The two sides of a conversion, for `explain`: what the records of a format hold of the model when they are read, and what
// they take when they are written. Made from the plans. Private to src/convert.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "explain_class.hpp"
#include "rosterkit/convert/read_plan.hpp"
#include "write_plan.hpp"

namespace rosterkit::convert {

/// One field of the model in one record or child of a format.
struct Holding {
  std::uint16_t field = 0;
  std::string item;                                    ///< keyed lists: the key, or "*" for all others
  std::string place;                                   ///< "students.csv Last_name"
  Promise promise = Promise::exact;
  std::string why;
  bool made = false;                                   ///< an id that no cell holds
};

/// A record or child that gives records of one entity.
struct Source {
  const FramePlan* frame = nullptr;
  std::string file;
  std::vector<Holding> holds;
  std::map<std::uint16_t, std::string> fixed;          ///< fields that are the same for all its records
};
std::vector<Source> sources_of(const mapping::Mapping& mapping, const ReadPlan& plan, const model::Schema& schema);

/// A record or child that takes records of one entity.
struct Taker {
  const WriteFrame* frame = nullptr;
  const Taker* parent = nullptr;
  std::string file;
  std::string room;                                    ///< "room for one"; "" = for all
  std::vector<Holding> holds;
  std::vector<Holding> fills;                          ///< fields and columns that it can fill by itself, and why
  std::vector<std::pair<std::uint16_t, std::string>> required;   ///< field, place
};
/// Stays where it is: takers point to each other.
std::vector<std::unique_ptr<Taker>> takers_of(const mapping::Mapping& mapping, const WritePlan& plan, const model::Schema& schema);

/// True if records of @p source may be among those that @p taker writes, as far as conditions and nesting tell.
bool takes(const Taker& taker, const Source& source, const std::vector<Source>& all, const model::Schema& schema);

/// The name of a field; of a keyed one with the key behind a dot, or a star for all keys.
std::string field_text(const model::EntityDef& entity, const Holding& holding);

}  // namespace rosterkit::convert
