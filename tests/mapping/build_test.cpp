// JSON to structs: each part of a mapping as the engine gets it. (src/mapping/build_*.cpp)
#include <catch2/catch.hpp>

#include "small_model.hpp"

using namespace rosterkit;
using namespace rosterkit::mapping;

namespace {

Mapping with(const std::string& body, const std::map<std::string, std::string>& set = {}) { return load({overlay(body), small_mapping()}, {"mine", "", set}); }

Field field_of(const std::string& entry) {
  const Mapping mapping = with(R"("codes": {"role": {"values": {"student": ["S"]}}}, "records": {"students": {"columns": ["id", "first", "last", "school", "x", "y"], "fields": {)" + entry + "}}}");
  for (const Field& field : named(mapping.records, "students").fields) {
    if (field.at == Texts{"x"} || field.key.starts_with("#")) return field;
  }
  throw std::logic_error("no field");
}

}  // namespace

TEST_CASE("records, children and fields come in the order of their names") {
  const Mapping mapping = with(R"("records": {"aaa": {"file": "a.csv", "entity": "org", "columns": ["b"], "fields": {"sourcedId": "b"}}})");
  REQUIRE(mapping.records.size() == 3);
  CHECK(mapping.records[0].name == "aaa");
  CHECK(mapping.records[2].name == "students");
  CHECK(mapping.records[2].fields[0].key == "familyName");
  CHECK(mapping.records[2].pointer == "/records/students");
  CHECK(mapping.records[2].children[0].fields[0].pointer == "/records/students/children/school/fields/orgSourcedId");
}

TEST_CASE("the key of a field says what kind it is") {
  CHECK((field_of(R"("email": "x")").kind == Field::Kind::model));
  const Field item = field_of(R"("userIds.State": "x")");
  CHECK((item.kind == Field::Kind::keyed_item));
  CHECK(item.name == "userIds");
  CHECK(item.item == "State");
  CHECK((field_of(R"("phones.*": {"at": "x", "key": "x", "value": "y"})").kind == Field::Kind::keyed_rest));
  const Field column = field_of(R"("#c": {"at": "x", "derive": "primaryOrg.name"})");
  CHECK((column.kind == Field::Kind::column));
  CHECK(column.name == "c");
  CHECK((field_of(R"("+f": {"at": "x", "flags": {"values": {"asian": "A"}, "split": ","}})").kind == Field::Kind::group));
}

TEST_CASE("codecs keep their order, and their arguments have no JSON left") {
  const Field field = field_of(R"("email": {"at": "x", "as": [{"split": ","}, {"code": "role"}]})");
  REQUIRE(field.as.size() == 2);
  CHECK(field.as[0].name == "split");
  CHECK(field.as[0].arguments.text == ",");
  CHECK(field.as[1].arguments.text == "role");
  CHECK(field_of(R"("birthDate": {"at": "x", "as": {"date": ["MM/dd/yyyy"]}})").as[0].arguments.list == Texts{"MM/dd/yyyy"});
  CHECK(field_of(R"("asian": {"at": "x", "as": {"bool": {"true": ["Y"], "false": ["N"]}}})").as[0].arguments.lists.at("true") == Texts{"Y"});
}

TEST_CASE("the two directions of a field are told apart") {
  const Field field = field_of(R"("email": {"at": "x", "write": false, "read": {"const": "a@example.org"}, "why": "w"})");
  CHECK(field.write.declined);
  CHECK_FALSE(field.read.declined);
  CHECK(field.read.constant == "a@example.org");
}

TEST_CASE("fills and the parts of made ids") {
  const Field field = field_of(R"("email": {"at": "x", "fill": ["familyName", {"from": "roles.title", "pick": "min"}, {"const": "c"}, {"range": ["familyName", "givenName"]}],
    "make": ["familyName", "at:id", "'text'"]})");
  REQUIRE(field.fill.size() == 4);
  CHECK(field.fill[0].text == "familyName");
  CHECK(field.fill[1].pick == "min");
  CHECK((field.fill[2].kind == Fill::Kind::constant));
  CHECK(field.fill[3].other == "givenName");
  REQUIRE(field.make.size() == 3);
  CHECK((field.make[1].kind == MakePart::Kind::cell));
  CHECK(field.make[1].text == "id");
  CHECK((field.make[2].kind == MakePart::Kind::literal));
  CHECK(field.make[2].text == "text");
}

