// docs/rules.md equals what the table says. After a change of the table, run this test once with ROSTERKIT_ACCEPT=1 in the
// environment: it writes the page, which is then committed with the change.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "rosterkit/base/rules.hpp"

TEST_CASE("docs/rules.md is the page made from the table of rules") {
  const std::string path = std::string(ROSTERKIT_SOURCE) + "/docs/rules.md";
  if (std::getenv("ROSTERKIT_ACCEPT") != nullptr) std::ofstream(path, std::ios::binary) << rosterkit::rules_markdown();
  std::ostringstream page;
  page << std::ifstream(path, std::ios::binary).rdbuf();
  CHECK(page.str() == rosterkit::rules_markdown());
}
