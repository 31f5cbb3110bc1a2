// Inner parts of source.cpp: findings about whole files, plain files, and standard input kept for reading again.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rosterkit/io/platform.hpp"
#include "rosterkit/io/source.hpp"

namespace rosterkit::io {

FileError file_error(ExitCode code, std::string rule, const std::string& shown, std::string message, std::string hint);
FileError unreadable(const std::string& shown, int error);
FileError changed(const std::string& shown);

/// Bytes that can be read at any place, by many threads at once: a file, or a stream that was taken in whole.
class Bytes {
 public:
  static std::shared_ptr<const Bytes> of_file(const std::string& path, const std::string& shown);
  /// Reads @p from to its end: small streams are kept in memory, larger ones in a nameless temporary file.
  static std::shared_ptr<const Bytes> of_stream(const platform::File& from, const std::string& shown);

  std::uint64_t size() const { return size_; }
  const platform::State& state() const { return state_; }   ///< when it was opened; of a file only
  /// @returns bytes read, 0 at the end, -1 with @p error set.
  std::ptrdiff_t read_at(std::uint64_t offset, char* into, std::size_t wanted, int& error) const;
  bool has_changed() const;            ///< since it was opened
  std::string first_bytes(std::size_t count, const std::string& shown) const;

 private:
  platform::File file_;
  platform::State state_;              ///< when it was opened; only files that may change under us
  bool may_change_ = false;
  std::string memory_;
  std::uint64_t size_ = 0;
};

/// Reads @p bytes from the start; an end that does not fit the size it had is FileError file.changed.
std::unique_ptr<ByteStream> stream_of(std::shared_ptr<const Bytes> bytes, std::string shown);

/// What is left after hidden files and the like: the files to read, and findings about folders.
struct Found {
  std::string folder;                  ///< "" = root
  std::string name;
  std::size_t index = 0;               ///< the caller's
};
bool is_ignored_name(const std::string& name);
/// Keeps the files of the root; if it has none, those of the only folder (file.in-folder). Other folders are named in findings.
std::vector<Found> choose_folder(std::vector<Found> all, const std::string& shown, FindingList& findings);

bool is_zip(std::string_view first_bytes);
/// Adds the entries of an archive to @p set.
void add_zip(InputSet& set, std::shared_ptr<const Bytes> bytes, const std::string& shown, const Limits& limits, FindingList& findings);

}  // namespace rosterkit::io