TEST_CASE("options stand in constants, codec arguments, templates and prefixes, and --set changes them") {
  const std::string body = R"("options": {"p": "t-", "d": {"value": "example.org", "description": "domain"}},
    "ids": {"user": {"spaces": {"pupil": "{p}"}}},
    "records": {"students": {"space": "pupil", "columns": ["id", "first", "last", "school", "x"], "fields": {"email": {"at": "x", "fill": [{"const": "{d}"}, {"template": "{givenName}@{d}"}]}}}})";
  const Mapping mapping = with(body + R"(, "title": "t")");
  CHECK(mapping.ids.at("user").spaces[0].prefix == "t-");
  CHECK(mapping.ids.at("user").spaces[0].prefix_option == "p");
  const auto email = [](const Mapping& m) { return named(m.records, "students").fields[0]; };
  CHECK(email(mapping).fill[0].text == "example.org");
  CHECK(email(mapping).fill[0].option == "d");
  CHECK(email(mapping).fill[1].text == "{givenName}@example.org");
  const Mapping changed = with(body, {{"d", "school.test"}, {"unknown", "ignored"}});
  CHECK(email(changed).fill[0].text == "school.test");
  CHECK(changed.options[1].value == "school.test");
}

TEST_CASE("conditions are lists of tests") {
  const Mapping mapping = with(R"("checks": {"c": {"rule": "a.b", "entity": "role", "when": {"role": ["a", "b"], "org.type": {"not": "x"}, "title": {"blank": true}},
    "expect": {"org.name": {"blank": false}, "title": {"atLeast": "role"}}, "severity": "error"}})");
  const Check& check = mapping.checks.at(0);
  REQUIRE(check.when.size() == 3);
  CHECK((check.when[0].kind == Test::Kind::any_of));
  CHECK(check.when[0].values == Texts{"a", "b"});
  CHECK((check.when[1].kind == Test::Kind::none_of));
  CHECK((check.when[2].kind == Test::Kind::blank));
  CHECK((check.expect[0].kind == Test::Kind::not_blank));
  CHECK((check.expect[1].kind == Test::Kind::at_least));
  CHECK(check.expect[1].other == "role");
  CHECK((check.severity == Severity::error));
}

TEST_CASE("items stand in rows, numbered columns, split cells or elements") {
  const auto each = [](const std::string& text) {
    return named(with(R"("records": {"students": {"children": {"school": {"each": )" + text + "}}}}").records, "students").children[0].each;
  };
  CHECK((each(R"(".")").kind == Each::Kind::same));
  CHECK((each(R"("row")").kind == Each::Kind::row));
  CHECK(each(R"({"n": ["", "2_"]})").words == Texts{"", "2_"});
  CHECK(each(R"({"split": ";", "at": "school"})").separator == ";");
  CHECK(refusals_of_overlay(R"("records": {"students": {"children": {"school": {"each": {"split": ";"}}}}})") ==
        Texts{"mine.json: /records/students/children/school/each: expected {\"n\": [words]} or {\"split\": separator, \"at\": location}"});
}

TEST_CASE("the format's syntax") {
  const Format format = with(R"("format": {"delimiter": "\t", "quote": {"char": "'", "style": "all", "escape": "backslash"}, "newline": "\r\n", "header": "none",
    "unmapped": "keep", "extension": "ext.{name}", "oldNames": {"grade": "grades"}, "extensionFiles": ["a.csv"],
    "manifest": {"file": "m.csv", "property": "p", "value": "v", "constants": {"z": "1", "a": "2"}, "files": {"file.a": "a.csv"}}})").format;
  CHECK(format.delimiter == '\t');
  CHECK(format.quote == '\'');
  CHECK(format.quoting == "all");
  CHECK(format.backslash_escapes);
  CHECK(format.newline == "\r\n");
  CHECK((format.header == Format::Header::none));
  CHECK(format.keep_unmapped);
  CHECK(format.header_aliases.at("grade") == "grades");
  CHECK(format.extension_files == Texts{"a.csv"});
  REQUIRE(format.manifest);
  CHECK(format.manifest->constants[0].first == "z");   // the order of writing
  CHECK(format.manifest->files[0].file == "a.csv");
  CHECK(format.manifest->delta == "delta");
}

TEST_CASE("a syntax that cannot be is refused") {
  CHECK(refusals_of_overlay(R"("format": {"delimiter": "ab"})") == Texts{"mine.json: /format/delimiter: expected one ASCII character, like \",\" or \"\\t\""});
  CHECK(refusals_of_overlay(R"("format": {"newline": "x"})") == Texts{"mine.json: /format/newline: a line ends with \"\\n\" or \"\\r\\n\""});
  CHECK(refusals_of_overlay(R"("format": {"quote": ","})") == Texts{"mine.json: /format/quote: the quote and the delimiter are the same character"});
  CHECK(refusals_of_overlay(R"("format": {"extension": "ext"})") == Texts{"mine.json: /format/extension: the name of the column has no place; write {name} into it"});
}

TEST_CASE("examples hold files as text or as lines") {
  const Mapping mapping = with(R"("examples": {"e": {"read": {"a.csv": "x\n", "b.csv": ["y", "z"]}, "model": {"user": []}, "rules": "cell.bad-date"}})");
  CHECK(mapping.examples.at(0).files[0].second == "x\n");
  CHECK(mapping.examples.at(0).files[1].second == "y\nz\n");
  CHECK(mapping.examples.at(0).model_json == R"({"user":[]})");
  CHECK(mapping.examples.at(0).rules == Texts{"cell.bad-date"});
}
