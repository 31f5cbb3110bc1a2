// Finds and keeps the mapping files. Files of the user are read at once, so that a broken one is told in any case; the
// embedded ones are only looked into where they are needed.
#include "library.hpp"

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "check_vocabulary.hpp"
#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/mapping/embedded.hpp"

namespace rosterkit::mapping {
namespace {

namespace fs = std::filesystem;

constexpr const char* model_file = "model.json";

/// The whole file, or nothing if it cannot be read. One byte more than allowed is read, so that the size is refused later.
std::optional<std::string> read_file(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text;
  char part[1 << 15];
  while (text.size() <= most_mapping_bytes && (in.read(part, sizeof part) || in.gcount() > 0)) text.append(part, static_cast<std::size_t>(in.gcount()));
  if (in.bad()) return std::nullopt;
  return text;
}

bool ends_like(const std::string& name, std::string_view suffix) { return name.size() > suffix.size() && name.ends_with(suffix); }

}  // namespace

const EmbeddedFile& shipped_model() {
  const auto files = embedded_files();
  const auto found = std::find_if(files.begin(), files.end(), [](const EmbeddedFile& file) { return file.name == model_file; });
  assert(found != files.end());
  return *found;
}

Library::Library(const SearchPlaces& places) {
  for (const std::string& file : places.files) add_from_disk(file, true);
  for (const std::string& folder : places.folders) {
    std::vector<std::string> paths;
    std::error_code error;   // a folder that is not there has no mappings
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      const std::string path = entry.path().string();
      if (ends_like(path, ".json") && entry.path().filename() != model_file) paths.push_back(path);
    }
    std::sort(paths.begin(), paths.end());
    for (const std::string& path : paths) add_from_disk(path, false);
  }
  for (const EmbeddedFile& file : embedded_files()) {
    const std::string name(file.name);
    if (name == model_file) continue;
    if (ends_like(name, ".csv")) {
      tables_.push_back({name, std::string(file.text)});
    } else {
      LibraryFile made;
      made.name = "mappings/" + name;
      made.embedded = true;
      made.embedded_text = file.text;
      add(std::move(made));
    }
  }
  check_headings();
}

Library::Library(const std::vector<TextFile>& files) {
  for (const TextFile& file : files) {
    if (file.name == model_file) {
      model_ = file;
    } else if (ends_like(file.name, ".csv")) {
      tables_.push_back(file);
    } else {
      LibraryFile made;
      made.name = file.name;
      made.owned = file.text;
      made.from_command_line = file.from_command_line;
      add(std::move(made));
    }
  }
  check_headings();
}

void Library::add_from_disk(const std::string& path, bool from_command_line) {
  auto text = read_file(path);
  if (!text && from_command_line) throw UsageError("--mapping " + path + ": there is no readable file of that name");
  if (!text) throw MappingError({path + ": this file cannot be read; mend its rights, or move it out of the folder"});
  LibraryFile made;
  made.name = path;
  made.folder = fs::path(path).parent_path().string();
  if (made.folder.empty()) made.folder = ".";
  made.owned = std::move(*text);
  made.from_command_line = from_command_line;
  add(std::move(made));
}

void Library::add(LibraryFile file) {
  if (!file.embedded) {
    std::vector<std::string> faults;
    file.parsed = load_json(file.name, file.owned, faults);
    if (!faults.empty()) throw MappingError(faults);
    file.heading = read_heading(file.owned);
  } else {
    file.heading = read_shipped_heading(file.embedded_text);
  }
  files_.push_back(std::move(file));
}

void Library::check_headings() const {
  std::vector<std::string> faults;
  for (const LibraryFile& file : files_) {
    if (file.heading.id.empty()) faults.push_back(file.name + ": a mapping needs an \"id\", its name on the command line");
    else if (file.heading.id.find('@') != std::string::npos) faults.push_back(file.name + ": /id: \"@\" stands between a format and its variant; choose an id without it");
  }
  if (!faults.empty()) throw MappingError(faults);
}

std::vector<std::string> Library::ids() const {
  std::vector<std::string> out;
  for (const LibraryFile& file : files_) out.push_back(file.heading.id);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<LibraryFile*> Library::chain(const std::string& id) {
  std::vector<LibraryFile*> out;
  std::string wanted = id;
  std::size_t from = 0;   // an id that extends itself means the next place that has it
  for (;;) {
    std::size_t at = from;
    while (at < files_.size() && files_[at].heading.id != wanted) ++at;
    if (at == files_.size()) {
      if (out.empty()) {
        throw UsageError("there is no format " + in_quotes(id) + suggestion(id, ids()) + " (\"rosterkit formats\" lists them)");
      }
      const bool itself = wanted == out.back()->heading.id;
      throw MappingError({out.back()->name + ": /extends: there is no " + std::string(itself ? "other " : "") + "mapping " + in_quotes(wanted) +
                          " to extend" + (itself ? "" : suggestion(wanted, ids()))});
    }
    LibraryFile* file = &files_[at];
    if (std::find(out.begin(), out.end(), file) != out.end()) {
      throw MappingError({out.back()->name + ": /extends: " + in_quotes(wanted) + " extends this mapping in turn; one of them must stand alone"});
    }
    out.push_back(file);
    if (file->heading.extends.empty()) break;
    from = file->heading.extends == wanted ? at + 1 : 0;
    wanted = file->heading.extends;
  }
  std::reverse(out.begin(), out.end());
  return out;
}

void Library::read_ahead(LibraryFile& file) {
  if (!file.embedded || file.ahead.has_work()) return;
  file.ahead = Beside<Json>([name = file.name, text = file.embedded_text] {
    std::vector<std::string> faults;                   // take_tree() finds them again
    return load_json(name, text, faults);
  }, Begin::in_turn);
}

Json Library::take_tree(LibraryFile& file) {
  std::vector<std::string> faults;
  Json tree;
  if (file.parsed) tree = std::move(*file.parsed);
  else if (file.ahead.has_work()) tree = file.ahead.get();
  if (tree.is_null()) tree = load_json(file.name, file.text(), faults);
  file.parsed.reset();
  if (faults.empty() && !file.embedded && !file.checked) check_vocabulary(file.name, tree, Place::file, !file.heading.extends.empty(), faults);
  if (faults.empty()) {
    const Json* version = member(tree, "rosterMap");
    if (!version) faults.push_back(file.name + ": a mapping begins with \"rosterMap\": 1, the version of the mapping language");
    else if (*version != 1) faults.push_back(file.name + ": /rosterMap: this version of rosterkit reads version 1 of the mapping language");
  }
  if (!faults.empty()) throw MappingError(faults);
  file.checked = true;
  return tree;
}

std::optional<std::string> Library::code_table(const LibraryFile& file, const std::string& name) const {
  // A mapping reads nothing outside its own folder.
  const fs::path path(name);
  if (path.is_absolute() || std::find(path.begin(), path.end(), fs::path("..")) != path.end()) return std::nullopt;
  if (!file.folder.empty()) {
    if (auto text = read_file(fs::path(file.folder) / path); text && text->size() <= most_mapping_bytes) return text;
  }
  for (const TextFile& table : tables_) {
    if (table.name == name) return table.text;
  }
  return std::nullopt;
}

bool Library::was_used(const std::string& path) const {
  return std::any_of(files_.begin(), files_.end(), [&](const LibraryFile& file) { return file.name == path && file.used; });
}

}  // namespace rosterkit::mapping
