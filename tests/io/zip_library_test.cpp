// libzip as it is loaded at run time: the functions are those that a program linked with it calls.
#include "../../src/io/zip_library.hpp"

#include <catch2/catch.hpp>

#include "rosterkit/base/errors.hpp"

namespace rosterkit::io {

TEST_CASE("functions of libzip are called by name, and give what the library gives") {
  zip_error_t error;
  zip::error_init(&error);
  zip::error_set(&error, ZIP_ER_NOENT, 0);
  CHECK(zip::error_code_zip(&error) == ZIP_ER_NOENT);
  CHECK(zip_error_code_zip(&error) == ZIP_ER_NOENT);
  zip::error_fini(&error);
  // What our sources say that they can, by the macros of the header.
  CHECK(ZIP_SOURCE_SUPPORTS_WRITABLE ==
        (ZIP_SOURCE_SUPPORTS_SEEKABLE | zip_source_make_command_bitmap(ZIP_SOURCE_BEGIN_WRITE, ZIP_SOURCE_COMMIT_WRITE, ZIP_SOURCE_ROLLBACK_WRITE, ZIP_SOURCE_SEEK_WRITE,
                                                                       ZIP_SOURCE_TELL_WRITE, ZIP_SOURCE_WRITE, ZIP_SOURCE_REMOVE, -1)));
  CHECK_NOTHROW(zip::require());
}

#if defined(__linux__)
TEST_CASE("a library that is not there, or is another one, is told, and what to do") {
  CHECK_THROWS_AS(zip::find_function("zip_no_such_function"), UsageError);
  const zip::Function<int()> nowhere("zip_no_such_function");
  CHECK_THROWS_WITH(nowhere(), Catch::Contains("libzip4") && Catch::Contains("folder"));
}
#endif

}  // namespace rosterkit::io
