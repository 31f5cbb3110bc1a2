// model.json: the schema, its references both ways, and completions.
#include <catch2/catch.hpp>

#include "small_model.hpp"

using namespace rosterkit;
using namespace rosterkit::mapping;

namespace {

Texts refused(const std::string& model) {
  try {
    Catalog({TextFile{"model.json", model}}).model();
  } catch (const MappingError& error) {
    return error.faults;
  }
  return {};
}

std::string model_of(const std::string& entities, const std::string& more = "") { return R"({"rosterModel": 1, "status": {"ownId": "id"}, )" + more + R"("entities": [)" + entities + "]}"; }

}  // namespace

TEST_CASE("fields have types, shapes and personal kinds, and every entity has id, status and time of change first") {
  const Catalog catalog({small_model});
  const model::Schema& schema = catalog.model().schema;
  const model::EntityDef& org = schema.entities.at(*schema.find_entity("org"));
  CHECK(org.strong);
  CHECK(org.fields[0].name == "sourcedId");
  CHECK(org.own_id == 0);
  CHECK(org.key == std::vector<std::uint16_t>{0});
  CHECK(org.fields[org.status].name == "status");
  CHECK((org.fields[org.modified].type == model::Type::datetime));
  CHECK((org.fields[*org.find_field("grades")].shape == model::Shape::list));
  CHECK((org.fields[*org.find_field("grades")].type == model::Type::code));
  CHECK(org.fields[*org.find_field("grades")].code_list == "grade");
  CHECK((org.fields[*org.find_field("orgIds")].shape == model::Shape::keyed));
  const model::EntityDef& user = schema.entities.at(*schema.find_entity("user"));
  CHECK((user.fields[user.own_id].personal == model::Personal::id));
  CHECK(user.find_field("sourcedId") == user.own_id);
  const model::EntityDef& role = schema.entities.at(*schema.find_entity("role"));
  CHECK_FALSE(role.strong);
  CHECK(role.key.size() == 3);
  CHECK(role.fields[role.own_id].name == "sourcedId");
  CHECK(schema.deleted_status == "tobedeleted");
  CHECK(schema.find_codes("role")->fold_prefix == "ext:");
}

TEST_CASE("a reference can be followed both ways, and one to two entities from both") {
  const Catalog catalog({small_model});
  const model::Schema& schema = catalog.model().schema;
  const std::uint16_t org = *schema.find_entity("org"), user = *schema.find_entity("user"), address = *schema.find_entity("address");
  const model::Step* forward = schema.find_step(user, "primaryOrg");
  REQUIRE(forward);
  CHECK(forward->to == org);
  CHECK(forward->forward);
  const model::Step* back = schema.find_step(org, "users");
  REQUIRE(back);
  CHECK(back->to == user);
  CHECK_FALSE(back->forward);
  CHECK(back->field == forward->field);
  CHECK(schema.find_step(org, "addresses")->to == address);
  CHECK(schema.find_step(user, "addresses")->to == address);
  CHECK(schema.entities[address].fields[*schema.entities[address].find_field("ownerSourcedId")].refs == std::vector<std::uint16_t>{org, user});
}

TEST_CASE("completions keep their order and take options") {
  const Catalog catalog({small_model});
  const std::vector<Completion>& completions = catalog.model().completions;
  REQUIRE(completions.size() == 2);
  CHECK(completions[0].fill[0].text == "roles.orgSourcedId");
  CHECK(completions[0].fill[0].pick == "only");
  CHECK(completions[1].fill[0].text == "since 07");
  CHECK(completions[1].fill[0].option == "yearStart");
  CHECK(catalog.model({{"yearStart", "08"}}).completions[1].fill[0].text == "since 08");
  CHECK(catalog.model({{"another's", "08"}}).completions[1].fill[0].text == "since 07");
}

TEST_CASE("faults of the model are told like those of mappings") {
  CHECK(refused(R"({"rosterModel": 1, "status": {"ownId": "id"}})") == Texts{"model.json: the model needs \"entities\""});
  CHECK(refused(model_of(R"({"name": "a", "strong": true, "fields": {"b": {"ref": "course"}}})")) == Texts{"model.json: /entities/0/fields/b/ref: there is no entity \"course\""});
  CHECK(refused(model_of(R"({"name": "a", "strong": true, "fields": {"b": {"type": "txt"}}})")) ==
        Texts{"model.json: /entities/0/fields/b: \"a.b\" has no known type; write text, code, date, datetime, time, boolean, integer or number, with [] behind it for a list, or {}"});
  CHECK(refused(model_of(R"({"name": "a", "fields": {}})")) == Texts{"model.json: /entities/0: an entity that is not strong needs \"key\", its natural key"});
  CHECK(refused(model_of(R"({"name": "a", "key": ["bb"], "fields": {"bbb": {"type": "text"}}})")) ==
        Texts{"model.json: /entities/0/key: \"a\" has no field \"bb\", did you mean \"bbb\"?"});
  CHECK(refused(model_of(R"({"name": "a", "strong": true, "fields": {"b": {"type": "text"}}})", R"("completions": [{"name": "n", "entity": "a", "field": "course", "fill": ["district"]}], )")) ==
        Texts{"model.json: /completions/0/field: \"a\" has no field \"course\"", "model.json: /completions/0/fill: \"a\" has no field \"district\""});
}

TEST_CASE("the model says which field holds a record's own id: no name is taken for granted") {
  const std::string entity = R"({"name": "a", "strong": true, "fields": {"b": {"type": "text"}}})";
  const Catalog catalog({TextFile{"model.json", model_of(entity)}});
  const model::EntityDef& a = catalog.model().schema.entities.at(0);
  CHECK(a.fields.at(a.own_id).name == "id");
  CHECK(a.key == std::vector<std::uint16_t>{a.own_id});
  const Texts missing{"model.json: the model needs \"status\" with \"ownId\", the field of every record's own id"};
  CHECK(refused(R"({"rosterModel": 1, "entities": [)" + entity + "]}") == missing);
  CHECK(refused(R"({"rosterModel": 1, "status": {"field": "status"}, "entities": [)" + entity + "]}") == missing);
  CHECK(refused(R"({"rosterModel": 1})") == Texts{missing.front(), "model.json: the model needs \"entities\""});
}
