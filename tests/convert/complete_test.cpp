// Completions over whole segments, against the plain way: row by row, by texts.
#include <catch2/catch.hpp>
#include <set>

#include "../../src/convert/fill.hpp"
#include "../../src/convert/tests.hpp"
#include "random_store.hpp"
#include "rosterkit/convert/roster.hpp"

namespace rosterkit::convert {
namespace {

mapping::Model model_with(const std::string& completions) {
  std::string text(small_model.text);
  text.replace(text.find("\"completions\""), std::string::npos, "\"completions\": [" + completions + "]}");
  return mapping::Catalog(std::vector<mapping::TextFile>{{"model.json", text}}).model();
}

using Records = std::vector<std::vector<std::string>>;

/// All live records of an entity, by field.
Records records_of(const model::Store& store, const std::string& entity) {
  Records records;
  const model::Table& table = *store.tables[*store.schema.find_entity(entity)];
  for (model::Row row = 0; row < table.rows(); ++row) {
    if (!table.live(row)) continue;
    records.emplace_back();
    for (std::size_t f = 0; f < table.entity.fields.size(); ++f) records.back().emplace_back(store.text(table.number, f, row));
  }
  return records;
}

const std::string fills[] = {
    R"({"name": "a", "entity": "user", "field": "primaryOrgSourcedId", "fill": [{"from": "roles.orgSourcedId", "pick": "only"}]})",
    R"({"name": "b", "entity": "user", "field": "birthDate", "fill": ["primaryOrg.parentSourcedId", {"const": "2015-01-01"}]})",
    R"({"name": "c", "entity": "role", "field": "role", "when": {"user.birthDate": {"blank": false}}, "fill": [{"const": "student"}]})",
    R"({"name": "d", "entity": "role", "field": "title", "when": {"role": "student"}, "fill": ["user.birthDate", "user.fullName"]})",
    R"({"name": "e", "entity": "role", "field": "orgSourcedId", "fill": ["user.primaryOrgSourcedId"]})",
    R"({"name": "f", "entity": "user", "field": "userIds.State", "when": {"birthDate": {"blank": false}}, "fill": ["sourcedId"]})",
    R"({"name": "g", "entity": "org", "field": "parentSourcedId", "fill": ["parent.parentSourcedId", {"from": "*org.sourcedId", "pick": "last"}]})"};

}  // namespace

TEST_CASE("blanks are filled as by looking at each record by itself") {
  for (const std::string& text : fills) {
    const mapping::Model model = model_with(text);
    const mapping::Completion& completion = model.completions.front();
    const std::uint16_t entity = *model.schema.find_entity(completion.entity);
    const std::size_t dot = completion.field.find('.');
    const std::uint16_t field = *model.schema.entities[entity].find_field(completion.field.substr(0, dot));
    for (unsigned seed = 0; seed < 60; ++seed) {
      INFO(text << ", seed " << seed);
      Roster plain(model.schema);
      fill_randomly(plain.store, seed);
      const RowTest when = RowTest::compile(model.schema, entity, {}, completion.when);
      const FillProgram fill = FillProgram::compile(model.schema, entity, {}, completion.fill, model.codes, false, "");
      std::vector<std::pair<model::Row, std::string>> puts;
      for (model::Row row = 0; row < plain.store.tables[entity]->rows(); ++row) {
        if (!plain.store.tables[entity]->live(row) || !plain.store.text(entity, field, row).empty()) continue;
        if (!when.holds(plain.store, {entity, row, nullptr, nullptr})) continue;
        const std::string value = fill.value(plain.store, {entity, row, nullptr, nullptr});
        if (!value.empty()) puts.emplace_back(row, dot == std::string::npos ? value : completion.field.substr(dot + 1) + "\x1E" + value);
      }
      for (const auto& [row, value] : puts) plain.store.put(entity, field, row, value);
      for (const unsigned jobs : {1u, 3u}) {
        Roster quick(model.schema);
        fill_randomly(quick.store, seed);
        const std::vector<Filled> filled = complete(quick, model, {}, jobs);
        CHECK(records_of(quick.store, completion.entity) == records_of(plain.store, completion.entity));
        CHECK((filled.empty() ? 0 : filled.front().times) == puts.size());
        for (const auto& [row, value] : puts) CHECK(filled.front().rows[row]);
      }
    }
  }
}

TEST_CASE("records are made as by looking at each record by itself") {
  const mapping::Model model = model_with(R"({"name": "a role for each", "make": "role", "from": "user", "when": {"fullName": {"not": "Ada 1"}},
      "set": {"userSourcedId": "sourcedId", "orgSourcedId": ["primaryOrgSourcedId", "primaryOrg.parentSourcedId"], "role": [{"const": "student"}], "title": "fullName"},
      "unlessSame": ["userSourcedId", "orgSourcedId"]},
    {"name": "teachers teach at the parent too", "make": "role", "from": "role", "when": {"role": "teacher"},
      "set": {"userSourcedId": "userSourcedId", "orgSourcedId": "org.parentSourcedId", "role": "role"}})");
  const std::uint16_t user = *model.schema.find_entity("user"), role = *model.schema.find_entity("role");
  const auto field = [&](const char* name) { return *model.schema.entities[role].find_field(name); };
  for (unsigned seed = 0; seed < 200; ++seed) {
    INFO("seed " << seed);
    Roster plain(model.schema);
    fill_randomly(plain.store, seed);
    const auto value = [&](std::uint16_t entity, model::Row row, const std::string& path) {
      return std::string(Path::compile(model.schema, entity, path).value(plain.store, {entity, row, nullptr, nullptr}));
    };
    const auto record = [&](std::initializer_list<std::pair<const char*, std::string>> texts) {
      std::vector<std::string> made(model.schema.entities[role].fields.size());
      for (const auto& [name, text] : texts) made[field(name)] = text;
      return made;
    };
    Records expected = records_of(plain.store, "role");
    std::set<std::pair<std::string, std::string>> pairs;
    std::set<std::vector<std::string>> keys;
    for (const auto& each : expected) pairs.emplace(each[field("userSourcedId")], each[field("orgSourcedId")]);
    Records made;
    for (model::Row row = 0; row < plain.store.tables[user]->rows(); ++row) {
      if (!plain.store.tables[user]->live(row) || value(user, row, "fullName") == "Ada 1") continue;
      std::string org = value(user, row, "primaryOrgSourcedId");
      if (org.empty()) org = value(user, row, "primaryOrg.parentSourcedId");
      if (org.empty() || !pairs.emplace(value(user, row, "sourcedId"), org).second) continue;
      made.push_back(record({{"userSourcedId", value(user, row, "sourcedId")}, {"orgSourcedId", org}, {"role", "student"}, {"title", value(user, row, "fullName")}}));
    }
    expected.insert(expected.end(), made.begin(), made.end());
    for (const auto& each : expected) keys.insert({each[field("userSourcedId")], each[field("orgSourcedId")], each[field("role")]});
    for (model::Row row = 0; row < plain.store.tables[role]->rows(); ++row) {   // those made are students
      if (!plain.store.tables[role]->live(row) || value(role, row, "role") != "teacher") continue;
      const std::string who = value(role, row, "userSourcedId"), parent = value(role, row, "org.parentSourcedId");
      if (who.empty() || parent.empty() || !keys.insert({who, parent, "teacher"}).second) continue;
      expected.push_back(record({{"userSourcedId", who}, {"orgSourcedId", parent}, {"role", "teacher"}}));
    }
    for (const unsigned jobs : {1u, 3u}) {
      Roster quick(model.schema);
      fill_randomly(quick.store, seed);
      const std::uint64_t there = records_of(quick.store, "role").size();
      complete(quick, model, {}, jobs);
      const Records found = records_of(quick.store, "role");
      CHECK(found == expected);
      CHECK(quick.counts[role].made == found.size() - there);
    }
  }
}

