// Which mapping an id means, what the catalog lists, and that all shipped mappings are free of faults.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "small_model.hpp"

using namespace rosterkit;
using namespace rosterkit::mapping;

TEST_CASE("an unknown id or variant names the nearest") {
  CHECK(refusals({small_mapping()}, {"smal", "", {}}) == Texts{"there is no format \"smal\", did you mean \"small\"? (\"rosterkit formats\" lists them)"});
  const TextFile file = small_mapping(R"("variants": {"2024": {"title": "t"}},)");
  CHECK(refusals({file}, {"small@2023", "", {}}) == Texts{"the format \"small\" has no variant \"2023\", did you mean \"2024\"?"});
  CHECK(refusals({small_mapping()}, {"small@x", "", {}}) == Texts{"the format \"small\" has no variant \"x\"; it has none"});
  CHECK(refusals({file}, {"small@2024", "", {}}).empty());
}

TEST_CASE("the first place wins, unless it extends its own id") {
  TextFile first = small_mapping(R"("spec": "first",)");
  CHECK(load({first, small_mapping(R"("spec": "second",)")}, {"small", "", {}}).spec == "first");
  const TextFile self{"self.json", R"({"rosterMap": 1, "id": "small", "extends": "small", "title": "changed"})"};
  const Mapping mapping = load({self, small_mapping(R"("spec": "second",)")}, {"small", "", {}});
  CHECK(mapping.title == "changed");
  CHECK(mapping.spec == "second");
  CHECK(mapping.base_id == "small");
}

TEST_CASE("what is loaded again is the same, but for the mode and the options that are asked for") {
  const Catalog catalog({overlay(R"("modes": {"delta": {"spec": "changes"}})"), small_mapping(R"("spec": "whole", "options": {"year": "1"},)"), small_model});
  const auto spec = [&](const std::string& mode) { return catalog.load({"mine", mode, {}}).spec; };
  CHECK(spec("") == "whole");
  CHECK(spec("bulk") == "whole");       // says nothing of this mode: the one before is taken
  CHECK(catalog.load({"mine", "bulk", {}}).mode == "bulk");
  CHECK(spec("delta") == "changes");
  CHECK(spec("") == "whole");
  CHECK(catalog.load({"mine", "", {{"year", "2"}}}).options[0].value == "2");
  CHECK(catalog.load({"mine", "", {}}).options[0].value == "1");
}

TEST_CASE("an extends that leads nowhere or in a circle is refused") {
  CHECK(refusals({{"a.json", R"({"rosterMap": 1, "id": "a", "extends": "smlal"})"}, small_mapping()}, {"a", "", {}}) ==
        Texts{"a.json: /extends: there is no mapping \"smlal\" to extend, did you mean \"small\"?"});
  CHECK(refusals({{"a.json", R"({"rosterMap": 1, "id": "a", "extends": "a"})"}}, {"a", "", {}}) == Texts{"a.json: /extends: there is no other mapping \"a\" to extend"});
  CHECK(refusals({{"a.json", R"({"id": "a", "extends": "b"})"}, {"b.json", R"({"id": "b", "extends": "a"})"}}, {"a", "", {}}) ==
        Texts{"b.json: /extends: \"a\" extends this mapping in turn; one of them must stand alone"});
}

TEST_CASE("a mapping needs an id") {
  CHECK(refusals({{"a.json", "{}"}}) == Texts{"a.json: a mapping needs an \"id\", its name on the command line"});
  CHECK(refusals({{"a.json", R"({"id": "a@b"})"}}) == Texts{"a.json: /id: \"@\" stands between a format and its variant; choose an id without it"});
}

TEST_CASE("the list tells formats, overlays, variants and modes") {
  const TextFile derived{"d.json", R"({"rosterMap": 1, "id": "derived", "extends": "small", "title": "Derived", "detect": {"files": ["d.csv"]}})"};
  const Catalog catalog({overlay(R"("modes": {"delta": {}})"), derived, small_mapping(R"("variants": {"v": {}, "u": {}},)"), small_model});
  const std::vector<Listed> list = catalog.list();
  REQUIRE(list.size() == 3);
  CHECK(list[0].id == "derived");
  CHECK_FALSE(list[0].is_overlay);
  CHECK(list[0].variants == Texts{"u", "v"});
  CHECK(list[1].id == "mine");
  CHECK(list[1].is_overlay);
  CHECK(list[1].title == "Small");
  CHECK(list[1].base_id == "small");
  CHECK(list[1].modes == Texts{"delta"});
  CHECK(list[1].origin == "mine.json");
  CHECK(list[2].extends.empty());
}

TEST_CASE("headings carry what detection asks, merged along extends and with each variant's own") {
  const TextFile base = small_mapping(R"("detect": {"files": ["students.csv"], "columns": {"students.csv": ["first"]}}, "variants": {"v": {"detect": {"files": ["pupils.csv"]}}},)");
  const Catalog catalog({overlay(R"("detect": {"columns": {"students.csv": ["last"]}})"), base, small_model});
  const std::vector<Heading> headings = catalog.headings();
  REQUIRE(headings.size() == 2);
  CHECK(headings[0].id == "mine");
  CHECK(headings[0].extends == "small");
  CHECK(headings[0].detect.files == Texts{"students.csv"});
  CHECK(headings[0].detect.columns.at("students.csv") == Texts{"last"});
  REQUIRE(headings[0].variants.size() == 1);
  CHECK(headings[0].variants[0].second.files == Texts{"pupils.csv"});
}

