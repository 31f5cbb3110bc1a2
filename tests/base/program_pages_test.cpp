// That the program's own code is mapped can be asked of the system only.
#include "rosterkit/base/program_pages.hpp"

#include <catch2/catch.hpp>

#if defined(__linux__)
#include <sys/mman.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#endif

namespace rosterkit {

#if defined(__linux__) && defined(MADV_POPULATE_READ)
TEST_CASE("all pages of the program's code are mapped, those that nobody has been at, too") {
  // The mappings of the program that may be executed, by what the system says of this process.
  const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
  std::uintptr_t begin = 0, end = 0;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find(" r-xp ") == std::string::npos || !line.ends_with(program)) continue;
    begin = std::stoull(line, nullptr, 16);
    end = std::stoull(line.substr(line.find('-') + 1), nullptr, 16);
  }
  REQUIRE(begin < end);
  const auto missing = [&] {
    std::ifstream pages;
    pages.rdbuf()->pubsetbuf(nullptr, 0);                // whole entries only can be read
    pages.open("/proc/self/pagemap", std::ios::binary);
    std::size_t count = 0;
    for (std::uintptr_t page = begin / 4096; page < end / 4096; ++page) {
      std::uint64_t entry = 0;
      pages.seekg(static_cast<std::streamoff>(page * sizeof entry));
      if (!pages.read(reinterpret_cast<char*>(&entry), sizeof entry)) return std::size_t{0};   // a system that does not tell
      count += entry >> 63 == 0;
    }
    return count;
  };
  madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);   // as at the start: they are in the file
  if (missing() < 10) {
    WARN("this system does not tell which pages are mapped");
    return;
  }
  take_program_pages();
  if (madvise(reinterpret_cast<void*>(begin), 4096, MADV_POPULATE_READ) == 0) CHECK(missing() == 0);
}
#endif

}  // namespace rosterkit
