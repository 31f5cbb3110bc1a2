// Memory that is left to the system at the end.
#include "rosterkit/base/kept_until_exit.hpp"

#include <catch2/catch.hpp>

namespace {

struct Told {
  bool& destroyed;
  ~Told() { destroyed = true; }
};

}  // namespace

TEST_CASE("what is kept until exit stays where it is, and is not destroyed when its owner goes") {
  static bool destroyed = false;
  auto owned = std::make_unique<Told>(destroyed);
  const Told* const place = owned.get();
  CHECK(&rosterkit::kept_until_exit(std::move(owned)) == place);
  CHECK(owned == nullptr);
  CHECK_FALSE(destroyed);
}
