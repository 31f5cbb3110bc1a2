// Memory that is zero and fresh from the system takes its pages when they are touched: by reading, all the same page of zeros; by writing,
// one of its own. What is read before it is written costs two faults, and the second one stops the other processors to tell them.
#pragma once

#include <algorithm>
#include <cstddef>

#include "rosterkit/base/parallel.hpp"

namespace rosterkit {

/// Writes a zero into each page of @p bytes zeros, by several threads.
inline void touch_pages(void* memory, std::size_t bytes, unsigned jobs) {
  constexpr std::size_t page = 4096, piece = 64 * page;
  if (bytes < page) return;
  volatile char* const begin = static_cast<volatile char*>(memory);
  in_parallel(jobs, (bytes + piece - 1) / piece, [&](std::size_t number, unsigned) {
    for (std::size_t at = number * piece; at < std::min(bytes, (number + 1) * piece); at += page) begin[at] = 0;
  });
}

}  // namespace rosterkit