TEST_CASE("show prints the effective mapping with what changed it") {
  const TextFile base = small_mapping(R"("spec": "base", "variants": {"v": {"patch": {"version": "2"}}},)");
  const std::string text = show({overlay(R"("spec": "mine", "options": {"o": "1"})"), base}, {"mine@v", "", {{"o", "2"}}}, true);
  CHECK(text.starts_with("// small.json\n{\n  \"format\": {\n    \"kind\": \"csv\"\n  },\n  \"id\": \"mine\",  // mine.json\n"
                         "  \"options\": {  // mine.json\n    \"o\": \"2\"  // --set o\n  },  // mine.json\n  \"records\": {\n"));
  CHECK(text.find("\"columns\": [\"id\", \"name\"],\n") != std::string::npos);
  CHECK(text.find("  \"spec\": \"mine\",  // mine.json\n") != std::string::npos);
  CHECK(text.ends_with("  \"version\": \"2\"  // small.json, variant v\n}\n"));
  CHECK(text.find("variants") == std::string::npos);
}

TEST_CASE("option names come from all mappings and from the completions") {
  const Catalog catalog({overlay(R"("options": {"b": "1", "a": {"value": "2"}})"), small_mapping(), small_model});
  CHECK(catalog.option_names() == Texts{"a", "b", "yearStart"});
}

TEST_CASE("a mapping file that nothing loaded was not used") {
  TextFile mine = overlay(R"("title": "x")");
  mine.from_command_line = true;
  const Catalog catalog({mine, small_mapping(), small_model});
  catalog.load({"small", "", {}});
  CHECK_FALSE(catalog.was_used("mine.json"));
  catalog.load({"mine", "", {}});
  CHECK(catalog.was_used("mine.json"));
}

TEST_CASE("a mapping file may be counted as used without being loaded; of its faults only those of the headings are told then") {
  TextFile mine = overlay(R"("records": {"nothing": {"field": 1}})");
  mine.from_command_line = true;
  const Catalog catalog({mine, small_mapping(), small_model});
  catalog.use("small");
  CHECK_FALSE(catalog.was_used("mine.json"));
  CHECK_THROWS_AS(catalog.use("mien"), UsageError);
  CHECK_THROWS_AS(catalog.use("mine@nowhere"), UsageError);
  catalog.use("mine");
  CHECK(catalog.was_used("mine.json"));
  CHECK_THROWS_AS(catalog.load({"mine", "", {}}), MappingError);
}

TEST_CASE("mappings are found in folders and by file, with code tables beside them") {
  namespace fs = std::filesystem;
  std::string pattern = (fs::temp_directory_path() / "rosterkit-catalog-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()));
  const fs::path folder(pattern);
  fs::create_directories(folder / "codes");
  std::ofstream(folder / "codes" / "role.csv") << "word,spelling\nstudent,S\n";
  TextFile small = small_mapping(R"("codes": {"role": {"file": "codes/role.csv"}},)");
  std::ofstream(folder / "small.json") << small.text;
  std::ofstream(folder / "notes.txt") << "not a mapping";
  SearchPlaces places;
  places.folders = {(folder / "nothing").string(), folder.string()};
  bool listed = false;
  for (const Listed& each : Catalog(places).list()) listed = listed || (each.id == "small" && each.origin == (folder / "small.json").string());
  CHECK(listed);
  CHECK_THROWS_AS(Catalog(SearchPlaces{{(folder / "none.json").string()}, {}}), UsageError);
  fs::remove_all(folder);
}

namespace {

/// The shipped files as texts of somebody else: the embedded ones are trusted, and that trust rests on this test.
std::vector<TextFile> shipped() {
  namespace fs = std::filesystem;
  const fs::path root = fs::path(ROSTERKIT_SOURCE) / "mappings";
  std::vector<TextFile> out;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const std::string name = fs::relative(entry.path(), root).generic_string();
    if (!name.ends_with(".json") && !name.ends_with(".csv")) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    out.push_back({name, std::string(std::istreambuf_iterator<char>(in), {}), false});
  }
  return out;
}

}  // namespace

TEST_CASE("what was read ahead is loaded as it would be without") {
  const Catalog plain{SearchPlaces{}}, ahead{SearchPlaces{}};
  ahead.read_ahead("clever");
  ahead.read_ahead("clever");
  CHECK(ahead.show({"clever", "", {}}, false) == plain.show({"clever", "", {}}, false));
  CHECK(ahead.show({"clever", "", {}}, false) == plain.show({"clever", "", {}}, false));   // and again, when it has been taken
  ahead.read_ahead("nothing-like-it");                 // told when it is loaded
  CHECK_THROWS_AS(ahead.load({"nothing-like-it", "", {}}), UsageError);
}

TEST_CASE("every shipped mapping loads without a fault, in each of its variants and modes") {
  const Catalog catalog(shipped());
  CHECK(catalog.list().size() == Catalog(SearchPlaces{}).list().size());
  CHECK(!catalog.model().schema.entities.empty());
  for (const Listed& listed : catalog.list()) {
    std::vector<std::string> formats{listed.id}, modes{""};
    for (const std::string& variant : listed.variants) formats.push_back(listed.id + "@" + variant);
    modes.insert(modes.end(), listed.modes.begin(), listed.modes.end());
    for (const std::string& format : formats) {
      for (const std::string& mode : modes) {
        INFO(format << " " << mode);
        std::string faults;
        try {
          catalog.load({format, mode, {}});
        } catch (const MappingError& error) {
          for (const std::string& fault : error.faults) faults += fault + "\n";
        }
        CHECK(faults == "");
      }
    }
  }
}
