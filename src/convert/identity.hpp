// One record for each identity. Private to src/convert.
#pragma once

#include "rosterkit/convert/roster.hpp"
#include "store_log.hpp"

namespace rosterkit::convert {

class Identity {
 public:
  Identity(Roster& roster, StoreLog& log, unsigned jobs) : roster_(roster), log_(log), jobs_(jobs) {}
  void strong();                            ///< of all strong entities; fills Table::row_of
  void weak(std::uint16_t entity);
  void drop(std::uint16_t entity, model::Row row);
  std::string column_of(const model::Segment& segment, std::size_t field) const;   ///< where a field was read, for messages
  bool same_values(const model::Table& table, std::size_t field, const model::Table::At& a, const model::Table::At& b) const;

 private:
  mapping::Merge merge_rule(const model::Segment& earlier, const model::Segment& later) const;
  bool stated_by_position(const model::Segment& segment, std::size_t field) const;
  void merge(std::uint16_t entity, model::Row first, model::Row again);
  std::vector<model::Row> fill_row_of(std::uint16_t entity) const;
  void collide(std::uint16_t entity, model::Row first, model::Row again);
  bool same_key(std::uint16_t entity, model::Row first, model::Row again) const;
  void weak_pair(std::uint16_t entity, model::Row first, model::Row again);
  std::vector<std::pair<model::Row, model::Row>> twins(const model::Table& table, const std::vector<std::uint16_t>& fields) const;
  void put(std::uint16_t entity, std::size_t field, const model::Table::At& at, std::string_view text);
  Roster& roster_;
  StoreLog& log_;
  unsigned jobs_;
};

}  // namespace rosterkit::convert
