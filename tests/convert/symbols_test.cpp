// Paths and conditions by symbols give what the plain evaluation by texts gives, on random small stores.
#include <catch2/catch.hpp>

#include "../../src/convert/tests.hpp"
#include "random_store.hpp"

namespace rosterkit::convert {
namespace {

struct RandomStore {
  explicit RandomStore(unsigned seed) { fill_randomly(store, seed); }
  model::Schema definition = schema();
  model::Store store{definition};
};

template <typename Use>
void each_segment(RandomStore& random, const std::string& entity, Use&& use) {
  for (const auto& segment : random.store.tables[*random.definition.find_entity(entity)]->segments()) use(*segment);
}

}  // namespace

TEST_CASE("a path by symbols gives what it gives by texts") {
  const std::vector<std::pair<std::string, std::string>> paths = {
      {"user", "birthDate"}, {"user", "primaryOrgSourcedId"}, {"user", "primaryOrg"}, {"user", "primaryOrg.parentSourcedId"},
      {"user", "primaryOrg.parent.parent"}, {"role", "role"}, {"role", "user.birthDate"}, {"role", "user.primaryOrg.parentSourcedId"}};
  for (unsigned seed = 0; seed < 200; ++seed) {
    RandomStore random(seed);
    for (const auto& [entity, text] : paths) {
      const std::uint16_t number = *random.definition.find_entity(entity);
      const Path path = Path::compile(random.definition, number, text);
      path.prepare(random.store);
      REQUIRE(path.symbolic(random.store));
      const model::Interner& names = *random.store.domain(path.end_entity(), path.end_field());
      const model::Table& table = *random.store.tables[number];
      std::vector<model::Row> rows;
      for (model::Row row = table.rows(); row-- > 0;) rows.push_back(row);
      std::vector<model::Stretch> stretches;
      table.cut(rows, stretches);
      std::vector<model::Symbol> of_rows(rows.size());
      path.symbols(random.store, rows, stretches, of_rows.data());
      for (std::size_t k = 0; k < rows.size(); ++k) CHECK(of_rows[k] == path.symbol(random.store, rows[k]));
      each_segment(random, entity, [&](const model::Segment& segment) {
        std::vector<model::Symbol> symbols(segment.rows);
        const std::uint32_t half = segment.rows / 2;
        path.symbols(random.store, segment, 0, half, symbols.data());
        path.symbols(random.store, segment, half, segment.rows - half, symbols.data() + half);
        for (std::uint32_t i = 0; i < segment.rows; ++i) {
          const model::Row row = segment.first + i;
          INFO(text << " of row " << row << ", seed " << seed);
          const std::string_view expected = path.value(random.store, {number, row, nullptr, nullptr});
          CHECK(names.text(symbols[i]) == expected);
          CHECK(names.text(path.symbol(random.store, row)) == expected);
        }
      });
    }
  }
}

TEST_CASE("texts of many rows are those of each row") {
  for (unsigned seed = 0; seed < 100; ++seed) {
    RandomStore random(seed);
    for (const std::string text : {"title", "user.fullName", "user.birthDate", "org.parent.name", "user.primaryOrg.name"}) {
      const std::uint16_t role = *random.definition.find_entity("role");
      const Path path = Path::compile(random.definition, role, text);
      path.prepare(random.store);
      std::vector<model::Row> rows;
      for (model::Row row = random.store.tables[role]->rows(); row-- > 0;) rows.push_back(row);
      std::vector<std::string_view> texts(rows.size());
      std::vector<model::Stretch> stretches;
      random.store.tables[role]->cut(rows, stretches);
      path.texts(random.store, rows, stretches, texts.data());
      for (std::size_t k = 0; k < rows.size(); ++k) CHECK(texts[k] == path.value(random.store, {role, rows[k], nullptr, nullptr}));
    }
  }
}

TEST_CASE("the live rows of a segment are marked, whatever their number") {
  for (const std::uint32_t rows : {0u, 1u, 7u, 8u, 9u, 64u, 100u}) {
    model::Segment segment;
    segment.rows = rows;
    for (std::uint32_t i = 0; i < rows; ++i) segment.states.push_back(i % 11 == 3 ? model::State::merged : i % 13 == 8 ? model::State::dropped : model::State::live);
    std::vector<std::uint8_t> live = {5};
    segment.mark_live(live);
    REQUIRE(live.size() == rows);
    for (std::uint32_t i = 0; i < rows; ++i) CHECK(live[i] == (segment.states[i] == model::State::live ? 1 : 0));
  }
}

TEST_CASE("a path with a list, a predicate, a key or a text at its end is not for symbols") {
  RandomStore random(1);
  for (const std::string text : {"grades", "userIds.State", "fullName", "roles.role", "*org.sourcedId", "primaryOrg.name"}) {
    INFO(text);
    CHECK_FALSE(Path::compile(random.definition, *random.definition.find_entity("user"), text).symbolic(random.store));
  }
}

TEST_CASE("a condition selects the rows of a segment for which it holds") {
  using Kind = mapping::Test::Kind;
  const std::vector<mapping::Condition> conditions = {
      {{Kind::any_of, "role", {"student"}, ""}},
      {{Kind::any_of, "role", {"aide", "teacher"}, ""}},
      {{Kind::none_of, "role", {"student", ""}, ""}},
      {{Kind::blank, "user.birthDate", {}, ""}},
      {{Kind::not_blank, "user.primaryOrg.parent", {}, ""}},
      {{Kind::any_of, "user.primaryOrg", {"o1", "o2", "o3"}, ""}, {Kind::not_blank, "title", {}, ""}},
      {{Kind::any_of, "org.type", {"school"}, ""}, {Kind::none_of, "user.grades", {"KG"}, ""}},
      {{Kind::at_least, "user.primaryOrgSourcedId", {}, "orgSourcedId"}},
      {{Kind::at_most, "orgSourcedId", {}, "user.primaryOrg.parent"}},
      {{Kind::at_least, "user.fullName", {}, "org.name"}},
      {{Kind::same_count, "user.grades", {}, "role"}}};
  for (unsigned seed = 0; seed < 100; ++seed) {
    RandomStore random(seed);
    const std::uint16_t role = *random.definition.find_entity("role");
    for (std::size_t c = 0; c < conditions.size(); ++c) {
      const RowTest plain = RowTest::compile(random.definition, role, {}, conditions[c]);   // not prepared: by texts
      const RowTest test = RowTest::compile(random.definition, role, {}, conditions[c]);
      test.prepare(random.store);
      each_segment(random, "role", [&](const model::Segment& segment) {
        std::vector<std::uint8_t> holding(segment.rows, 1), passing(segment.rows, 1);
        test.select(random.store, segment, holding);
        test.select_passing(random.store, segment, passing);
        for (std::uint32_t i = 0; i < segment.rows; ++i) {
          INFO("condition " << c << " of row " << segment.first + i << ", seed " << seed);
          const Context context{role, segment.first + i, nullptr, nullptr};
          const bool holds = plain.holds(random.store, context);
          CHECK((holding[i] != 0) == holds);
          CHECK((passing[i] != 0) == plain.passes(random.store, context));
          CHECK(test.holds(random.store, context) == holds);
        }
      });
    }
  }
}

}  // namespace rosterkit::convert
