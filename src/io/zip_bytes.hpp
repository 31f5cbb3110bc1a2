// Lets libzip read and write through our own file handles, by position: it never opens, names or removes a file itself,
// and many threads read one archive through one handle.
#pragma once

#include <memory>

#include "rosterkit/io/platform.hpp"
#include "source_bytes.hpp"
#include "zip_library.hpp"

namespace rosterkit::io {

/// @returns a source for zip_open_from_source that reads @p bytes; null if there is no memory.
zip_source_t* zip_source_of(std::shared_ptr<const Bytes> bytes);

/// A source that libzip writes a new archive to; the file must be empty and outlive the archive.
/// @p error receives the first error of the operating system while writing.
zip_source_t* zip_source_into(const platform::File& file, int& error);

/// A source for one entry: reads all of a file from its start. The file must outlive the archive.
zip_source_t* zip_source_from(zip_t* archive, const platform::File& file, int& error);

}  // namespace rosterkit::io
