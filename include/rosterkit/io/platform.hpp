// Every call of the operating system that rosterkit makes for files: opening, reading, writing, moving into place,
// locking, waiting for signals. One .cpp holds them, so that another system is a second file.
// Functions answer with an error number (0 = good) where the caller has something to say about it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rosterkit::io::platform {

/// An open file. Moves, never copies; closes itself.
class File {
 public:
  File() = default;
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(File&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { close(); }

  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }
  int close();                                   ///< error number; closing twice is fine

 private:
  int descriptor_ = -1;
};

/// What tells one state of a file from another.
struct State {
  enum class Kind { missing, file, folder, other } kind = Kind::missing;
  std::uint64_t device = 0, inode = 0, bytes = 0;
  std::int64_t modified_ns = 0;
  bool same_file(const State& other) const { return device == other.device && inode == other.inode; }
  bool operator==(const State&) const = default;
};

State state_of(const std::string& path, int& error);              ///< follows symbolic links
State state_of(const File& file);
bool is_symbolic_link(const std::string& path);
bool is_plain_file(const std::string& path);              ///< and no link to one
std::string reason(int error);                                    ///< "permission denied", "no space left on device"

File open_to_read(const std::string& path, int& error);
File standard_input();                                            ///< a second handle of it
File standard_output();
bool is_terminal(const File& file);
/// @returns bytes read, 0 at the end; -1 with @p error set.
std::ptrdiff_t read_some(const File& file, char* into, std::size_t size, int& error);
std::ptrdiff_t read_at(const File& file, std::uint64_t offset, char* into, std::size_t size, int& error);
int write_all(const File& file, std::string_view bytes);
int write_all_at(const File& file, std::uint64_t offset, std::string_view bytes);
int sync(const File& file);
void begin_write_back(const File& file, std::uint64_t offset, std::uint64_t size);   ///< a hint; sync() will wait for the rest

/// Memory that a disk can take from as it is (write_past_cache). It is taken when first asked for. In large pages a block is one piece to
/// the disk, and not 32 pages from all over memory; such blocks are used again by whoever asks next.
class Block {
 public:
  static constexpr std::size_t size = 128u << 10;
  enum class Pages { small, large };                    ///< small for what may remain all there is: a large page is cleared whole
  explicit Block(Pages pages) : bytes_(nullptr, {pages}) {}
  char* data();                                         ///< throws std::bad_alloc
  const char* data() const { return bytes_.get(); }     ///< of a block that was written to

 private:
  struct GiveBack {
    Pages pages;
    void operator()(char* bytes) const;
  };
  std::unique_ptr<char, GiveBack> bytes_;
};
/// One call of the system for all of @p blocks, which the disk likes better than one for each.
int write_all_at(const File& file, std::uint64_t offset, std::span<const Block> blocks);
/// Lets whole Blocks go to the disk without a copy in the page cache, or ends that (before anything smaller is written).
/// @returns false where the file system has nothing of the kind: everything is as before.
bool write_past_cache(const File& file, bool on);

/// An empty private file in @p folder that has no name, so that nothing is left whatever ends the run.
/// Where the file system has none of these, error is EOPNOTSUPP.
File open_unnamed(const std::string& folder, int& error);
File open_to_write(const std::string& path, int& error);          ///< a device or pipe that is there
void wait_a_moment();                                             ///< 20 ms
/// A new private file of this name; fails if there is one.
File create(const std::string& path, int& error);
int give_name(const File& unnamed, const std::string& path);      ///< fails if the name is taken
std::string temporary_folder();                                   ///< TMPDIR or /tmp
File open_scratch(int& error);                                    ///< a nameless file in temporary_folder()

int make_folder(const std::string& path);                         ///< private (0700)
int move(const std::string& from, const std::string& to);         ///< replaces
int move_new(const std::string& from, const std::string& to);     ///< EEXIST if there is one
int exchange(const std::string& a, const std::string& b);         ///< EINVAL or ENOSYS where it is not known
int remove_file(const std::string& path);
int remove_tree(const std::string& path);                         ///< a missing one is fine; never follows links
int sync_folder(const std::string& path);

/// Made before names of @p files are removed or given to others: what the files hold is freed by the system by itself once this has gone, and
/// nobody waits for it. Their names go as ever. Where the system or the file system does not lend itself to it, or it is not worth while, nothing is done.
class FreedLater {
 public:
  explicit FreedLater(const std::vector<std::string>& files);
  bool holds_them() const { return ring_.is_open(); }             ///< to remove their names takes no time

 private:
  File ring_;
};

/// Names in a folder, without "." and "..", sorted.
std::vector<std::string> list(const std::string& folder, int& error);

/// One run at a time for @p name in @p folder. Gone with the process, whatever ends it, and leaves no file behind.
class Lock {
 public:
  /// @returns nothing if another run holds it.
  static std::optional<Lock> take(const std::string& folder, const std::string& name);
  Lock(Lock&&) = default;
  Lock& operator=(Lock&&) = default;

 private:
  explicit Lock(File folder) : folder_(std::move(folder)) {}
  File folder_;
};

/// While it lives, SIGINT, SIGTERM and SIGHUP remove this file, or this folder once it is empty, before they end the run.
/// Paths are removed in the reverse order of their making.
class PendingName {
 public:
  explicit PendingName(const std::string& path);
  ~PendingName();
  PendingName(const PendingName&) = delete;
  PendingName& operator=(const PendingName&) = delete;

 private:
  std::size_t slot_;
};

}  // namespace rosterkit::io::platform
