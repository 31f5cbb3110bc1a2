// The JSON Schema agrees with the loader because both come from one table; this looks at the parts that are added.
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "small_model.hpp"

using namespace rosterkit::mapping;

TEST_CASE("the schema is JSON, and every reference in it leads somewhere") {
  const std::string text = json_schema(Catalog({small_model}).model());
  const auto schema = nlohmann::json::parse(text);
  CHECK(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
  std::size_t references = 0;
  const auto flat = schema.flatten();
  for (const auto& [pointer, value] : flat.items()) {
    if (!pointer.ends_with("/$ref")) continue;
    ++references;
    CHECK(schema.contains(nlohmann::json::json_pointer(value.get<std::string>().substr(1))));
  }
  CHECK(references > 20);
}

TEST_CASE("the schema describes keys, words and entities, and leaves out what is not built") {
  const auto schema = nlohmann::json::parse(json_schema(Catalog({small_model}).model()));
  const auto place = [&](const std::string& title) {
    for (const auto& definition : schema["$defs"]) {
      if (definition["title"] == title) return definition;
    }
    return nlohmann::json();
  };
  CHECK(place("the format")["properties"]["kind"]["enum"] == nlohmann::json({"csv", "xml"}));
  CHECK(place("the format")["additionalProperties"] == false);
  CHECK(place("a record")["properties"]["entity"]["enum"] == nlohmann::json({".", "org", "user", "role", "address"}));
  CHECK_FALSE(place("a record")["properties"].contains("part"));
  CHECK(place("a field")["properties"]["required"]["description"] == "A blank is reported.");
}
