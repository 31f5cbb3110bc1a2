// Maps the program's own code ahead. What is mapped lies in the page cache anyway, and is shared with every other run.
#include "rosterkit/base/program_pages.hpp"

#if defined(__linux__)
#include <link.h>
#include <sys/mman.h>

#include <cstdint>
#endif

namespace rosterkit {

#if defined(__linux__) && defined(MADV_POPULATE_READ)

void take_program_pages() {
  const auto take = [](dl_phdr_info* program, std::size_t, void*) {
    constexpr std::uintptr_t page = 4096;
    for (int i = 0; i < program->dlpi_phnum; ++i) {
      const ElfW(Phdr)& part = program->dlpi_phdr[i];
      if (part.p_type != PT_LOAD || (part.p_flags & PF_W) != 0) continue;
      const std::uintptr_t begin = (program->dlpi_addr + part.p_vaddr) / page * page;
      madvise(reinterpret_cast<void*>(begin), program->dlpi_addr + part.p_vaddr + part.p_memsz - begin, MADV_POPULATE_READ);
    }
    return 1;                                    // the first is the program, the rest are libraries
  };
  dl_iterate_phdr(take, nullptr);
}

#else

void take_program_pages() {}

#endif

}  // namespace rosterkit
