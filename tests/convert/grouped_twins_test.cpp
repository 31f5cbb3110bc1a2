// Twins within groups, against the search that knows no groups.
#include "../../src/convert/grouped_twins.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "../../src/convert/same_rows.hpp"
#include "small_roster.hpp"

namespace rosterkit::convert {

TEST_CASE("twins in groups are those that the search by hashes finds") {
  const model::Schema definition = schema();
  unsigned twins = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&](unsigned most) { return static_cast<unsigned>(random() % most); };
    std::vector<std::map<std::string, std::string>> records;
    for (unsigned user = 0, users = 1 + below(8); user < users; ++user) {
      for (unsigned k = below(6); k > 0; --k) {
        records.push_back({{"userSourcedId", below(20) == 0 ? "" : "u" + std::to_string(user)}, {"orgSourcedId", below(5) == 0 ? "" : "o" + std::to_string(below(6))}});
      }
    }
    if (records.empty()) continue;
    for (unsigned k = below(4); k > 0; --k) std::swap(records.front(), records[below(static_cast<unsigned>(records.size()))]);   // some come back
    model::Store store(definition);
    for (std::size_t at = 0; at < records.size();) {   // in segments of any length, so that groups reach over their ends
      const std::size_t end = std::min(records.size(), at + 1 + below(7));
      add(store, "role", {records.begin() + static_cast<std::ptrdiff_t>(at), records.begin() + static_cast<std::ptrdiff_t>(end)});
      at = end;
    }
    const model::Table& table = *store.tables[*definition.find_entity("role")];
    for (const auto& segment : table.segments()) {
      for (auto& state : segment->states) state = below(8) == 0 ? model::State::dropped : model::State::live;
    }
    const auto field = [&](const char* name) { return static_cast<std::uint16_t>(*table.entity.find_field(name)); };
    const std::uint16_t user = field("userSourcedId"), org = field("orgSourcedId");
    for (const bool by_user : {true, false}) {         // which of the two may not be blank
      const std::vector<std::uint16_t> key = by_user ? std::vector<std::uint16_t>{user, org} : std::vector<std::uint16_t>{org, user};
      const auto expected = same_rows(table, 1, [&](const model::Segment& segment, std::vector<std::uint64_t>& hashes) { hash_key(key, segment, hashes); });
      const GroupField of_user{user, store.domain(table.number, user)->bound(), by_user}, of_org{org, store.domain(table.number, org)->bound(), !by_user};
      for (const unsigned jobs : {1u, 3u}) {
        INFO("seed " << seed << ", jobs " << jobs << ", by user " << by_user);
        const auto found = grouped_twins(table, of_user, of_org, jobs);
        REQUIRE(found.has_value());
        CHECK(*found == expected);
        CHECK_FALSE(grouped_twins(table, {user, 1, by_user}, {org, 1, !by_user}, jobs).value_or(expected) != expected);   // symbols out of bounds
      }
      twins += static_cast<unsigned>(expected.size());
    }
  }
  CHECK(twins > 100);
}

TEST_CASE("where nothing stands in groups the search is given up") {
  const model::Schema definition = schema();
  for (const unsigned users : {100u, 4000u}) {
    std::vector<std::map<std::string, std::string>> records;
    for (unsigned k = 0; k < 4000; ++k) records.push_back({{"userSourcedId", "u" + std::to_string(k % users)}, {"orgSourcedId", "o" + std::to_string(k % 7)}});
    model::Store store(definition);
    add(store, "role", records);
    const model::Table& table = *store.tables[*definition.find_entity("role")];
    const auto part = [&](const char* name, bool required) {
      const std::uint16_t field = *table.entity.find_field(name);
      return GroupField{field, store.domain(table.number, field)->bound(), required};
    };
    CHECK(grouped_twins(table, part("userSourcedId", true), part("orgSourcedId", false), 2).has_value() == (users == 4000));
  }
}

TEST_CASE("whether groups come back is told from some segments, or found out on the way") {
  const model::Schema definition = schema();
  enum class Order { once, scattered, scattered_where_nobody_looks };
  for (const Order order : {Order::once, Order::scattered, Order::scattered_where_nobody_looks}) {
    model::Store store(definition);
    for (unsigned segment = 0; segment < 16; ++segment) {          // every second one is looked at
      std::vector<std::map<std::string, std::string>> records;
      for (unsigned k = 0; k < 300; ++k) {
        const unsigned number = segment * 300 + k;
        const bool in_order = order == Order::once || (order == Order::scattered_where_nobody_looks && segment % 2 == 0);
        records.push_back({{"userSourcedId", "u" + std::to_string(in_order ? number : number * 7919 % 700)}, {"orgSourcedId", "o"}});
      }
      add(store, "role", records);
    }
    const model::Table& table = *store.tables[*definition.find_entity("role")];
    const auto part = [&](const char* name, bool required) {
      const std::uint16_t field = *table.entity.find_field(name);
      return GroupField{field, store.domain(table.number, field)->bound(), required};
    };
    CHECK(grouped_twins(table, part("userSourcedId", true), part("orgSourcedId", false), 2).has_value() == (order == Order::once));
  }
}

}  // namespace rosterkit::convert
