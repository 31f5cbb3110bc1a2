// Files on Linux. Nameless files (O_TMPFILE) carry all output until it is complete; names appear only in the instant of
// moving into place. No text of this file reaches a user except through reason().
#include "rosterkit/io/platform.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace rosterkit::io::platform {

namespace {

int result(int returned) { return returned == 0 ? 0 : errno; }

File opened(const std::string& path, int flags, int& error, mode_t mode = 0) {
  int descriptor = -1;
  do {
    descriptor = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (descriptor < 0 && errno == EINTR);
  error = descriptor < 0 ? errno : 0;
  return File(descriptor);
}

State to_state(const struct stat& found) {
  State state;
  state.kind = S_ISREG(found.st_mode) ? State::Kind::file : S_ISDIR(found.st_mode) ? State::Kind::folder : State::Kind::other;
  state.device = found.st_dev;
  state.inode = found.st_ino;
  state.bytes = static_cast<std::uint64_t>(found.st_size);
  state.modified_ns = static_cast<std::int64_t>(found.st_mtim.tv_sec) * 1'000'000'000 + found.st_mtim.tv_nsec;
  return state;
}

int remove_tree_at(int parent, const char* name) {
  if (::unlinkat(parent, name, 0) == 0 || errno == ENOENT) return 0;
  if (errno != EISDIR && errno != EPERM) return errno;
  const int unlink_error = errno;
  if (::unlinkat(parent, name, AT_REMOVEDIR) == 0) return 0;   // nothing left in it
  const int descriptor = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0) return errno == ENOTDIR || errno == ELOOP ? unlink_error : errno;
  DIR* folder = ::fdopendir(descriptor);
  if (folder == nullptr) {
    ::close(descriptor);
    return ENOMEM;
  }
  int error = 0;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string_view entry_name = entry->d_name;
    if (entry_name == "." || entry_name == "..") continue;
    if (const int failed = remove_tree_at(::dirfd(folder), entry->d_name)) error = failed;
  }
  ::closedir(folder);
  if (error != 0) return error;
  return result(::unlinkat(parent, name, AT_REMOVEDIR));
}

}  // namespace

File& File::operator=(File&& other) noexcept {
  if (this != &other) {
    close();
    descriptor_ = other.descriptor_;
    other.descriptor_ = -1;
  }
  return *this;
}

int File::close() {
  if (descriptor_ < 0) return 0;
  const int returned = ::close(descriptor_);
  descriptor_ = -1;
  return returned == 0 || errno == EINTR ? 0 : errno;
}

State state_of(const std::string& path, int& error) {
  struct stat found {};
  error = result(::stat(path.c_str(), &found));
  return error != 0 ? State{} : to_state(found);
}

State state_of(const File& file) {
  struct stat found {};
  return ::fstat(file.descriptor(), &found) != 0 ? State{} : to_state(found);
}

bool is_symbolic_link(const std::string& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0 && S_ISLNK(found.st_mode);
}

bool is_plain_file(const std::string& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode);
}

std::string reason(int error) {
  switch (error) {
    case ENOENT: return "no such file or folder";
    case EACCES: return "permission denied";
    case EPERM: return "operation not permitted";
    case EISDIR: return "is a folder";
    case ENOTDIR: return "a part of the path is not a folder";
    case ENOSPC: return "no space left on device";
    case EDQUOT: return "the disk quota is used up";
    case EFBIG: return "the file would be larger than allowed";
    case EROFS: return "the file system is read-only";
    case EIO: return "input/output error of the device";
    case EMFILE:
    case ENFILE: return "too many open files";
    case EXDEV: return "the places are on different file systems";
    case EBUSY: return "it is in use by the system, like a mount point";
    case ENAMETOOLONG: return "the name is too long";
    case ELOOP: return "its symbolic links run in a circle";
    case EEXIST: return "it exists already";
    default: return "error " + std::to_string(error) + " of the operating system";
  }
}

File open_to_read(const std::string& path, int& error) { return opened(path, O_RDONLY | O_NOCTTY, error); }

File standard_input() { return File(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)); }

File standard_output() { return File(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)); }

bool is_terminal(const File& file) { return ::isatty(file.descriptor()) == 1; }

std::ptrdiff_t read_some(const File& file, char* into, std::size_t size, int& error) {
  for (;;) {
    const ssize_t got = ::read(file.descriptor(), into, size);
    if (got < 0 && errno == EINTR) continue;
    error = got < 0 ? errno : 0;
    return got;
  }
}

