// Words of memory that may stand anywhere.
#pragma once

#include <cstring>

namespace rosterkit {

/// The value of type T whose bytes stand at @p bytes, aligned or not.
template <typename T>
T load(const void* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

}  // namespace rosterkit
