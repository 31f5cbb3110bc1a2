// argv -> command -> exit code. The only place that catches everything: what arrives here is a mistake of ours.
#include "rosterkit/base/heap.hpp"
#include "rosterkit/base/program_pages.hpp"
#include "rosterkit/cli/commands.hpp"
#include "rosterkit/cli/terminal.hpp"

#include <new>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  using namespace rosterkit;
  take_program_pages();
  expect_memory(16u << 20);        // before anything asks for memory: pages of 4 KiB take a tenth of a small run
  cli::prepare_streams();
  const auto terminal = cli::standard_terminal();
  try {
    return static_cast<int>(cli::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc), *terminal));
  } catch (const std::bad_alloc&) {
    terminal->err("rosterkit: The memory was not enough for this run. Run it where more memory is free.\n");
  } catch (...) {
    // The text of the exception may hold data of children, so it is not printed.
    terminal->err("rosterkit: This is a bug in rosterkit, please report it: which verb and flags, and the output of `rosterkit --version`.\n"
                  "  Do not send real data with the report.\n");
  }
  return static_cast<int>(ExitCode::internal);
}
