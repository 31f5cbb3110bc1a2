// Paths through the model, on a small store.
#include "rosterkit/convert/path.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "small_roster.hpp"

namespace rosterkit::convert {
namespace {

/// Ada teaches in two schools of one district and studies in none.
struct District {
  model::Schema definition = schema();
  model::Store store{definition};

  District() {
    add(store, "org", {{{"sourcedId", "d"}, {"name", "District"}, {"type", "district"}},
                       {{"sourcedId", "a"}, {"name", "Alder"}, {"type", "school"}, {"parentSourcedId", "d"}},
                       {{"sourcedId", "b"}, {"name", "Birch"}, {"type", "school"}, {"parentSourcedId", "d"}}});
    add(store, "user", {{{"sourcedId", "ada"}, {"grades", "02\x1FKG"}, {"userIds", "State\x1E" "77\x1FLDAP\x1E" "ada"}, {"primaryOrgSourcedId", "b"}}});
    add(store, "role", {{{"userSourcedId", "ada"}, {"orgSourcedId", "a"}, {"role", "teacher"}},
                        {{"userSourcedId", "ada"}, {"orgSourcedId", "b"}, {"role", "student"}}});
  }
  std::string value(const std::string& path, Pick pick = Pick::first) {
    const std::uint16_t user = *definition.find_entity("user");
    const Path compiled = Path::compile(definition, user, path);
    compiled.prepare(store);
    return std::string(compiled.value(store, {user, 0, nullptr, nullptr}, pick));
  }
  std::string refusal(const std::string& path) {
    try {
      Path::compile(definition, *definition.find_entity("user"), path);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "";
  }
};

}  // namespace

TEST_CASE("a path follows references forwards and backwards") {
  District district;
  CHECK(district.value("primaryOrg.name") == "Birch");
  CHECK(district.value("primaryOrg.parent.name") == "District");
  CHECK(district.value("roles.org.name") == "Alder");
}

TEST_CASE("a predicate chooses among the records that point back") {
  District district;
  CHECK(district.value("roles[role=student].org.name") == "Birch");
  CHECK(district.value("roles[role=aide].org.name").empty());
}

TEST_CASE("a path may start at all records of an entity") {
  District district;
  CHECK(district.value("*org[type=district].sourcedId") == "d");
  CHECK(district.value("*org[type=school].name", Pick::last) == "Birch");
}

TEST_CASE("a path may end at one item of a keyed list, or at a record, whose id is meant") {
  District district;
  CHECK(district.value("userIds.LDAP") == "ada");
  CHECK(district.value("userIds.SIS").empty());
  CHECK(district.value("primaryOrg") == "b");
}

TEST_CASE("the smallest and largest code go by the order of their list, not of their letters") {
  District district;
  CHECK(district.value("grades", Pick::min) == "KG");
  CHECK(district.value("grades", Pick::max) == "02");
}

TEST_CASE("pick only gives nothing when there are several different values") {
  District district;
  CHECK(district.value("roles.orgSourcedId", Pick::only).empty());
  CHECK(district.value("roles.org.parent.name", Pick::only) == "District");
}

TEST_CASE("an item at hand stands for the whole list while a record is written once for each") {
  District district;
  const std::uint16_t user = *district.definition.find_entity("user");
  const Path path = Path::compile(district.definition, user, "grades");
  const std::vector<Bound> bound{{path.end_field(), "KG"}};
  CHECK(path.value(district.store, {user, 0, nullptr, &bound}) == "KG");
  CHECK(path.list(district.store, {user, 0, nullptr, nullptr}) == "02\x1FKG");
}

TEST_CASE("a circumflex starts at the record around") {
  District district;
  const std::uint16_t user = *district.definition.find_entity("user");
  const std::uint16_t role = *district.definition.find_entity("role");
  const Path path = Path::compile(district.definition, role, {user}, "^primaryOrg.name");
  const Context around{user, 0, nullptr, nullptr};
  CHECK(path.value(district.store, {role, 0, &around, nullptr}) == "Birch");
}

TEST_CASE("a path knows whether it can give more than one value") {
  const model::Schema definition = schema();
  const std::uint16_t user = *definition.find_entity("user");
  CHECK(Path::compile(definition, user, "primaryOrg.name").single());
  CHECK_FALSE(Path::compile(definition, user, "roles.orgSourcedId").single());
  CHECK_FALSE(Path::compile(definition, user, "grades").single());
  CHECK(Path::compile(definition, user, "userIds.State").single());
}

TEST_CASE("a path with an unknown name is refused with the nearest known one") {
  District district;
  CHECK(district.refusal("primaryOrg.nane") == "\"org\" has no field or reference \"nane\". Did you mean \"name\"?");
  CHECK(district.refusal("*orgs.name") == "the model has no entity \"orgs\".");
  CHECK(district.refusal("^name") == "\"^name\" goes further up than there are parents.");
}

}  // namespace rosterkit::convert
