// The archive of an output set, the same bytes for the same files: entries sorted, time stamps fixed, no extra fields.
#include <algorithm>
#include <cerrno>

#include "output_set_place.hpp"
#include "zip_bytes.hpp"

namespace rosterkit::io {

namespace {

constexpr zip_uint16_t first_dos_date = 1 << 5 | 1;  // 1980-01-01, the earliest that the format can say
constexpr zip_uint32_t private_file = (0100600u << 16);
// Fast: rosters pack to a fifth at any level, and packing is slower than all else that a run does.
constexpr zip_uint32_t level = 1;

}  // namespace

void require_zip() { zip::require(); }

void write_zip(const std::vector<std::pair<std::string, Spool*>>& files, const platform::File& into, const std::string& shown) {
  std::vector<std::pair<std::string, Spool*>> sorted = files;
  std::sort(sorted.begin(), sorted.end());
  int error = 0;
  zip_source_t* const target = zip_source_into(into, error);
  if (target == nullptr) throw std::bad_alloc();
  zip_error_t opening;
  zip::error_init(&opening);
  zip_t* const archive = zip::open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &opening);
  zip::error_fini(&opening);
  if (archive == nullptr) {
    zip::source_free(target);
    throw output_error(shown, error != 0 ? error : EIO);
  }
  bool good = true;
  for (const auto& [name, spool] : sorted) {
    zip_source_t* const source = zip_source_from(archive, spool->handle(), error);
    if (source == nullptr) {
      zip::discard(archive);
      throw std::bad_alloc();
    }
    const zip_int64_t index = zip::file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) zip::source_free(source);
    const auto entry = static_cast<zip_uint64_t>(index);
    good = good && index >= 0 && zip::set_file_compression(archive, entry, ZIP_CM_DEFLATE, level) == 0 &&
           zip::file_set_dostime(archive, entry, 0, first_dos_date, 0) == 0 &&
           zip::file_set_external_attributes(archive, entry, 0, ZIP_OPSYS_UNIX, private_file) == 0;
  }
  // An archive without entries is none: libzip would write nothing at all.
  if (good && sorted.empty()) {
    static constexpr std::string_view empty_archive("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22);
    zip::discard(archive);
    if ((error = platform::write_all_at(into, 0, empty_archive)) != 0) throw output_error(shown, error);
    return;
  }
  if (good && zip::close(archive) == 0) return;
  zip::discard(archive);
  throw output_error(shown, error != 0 ? error : EIO);
}

}  // namespace rosterkit::io
