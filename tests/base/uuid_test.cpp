// Ids in the systems of receivers are made from these texts: a change here would give every person a second account.
#include "rosterkit/base/uuid.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <thread>
#include <vector>

using namespace rosterkit;

namespace {

std::string uuid(std::vector<std::string_view> parts, int version = 5) { return uuid_of(parts, version); }

}  // namespace

TEST_CASE("the same texts give the same id for ever") {
  // Computed with another implementation of RFC 9562: uuid.uuid5 of Python.
  CHECK(uuid({"user", "s-1042"}) == "87139e82-616b-59c0-838b-27c5ff3b68cb");
  CHECK(uuid({}) == "50f72036-6951-57e3-b618-89e86d817347");
}

TEST_CASE("texts are kept apart") { CHECK(uuid({"ab", "c"}) != uuid({"a", "bc"})); }

TEST_CASE("the version that a receiver insists on changes one character") {
  CHECK(uuid({"user", "s-1042"}, 4) == "87139e82-616b-49c0-838b-27c5ff3b68cb");
}

TEST_CASE("threads make ids independently") {
  std::vector<std::set<std::string>> made(4);
  std::vector<std::thread> threads;
  for (auto& ids : made) {
    threads.emplace_back([&ids] {
      for (int i = 0; i < 200; ++i) ids.insert(uuid({"user", std::to_string(i)}));
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(made[0].size() == 200);
  for (const auto& ids : made) CHECK(ids == made[0]);
}

TEST_CASE("a UUID has 36 characters with dashes in their places") {
  CHECK(is_uuid("87139e82-616b-59c0-838b-27c5ff3b68cb"));
  CHECK(is_uuid("87139E82-616B-59C0-838B-27C5FF3B68CB"));
  CHECK_FALSE(is_uuid("87139e82616b59c0838b27c5ff3b68cb"));
  CHECK_FALSE(is_uuid("87139e82-616b-59c0-838b-27c5ff3b68cg"));
  CHECK_FALSE(is_uuid("87139e82-616b-59c0-838b027c5ff3b68cb"));
}

TEST_CASE("what cannot have been made is told without making it") {
  for (int i = 0; i < 200; ++i) CHECK(may_be_uuid_of(uuid({"user", std::to_string(i)})));   // all variants
  CHECK_FALSE(may_be_uuid_of("87139e82-616b-49c0-838b-27c5ff3b68cb"));                       // version 4
  CHECK_FALSE(may_be_uuid_of("87139e82-616b-59c0-738b-27c5ff3b68cb"));                       // variant 7
  CHECK_FALSE(may_be_uuid_of("87139e82-616b-59c0-c38b-27c5ff3b68cb"));
  CHECK_FALSE(may_be_uuid_of("87139e82-616b-59c0-838b-27c5ff3b68c"));
  CHECK_FALSE(may_be_uuid_of(""));
}
