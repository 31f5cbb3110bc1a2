// A set of keys by their first part, against std::set.
#include "../../src/convert/key_set.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <set>
#include <vector>

#include "rosterkit/base/parallel.hpp"

namespace rosterkit::convert {
namespace {

/// Keys of few kinds, so that many are equal; also of leads beyond those that the set was made for, and of what marks a free place.
std::vector<Key> random_keys(unsigned seed, std::size_t count) {
  std::mt19937 random(seed);
  std::vector<Key> keys(count);
  for (Key& key : keys) key = {static_cast<model::Symbol>(random() % 60), random() % 4 == 0 ? 0 : random() % 3};
  return keys;
}

using Plain = std::set<std::pair<model::Symbol, std::uint64_t>>;

}  // namespace

TEST_CASE("a key is new to a set of keys as it is to a plain set") {
  for (unsigned seed = 0; seed < 20; ++seed) {
    KeySet set(50);
    Plain plain;
    for (const Key& key : random_keys(seed, 200)) {
      CHECK(set.contains(key) == plain.contains({key.lead, key.rest}));
      CHECK(set.insert(key) == plain.emplace(key.lead, key.rest).second);
      CHECK(set.contains(key));
    }
  }
}

TEST_CASE("keys that several threads bring in are those of a plain set, once the further ones of a lead are brought in, too") {
  for (const unsigned jobs : {1u, 3u}) {
    KeySet set(50);
    std::vector<std::vector<Key>> keys, further(30);
    Plain plain;
    for (unsigned piece = 0; piece < further.size(); ++piece) {
      keys.push_back(random_keys(piece, 5));
      for (const Key& key : keys.back()) plain.emplace(key.lead, key.rest);
    }
    in_parallel(jobs, further.size(), [&](std::size_t piece, unsigned) {
      for (const Key& key : keys[piece]) {
        if (!set.insert_first(key)) further[piece].push_back(key);
      }
    });
    for (const auto& of_piece : further) {
      for (const Key& key : of_piece) set.insert(key);
    }
    for (model::Symbol lead = 0; lead < 70; ++lead) {
      for (std::uint64_t rest = 0; rest < 4; ++rest) CHECK(set.contains({lead, rest}) == plain.contains({lead, rest}));
    }
  }
}

}  // namespace rosterkit::convert
