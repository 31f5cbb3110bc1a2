// The refusals of one field.
#include <catch2/catch.hpp>

#include "small_model.hpp"

using namespace rosterkit;
using namespace rosterkit::mapping;

namespace {

/// What is refused of a field of the students; their columns also have x and y.
Texts field(const std::string& entry, const std::string& more = "") {
  return refusals_of_overlay(more + R"("records": {"students": {"columns": ["id", "first", "last", "school", "x", "y"], "fields": {)" + entry + "}}}");
}

const std::string place = "mine.json: /records/students/fields/";

}  // namespace

TEST_CASE("a field that the model does not have") {
  CHECK(field(R"("emial": "x")") == Texts{place + "emial: \"user\" has no field \"emial\", did you mean \"email\"?"});
  CHECK(field(R"("userIdz.State": "x")") == Texts{place + "userIdz.State: \"user\" has no field \"userIdz\", did you mean \"userIds\"?"});
  CHECK(field(R"("email.Home": "x")") == Texts{place + "email.Home: \"email\" has no items by key in the model; write it without \".Home\""});
  CHECK(field(R"("userIds.State": "x")").empty());
}

TEST_CASE("a field with no direction") {
  CHECK(field(R"("email": {"at": "x", "read": false, "write": false, "why": "w"})") ==
        Texts{place + "email: \"email\" is neither read nor written; give it \"at\", or leave it out"});
  CHECK(field(R"("email": {"derive": "primaryOrg.name", "at": "x"})").empty());
}

TEST_CASE("a direction is declined with why") {
  CHECK(field(R"("email": {"at": "x", "write": false})") == Texts{place + "email/write: \"write\": false needs \"why\""});
  CHECK(field(R"("email": {"at": "x", "read": false})") == Texts{place + "email/read: \"read\": false needs \"why\""});
  CHECK(field(R"("email": {"read": {"const": "a"}})") ==
        Texts{place + "email: this is said by no cell, so that it cannot be written; add \"write\": false and \"why\""});
  CHECK(field(R"("#x": {"at": "x", "write": {"const": "a"}, "read": false})").empty());
}

TEST_CASE("a codec that does not exist, or refuses its arguments") {
  CHECK(field(R"("birthDate": {"at": "x", "as": {"dtae": "yyyy"}})") == Texts{place + "birthDate/as: there is no codec \"dtae\", did you mean \"date\"?"});
  CHECK(field(R"("email": {"at": "x", "as": [{"code": "rolle"}]})", R"("codes": {"role": {"values": {"student": ["S"]}}},)") ==
        Texts{place + "email/as: there is no code table \"rolle\", did you mean \"role\"?"});
  CHECK(field(R"("email": {"at": "x", "as": {"date": ["yyyy"], "split": ","}})")[0] == place + "email/as: one codec an object: write several as a list, in the order of reading");
  const Texts wrong = field(R"("birthDate": {"at": "x", "as": {"date": ["xyz"]}})");
  REQUIRE(wrong.size() == 1);
  CHECK(wrong[0].starts_with(place + "birthDate/as: codec \"date\": "));
}

TEST_CASE("a code table for a closed list of the model has its words only") {
  const auto grades = [](const std::string& word) {
    return refusals_of_overlay(R"("codes": {"grade": {"values": {")" + word + R"(": ["X"]}}}, "records": {"schools": {"columns": ["id", "name", "low"],
      "fields": {"lowGrade": {"at": "low", "as": {"code": "grade"}}}}})");
  };
  CHECK(grades("KGG") == Texts{"mine.json: /records/schools/fields/lowGrade/as: the code table \"grade\" has the word \"KGG\", which the model's \"grade\" does not take, did you mean \"KG\"?"});
  CHECK(grades("KG").empty());
}

TEST_CASE("references lead to entities of the model") {
  CHECK(field(R"("primaryOrgSourcedId": {"at": "x", "ref": "orgg"})") == Texts{place + "primaryOrgSourcedId/ref: the model has no entity \"orgg\", did you mean \"org\"?"});
  CHECK(field(R"("primaryOrgSourcedId": {"at": "x", "ref": "user"})") ==
        Texts{place + "primaryOrgSourcedId/ref: \"primaryOrgSourcedId\" refers to \"org\" in the model, not to \"user\""});
}

TEST_CASE("a reference into separate id spaces says which") {
  const std::string spaces = R"("ids": {"org": {"spaces": {"school": "", "district": "d-"}}}, )";
  const std::string around = R"("space": "school")";
  const Texts faults = refusals_of_overlay(spaces + R"("records": {"schools": {)" + around + "}}");
  CHECK(faults == Texts{"small.json: /records/students/children/school/fields/orgSourcedId/ref: the ids of \"org\" have separate spaces; add \"space\": school, district"});
  CHECK(refusals_of_overlay(spaces + R"("records": {"schools": {"space": "scholl"}, "students": {"children": {"school": {"fields": {"orgSourcedId": {"space": "district"}}}}}})") ==
        Texts{"mine.json: /records/schools/space: \"org\" has no id space \"scholl\", did you mean \"school\"?"});
  CHECK(refusals_of_overlay(spaces + R"("records": {"students": {"children": {"school": {"fields": {"orgSourcedId": {"space": "district"}}}}}})") ==
        Texts{"small.json: /records/schools: the ids of \"org\" have separate spaces; add \"space\": school, district"});
}

