// Spools, and moving them into place. Bytes are gathered in nameless files on the file system of the output; names exist
// only from the first give_name to the last move, and a signal in that instant removes them.
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <iterator>

#include "output_set_place.hpp"
#include "rosterkit/base/beside.hpp"
#include "rosterkit/base/parallel.hpp"

namespace rosterkit::io {

namespace {

// Several blocks are written at a time, in one call: a disk that is asked for each of them costs the processor more (GUID ids, 1 GB: 12 % longer).
constexpr std::size_t most_blocks = 32;          // of one output, on their way
constexpr std::size_t blocks_at_a_time = 8;
constexpr std::uint64_t least_to_sync = 512u << 10, parts_to_sync = 32;
constexpr std::size_t bytes_to_gather = 16u << 10; // of a small output: it goes on as it comes, in pieces that are worth a call
constexpr std::uint64_t bytes_to_begin = 1u << 20;   // what is less the disk is asked for when it is whole

}  // namespace

Spool::Spool(const Place* place, bool stays, std::string shown, std::string temporary_name)
    : shown_(std::move(shown)), stays_(stays && place != nullptr), filling_(platform::Block::Pages::small) {
  int error = 0;
  if (place == nullptr) {
    file_ = platform::open_scratch(error);
    if (error != 0) {
      throw OutputError(shown_ + ": no temporary file can be made: " + platform::reason(error) + ". Set TMPDIR to a folder with room.");
    }
    return;
  }
  file_ = platform::open_unnamed(place->folder, error);
  if (error == EOPNOTSUPP) {
    named_ = std::move(temporary_name);
    pending_.emplace(named_);
    file_ = platform::create(named_, error);
    if (error != 0) named_.clear();  // not ours to remove
  }
  if (error != 0) throw output_error(shown_, error);
}

Spool::~Spool() {
  if (writer_.has_work()) {                      // the output was given up: what waits need not be written
    {
      const std::lock_guard lock(mutex_);
      full_.clear();
      ending_ = true;
    }
    changed_.notify_all();
    writer_.wait();
  }
  if (!named_.empty()) platform::remove_file(named_);
}

void Spool::write(std::string_view text) {
  bytes += text.size();
  if (!by_blocks_) text.remove_prefix(write_small(text));
  while (!text.empty()) {
    const std::size_t part = std::min(text.size(), platform::Block::size - filled_);
    std::copy_n(text.data(), part, filling_.data() + filled_);
    filled_ += part;
    text.remove_prefix(part);
    if (filled_ == platform::Block::size) pass_block_on();
  }
}

/// A small output goes through the page cache, by who writes it: a thread and blocks would take longer to make, and large pages for them to find,
/// than they save. The disk begins meanwhile. @returns how many bytes of @p text are taken; from the rest on, blocks are worth it
std::size_t Spool::write_small(std::string_view text) {
  if (gathered_.size() + text.size() < bytes_to_gather) {
    gathered_ += text;
    return text.size();
  }
  put(gathered_);
  gathered_.clear();
  std::size_t taken = text.size();
  if (offset_ >= large_bytes) {                  // blocks past the page cache lie at multiples of their size
    const std::size_t before_block = (platform::Block::size - offset_ % platform::Block::size) % platform::Block::size;
    by_blocks_ = before_block <= taken;
    taken = std::min(taken, before_block);
  }
  put(text.substr(0, taken));
  if (stays_ && offset_ - begun_ >= bytes_to_begin) begin_write_back();
  return taken;
}

void Spool::put(std::string_view text) {
  if (const int error = platform::write_all_at(file_, offset_, text)) throw output_error(shown_, error);
  offset_ += text.size();
}

void Spool::pass_block_on() {
  std::unique_lock lock(mutex_);
  if (!writer_.has_work()) {
    ending_ = false;
    for (auto* blocks : {&full_, &empty_, &taken_}) blocks->reserve(most_blocks);   // so that the writing thread asks for no memory
    past_cache_ = stays_ && platform::write_past_cache(file_, true);
    writer_ = Beside<void>([this] { write_blocks(); }, Begin::waiting);
  }
  full_.push_back(std::move(filling_));
  changed_.notify_all();
  if (empty_.empty() && full_.size() + taken_.size() < most_blocks) empty_.emplace_back(platform::Block::Pages::large);
  changed_.wait(lock, [&] { return !empty_.empty(); });
  filling_ = std::move(empty_.back());
  empty_.pop_back();
  filled_ = 0;
  if (error_ != 0) throw output_error(shown_, error_);
}

/// A disk may keep what is written in a memory of its own, or of its host, and begin only when a sync demands it: 0.95 of 4.2 s of a million
/// students with GUIDs. So the writing thread syncs where it would wait. A disk that is slower than the blocks come leaves it no time for that.
bool Spool::is_worth_a_sync() const { return stays_ && offset_ - synced_ >= std::max(least_to_sync, offset_ / parts_to_sync); }

/// The writing thread.
void Spool::write_blocks() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (full_.size() < blocks_at_a_time && !ending_ && error_ == 0 && is_worth_a_sync()) {
      lock.unlock();
      const int error = sync();
      lock.lock();
      error_ = error;
      synced_ = offset_;
    }
    changed_.wait(lock, [&] { return full_.size() >= blocks_at_a_time || ending_; });
    if (full_.empty()) return;
    taken_.swap(full_);
    if (error_ == 0) {
      lock.unlock();
      const int error = write_taken();
      lock.lock();
      error_ = error;
    }
    std::move(taken_.begin(), taken_.end(), std::back_inserter(empty_));
    taken_.clear();
    changed_.notify_all();
  }
}