TEST_CASE("what nobody writes or looks at is not filled in") {
  const mapping::Model model = model_with(R"({"name": "dates", "entity": "user", "field": "birthDate", "fill": [{"const": "2015-01-01"}]},
    {"name": "names", "entity": "user", "field": "fullName", "fill": [{"const": "Ada Example"}]},
    {"name": "titles", "entity": "role", "field": "title", "fill": ["user.fullName", "user.familyName"]},
    {"name": "family names", "entity": "user", "field": "familyName", "fill": [{"const": "Example"}]})");
  const std::uint16_t user = *model.schema.find_entity("user"), role = *model.schema.find_entity("role");
  Roster roster(model.schema);
  add(roster.store, "user", {{{"sourcedId", "ada"}}});
  add(roster.store, "role", {{{"userSourcedId", "ada"}}});
  // The target writes titles, and these look at full names; dates it does not know, and family names come too late.
  const std::set<std::pair<std::uint16_t, std::uint16_t>> used = {{role, *model.schema.entities[role].find_field("title")}};
  complete(roster, model, {{}, &used}, 1);
  CHECK(roster.store.text(user, *model.schema.entities[user].find_field("fullName"), 0) == "Ada Example");
  CHECK(roster.store.text(user, *model.schema.entities[user].find_field("birthDate"), 0).empty());
  CHECK(roster.store.text(user, *model.schema.entities[user].find_field("familyName"), 0).empty());
}

}  // namespace rosterkit::convert