TEST_CASE("paths go through references by their names") {
  CHECK(field(R"("#s": {"at": "x", "derive": "primaryOrg.nmae"})") == Texts{place + "#s/derive: \"org\" has no field \"nmae\", did you mean \"name\"?"});
  CHECK(field(R"("#s": {"at": "x", "derive": "rolse.title"})") == Texts{place + "#s/derive: \"user\" has no reference \"rolse\", did you mean \"roles\"?"});
  CHECK(field(R"("#s": {"at": "x", "derive": "primaryOrgSourcedId.name"})") ==
        Texts{place + "#s/derive: \"user\" has no reference \"primaryOrgSourcedId\"; the one of this field is called \"primaryOrg\""});
  CHECK(field(R"("#s": {"at": "x", "derive": "roles[rol=student].org.orgIds.State"})") == Texts{place + "#s/derive: \"role\" has no field \"rol\", did you mean \"role\"?"});
  CHECK(field(R"("#s": {"at": "x", "derive": "roles[role=student].org.orgIds.State"})").empty());
  CHECK(field(R"("#s": {"at": "x", "derive": "roles[role"})") ==
        Texts{place + "#s/derive: \"roles[role\" is not a path: write names with dots between them, a condition as [field=value]"});
}

TEST_CASE("fills are looked over like paths") {
  CHECK(field(R"("email": {"at": "x", "fill": ["familyNam"]})") == Texts{place + "email/fill: \"user\" has no field \"familyNam\", did you mean \"familyName\"?"});
  CHECK(field(R"("email": {"at": "x", "fill": [{"from": "familyName", "const": "a"}]})") ==
        Texts{place + "email/fill/0: a fill has exactly one of \"from\", \"const\", \"template\" and \"range\""});
  CHECK(field(R"("email": {"at": "x", "fill": [{"from": "*org[type=district].sourcedId"}, {"template": "{givenName} {familyName}"}]})").empty());
  CHECK(field(R"("email": {"at": "x", "fill": [{"template": "{givenNam}"}]})") == Texts{place + "email/fill: \"user\" has no field \"givenNam\", did you mean \"givenName\"?"});
}

TEST_CASE("a constant names only options that there are") {
  CHECK(field(R"("email": {"at": "x", "fill": {"const": "{domian}"}})", R"("options": {"domain": "example.org"}, )") ==
        Texts{place + "email/fill/const: there is no option \"domian\", did you mean \"domain\"?"});
}

TEST_CASE("groups and keyed lists say what they are made of") {
  CHECK(field(R"("+race": "x")") == Texts{place + "+race: a field that begins with + needs \"template\" or \"flags\""});
  CHECK(field(R"("+race": {"at": "x", "flags": {"values": {"asia": "A", "white": "W"}}})") == Texts{place + "+race/flags: \"user\" has no field \"asia\", did you mean \"asian\"?"});
  CHECK(field(R"("phones.*": {"at": ".", "key": "x"})") == Texts{place + "phones.*: the items of a keyed list need \"key\" and \"value\", the locations of both"});
  CHECK(field(R"("email": ["x", "y"])").size() == 1);
  CHECK(field(R"("email": {"at": ["x", "y"]})") ==
        Texts{place + "email/at: several locations are for the items of a keyed list (.*); further places to read from go to \"aliases\""});
}

TEST_CASE("lengths and patterns make sense") {
  CHECK(field(R"("email": {"at": "x", "minLength": 5, "maxLength": 2})") == Texts{place + "email/minLength: \"minLength\" is greater than \"maxLength\""});
  CHECK(field(R"("email": {"at": "x", "pattern": "("})") == Texts{place + "email/pattern: this is not a regular expression (ECMAScript)"});
}

TEST_CASE("a reference by another key needs that key, with as many cells") {
  const std::string keys = R"("records": {"schools": {"keys": {"names": ["name"]}}, "students": {"children": {"school": {"fields": {"orgSourcedId": )";
  const std::string at = "mine.json: /records/students/children/school/fields/orgSourcedId/by: ";
  CHECK(refusals_of_overlay(keys + R"({"by": {"key": "name", "cells": ["school"]}}}}}}})") == Texts{at + "no record has a key \"name\" among its \"keys\", did you mean \"names\"?"});
  CHECK(refusals_of_overlay(keys + R"({"by": {"key": "names", "cells": ["school", "id"]}}}}}}})") == Texts{at + "the key \"names\" has 1 cells, here are 2"});
  CHECK(refusals_of_overlay(keys + R"({"by": {"key": "names", "cells": ["school"]}}}}}}})").empty());
}
