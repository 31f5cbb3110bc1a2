// Finding libzip at run time.
#include "zip_library.hpp"

#if defined(__linux__)
#include <dlfcn.h>

#include "rosterkit/base/errors.hpp"

namespace rosterkit::io::zip {

namespace {

/// Debian 12 has the fourth version of the binary interface, most others the fifth. The functions used here are the same in both.
void* load() {
  for (const char* const name : {"libzip.so.4", "libzip.so.5"}) {
    if (void* const library = dlopen(name, RTLD_NOW | RTLD_LOCAL); library != nullptr) return library;
  }
  return nullptr;
}

}  // namespace

void* find_function(const char* name) {
  static void* const library = load();                // until the process ends
  void* const found = library == nullptr ? nullptr : dlsym(library, name);
  if (found != nullptr) return found;
  throw UsageError("zip archives need the library libzip, which is not installed here. Install the package \"libzip4\" (Debian, Ubuntu) or "
                   "\"libzip\", or use a folder in place of the archive.");
}

}  // namespace rosterkit::io::zip
#endif
