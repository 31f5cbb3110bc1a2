// Blocks for the disk.
#include "rosterkit/io/platform.hpp"

#include <cstdlib>
#include <mutex>
#include <new>
#include <vector>

#include "rosterkit/base/zero_memory.hpp"

namespace rosterkit::io::platform {

namespace {

/// Blocks in large pages that nobody uses. Never destroyed: the last ones come back when the process ends.
struct FreeBlocks {
  std::mutex mutex;
  std::vector<char*> blocks;                     // the one that came back last is given out first
  std::vector<ZeroMemory> pages;

  static FreeBlocks& of_process() {
    static FreeBlocks& all = *new FreeBlocks;
    return all;
  }
  char* take() {
    const std::lock_guard lock(mutex);
    if (blocks.empty()) {
      const ZeroMemory& page = pages.emplace_back(ZeroMemory::large_page, Access::all_over);
      blocks.reserve(pages.size() * ZeroMemory::large_page / Block::size);   // so that none that comes back needs memory
      for (std::size_t end = ZeroMemory::large_page; end != 0; end -= Block::size) blocks.push_back(page.begin() + end - Block::size);
    }
    char* const block = blocks.back();
    blocks.pop_back();
    return block;
  }
  void give_back(char* block) {
    const std::lock_guard lock(mutex);
    blocks.push_back(block);
  }
};

}  // namespace

char* Block::data() {
  if (bytes_ != nullptr) return bytes_.get();
  const bool large = bytes_.get_deleter().pages == Pages::large;
  bytes_.reset(large ? FreeBlocks::of_process().take() : static_cast<char*>(std::aligned_alloc(4096, size)));
  if (bytes_ == nullptr) throw std::bad_alloc();
  return bytes_.get();
}

void Block::GiveBack::operator()(char* bytes) const {
  if (pages == Pages::large) FreeBlocks::of_process().give_back(bytes);
  else std::free(bytes);
}

}  // namespace rosterkit::io::platform
