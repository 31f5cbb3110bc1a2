// Where bytes come from: files, folders, zip archives, standard input. Read errors are errors, never "end of file".
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "rosterkit/base/errors.hpp"

namespace rosterkit::io {

struct Limits {  // product.md, section 4; each has an option
  std::size_t max_field_bytes = 1u << 20;
  std::size_t max_record_bytes = 4u << 20;
  std::size_t max_columns = 4096;
  std::size_t max_xml_depth = 100;
  std::size_t max_xml_attributes = 256;
  std::size_t max_zip_entries = 1000;
  std::uint64_t max_zip_entry_bytes = 4ull << 30;
  std::uint64_t max_zip_total_bytes = 16ull << 30;
  std::uint64_t max_zip_ratio = 200;                      // after zip_ratio_grace_bytes
  std::uint64_t zip_ratio_grace_bytes = 64ull << 20;
};

/// A forward-only stream of bytes. Throws FileError (exit 3) when reading fails or the file changes while it is read.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  virtual std::size_t read(std::span<char> into) = 0;     ///< 0 = end of the stream; may give fewer than asked for
};

/// One file of an input. `name` is without folders ("students.csv"), `shown` is as messages name it ("in.zip/students.csv").
class InputFile {
 public:
  virtual ~InputFile() = default;
  std::string name;
  std::string shown;
  std::string folder;                                     ///< folder inside the container, "" = root ("sub" is tolerated, noted)
  std::string archive;                                    ///< the zip that it lies in, as messages name it; "" = none
  std::uint64_t size_bytes = 0;                           ///< as declared; 0 if not known (standard input)
  virtual std::unique_ptr<ByteStream> open() const = 0;   ///< may be called several times, except on standard input (spooled)
};

/// A file that is open, and how it begins; the stream still gives all of it.
struct Looked {
  std::string front;                                      ///< as much as was asked for, or as the first reading gave
  std::unique_ptr<ByteStream> bytes;
};
Looked open_and_look(const InputFile& file, std::size_t bytes);

/// All files of all inputs given on the command line, sorted by name, then by `shown`.
class InputSet {
 public:
  /// @param paths  files, folders, zip archives, "-". A zip is recognised by its first bytes, not by its name.
  /// Throws FileError: exit 3 missing, unreadable, cut-off zip; exit 4 hostile or encrypted archive, a nested archive.
  static InputSet open(const std::vector<std::string>& paths, const Limits& limits, FindingList& findings);

  std::vector<std::unique_ptr<InputFile>> files;
  std::vector<std::string> paths;                         ///< as given
  bool from_zip = false;
};

/// Wraps @p bytes so that it gives UTF-8 without a byte order mark. UTF-16 is recognised by its mark.
/// @param encoding  "utf-8", "utf-16", "windows-1252", "iso-8859-1"; "" = by mark, else UTF-8.
/// Bytes that are not UTF-8 pass through: the reader reports them with line and column.
std::unique_ptr<ByteStream> decode_text(std::unique_ptr<ByteStream> bytes, const std::string& encoding, const std::string& shown);

}  // namespace rosterkit::io
