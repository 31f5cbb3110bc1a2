// The list is itself never destroyed: it would be gone while threads that end later still look at what it names.
#include "rosterkit/base/kept_until_exit.hpp"

#include <mutex>
#include <vector>

namespace rosterkit {

void keep_until_exit(void* memory) {
  static std::mutex mutex;
  static std::vector<void*>& kept = *new std::vector<void*>;
  const std::lock_guard lock(mutex);
  kept.push_back(memory);
}

}  // namespace rosterkit
