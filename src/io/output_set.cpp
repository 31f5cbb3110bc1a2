// The output set as commands see it: checks first, spools while the run lasts, one move at the end.
#include "rosterkit/io/output_set.hpp"

#include <algorithm>
#include <cerrno>
#include <map>
#include <mutex>

#include "output_set_place.hpp"
#include "rosterkit/base/parallel.hpp"

namespace rosterkit::io {

namespace {

class SpooledSet : public OutputSet {
 public:
  /// @param place  nothing = standard output.
  SpooledSet(const Request& request, std::optional<Place> place, std::optional<platform::Lock> lock)
      : kind_(request.kind), dry_run_(request.dry_run), place_(std::move(place)), lock_(std::move(lock)) {
    shown_ = place_ ? place_->shown : "standard output";
    // Whether there is what an archive needs, and whether the place can be written to, shows now, not after an hour of reading.
    if (is_zip()) require_zip();
    if (place_ && !dry_run_) make_spool("", false);
    if (kind_ == Kind::folder && !dry_run_) prepared_ = Beside<void>([] { prepare_to_wait(Spool::files_at_a_time); }, Begin::in_turn);
  }

  Sink& file(const std::string& name) override {
    const std::lock_guard guard(mutex_);
    const std::string key = is_single() ? "" : name;
    auto& spool = spools_[key];
    if (!spool) spool = make_spool(key, !is_zip());   // what goes into an archive is read once more, and gone
    return *spool;
  }

  void commit() override {
    if (is_single() && spools_.empty()) file("");
    const auto all = files();
    waiting_in_parallel(Spool::files_at_a_time, all.size(), [&](std::size_t number, unsigned) {
      all[number].second->flush();
      if (kind_ == Kind::folder && !dry_run_) all[number].second->begin_write_back();
    });
    std::unique_ptr<Spool> archive;
    if (is_zip()) {
      archive = make_spool(".zip", true);
      write_zip(all, archive->handle(), shown_);
      archive->flush();
    }
    if (dry_run_) return;
    if (kind_ == Kind::folder) return replace_folder(*place_, all);
    Spool& whole = archive ? *archive : *spools_.at("");
    if (place_) return replace_file(*place_, whole);
    copy_to_standard_output(whole);
  }

 private:
  bool is_single() const { return kind_ == Kind::file || kind_ == Kind::stdout_file; }
  bool is_zip() const { return kind_ == Kind::zip || kind_ == Kind::stdout_zip; }

  std::unique_ptr<Spool> make_spool(const std::string& name, bool stays) {
    // The second name serves where the file system has no nameless files; sweep() knows how it begins.
    return std::make_unique<Spool>(place_ && !dry_run_ ? &*place_ : nullptr, stays, shown_,
                                   place_ ? place_->fresh() + "-" + std::to_string(spools_.size()) + name : "");
  }

  std::vector<std::pair<std::string, Spool*>> files() const {
    std::vector<std::pair<std::string, Spool*>> all;
    for (const auto& [name, spool] : spools_) all.emplace_back(name, spool.get());
    return all;
  }

  void copy_to_standard_output(const Spool& whole) const {
    const platform::File output = platform::standard_output();
    if (!output.is_open()) return;  // closed by the caller, who does not want it
    std::string buffer(256u << 10, '\0');
    for (std::uint64_t offset = 0;;) {
      int error = 0;
      const std::ptrdiff_t got = platform::read_at(whole.handle(), offset, buffer.data(), buffer.size(), error);
      if (got < 0) throw output_error(shown_, error);
      if (got == 0) return;
      error = platform::write_all(output, {buffer.data(), static_cast<std::size_t>(got)});
      if (error == EPIPE) return;  // the reader has what it wanted, like head
      if (error != 0) throw OutputError(shown_ + ": cannot be written: " + platform::reason(error) + ". What went out is not complete.");
      offset += static_cast<std::uint64_t>(got);
    }
  }

  Kind kind_;
  bool dry_run_;
  std::optional<Place> place_;
  std::optional<platform::Lock> lock_;  // before the spools: they go first
  std::string shown_;
  std::map<std::string, std::unique_ptr<Spool>> spools_;
  std::mutex mutex_;
  Beside<void> prepared_;                // the threads that commit() will need
};

}  // namespace

std::unique_ptr<OutputSet> OutputSet::begin(const Request& request) {
  if (request.path == "-" || request.kind == Kind::stdout_zip || request.kind == Kind::stdout_file) {
    if (platform::is_terminal(platform::standard_output())) {
      throw UsageError("standard output is a terminal, and the output is records of people. Name an output with -o, or pipe it on.");
    }
    Request standard = request;
    if (request.kind == Kind::file) standard.kind = Kind::stdout_file;
    if (request.kind == Kind::folder || request.kind == Kind::zip) standard.kind = Kind::stdout_zip;
    return std::make_unique<SpooledSet>(standard, std::nullopt, std::nullopt);
  }
  Place place = find_place(request.path);
  refuse_inputs(place, request);
  auto lock = platform::Lock::take(place.folder, place.name);
  if (!lock) {
    throw OutputError(place.shown + ": another run is writing this output; it is untouched. Wait for it to end, then run again.",
                      ExitCode::locked);
  }
  if (!request.dry_run) sweep(place);
  place = find_place(request.path);  // another run may have ended between the first look and the lock
  refuse_replacing(place, request);
  return std::make_unique<SpooledSet>(request, std::move(place), std::move(lock));
}

void write_file_atomically(const std::string& path, std::string_view bytes) {
  int error = 0;
  // Devices and pipes (/dev/null, >(command)) are written to, not replaced.
  if (platform::state_of(path, error).kind == platform::State::Kind::other) {
    const platform::File device = platform::open_to_write(path, error);
    if (error == 0) error = platform::write_all(device, bytes);
    if (error != 0 && error != EPIPE) throw output_error(path, error);
    return;
  }
  Place place = find_place(path);
  if (place.now.kind == platform::State::Kind::folder) throw output_error(path, EISDIR);
  // Reports of several runs may go to one file; each is written in a moment, so the next one waits.
  auto lock = platform::Lock::take(place.folder, place.name);
  for (int attempt = 0; !lock && attempt < 100; ++attempt) {
    platform::wait_a_moment();
    lock = platform::Lock::take(place.folder, place.name);
  }
  if (!lock) throw OutputError(path + ": another run is writing this file; it is untouched. Run again.", ExitCode::locked);
  sweep(place);
  place = find_place(path);
  Spool spool(&place, true, path, place.fresh() + "-0");
  spool.write(bytes);
  spool.flush();
  replace_file(place, spool);
}

}  // namespace rosterkit::io
