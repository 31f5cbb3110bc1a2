// libzip, which is loaded when the first archive is met. It brings a library for encryption, which alone takes a tenth of the start of a
// short run, and most runs meet no archive. Its functions are called by their names without "zip_": zip::close(archive).
#pragma once

#include <zip.h>

#include <atomic>

namespace rosterkit::io::zip {

#if defined(__linux__)

/// The function of libzip with this name. Throws UsageError, which says what to install, if the library is not there.
void* find_function(const char* name);
/// Throws the same: for whoever will need the library only when the work is done.
inline void require() { find_function("zip_close"); }

template <typename Signature>
class Function;

template <typename Result, typename... Parameters>
class Function<Result(Parameters...)> {
 public:
  constexpr explicit Function(const char* name) : name_(name) {}
  Result operator()(Parameters... arguments) const {
    void* address = address_.load(std::memory_order_relaxed);
    if (address == nullptr) address_.store(address = find_function(name_), std::memory_order_relaxed);   // whoever looks finds the same
    return reinterpret_cast<Result (*)(Parameters...)>(address)(arguments...);
  }

 private:
  const char* name_;
  mutable std::atomic<void*> address_ = nullptr;
};

#define ROSTERKIT_ZIP_FUNCTION(name) inline const Function<decltype(::zip_##name)> name("zip_" #name)
#else
inline void require() {}
#define ROSTERKIT_ZIP_FUNCTION(name) inline constexpr auto* name = &::zip_##name
#endif

ROSTERKIT_ZIP_FUNCTION(close);
ROSTERKIT_ZIP_FUNCTION(discard);
ROSTERKIT_ZIP_FUNCTION(error_code_system);
ROSTERKIT_ZIP_FUNCTION(error_code_zip);
ROSTERKIT_ZIP_FUNCTION(error_fini);
ROSTERKIT_ZIP_FUNCTION(error_init);
ROSTERKIT_ZIP_FUNCTION(error_set);
ROSTERKIT_ZIP_FUNCTION(error_to_data);
ROSTERKIT_ZIP_FUNCTION(fclose);
ROSTERKIT_ZIP_FUNCTION(file_add);
ROSTERKIT_ZIP_FUNCTION(file_get_error);
ROSTERKIT_ZIP_FUNCTION(file_set_dostime);
ROSTERKIT_ZIP_FUNCTION(file_set_external_attributes);
ROSTERKIT_ZIP_FUNCTION(fopen_index);
ROSTERKIT_ZIP_FUNCTION(fread);
ROSTERKIT_ZIP_FUNCTION(get_error);
ROSTERKIT_ZIP_FUNCTION(get_name);
ROSTERKIT_ZIP_FUNCTION(get_num_entries);
ROSTERKIT_ZIP_FUNCTION(open_from_source);
ROSTERKIT_ZIP_FUNCTION(set_file_compression);
ROSTERKIT_ZIP_FUNCTION(source_free);
ROSTERKIT_ZIP_FUNCTION(source_function_create);
ROSTERKIT_ZIP_FUNCTION(source_seek_compute_offset);
ROSTERKIT_ZIP_FUNCTION(stat_index);
ROSTERKIT_ZIP_FUNCTION(stat_init);

#undef ROSTERKIT_ZIP_FUNCTION

}  // namespace rosterkit::io::zip
