// Bytes of a file or of a stream taken in whole, read by position so that many readers share one handle; and the streams
// over them, which tell a file that changed while it was read from one that ended.
#include "source_bytes.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace rosterkit::io {

namespace {

constexpr std::size_t kept_in_memory = 4u << 20;

class BytesStream : public ByteStream {
 public:
  BytesStream(std::shared_ptr<const Bytes> bytes, std::string shown) : bytes_(std::move(bytes)), shown_(std::move(shown)) {}

  std::size_t read(std::span<char> into) override {
    if (into.empty()) return 0;
    int error = 0;
    const std::ptrdiff_t got = bytes_->read_at(offset_, into.data(), into.size(), error);
    if (got < 0) throw unreadable(shown_, error);
    offset_ += static_cast<std::uint64_t>(got);
    // Half an export would pass for a whole one: the end counts only if nothing moved since the file was opened.
    if (got == 0 && (offset_ != bytes_->size() || bytes_->has_changed())) throw changed(shown_);
    return static_cast<std::size_t>(got);
  }

 private:
  std::shared_ptr<const Bytes> bytes_;
  std::string shown_;
  std::uint64_t offset_ = 0;
};

class FrontStream : public ByteStream {
 public:
  FrontStream(std::string front, std::unique_ptr<ByteStream> rest) : front_(std::move(front)), rest_(std::move(rest)) {}

  std::size_t read(std::span<char> into) override {
    if (given_ == front_.size()) return rest_->read(into);
    const std::size_t count = front_.copy(into.data(), into.size(), given_);
    given_ += count;
    return count;
  }

 private:
  std::string front_;
  std::size_t given_ = 0;
  std::unique_ptr<ByteStream> rest_;
};

}  // namespace

Looked open_and_look(const InputFile& file, std::size_t bytes) {
  auto rest = file.open();
  std::string front(bytes, '\0');
  front.resize(rest->read(front));
  auto whole = std::make_unique<FrontStream>(front, std::move(rest));
  return {std::move(front), std::move(whole)};
}

FileError file_error(ExitCode code, std::string rule, const std::string& shown, std::string message, std::string hint) {
  Finding finding;
  finding.rule = std::move(rule);
  finding.severity = Severity::error;
  finding.file = shown;
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  return FileError(code, std::move(finding));
}

FileError unreadable(const std::string& shown, int error) {
  if (error == ENOENT) {
    return file_error(ExitCode::input_missing, "file.missing", shown, "no such file or folder",
                      "Check the path, and that the export has run.");
  }
  std::string hint = "The file was not read. Check that the disk and the connection to it are sound, then run again.";
  if (error == EACCES || error == EPERM) hint = "Give the user who runs rosterkit the right to read it.";
  if (error == EISDIR) hint = "Name a file in it, or the folder itself as the input.";
  if (error == EMFILE || error == ENFILE) hint = "Raise the limit of open files (ulimit -n), or use fewer jobs (-j).";
  return file_error(ExitCode::input_missing, "file.unreadable", shown, "cannot be read: " + platform::reason(error), hint);
}

FileError changed(const std::string& shown) {
  return file_error(ExitCode::input_missing, "file.changed", shown, "the file changed while it was read",
                    "Nothing was replaced. Wait until the export is complete, then run again.");
}

std::shared_ptr<const Bytes> Bytes::of_file(const std::string& path, const std::string& shown) {
  int error = 0;
  auto bytes = std::make_shared<Bytes>();
  bytes->file_ = platform::open_to_read(path, error);
  if (error != 0) throw unreadable(shown, error);
  bytes->state_ = platform::state_of(bytes->file_);
  if (bytes->state_.kind == platform::State::Kind::folder) throw unreadable(shown, EISDIR);
  if (bytes->state_.kind == platform::State::Kind::other) return of_stream(bytes->file_, shown);
  bytes->may_change_ = true;
  bytes->size_ = bytes->state_.bytes;
  return bytes;
}

std::shared_ptr<const Bytes> Bytes::of_stream(const platform::File& from, const std::string& shown) {
  auto bytes = std::make_shared<Bytes>();
  std::string buffer(256u << 10, '\0');
  for (;;) {
    int error = 0;
    const std::ptrdiff_t got = platform::read_some(from, buffer.data(), buffer.size(), error);
    if (got < 0) throw unreadable(shown, error);
    if (got == 0) return bytes;
    const std::string_view piece(buffer.data(), static_cast<std::size_t>(got));
    if (!bytes->file_.is_open() && bytes->size_ + piece.size() > kept_in_memory) {
      bytes->file_ = platform::open_scratch(error);
      if (error == 0) error = platform::write_all(bytes->file_, bytes->memory_);
      bytes->memory_ = std::string();
    }
    if (!bytes->file_.is_open() && error == 0) bytes->memory_ += piece;
    if (bytes->file_.is_open() && error == 0) error = platform::write_all(bytes->file_, piece);
    if (error != 0) {
      throw file_error(ExitCode::input_missing, "file.unreadable", shown,
                       "cannot be kept in a temporary file: " + platform::reason(error),
                       "Set TMPDIR to a folder with room for the whole input, or name the file instead of piping it.");
    }
    bytes->size_ += piece.size();
  }
}

std::ptrdiff_t Bytes::read_at(std::uint64_t offset, char* into, std::size_t wanted, int& error) const {
  error = 0;
  if (file_.is_open()) return platform::read_at(file_, offset, into, wanted, error);
  if (offset >= memory_.size()) return 0;
  const std::size_t count = std::min<std::size_t>(wanted, memory_.size() - offset);
  std::memcpy(into, memory_.data() + offset, count);
  return static_cast<std::ptrdiff_t>(count);
}

bool Bytes::has_changed() const { return may_change_ && platform::state_of(file_) != state_; }

std::string Bytes::first_bytes(std::size_t count, const std::string& shown) const {
  std::string first(count, '\0');
  int error = 0;
  const std::ptrdiff_t got = read_at(0, first.data(), count, error);
  if (got < 0) throw unreadable(shown, error);
  first.resize(static_cast<std::size_t>(got));
  return first;
}

std::unique_ptr<ByteStream> stream_of(std::shared_ptr<const Bytes> bytes, std::string shown) {
  return std::make_unique<BytesStream>(std::move(bytes), std::move(shown));
}

}  // namespace rosterkit::io
