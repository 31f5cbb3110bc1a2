// Memory that is in use until the process ends: the system takes it back at once, where destroying it record by record and
// field by field was a tenth of a small run.
#pragma once

#include <memory>

namespace rosterkit {

/// Remembers @p memory, so that leak checkers see that somebody still knows of it.
void keep_until_exit(void* memory);

/// Takes @p thing over; it is never destroyed. Only for memory: what has to be flushed, closed or unlocked is not for here.
template <typename T>
T& kept_until_exit(std::unique_ptr<T> thing) {
  T& kept = *thing.release();
  keep_until_exit(&kept);
  return kept;
}

}  // namespace rosterkit
