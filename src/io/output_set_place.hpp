// Inner parts of the output set: the place that an output takes on disk, what may not be there, and moving into it.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "rosterkit/base/beside.hpp"
#include "rosterkit/io/output_set.hpp"
#include "rosterkit/io/platform.hpp"

namespace rosterkit::io {

/// Where an output goes: folder and name, symbolic links resolved; and the names used beside it for an instant.
struct Place {
  std::string shown;                     ///< as the user gave it
  std::string folder, name;
  platform::State now;                   ///< what is there
  std::string path() const { return folder == "/" ? folder + name : folder + "/" + name; }
  /// Fixed names: the lock lets one run at a time use them, and the next run finds what a killed one left.
  std::string fresh() const { return folder + "/." + name + ".rosterkit-new"; }
  std::string old() const { return folder + "/." + name + ".rosterkit-old"; }
};

/// Throws UsageError where the path cannot be an output, OutputError where its folder cannot be used.
Place find_place(const std::string& path);
/// The refusals of OutputSet::begin.
void refuse_replacing(const Place& place, const OutputSet::Request& request);
void refuse_inputs(const Place& place, const OutputSet::Request& request);
/// Removes what a killed run left; puts an old output back that was on its way out.
void sweep(const Place& place);

/// "out: cannot be written: REASON; the old output is untouched. HINT"
OutputError output_error(const std::string& shown, int error);

/// A file without a name (or, where there are none of these, with a private one) that gathers bytes. Of a large one full blocks go to the disk
/// in a thread of their own, in order, while the next ones are filled: neither the disk nor who writes waits for a hiccup of the other.
class Spool : public Sink {
 public:
  static constexpr unsigned files_at_a_time = 4;   ///< that the disk or the system is waited for
  /// In @p place's folder, to be named later; or, without a place, in the folder for temporary files.
  /// @param stays  it will be synced and get a name. What is only read once more, like a file on its way into an archive, is not for the disk.
  Spool(const Place* place, bool stays, std::string shown, std::string temporary_name);
  ~Spool() override;
  void write(std::string_view text) override;
  void flush();                          ///< all bytes are with the system, or on the disk
  void begin_write_back();               ///< asks the disk to take the rest, and does not wait
  int sync() const;                      ///< waits until they are on the disk. @returns the error number
  bool is_large() const { return bytes >= large_bytes; }
  /// Gives the file a name that is not taken. @returns the error number.
  int name_it(const std::string& path);
  const platform::File& handle() const { return file_; }

 private:
  static constexpr std::uint64_t large_bytes = 8u << 20;
  std::size_t write_small(std::string_view text);
  void put(std::string_view text);
  void pass_block_on();
  void write_blocks();
  bool is_worth_a_sync() const;
  int write_taken();
  void end_blocks();
  std::string shown_, named_;
  std::string gathered_;                 // of a small output
  std::uint64_t begun_ = 0;              // up to where the disk was asked to take it
  bool by_blocks_ = false;
  std::size_t filled_ = 0;               // bytes of filling_
  bool stays_;
  platform::Block filling_;
  platform::File file_;
  std::optional<platform::PendingName> pending_;
  // The writing thread's while it runs:
  std::uint64_t offset_ = 0;             // how much is written; nobody's thread but who writes before that
  std::uint64_t synced_ = 0;             // how much of it is on the disk
  bool past_cache_ = false;
  // Of both, under the mutex:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<platform::Block> full_, taken_, empty_;   // taken: on their way, and the writing thread looks at them without it
  int error_ = 0;
  bool ending_ = false;
  Beside<void> writer_;
};

/// Moves a finished spool to @p place, over what is there.
void replace_file(const Place& place, Spool& spool);
/// Moves finished spools into a new folder at @p place, which replaces what is there as a whole.
void replace_folder(const Place& place, const std::vector<std::pair<std::string, Spool*>>& files);

/// Throws UsageError if archives cannot be written here.
void require_zip();
/// Writes the archive of @p files, sorted by name, into @p into. The same files give the same bytes.
void write_zip(const std::vector<std::pair<std::string, Spool*>>& files, const platform::File& into, const std::string& shown);

}  // namespace rosterkit::io
