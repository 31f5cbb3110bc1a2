// The inputs of a command line as one sorted list of files: files as they are, folders one level deep, zip archives,
// standard input and other streams. What each file means is left to detection; here only names, bytes and errors count.
#include "rosterkit/io/source.hpp"

#include <algorithm>
#include <cerrno>
#include <map>

#include "rosterkit/base/text.hpp"
#include "source_bytes.hpp"

namespace rosterkit::io {

namespace {

/// A file on disk, opened anew for each reading; it must be the same each time.
class DiskFile : public InputFile {
 public:
  DiskFile(std::string path, platform::State state) : path_(std::move(path)), state_(state) {}

  std::unique_ptr<ByteStream> open() const override {
    auto bytes = Bytes::of_file(path_, shown);
    if (bytes->state() != state_) throw changed(shown);
    return stream_of(std::move(bytes), shown);
  }

 private:
  std::string path_;
  platform::State state_;
};

/// Standard input, a pipe: read once, kept.
class KeptFile : public InputFile {
 public:
  explicit KeptFile(std::shared_ptr<const Bytes> bytes) : bytes_(std::move(bytes)) {}
  std::unique_ptr<ByteStream> open() const override { return stream_of(bytes_, shown); }

 private:
  std::shared_ptr<const Bytes> bytes_;
};

std::string last_part(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string join_path(const std::string& folder, const std::string& name) {
  if (folder.empty() || folder == ".") return name;
  return folder.back() == '/' ? folder + name : folder + "/" + name;
}

void add_kept(InputSet& set, const std::shared_ptr<const Bytes>& bytes, const std::string& name, const std::string& shown) {
  auto file = std::make_unique<KeptFile>(bytes);
  file->name = name;
  file->shown = shown;
  file->size_bytes = bytes->size();
  set.files.push_back(std::move(file));
}

void add_file(InputSet& set, const std::string& path, const platform::State& state, const std::string& shown,
              const std::string& folder) {
  auto file = std::make_unique<DiskFile>(path, state);
  file->name = last_part(path);
  file->shown = shown;
  file->folder = folder;
  file->size_bytes = state.bytes;
  set.files.push_back(std::move(file));
}

std::vector<std::string> list_folder(const std::string& path, const std::string& shown) {
  int error = 0;
  std::vector<std::string> names = platform::list(path, error);
  if (error != 0) throw unreadable(shown, error);
  return names;
}

void add_folder(InputSet& set, const std::string& path, FindingList& findings) {
  std::vector<Found> all;
  std::vector<platform::State> states;
  const auto collect = [&](const std::string& folder) {
    for (const std::string& name : list_folder(folder.empty() ? path : path + "/" + folder, path)) {
      if (is_ignored_name(name)) continue;
      const std::string inner = join_path(folder, name);
      int error = 0;
      const platform::State state = platform::state_of(path + "/" + inner, error);
      if (error != 0) throw unreadable(join_path(path, inner), error);
      if (state.kind == platform::State::Kind::other) continue;
      // A folder is listed as a find without a name: an empty one counts as a folder, too.
      const bool is_folder = state.kind == platform::State::Kind::folder;
      all.push_back({is_folder ? inner : folder, is_folder ? "" : name, states.size()});
      states.push_back(state);
    }
  };
  collect("");
  const bool has_files = std::any_of(all.begin(), all.end(), [](const Found& found) { return !found.name.empty(); });
  if (!has_files && all.size() == 1) collect(std::string(all.front().folder));   // a copy: the list grows
  for (const Found& found : choose_folder(std::move(all), path, findings)) {
    const std::string inner = join_path(found.folder, found.name);
    add_file(set, path + "/" + inner, states[found.index], join_path(path, inner), found.folder);
  }
}

void add_path(InputSet& set, const std::string& given, const Limits& limits, FindingList& findings) {
  if (given == "-") {
    const std::string shown = "standard input";
    const platform::File input = platform::standard_input();
    const auto bytes = Bytes::of_stream(input, shown);
    if (is_zip(bytes->first_bytes(4, shown))) return add_zip(set, bytes, shown, limits, findings);
    return add_kept(set, bytes, given, shown);
  }
  std::string path = given;
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  int error = 0;
  const platform::State state = platform::state_of(path, error);
  if (error != 0) throw unreadable(given, error);
  if (state.kind == platform::State::Kind::folder) return add_folder(set, path, findings);
  const auto bytes = Bytes::of_file(path, path);
  if (is_zip(bytes->first_bytes(4, path))) return add_zip(set, bytes, path, limits, findings);
  if (state.kind == platform::State::Kind::other) return add_kept(set, bytes, last_part(path), path);
  add_file(set, path, state, path, "");
}

}  // namespace

bool is_ignored_name(const std::string& name) { return name.empty() || name.front() == '.' || name == "__MACOSX"; }

std::vector<Found> choose_folder(std::vector<Found> all, const std::string& shown, FindingList& findings) {
  std::map<std::string, std::size_t> files_of;  // folder -> files in it
  for (const Found& found : all) files_of[found.folder] += found.name.empty() ? 0 : 1;
  const bool root_has_files = files_of.contains("") && files_of[""] > 0;
  std::size_t folders_with_files = 0;
  std::string only;
  for (const auto& [folder, files] : files_of) {
    if (folder.empty() || files == 0 || folder.find('/') != std::string::npos) continue;
    ++folders_with_files;
    only = folder;
  }
  const std::string chosen = !root_has_files && folders_with_files == 1 ? only : "";
  for (const auto& [folder, files] : files_of) {
    if (folder.empty()) continue;
    Finding finding;
    finding.rule = "file.in-folder";
    finding.severity = Severity::warning;
    finding.file = shown;
    const bool read = folder == chosen;
    finding.message = read ? "the files are in the folder \"" + folder + "\" inside" : "the folder \"" + folder + "\" was not read";
    finding.hint = read ? "They were read. Senders should put the files at the top."
                        : "Only files at the top are read. Name the folder itself as an input if it belongs to the set.";
    findings.push_back(std::move(finding));
  }
  std::erase_if(all, [&](const Found& found) { return found.name.empty() || found.folder != chosen; });
  return all;
}

InputSet InputSet::open(const std::vector<std::string>& paths, const Limits& limits, FindingList& findings) {
  InputSet set;
  set.paths = paths;
  for (const std::string& path : paths) add_path(set, path, limits, findings);
  std::sort(set.files.begin(), set.files.end(), [](const auto& a, const auto& b) {
    return a->name != b->name ? a->name < b->name : a->shown < b->shown;
  });
  return set;
}

}  // namespace rosterkit::io
