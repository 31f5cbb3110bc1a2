// Finding records with equal keys, against the plain way: all pairs.
#include "../../src/convert/same_rows.hpp"

#include <catch2/catch.hpp>

#include "random_store.hpp"

namespace rosterkit::convert {

TEST_CASE("rows with equal keys are found as by comparing all of them") {
  const model::Schema definition = schema();
  for (unsigned seed = 0; seed < 200; ++seed) {
    model::Store store(definition);
    fill_randomly(store, seed);
    const model::Table& table = *store.tables[*definition.find_entity("role")];
    const auto key_of = [&](model::Row row) {
      std::vector<std::string> key;
      for (const std::uint16_t field : table.entity.key) key.emplace_back(store.text(table.number, field, row));
      return key;
    };
    std::vector<std::pair<model::Row, model::Row>> expected;
    for (model::Row again = 0; again < table.rows(); ++again) {
      if (!table.live(again) || key_of(again).front().empty()) continue;
      for (model::Row first = 0; first < again; ++first) {
        if (!table.live(first) || key_of(first) != key_of(again)) continue;
        expected.emplace_back(first, again);
        break;
      }
    }
    for (const unsigned jobs : {1u, 3u}) {
      const auto found = same_rows(table, jobs, [&](const model::Segment& segment, std::vector<std::uint64_t>& hashes) { hash_key(table.entity.key, segment, hashes); });
      INFO("seed " << seed << ", jobs " << jobs);
      CHECK(found == expected);
    }
  }
}

TEST_CASE("rows with a hash of 0 take no part, and all others meet their own kind only") {
  const model::Schema definition = schema();
  model::Store store(definition);
  add(store, "org", std::vector<std::map<std::string, std::string>>(500));
  add(store, "org", std::vector<std::map<std::string, std::string>>(500));
  const model::Table& table = *store.tables[*definition.find_entity("org")];
  const auto found = same_rows(table, 2, [](const model::Segment& segment, std::vector<std::uint64_t>& hashes) {
    hashes.clear();
    for (std::uint32_t i = 0; i < segment.rows; ++i) hashes.push_back(i % 2 == 0 ? 0 : hash_with(1000, (segment.first + i) % 600));
  });
  CHECK(found.size() == 200);
  for (const auto& [first, again] : found) CHECK(again == first + 600);
}

TEST_CASE("rows meet across segments where few rows take part and segments where all do") {
  const model::Schema definition = schema();
  model::Store store(definition);
  for (int segment = 0; segment < 4; ++segment) add(store, "org", std::vector<std::map<std::string, std::string>>(160));
  const model::Table& table = *store.tables[*definition.find_entity("org")];
  // All rows of segments 0 and 2, every tenth of 1 and 3; row i of a segment is of kind i.
  for (const unsigned jobs : {1u, 3u}) {
    const auto found = same_rows(table, jobs, [](const model::Segment& segment, std::vector<std::uint64_t>& hashes) {
      hashes.clear();
      for (std::uint32_t i = 0; i < segment.rows; ++i) hashes.push_back(segment.first / 160 % 2 == 1 && i % 10 != 0 ? 0 : hash_with(1000, i));
    });
    std::vector<std::pair<model::Row, model::Row>> expected;
    for (model::Row row = 160; row < 640; ++row) {
      if (row / 160 % 2 == 0 || row % 160 % 10 == 0) expected.emplace_back(row % 160, row);
    }
    CHECK(found == expected);
  }
}

}  // namespace rosterkit::convert
