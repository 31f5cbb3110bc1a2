// Paths into XML objects, and what compiling a mapping for reading refuses.
#include "rosterkit/convert/read_plan.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "small_roster.hpp"

namespace rosterkit::convert {

TEST_CASE("a path of nodes is cut at slashes") {
  const NodePath path = parse_node_path("name/givenName");
  REQUIRE(path.steps.size() == 2);
  CHECK(path.steps[0].name == "name");
  CHECK(path.steps[1].name == "givenName");
  CHECK(path.list_at == 0);
}

TEST_CASE("a step may have a predicate, whose left side may be a path with slashes of its own") {
  const NodePath path = parse_node_path("group[grouptype/typevalue=School]/id");
  REQUIRE(path.steps.size() == 2);
  CHECK(path.steps[0].name == "group");
  CHECK(path.steps[0].filter_path == std::vector<std::string>{"grouptype", "typevalue"});
  CHECK(path.steps[0].filter_value == "School");
  CHECK(path.steps[1].name == "id");
}

TEST_CASE("brackets without a predicate mark what may repeat") {
  const NodePath path = parse_node_path("otherPhoneNumbers/phoneNumber[]/number");
  REQUIRE(path.steps.size() == 3);
  CHECK(path.list_at == 2);
  CHECK(path.steps[1].name == "phoneNumber");
  CHECK(path.steps[1].filter_path.empty());
}

TEST_CASE("an attribute ends a path") {
  const NodePath path = parse_node_path("student/@refId");
  REQUIRE(path.steps.size() == 2);
  CHECK(path.steps[1].attribute);
  CHECK(path.steps[1].name == "refId");
  CHECK_THROWS_WITH(parse_node_path("@refId/name"), "nothing can follow an attribute.");
}

TEST_CASE("a predicate alone stands for the node itself") {
  const NodePath path = parse_node_path(".[type=user]");
  REQUIRE(path.steps.size() == 1);
  CHECK(path.steps[0].name.empty());
  CHECK(path.steps[0].filter_path == std::vector<std::string>{"type"});
}

TEST_CASE("a predicate without an equals sign is refused") {
  CHECK_THROWS_WITH(parse_node_path("otherId[State]/id"), "a predicate is written [name=value].");
}

TEST_CASE("fields that are the key, or reach it through a parent, drop the record when they are blank") {
  const mapping::Catalog catalog({small_format(), small_model});
  const mapping::Mapping mapping = catalog.load({"small", "", {}});
  model::Store store(catalog.model().schema);
  IdMap ids;
  const ReadPlan plan = compile_reading(mapping, store, ids, false);
  const auto role = store.schema.entities[*store.schema.find_entity("role")];
  for (const FramePlan* frame : plan.recipes) {
    if (frame->name != "students/school") continue;
    CHECK(frame->required_key[*role.find_field("userSourcedId")]);
    CHECK(frame->required_key[*role.find_field("orgSourcedId")]);
    CHECK_FALSE(frame->required_key[*role.find_field("title")]);
    return;
  }
  FAIL("there is no recipe students/school");
}

TEST_CASE("columns are numbered once for each file, whoever reads them") {
  const mapping::Catalog catalog({small_format(), small_model});
  const mapping::Mapping mapping = catalog.load({"small", "", {}});
  model::Store store(catalog.model().schema);
  IdMap ids;
  const ReadPlan plan = compile_reading(mapping, store, ids, false);
  std::size_t ids_of_students = 0;
  for (const ReadPlan::Cell& cell : plan.cells) ids_of_students += cell.file == "students.csv" && cell.column == "id" ? 1 : 0;
  CHECK(ids_of_students == 1);
  CHECK(plan.files.size() == 2);
}

}  // namespace rosterkit::convert
