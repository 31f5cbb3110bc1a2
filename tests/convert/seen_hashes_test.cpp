// The table of hashes against a set.
#include "../../src/convert/seen_hashes.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <set>

using rosterkit::convert::SeenHashes;

TEST_CASE("a hash is new once, among few and among many") {
  for (const std::size_t different : {1, 7, 1000, 100000}) {
    CAPTURE(different);
    std::mt19937_64 random(different);
    std::vector<std::uint64_t> hashes;
    for (std::size_t i = 0; i < different; ++i) hashes.push_back(random() | 1u);   // the last bit is not looked at
    SeenHashes seen;
    std::set<std::uint64_t> expected;
    bool same = true;
    for (std::size_t i = 0; i < different * 2; ++i) {
      const std::uint64_t hash = hashes[random() % different];
      same = same && seen.insert(hash) == expected.insert(hash).second;
    }
    CHECK(same);
  }
}
