// Output that is all or nothing: written aside on the same file system, synced, moved into place when all is complete.
// Whatever ends the run before commit() leaves the old output whole and no litter (O_TMPFILE where there is one, else a
// private temporary name that a later run sweeps). Calls of the operating system are in io/platform.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/base/errors.hpp"

namespace rosterkit::io {

/// One file being written. Everything is checked: write, flush, close. Throws OutputError (exit 6).
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void write(std::string_view bytes) = 0;
  std::uint64_t bytes = 0;
};

class OutputSet {
 public:
  enum class Kind { folder, zip, file, stdout_zip, stdout_file };

  struct Request {
    std::string path;                        ///< "-" = standard output
    Kind kind = Kind::folder;
    bool overwrite = false;                  ///< -O
    bool dry_run = false;                    ///< everything but the replacing; nothing appears on disk
    std::vector<std::string> input_paths;    ///< an output that is one of these, or lies in one, is refused
    std::vector<std::string> own_names;      ///< names of the format's files: a folder with others is refused, even with -O
  };

  /// Checks what may not be replaced before any record is read. Throws UsageError (exit 2) with what to do, OutputError
  /// exit 7 if another run holds this output (flock), exit 6 if it cannot be written.
  static std::unique_ptr<OutputSet> begin(const Request& request);

  virtual ~OutputSet() = default;
  /// A file of the set; for Kind::file the name is ignored. Sinks may be written in any order, also at the same time.
  virtual Sink& file(const std::string& name) = 0;
  /// Closes and syncs all files and moves the set into place (0600 files, 0700 folders). Files of an older set that are
  /// not written again disappear with it. Zip: entries sorted by name, time stamps fixed, at the root.
  virtual void commit() = 0;
};

/// Writes one small file (report, summary, id map) in the same all-or-nothing way; replaces without asking.
void write_file_atomically(const std::string& path, std::string_view bytes);

}  // namespace rosterkit::io
