// Where mappings are looked for, and in which order.
#include <catch2/catch.hpp>

#include <cstdlib>

#include "rosterkit/mapping/catalog.hpp"

using namespace rosterkit::mapping;

TEST_CASE("the command line comes first, then the environment, the user's folder and the machine's") {
  ::setenv("ROSTERKIT_MAPPINGS", "/one:/two;/three", 1);
  ::setenv("XDG_CONFIG_HOME", "/config", 1);
  ::unsetenv("APPDATA");
  const SearchPlaces places = search_places({"a.json"}, {"folder"});
  CHECK(places.files == std::vector<std::string>{"a.json"});
  CHECK(places.folders == std::vector<std::string>{"folder", "/one", "/two", "/three", "/config/rosterkit/mappings", "/etc/rosterkit/mappings"});
  ::unsetenv("ROSTERKIT_MAPPINGS");
  ::unsetenv("XDG_CONFIG_HOME");
}
