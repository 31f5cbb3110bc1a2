// What is left to the system is left to it whole: no name, no open file of ours, and nobody else's after a moment.
#include "rosterkit/io/platform.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>

#include <filesystem>
#include <iterator>
#include <string>

#include "scratch_folder.hpp"

using namespace rosterkit::io;

namespace {

std::ptrdiff_t open_files() { return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator()); }

/// The system gives a lease to write only to who alone has the file open.
bool open_elsewhere(const platform::File& file) {
  if (::fcntl(file.descriptor(), F_SETLEASE, F_WRLCK) != 0) return true;
  ::fcntl(file.descriptor(), F_SETLEASE, F_UNLCK);
  return false;
}

}  // namespace

TEST_CASE("files that are freed later lose their names at once, and are let go of") {
  const ScratchFolder folder;
  const std::string large = folder.write("large", std::string(2u << 20, 'x')), small = folder.write("small", "x");
  int error = 0;
  const platform::File ours = platform::open_to_read(large, error);
  REQUIRE(error == 0);
  const std::ptrdiff_t before = open_files();
  {
    const platform::FreedLater later({large, small, folder.path("missing")});
    CHECK(open_files() == before + (later.holds_them() ? 1 : 0));
    if (later.holds_them()) CHECK(open_elsewhere(ours));
    CHECK(platform::remove_file(large) == 0);
    CHECK(platform::remove_file(small) == 0);
    CHECK(folder.names().empty());
  }
  CHECK(open_files() == before);
  for (int moment = 0; moment < 500 && open_elsewhere(ours); ++moment) platform::wait_a_moment();
  CHECK(!open_elsewhere(ours));
}

TEST_CASE("for little, or for nothing, the system is not asked") {
  const ScratchFolder folder;
  CHECK(!platform::FreedLater({}).holds_them());
  CHECK(!platform::FreedLater({folder.write("small", "x")}).holds_them());
  CHECK(!platform::FreedLater({folder.path("missing")}).holds_them());
}