std::ptrdiff_t read_at(const File& file, std::uint64_t offset, char* into, std::size_t size, int& error) {
  for (;;) {
    const ssize_t got = ::pread(file.descriptor(), into, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    error = got < 0 ? errno : 0;
    return got;
  }
}

int write_all(const File& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(file.descriptor(), bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return 0;
}

int write_all_at(const File& file, std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::pwrite(file.descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(done));
    offset += static_cast<std::uint64_t>(done);
  }
  return 0;
}

int write_all_at(const File& file, std::uint64_t offset, std::span<const Block> blocks) {
  std::array<iovec, 64> parts;                   // no memory is asked for: this may be all that a thread does
  while (!blocks.empty()) {
    const std::span<const Block> some = blocks.first(std::min(blocks.size(), parts.size()));
    const std::size_t all = some.size() * Block::size;
    for (std::size_t i = 0; i < some.size(); ++i) parts[i] = {const_cast<char*>(some[i].data()), Block::size};
    if (::pwritev(file.descriptor(), parts.data(), static_cast<int>(some.size()), static_cast<off_t>(offset)) != static_cast<ssize_t>(all)) {
      std::uint64_t at = offset;                 // it was interrupted, or something is wrong: the same bytes once more, and a reason
      for (const Block& block : some) {
        if (const int error = write_all_at(file, at, std::string_view(block.data(), Block::size))) return error;
        at += Block::size;
      }
    }
    offset += all;
    blocks = blocks.subspan(some.size());
  }
  return 0;
}

int sync(const File& file) {
  // Pipes and some file systems know no fsync: what they took cannot be made safer.
  if (::fsync(file.descriptor()) == 0 || errno == EINVAL || errno == EROFS || errno == ENOTSUP) return 0;
  return errno;
}

void begin_write_back([[maybe_unused]] const File& file, [[maybe_unused]] std::uint64_t offset, [[maybe_unused]] std::uint64_t size) {
#if defined(__linux__)
  ::sync_file_range(file.descriptor(), static_cast<off64_t>(offset), static_cast<off64_t>(size), SYNC_FILE_RANGE_WRITE);
#endif
}

bool write_past_cache([[maybe_unused]] const File& file, [[maybe_unused]] bool on) {
#if defined(O_DIRECT)
  const int flags = ::fcntl(file.descriptor(), F_GETFL);
  return flags >= 0 && ::fcntl(file.descriptor(), F_SETFL, on ? flags | O_DIRECT : flags & ~O_DIRECT) == 0;
#else
  return false;
#endif
}

File open_unnamed(const std::string& folder, int& error) {
  // give_name() goes through /proc; without it a nameless file could never be named.
  if (::access("/proc/self/fd", X_OK) != 0) {
    error = EOPNOTSUPP;
    return File();
  }
  File file = opened(folder, O_TMPFILE | O_RDWR, error, 0600);
  // Kernels and file systems without O_TMPFILE take the call for an attempt to open the folder itself.
  if (error == EISDIR || error == EINVAL) error = EOPNOTSUPP;
  return file;
}

File create(const std::string& path, int& error) { return opened(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, error, 0600); }

File open_to_write(const std::string& path, int& error) { return opened(path, O_WRONLY | O_NOCTTY, error); }

void wait_a_moment() { ::usleep(20'000); }

int give_name(const File& unnamed, const std::string& path) {
  const std::string self = "/proc/self/fd/" + std::to_string(unnamed.descriptor());
  return result(::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW));
}

std::string temporary_folder() {
  const char* named = std::getenv("TMPDIR");
  return named != nullptr && *named != '\0' ? named : "/tmp";
}

File open_scratch(int& error) {
  File file = open_unnamed(temporary_folder(), error);
  if (error != EOPNOTSUPP) return file;
  std::string name = temporary_folder() + "/.rosterkit-XXXXXX";
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);  // 0600
  error = descriptor < 0 ? errno : 0;
  if (descriptor >= 0) ::unlink(name.c_str());
  return File(descriptor);
}

int make_folder(const std::string& path) { return result(::mkdir(path.c_str(), 0700)); }

int move(const std::string& from, const std::string& to) { return result(::rename(from.c_str(), to.c_str())); }

int move_new(const std::string& from, const std::string& to) {
  const int error = result(::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE));
  if (error != EINVAL && error != ENOSYS) return error;
  struct stat found {};
  return ::lstat(to.c_str(), &found) == 0 ? EEXIST : move(from, to);
}

int exchange(const std::string& a, const std::string& b) {
  return result(::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE));
}

int remove_file(const std::string& path) { return result(::unlink(path.c_str())); }

int remove_tree(const std::string& path) { return remove_tree_at(AT_FDCWD, path.c_str()); }

int sync_folder(const std::string& path) {
  int error = 0;
  const File folder = opened(path, O_RDONLY | O_DIRECTORY, error);
  // A folder that may be written to but not read cannot be synced; the rename has been done all the same.
  return error != 0 ? 0 : sync(folder);
}

std::vector<std::string> list(const std::string& path, int& error) {
  std::vector<std::string> names;
  DIR* folder = ::opendir(path.c_str());
  error = folder == nullptr ? errno : 0;
  if (folder == nullptr) return names;
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(folder);
    if (entry == nullptr) {
      error = errno;
      break;
    }
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  ::closedir(folder);
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<Lock> Lock::take(const std::string& folder, const std::string& name) {
  // A lock file would be left behind by kill -9, and flock on the folder would shut out runs with another output in it.
  // So the lock is one byte of the folder itself, far out, chosen by the name. A folder cannot be opened for writing,
  // and thus not be locked exclusively; but a shared lock can be taken, and the kernel can be asked whether an exclusive
  // one would meet another holder.
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  int error = 0;
  for (int attempt = 0; attempt < 3; ++attempt) {
    File handle = opened(folder, O_RDONLY | O_DIRECTORY, error);
    if (error != 0) return Lock(File());  // may be written to, but not be read: no way to lock it
    struct flock lock {};
    lock.l_type = F_RDLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(hash >> 2);
    lock.l_len = 1;
    if (::fcntl(handle.descriptor(), F_OFD_SETLK, &lock) != 0) return Lock(File());  // a file system without locks
    lock.l_type = F_WRLCK;
    lock.l_pid = 0;
    if (::fcntl(handle.descriptor(), F_OFD_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) return Lock(std::move(handle));
    // Two runs that start in the same instant both see the other: both let go, and try again at different times.
    handle.close();
    ::usleep(static_cast<useconds_t>(2000 + (::getpid() % 97) * 300));
  }
  return std::nullopt;
}

}  // namespace rosterkit::io::platform
