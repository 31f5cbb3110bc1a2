// The id map, minted ids, prefixes of id spaces.
#include "rosterkit/convert/ids.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/uuid.hpp"

namespace rosterkit::convert {
namespace {

mapping::Mapping with_policy(const mapping::IdPolicy& policy) {
  mapping::Mapping mapping;
  mapping.id = "overlay";
  mapping.base_id = "small";
  mapping.ids["user"] = policy;
  return mapping;
}

mapping::Mapping minting(const std::string& mint = "uuid5") {
  mapping::IdPolicy policy;
  policy.valid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
  policy.normal = "guid";
  policy.mint = mint;
  return with_policy(policy);
}

struct TextFile {
  std::string path = (std::filesystem::temp_directory_path() / ("rosterkit-ids-" + std::to_string(std::hash<std::string>{}(__FILE__)) + ".csv")).string();
  explicit TextFile(const std::string& text) { std::ofstream(path, std::ios::binary) << text; }
  ~TextFile() { std::remove(path.c_str()); }
};

}  // namespace

TEST_CASE("an id map that was written is read again as it was") {
  IdMap map;
  map.add("small", "user", "", "n,1", "m \"1\"");
  map.add("small", "user", "student", "7", "s-7");
  const TextFile file(map.text());
  const IdMap again = IdMap::load(file.path);
  CHECK(again.model_id("small", "user", "", "n,1") == "m \"1\"");
  CHECK(again.native_id("small", "user", "student", "s-7") == "7");
  CHECK(again.model_id("small", "user", "", "7").empty());
  CHECK_FALSE(again.changed());
  CHECK(again.text() == map.text());
}

TEST_CASE("entries of an id map are sorted, whatever their order of arrival") {
  IdMap map;
  map.add("small", "user", "", "b", "2");
  map.add("small", "user", "", "a", "1");
  CHECK(map.text() == "format,entity,space,native id,model id\nsmall,user,,a,1\nsmall,user,,b,2\n");
}

TEST_CASE("an entry of the id map is never replaced") {
  IdMap map;
  map.add("small", "user", "", "a", "1");
  map.add("small", "user", "", "a", "2");
  CHECK(map.model_id("small", "user", "", "a") == "1");
}

TEST_CASE("a missing id map is an empty one") { CHECK(IdMap::load("no-such-folder/no-such-map.csv").empty()); }

TEST_CASE("a file that is no id map is refused, and said to be left alone") {
  const TextFile file("name,age\nAda,9\n");
  CHECK_THROWS_WITH(IdMap::load(file.path), file.path + " is not an id map: its first line must be \"format,entity,space,native id,model id\" and each line must have "
                                                        "these five cells. Name another file with --id-map, or mend this one; it was left as it is.");
}

TEST_CASE("ids of a format without a policy pass unchanged") {
  mapping::Mapping mapping;
  mapping.id = "small";
  IdMap map;
  const IdRule rule(mapping, "user", "", map);
  std::string scratch;
  CHECK(rule.trivial());
  CHECK(rule.to_model("0012", scratch) == "0012");
  CHECK(rule.to_native("0012", scratch) == "0012");
}

TEST_CASE("a space puts its prefix before ids in the model and takes its own away again") {
  mapping::IdPolicy policy;
  policy.spaces = {{"student", "", ""}, {"contact", "c-", ""}};
  const mapping::Mapping mapping = with_policy(policy);
  IdMap map;
  std::string scratch;
  const IdRule contact(mapping, "user", "contact", map);
  CHECK(contact.to_model("7", scratch) == "c-7");
  CHECK(contact.to_native("c-7", scratch) == "7");
  CHECK(contact.to_native("7", scratch) == "7");
  CHECK(IdRule(mapping, "user", "student", map).to_native("c-7", scratch) == "c-7");
}

TEST_CASE("an id that the format does not admit is made, remembered under the base of the mapping, and known again") {
  const mapping::Mapping mapping = minting();
  IdMap map;
  std::string scratch;
  std::string native;
  {
    const IdRule rule(mapping, "user", "", map);
    native = rule.to_native("s-7", scratch);
    const std::string_view parts[] = {"user", "s-7"};
    CHECK(native == uuid_of(parts));
    CHECK(rule.to_native("s-7", scratch) == native);
    CHECK(rule.minted() == 1);
  }
  CHECK(map.changed());
  CHECK(map.model_id("small", "user", "", native) == "s-7");
  CHECK(IdRule(mapping, "user", "", map).to_model(native, scratch) == "s-7");
}

TEST_CASE("without the map, an id that was made is the id") {
  const mapping::Mapping mapping = minting();
  IdMap first, second;
  std::string scratch;
  const std::string native(IdRule(mapping, "user", "", first).to_native("s-7", scratch));
  CHECK(IdRule(mapping, "user", "", second).to_model(native, scratch) == native);
}

TEST_CASE("an id that the format admits is kept in its normal spelling") {
  const mapping::Mapping mapping = minting();
  IdMap map;
  const IdRule rule(mapping, "user", "", map);
  std::string scratch;
  const std::string plain = "0f8fad5b-d9cb-469f-a165-70867728950e";
  CHECK(rule.to_model("{0F8FAD5B-D9CB-469F-A165-70867728950E}", scratch) == plain);
  CHECK(rule.to_native(plain, scratch) == plain);
  CHECK(rule.minted() == 0);
  CHECK_FALSE(map.changed());
}

TEST_CASE("made ids can show version 4 for formats that admit no other") {
  const mapping::Mapping mapping = minting("uuid5-as-4");
  IdMap map;
  std::string scratch;
  const std::string native(IdRule(mapping, "user", "", map).to_native("s-7", scratch));
  CHECK(native[14] == '4');
}

}  // namespace rosterkit::convert
