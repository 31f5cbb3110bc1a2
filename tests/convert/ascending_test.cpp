// Values in order, by segment and through all of them, kept as texts or as what is left of them.
#include "../../src/convert/ascending.hpp"

#include <catch2/catch.hpp>

#include "random_store.hpp"

namespace rosterkit::convert {
namespace {

using Texts = std::vector<std::string_view>;

bool ascending(const std::vector<Texts>& segments, bool hashed) {
  const model::Schema definition = schema();
  model::Store store(definition);
  const std::uint16_t entity = *definition.find_entity("org");
  const std::uint16_t field = *definition.entities[entity].find_field("name");
  for (const Texts& texts : segments) {
    add(store, "org", std::vector<std::map<std::string, std::string>>(texts.size()));
    model::Column& column = store.tables[entity]->segments().back()->column(field);
    if (hashed) column.set_hashes(texts);
    else column.set_texts(texts);
  }
  return ascends(*store.tables[entity], field, 2);
}

}  // namespace

TEST_CASE("texts ascend if each is larger than the one before, through all segments in some order") {
  struct Case { std::vector<Texts> segments; bool expected; };
  const std::vector<Case> all = {
      {{{"e-01", "e-02"}, {"e-03", "e-09"}}, true},  {{{"e-03", "e-09"}, {"e-01", "e-02"}}, true},  {{{"e-01", "e-03"}, {"e-02", "e-04"}}, false},
      {{{"e-01", "e-02"}, {"e-02", "e-03"}}, false}, {{{"e-01", "e-01"}}, false},                   {{{"e-02", "e-01"}}, false},
      {{{"e-1", "e-2"}, {"e-10", "e-11"}}, true},   {{{"1", "2"}, {"30", "31"}, {"a1", "a2"}}, true},
      {{{"e-8", "e-9", "e-10"}}, true},              {{{"e-10", "e-08"}}, false},
      {{{"e-9", "e-10"}, {"e-09", "e-11"}}, false},  {{{"1", "9", "10"}, {"11", "100"}}, true},     {{{"e-01", "e-02"}, {}}, true},                {{{"e-01"}, {"e-01"}}, false}};
  for (const Case& each : all) {
    for (const bool hashed : {false, true}) CHECK(ascending(each.segments, hashed) == each.expected);
  }
  CHECK(ascending({{"ab", "abc", "b"}}, false));
  CHECK(ascending({{"e-10", "e-9"}}, false));            // sorted as texts
  CHECK_FALSE(ascending({{"ab", "abc", "b"}}, true));    // hashes of texts that are no numbers
  CHECK_FALSE(ascending({{"", "a"}}, false));
  CHECK_FALSE(ascending({{"a", ""}}, false));
}

}  // namespace rosterkit::convert
