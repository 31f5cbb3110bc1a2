// Codecs of a field, one after the other, over single values and lists.
#include "rosterkit/convert/value_chain.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

namespace rosterkit::convert {
namespace {

using mapping::CodecUse;

codec::Arguments text(const std::string& value) {
  codec::Arguments arguments;
  arguments.text = value;
  return arguments;
}

/// Grades: KG is written K and also read from 0; other spellings are refused, and 02 has no spelling of its own.
std::map<std::string, codec::CodeTable> tables() {
  codec::CodeTable grade;
  grade.name = "grade";
  grade.values = {{"KG", {"K", "0"}, false}, {"01", {"1"}, false}};
  grade.write_only = {{"02", "1"}};
  grade.prepare();
  std::map<std::string, codec::CodeTable> all;
  all.emplace("grade", std::move(grade));
  return all;
}

struct Chain {
  std::map<std::string, codec::CodeTable> codes = tables();
  ValueChain chain;
  ChainScratch scratch;
  explicit Chain(const std::vector<CodecUse>& uses) : chain(ValueChain::compile(uses, codes)) {}
  std::string read(std::string_view cell, bool is_list = false) {
    scratch.issues.clear();
    return std::string(chain.decode(cell, is_list, scratch));
  }
  std::string write(std::string_view value, bool is_list = false) {
    scratch.issues.clear();
    return std::string(chain.encode(value, is_list, scratch));
  }
};

}  // namespace

TEST_CASE("codecs are applied from left to right when reading and from right to left when writing") {
  Chain chain({{"split", text(",")}, {"code", text("grade")}});
  CHECK(chain.chain.makes_list());
  CHECK(chain.read("0,1") == "KG\x1F" "01");
  CHECK(chain.write("KG\x1F" "01", false) == "K,1");
}

TEST_CASE("an item that comes twice is left to the field when reading, and written once") {
  Chain chain({{"split", text(",")}, {"code", text("grade")}});
  CHECK(chain.read("K,0,1") == "KG\x1F" "KG\x1F" "01");
  CHECK(chain.write("KG\x1F" "KG\x1F" "01", false) == "K,1");
  chain.chain.keep_repeats();
  CHECK(chain.write("KG\x1F" "KG\x1F" "01", false) == "K,K,1");
}

TEST_CASE("a list of several places is taken item by item") {
  Chain chain({{"code", text("grade")}});
  CHECK(chain.read("K\x1F" "1", true) == "KG\x1F" "01");
  CHECK(chain.write("KG\x1F" "01", true) == "K\x1F" "1");
}

TEST_CASE("a spelling that the table does not know empties the value, and says which") {
  Chain chain({{"code", text("grade")}});
  CHECK(chain.read("7").empty());
  REQUIRE(chain.scratch.issues.size() == 1);
  CHECK(chain.scratch.issues[0].rule == "cell.unknown-code");
  CHECK(chain.scratch.issues[0].refused);
  CHECK(chain.scratch.issues[0].text == "7");
}

TEST_CASE("a refused item is left out, the others stay") {
  Chain chain({{"split", text(",")}, {"code", text("grade")}});
  CHECK(chain.read("7,1") == "01");
  CHECK(chain.scratch.issues.size() == 1);
}

TEST_CASE("a word that is folded into another spelling is written, and counted as lost") {
  Chain chain({{"code", text("grade")}});
  CHECK(chain.write("02") == "1");
  REQUIRE(chain.scratch.issues.size() == 1);
  CHECK(chain.scratch.issues[0].rule == "value.lost");
  CHECK_FALSE(chain.scratch.issues[0].refused);
}

TEST_CASE("a blank passes no codec") {
  Chain chain({{"code", text("grade")}});
  CHECK(chain.read("").empty());
  CHECK(chain.write("").empty());
  CHECK(chain.scratch.issues.empty());
}

TEST_CASE("what a good cell looks like is told from the codec that decides it") {
  CHECK(Chain({{"split", text(",")}, {"code", text("grade")}}).chain.expects() == "one of K, 1");
}

TEST_CASE("an unknown codec or table is refused") {
  CHECK_THROWS_WITH(Chain({{"code", text("rank")}}), "there is no code table \"rank\".");
  CHECK_THROWS_WITH(Chain({{"spilt", text(",")}}), "there is no codec \"spilt\".");
}

}  // namespace rosterkit::convert
