// Keys and forms of values, held against the table of keys.
#include <catch2/catch.hpp>

#include "small_model.hpp"

using namespace rosterkit;
using namespace rosterkit::mapping;

TEST_CASE("an unknown key names the nearest one, and where it stands") {
  CHECK(refusals({small_mapping(R"("chekcs": {},)")}) == Texts{"small.json: /chekcs: \"chekcs\" is not a key of a mapping, did you mean \"checks\"?"});
}

TEST_CASE("an unknown key near to nothing gets the list, where the list is short") {
  CHECK(refusals({small_mapping(R"("codes": {"grade": {"values": {}, "zzzzz": 1}},)")}) ==
        Texts{"small.json: /codes/grade/zzzzz: \"zzzzz\" is not a key of a code table; it has values, case, others, extension, when, writeOnly, unknownOnRead, unknownOnWrite, file"});
}

TEST_CASE("all faults are told at once") {
  CHECK(refusals({small_mapping(R"("titel": "x", "version": 2,)")}) ==
        Texts{"small.json: /titel: \"titel\" is not a key of a mapping, did you mean \"title\"?",
              "small.json: /version: expected a text, found a whole number; put it in quotes"});
}

TEST_CASE("a value of the wrong form is refused") {
  CHECK(refusals_of_overlay(R"("format": {"bom": "yes"})") == Texts{"mine.json: /format/bom: expected true or false, found a text"});
  CHECK(refusals_of_overlay(R"("records": {"students": {"columns": ["id", 7]}})") ==
        Texts{"mine.json: /records/students/columns/1: expected a text, found a whole number; put it in quotes"});
  CHECK(refusals_of_overlay(R"("records": {"students": {"fields": {"email": ["a"]}}})") ==
        Texts{"mine.json: /records/students/fields/email: expected a location or an object, found a list"});
  CHECK(refusals_of_overlay(R"("records": {"students": {"only": {"asian": true}}})") ==
        Texts{"mine.json: /records/students/only/asian: expected a text, a list of texts or an object, found true or false; put it in quotes"});
}

TEST_CASE("a word that is not in its list is refused") {
  CHECK(refusals_of_overlay(R"("format": {"header": "ignorecase"})") == Texts{"mine.json: /format/header: \"ignorecase\" is not allowed here, did you mean \"ignore-case\"?"});
  CHECK(refusals_of_overlay(R"("format": {"empty": "sometimes"})") == Texts{"mine.json: /format/empty: \"sometimes\" is not allowed here; allowed are write, omit"});
}

TEST_CASE("what is not built yet is refused by name") {
  CHECK(refusals({small_mapping(R"("sequence": ["a"],)")}) == Texts{"small.json: /sequence: \"sequence\" is not built yet in this version; leave it out"});
  CHECK(refusals_of_overlay(R"("format": {"kind": "json"})") == Texts{"mine.json: /format/kind: \"json\" is not built yet in this version"});
  CHECK(refusals_of_overlay(R"("records": {"students": {"part": true}})") ==
        Texts{"mine.json: /records/students/part: \"part\" is not built yet in this version; leave it out"});
  CHECK(refusals_of_overlay(R"("records": {"students": {"children": {"school": {"link": {"a": "b"}}}}})") ==
        Texts{"mine.json: /records/students/children/school/link: \"link\" is not built yet in this version; leave it out"});
}

TEST_CASE("null is for overlays, variants and modes") {
  CHECK(refusals({small_mapping(R"("spec": null,)")}) ==
        Texts{"small.json: /spec: null removes something in an overlay, variant or mode; here there is nothing to remove"});
}

TEST_CASE("a variant's patch is checked like the file") {
  CHECK(refusals({small_mapping(R"("variants": {"2": {"patch": {"fromat": {}, "id": "other"}}},)")}) ==
        Texts{"small.json: /variants/2/patch/id: \"id\" cannot be changed by a variant or mode; write a mapping with \"extends\"",
              "small.json: /variants/2/patch/fromat: \"fromat\" is not a key of a mapping, did you mean \"format\"?"});
}

TEST_CASE("the version of the language must be said and known") {
  CHECK(refusals({{"a.json", R"({"id": "a"})"}}, {"a", "", {}}) == Texts{"a.json: a mapping begins with \"rosterMap\": 1, the version of the mapping language"});
  CHECK(refusals({{"a.json", R"({"id": "a", "rosterMap": 2})"}}, {"a", "", {}}) ==
        Texts{"a.json: /rosterMap: this version of rosterkit reads version 1 of the mapping language"});
}
