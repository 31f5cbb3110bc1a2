// libzip's source callbacks over read_at and write_all_at (libzip 1.7 manual, zip_source_function).
#include "zip_bytes.hpp"

#include <cstring>
#include <limits>

namespace rosterkit::io {

namespace {

struct Source {
  // Reading: one of the two.
  std::shared_ptr<const Bytes> bytes;
  const platform::File* file = nullptr;
  std::uint64_t size = 0, offset = 0;
  // Writing.
  bool writable = false;
  std::uint64_t write_offset = 0;
  int* system_error = nullptr;
  zip_error_t error{};

  Source() { zip::error_init(&error); }
  ~Source() { zip::error_fini(&error); }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  zip_int64_t fail(int zip_code, int system) {
    zip::error_set(&error, zip_code, system);
    if (system_error != nullptr && *system_error == 0) *system_error = system;
    return -1;
  }

  zip_int64_t read(void* into, std::uint64_t wanted) {
    int system = 0;
    auto* const out = static_cast<char*>(into);
    const std::ptrdiff_t got = bytes ? bytes->read_at(offset, out, wanted, system) : platform::read_at(*file, offset, out, wanted, system);
    if (got < 0) return fail(ZIP_ER_READ, system);
    offset += static_cast<std::uint64_t>(got);
    return got;
  }

  zip_int64_t write(const void* from, std::uint64_t count) {
    if (const int system = platform::write_all_at(*file, write_offset, {static_cast<const char*>(from), count})) {
      return fail(ZIP_ER_WRITE, system);
    }
    write_offset += count;
    if (write_offset > size) size = write_offset;
    return static_cast<zip_int64_t>(count);
  }

  zip_int64_t seek(std::uint64_t& place, void* data, zip_uint64_t length) {
    const zip_int64_t to = zip::source_seek_compute_offset(place, size, data, length, &error);
    if (to < 0) return -1;
    place = static_cast<std::uint64_t>(to);
    return 0;
  }

  zip_int64_t stat(void* data) {
    auto* const answer = static_cast<zip_stat_t*>(data);
    zip::stat_init(answer);
    answer->valid = ZIP_STAT_SIZE;
    answer->size = size;
    return sizeof *answer;
  }
};

zip_int64_t handle(void* user, void* data, zip_uint64_t length, zip_source_cmd_t command) {
  auto* const source = static_cast<Source*>(user);
  switch (command) {
    case ZIP_SOURCE_OPEN: source->offset = 0; return 0;
    case ZIP_SOURCE_READ: return source->read(data, length);
    case ZIP_SOURCE_CLOSE: return 0;
    case ZIP_SOURCE_STAT: return source->stat(data);
    case ZIP_SOURCE_ERROR: return zip::error_to_data(&source->error, data, length);
    case ZIP_SOURCE_SEEK: return source->seek(source->offset, data, length);
    case ZIP_SOURCE_TELL: return static_cast<zip_int64_t>(source->offset);
    case ZIP_SOURCE_BEGIN_WRITE: source->write_offset = 0; return 0;
    case ZIP_SOURCE_WRITE: return source->write(data, length);
    case ZIP_SOURCE_SEEK_WRITE: return source->seek(source->write_offset, data, length);
    case ZIP_SOURCE_TELL_WRITE: return static_cast<zip_int64_t>(source->write_offset);
    case ZIP_SOURCE_COMMIT_WRITE:
    case ZIP_SOURCE_ROLLBACK_WRITE:
    case ZIP_SOURCE_REMOVE: return 0;  // the file has no name yet: whoever owns it decides what becomes of it
    case ZIP_SOURCE_SUPPORTS: return source->writable ? ZIP_SOURCE_SUPPORTS_WRITABLE : ZIP_SOURCE_SUPPORTS_SEEKABLE;
    case ZIP_SOURCE_FREE: delete source; return 0;
    default: zip::error_set(&source->error, ZIP_ER_OPNOTSUPP, 0); return -1;
  }
}

zip_source_t* make(std::unique_ptr<Source> source) {
  zip_error_t error;
  zip::error_init(&error);
  zip_source_t* const made = zip::source_function_create(handle, source.get(), &error);
  zip::error_fini(&error);
  if (made != nullptr) source.release();  // libzip frees it through ZIP_SOURCE_FREE
  return made;
}

}  // namespace

zip_source_t* zip_source_of(std::shared_ptr<const Bytes> bytes) {
  auto source = std::make_unique<Source>();
  source->size = bytes->size();
  source->bytes = std::move(bytes);
  return make(std::move(source));
}

zip_source_t* zip_source_into(const platform::File& file, int& error) {
  auto source = std::make_unique<Source>();
  source->file = &file;
  source->writable = true;
  source->system_error = &error;
  return make(std::move(source));
}

zip_source_t* zip_source_from(zip_t*, const platform::File& file, int& error) {
  auto source = std::make_unique<Source>();
  source->file = &file;
  source->size = platform::state_of(file).bytes;
  source->system_error = &error;
  return make(std::move(source));
}

}  // namespace rosterkit::io
