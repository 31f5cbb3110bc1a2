// The order of merging, and the refusals that keep a mistyped overlay from doing nothing.
#include <catch2/catch.hpp>

#include "small_model.hpp"

using namespace rosterkit;
using namespace rosterkit::mapping;

namespace {

const TextFile layered = small_mapping(R"("spec": "base",
  "variants": {"v": {"patch": {"spec": "variant", "version": "variant"}}},
  "modes": {"delta": {"patch": {"spec": "mode", "version": "mode", "title": "mode"}}, "bulk": {"title": "bare"}},)");

}  // namespace

TEST_CASE("a variant is merged over the base, a mode over the variant, an overlay over both") {
  const TextFile mine = overlay(R"("title": "mine")");
  CHECK(load({layered}, {"small", "", {}}).spec == "base");
  CHECK(load({layered}, {"small@v", "", {}}).spec == "variant");
  const Mapping mapping = load({mine, layered}, {"mine@v", "delta", {}});
  CHECK(mapping.spec == "mode");
  CHECK(mapping.version == "mode");
  CHECK(mapping.title == "mine");
  CHECK(mapping.id == "mine");
  CHECK(mapping.base_id == "small");
  CHECK(mapping.has_modes);
}

TEST_CASE("an overlay's own variant and mode come behind the overlay itself") {
  const TextFile mine = overlay(R"("title": "mine", "spec": "mine", "version": "mine", "variants": {"v": {"patch": {"spec": "my variant"}}},
                                   "modes": {"delta": {"version": "my mode"}})");
  const Mapping mapping = load({mine, layered}, {"mine@v", "delta", {}});
  CHECK(mapping.spec == "my variant");
  CHECK(mapping.version == "my mode");
  CHECK(mapping.title == "mine");
}

TEST_CASE("a mode may be the bare patch") { CHECK(load({layered}, {"small", "bulk", {}}).title == "bare"); }

TEST_CASE("null removes, and a plain location can be made an object") {
  const Mapping mapping = load({overlay(R"("records": {"students": {"fields": {"givenName": null, "familyName": {"required": true}}}})"), small_mapping()}, {"mine", "", {}});
  const Record& students = named(mapping.records, "students");
  REQUIRE(students.fields.size() == 2);
  CHECK(students.fields[0].key == "familyName");
  CHECK(students.fields[0].at == Texts{"last"});
  CHECK(students.fields[0].required);
}

TEST_CASE("an overlay of what is not in the base is refused when it says too little") {
  CHECK(refusals_of_overlay(R"("records": {"students": {"fields": {"givenNmae": {"required": true}}}})") ==
        Texts{"mine.json: /records/students/fields/givenNmae: there is no field \"givenNmae\" here to change, did you mean \"givenName\"?"});
  CHECK(refusals_of_overlay(R"("records": {"studnets": {"fields": {"email": "mail"}}})") ==
        Texts{"mine.json: /records/studnets: there is no record \"studnets\" here to change, did you mean \"students\"?"});
  CHECK(refusals_of_overlay(R"("records": {"students": {"children": {"homes": {"max": 1}}}})") ==
        Texts{"mine.json: /records/students/children/homes: there is no child \"homes\" here to change, and this says too little for a new one"});
  CHECK(refusals({overlay(R"("codes": {"gender": {"case": "ignore"}})"), small_mapping(R"("codes": {"sex": {"values": {}}},)")}, {"mine", "", {}}) ==
        Texts{"mine.json: /codes/gender: there is no code table \"gender\" here to change, and this says too little for a new one"});
}

TEST_CASE("removing what is not there is refused") {
  CHECK(refusals_of_overlay(R"("records": {"students": {"fields": {"givenNam": null}}})") ==
        Texts{"mine.json: /records/students/fields/givenNam: there is no \"givenNam\" here to remove, did you mean \"givenName\"?"});
}

TEST_CASE("a fault in a variant is told with its place in the file") {
  const TextFile file = small_mapping(R"("variants": {"v": {"patch": {"records": {"schools": {"fields": {"nmae": {"required": true}}}}}}},)");
  CHECK(refusals({file}, {"small@v", "", {}}) ==
        Texts{"small.json: /variants/v/patch/records/schools/fields/nmae: there is no field \"nmae\" here to change, did you mean \"name\"?"});
  CHECK(refusals({file}).empty());
}

TEST_CASE("a new entry that is whole is fine") {
  const Mapping mapping = load({overlay(R"("records": {"students": {"columns": ["id", "first", "last", "school", "mail"], "fields": {"email": "mail"}}})"), small_mapping()}, {"mine", "", {}});
  CHECK(named(mapping.records, "students").fields[0].key == "email");
}

TEST_CASE("a fault of meaning names the file that brought it") {
  CHECK(refusals_of_overlay(R"("records": {"schools": {"columns": ["id", "name", "x"], "fields": {"nam": "x"}}})") ==
        Texts{"mine.json: /records/schools/fields/nam: \"org\" has no field \"nam\", did you mean \"name\"?"});
}

TEST_CASE("a field that an overlay moves to another column takes its place in the order of output") {
  const TextFile mine = overlay(R"("records": {"students": {"fields": {"familyName": {"at": "surname"}, "givenName": "forename"},
                                   "children": {"school": {"fields": {"orgSourcedId": {"at": "campus"}}}}}})");
  CHECK(named(load({mine, small_mapping()}, {"mine", "", {}}).records, "students").columns == Texts{"id", "forename", "surname", "campus"});
  CHECK(show({mine, small_mapping()}, {"mine", "", {}}, true).find(R"("columns": ["id", "forename", "surname", "campus"],  // mine.json)") != std::string::npos);
}

TEST_CASE("the order of output stays where a layer writes it itself, or a field only changes otherwise") {
  CHECK(refusals_of_overlay(R"("records": {"students": {"columns": ["id", "first", "last", "school"], "fields": {"familyName": "surname"}}})") ==
        Texts{"mine.json: /records/students/fields/familyName: \"surname\" is not in \"columns\", so that it would not be written"});
  const TextFile mine = overlay(R"("records": {"students": {"fields": {"familyName": {"aliases": ["surname"]}, "givenName": null}}})");
  CHECK(named(load({mine, small_mapping()}, {"mine", "", {}}).records, "students").columns == Texts{"id", "first", "last", "school"});
}

TEST_CASE("two fields that change places keep the order of output") {
  const TextFile mine = overlay(R"("records": {"students": {"fields": {"familyName": "first", "givenName": "last"}}})");
  CHECK(named(load({mine, small_mapping()}, {"mine", "", {}}).records, "students").columns == Texts{"id", "first", "last", "school"});
}
