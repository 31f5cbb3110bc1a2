// Made-up rosters: the same everywhere, and with everything that the model has, now there and now blank.
#include "../../src/convert/laws_generate.hpp"

#include <catch2/catch.hpp>

#include "../../src/convert/laws_json.hpp"
#include "rosterkit/mapping/catalog.hpp"

namespace rosterkit::convert {
namespace {

Image made_up(const mapping::Catalog& catalog, std::uint64_t seed) {
  Roster roster(catalog.model().schema);
  generate_roster(roster, seed);
  return image_of(roster.store);
}

}  // namespace

TEST_CASE("a seed gives one roster, another seed another") {
  const mapping::Catalog catalog{mapping::SearchPlaces{}};
  CHECK(differences(made_up(catalog, 7), made_up(catalog, 7)).empty());
  CHECK_FALSE(differences(made_up(catalog, 7), made_up(catalog, 8)).empty());
}

TEST_CASE("each field of the model is filled in some record and blank in another, secrets and marks of deletion aside") {
  const mapping::Catalog catalog{mapping::SearchPlaces{}};
  const model::Schema& schema = catalog.model().schema;
  std::map<std::string, std::size_t> filled, records;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    for (const auto& [entity, by_id] : made_up(catalog, seed).entities) {
      for (const auto& [id, twins] : by_id) {
        for (const Json& record : twins) {
          ++records[entity];
          for (const auto& [field, value] : record.items()) ++filled[entity + "." + field];
        }
      }
    }
  }
  for (const model::EntityDef& entity : schema.entities) {
    CAPTURE(entity.name);
    CHECK(records[entity.name] > 20);
    for (std::size_t f = 0; f < entity.fields.size(); ++f) {
      const model::FieldDef& field = entity.fields[f];
      if (f == entity.status || f == entity.modified || f == entity.own_id || field.personal == model::Personal::secret) continue;
      CAPTURE(field.name);
      CHECK(filled[entity.name + "." + field.name] > 0);
      const bool in_key = std::find(entity.key.begin(), entity.key.end(), f) != entity.key.end();
      if (!in_key) CHECK(filled[entity.name + "." + field.name] < records[entity.name]);
    }
  }
}

}  // namespace rosterkit::convert