/// What fills blocks is large, and will be synced: the disk takes it from here, without a copy in the page cache, whose
/// pages would have to be found first and written back later. @returns the error number
int Spool::write_taken() {
  int error = platform::write_all_at(file_, offset_, taken_);
  if (error == EINVAL && past_cache_) {          // a disk that wants larger blocks
    past_cache_ = !platform::write_past_cache(file_, false);
    error = platform::write_all_at(file_, offset_, taken_);
  }
  offset_ += taken_.size() * platform::Block::size;
  return error;
}

void Spool::end_blocks() {
  if (writer_.has_work()) {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    writer_.get();
  }
  empty_.clear();
  if (error_ != 0) throw output_error(shown_, error_);
}

void Spool::flush() {
  end_blocks();
  if (past_cache_) past_cache_ = !platform::write_past_cache(file_, false);
  put(by_blocks_ ? std::string_view(filling_.data(), filled_) : gathered_);
  gathered_.clear();
  filled_ = 0;
}

void Spool::begin_write_back() {
  platform::begin_write_back(file_, begun_, offset_ - begun_);
  begun_ = offset_;
}

int Spool::sync() const { return platform::sync(file_); }

int Spool::name_it(const std::string& path) {
  if (named_.empty()) return platform::give_name(file_, path);
  const int error = platform::move_new(named_, path);
  if (error == 0) named_.clear();
  return error;
}

void replace_file(const Place& place, Spool& spool) {
  int error = spool.sync();
  if (error != 0) throw output_error(place.shown, error);
  if (place.now.kind == platform::State::Kind::missing) {
    error = spool.name_it(place.path());
  } else {
    const platform::FreedLater old_one({place.path()});
    const platform::PendingName pending(place.fresh());
    error = spool.name_it(place.fresh());
    if (error == 0) {
      error = platform::move(place.fresh(), place.path());
      if (error != 0) platform::remove_file(place.fresh());
    }
  }
  if (error != 0) throw output_error(place.shown, error);
  if ((error = platform::sync_folder(place.folder)) != 0) throw output_error(place.shown, error);
}

namespace {

/// Puts the new folder where the old one is. @returns the error number; the old one is then in its place again.
int swap_in(const Place& place) {
  if (place.now.kind == platform::State::Kind::missing) return platform::move_new(place.fresh(), place.path());
  int error = platform::exchange(place.fresh(), place.path());
  if (error != EINVAL && error != ENOSYS) return error;
  // No exchange on this file system: two moves. A run killed between them is mended by the next one (sweep).
  if ((error = platform::move(place.path(), place.old())) != 0) return error;
  if ((error = platform::move(place.fresh(), place.path())) != 0) platform::move(place.old(), place.path());
  return error;
}

/// Waits until all of @p files, and the names in @p folder if one is given, are on the disk. @returns the first error number.
/// Several at a time, the folder first: what a disk has to do for it covers most of what the files need.
int sync_together(const std::string* folder, const std::vector<const Spool*>& files) {
  std::vector<int> errors(files.size() + 1);
  waiting_in_parallel(Spool::files_at_a_time, errors.size(), [&](std::size_t number, unsigned) {
    if (number != 0) errors[number] = files[number - 1]->sync();
    else if (folder != nullptr) errors[number] = platform::sync_folder(*folder);
  });
  const auto first = std::find_if(errors.begin(), errors.end(), [](int error) { return error != 0; });
  return first == errors.end() ? 0 : *first;
}

/// Makes the new folder beside the old one, its files with their names and all of it on the disk. @returns the error number.
/// What takes the disk long is waited for while it has no name that a killed run could leave behind. Small files are waited
/// for along with their folder, once for all: most of a small run would be waiting.
int make_fresh(const std::string& fresh, const std::vector<std::pair<std::string, Spool*>>& files, std::vector<std::unique_ptr<platform::PendingName>>& pending) {
  std::vector<const Spool*> large, small;
  for (const auto& [name, spool] : files) (spool->is_large() ? large : small).push_back(spool);
  int error = sync_together(nullptr, large);
  if (error == 0) error = platform::make_folder(fresh);
  for (const auto& [name, spool] : files) {
    if (error != 0) break;
    const std::string path = fresh + "/" + name;
    pending.push_back(std::make_unique<platform::PendingName>(path));
    error = spool->name_it(path);
  }
  return error != 0 ? error : sync_together(&fresh, small);
}

}  // namespace

void replace_folder(const Place& place, const std::vector<std::pair<std::string, Spool*>>& files) {
  const std::string fresh = place.fresh();
  const platform::PendingName pending_folder(fresh);
  std::vector<std::unique_ptr<platform::PendingName>> pending;
  int error = make_fresh(fresh, files, pending);
  // After the exchange the fresh name stands for the old set, until it is removed: a signal may take that away, too.
  int ignored = 0;
  std::vector<std::string> old;
  for (const std::string& name : platform::list(place.path(), ignored)) {
    old.push_back(fresh + "/" + name);
    pending.push_back(std::make_unique<platform::PendingName>(old.back()));
  }
  if (error == 0) error = swap_in(place);
  if (error != 0) {
    platform::remove_tree(fresh);
    throw output_error(place.shown, error);
  }
  if ((error = platform::sync_folder(place.folder)) != 0) throw output_error(place.shown, error);
  // The new set is in place; an old one that cannot be removed is swept by the next run. To free large files takes the system a while
  // (14 ms for 50 MB): where it will not do so by itself, several files at a time.
  const platform::FreedLater old_ones(old);
  if (!old_ones.holds_them()) waiting_in_parallel(Spool::files_at_a_time, old.size(), [&](std::size_t number, unsigned) { platform::remove_file(old[number]); });
  platform::remove_tree(fresh);
  platform::remove_tree(place.old());
}

}  // namespace rosterkit::io
