// What may be replaced by an output and what may not (docs: exit codes 2, 6), decided before any record is read.
#include "output_set_place.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace rosterkit::io {

namespace {

using Kind = platform::State::Kind;
namespace fs = std::filesystem;

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

/// True if @p inner is @p outer or lies in it; both resolved.
bool lies_in(const fs::path& inner, const fs::path& outer) {
  const auto [mine, theirs] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return mine == outer.end();
}

}  // namespace

OutputError output_error(const std::string& shown, int error) {
  std::string hint;
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG: hint = "Make room, or choose another place with -o."; break;
    case EACCES:
    case EPERM:
    case EROFS: hint = "Give the user who runs rosterkit the right to write there, or choose another place with -o."; break;
    case ENOENT:
    case ENOTDIR: hint = "Make the folder that it lies in, or choose another place with -o."; break;
    case EBUSY: hint = "Name a folder inside it with -o."; break;
    case EEXIST: return OutputError(shown + ": another run made this output meanwhile; it is untouched. Run again.", ExitCode::locked);
    default: hint = "Check the disk, or choose another place with -o."; break;
  }
  return OutputError(shown + ": cannot be written: " + platform::reason(error) + "; the old output is untouched. " + hint);
}

Place find_place(const std::string& path) {
  std::string clean = path;
  while (clean.size() > 1 && clean.back() == '/') clean.pop_back();
  // What a link points to is replaced, and the link stays: "current" goes on pointing at this year's folder.
  if (platform::is_symbolic_link(clean)) {
    std::error_code failed;
    const fs::path target = fs::canonical(clean, failed);
    if (failed) throw UsageError(path + ": the output is a symbolic link that leads nowhere. Remove it, or name its target with -o.");
    clean = target.string();
  }
  Place place;
  place.shown = path;
  const fs::path full(clean);
  place.name = full.filename().string();
  if (place.name.empty() || place.name == "." || place.name == "..") {
    throw UsageError(path + ": the output cannot be this folder itself. Name a new folder in it with -o.");
  }
  std::error_code failed;
  const fs::path folder = fs::canonical(full.has_parent_path() ? full.parent_path() : fs::path("."), failed);
  if (failed) throw output_error(path, failed.value());
  place.folder = folder.string();
  int error = 0;
  place.now = platform::state_of(place.path(), error);
  if (error != 0 && error != ENOENT) throw output_error(path, error);
  return place;
}

void refuse_replacing(const Place& place, const OutputSet::Request& request) {
  const bool wants_folder = request.kind == OutputSet::Kind::folder;
  if (place.now.kind == Kind::missing) return;
  if (place.now.kind == Kind::other) {
    throw UsageError(place.shown + ": is neither a file nor a folder. Name a new one with -o, or use -o - for standard output.");
  }
  if (wants_folder && place.now.kind == Kind::file) {
    throw UsageError(place.shown + ": is a file, and the output is a folder. Name another one with -o; a name ending in .zip gives an archive.");
  }
  if (!wants_folder && place.now.kind == Kind::folder) {
    throw UsageError(place.shown + ": is a folder, and the output is one file. Name a file in it with -o.");
  }
  if (wants_folder) {
    int error = 0;
    for (const std::string& name : platform::list(place.path(), error)) {
      const bool is_ours = std::find(request.own_names.begin(), request.own_names.end(), name) != request.own_names.end() &&
                           platform::is_plain_file(place.path() + "/" + name);
      if (is_ours) continue;
      throw UsageError(place.shown + ": holds " + quoted(name) +
                       ", which is not a file of this format; the folder is replaced as a whole. Name a folder of its own with -o.");
    }
    if (error != 0) throw output_error(place.shown, error);
  }
  if (!request.overwrite) {
    throw UsageError(place.shown + ": exists already. Use -O to replace it, or name another output with -o.");
  }
}

void refuse_inputs(const Place& place, const OutputSet::Request& request) {
  const fs::path output = place.path();
  for (const std::string& input : request.input_paths) {
    if (input == "-") continue;
    std::error_code failed;
    const fs::path resolved = fs::canonical(input, failed);
    if (failed) continue;  // it is missing: opening it says so
    int error = 0;
    const platform::State state = platform::state_of(resolved.string(), error);
    const bool same = error == 0 && place.now.kind != Kind::missing && state.same_file(place.now);
    if (same || resolved == output) throw UsageError(place.shown + ": is an input. Name another output with -o.");
    if (lies_in(output, resolved)) throw UsageError(place.shown + ": lies in the input " + quoted(input) + ". Name an output outside of it with -o.");
    if (lies_in(resolved, output)) {
      throw UsageError(place.shown + ": holds the input " + quoted(input) + ", which would be lost. Name another output with -o.");
    }
  }
}

void sweep(const Place& place) {
  // A run that was killed between its two moves left no output, and the old one under its other name: put it back.
  if (place.now.kind == Kind::missing && platform::move_new(place.old(), place.path()) == 0) return;
  platform::remove_tree(place.old());
  // Beside the folder itself, files that were given a name because the file system has no nameless ones.
  int error = 0;
  const std::string start = "." + place.name + ".rosterkit-new";
  for (const std::string& name : platform::list(place.folder, error)) {
    if (name.starts_with(start)) platform::remove_tree(place.folder + "/" + name);
  }
}

}  // namespace rosterkit::io
