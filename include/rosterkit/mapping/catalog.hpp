// Which mappings there are and where they come from: --mapping FILE, --mappings DIR, $ROSTERKIT_MAPPINGS, the user's config
// folder ($XDG_CONFIG_HOME/rosterkit/mappings, ~/.config/..., %APPDATA%), /etc/rosterkit/mappings, embedded. Never the
// current folder. The first place that has an id wins, unless it `extends` its own id: then the next place is its base.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rosterkit/mapping/mapping.hpp"
#include "rosterkit/model/schema.hpp"

namespace rosterkit::mapping {

struct LibraryFile;

struct SearchPlaces {
  std::vector<std::string> files;         ///< --mapping, in order
  std::vector<std::string> folders;       ///< --mappings, then $ROSTERKIT_MAPPINGS (colon or semicolon list), config, /etc
};
/// Places as the environment gives them, behind what the command line says.
SearchPlaces search_places(const std::vector<std::string>& mapping_files, const std::vector<std::string>& mapping_folders);

struct Model {                            ///< mappings/model.json, loaded
  model::Schema schema;
  std::vector<Completion> completions;
  std::vector<Option> options;            ///< of the completions, set by --set as well
  std::map<std::string, codec::CodeTable> codes;   ///< tables that completions use
};

struct Listed {
  std::string id, title, origin, base_id, extends;
  bool is_overlay = false, from_command_line = false;
  std::vector<std::string> variants, modes;
};

/// What detection needs to know of a mapping, without loading it.
struct Heading {
  std::string id, extends;
  bool from_command_line = false;         ///< preferred to its base
  Detect detect;                          ///< of the whole `extends` chain
  std::vector<std::pair<std::string, Detect>> variants;   ///< each with what the mapping itself asks for, by name
};

/// A mapping (or "model.json", or a code table ending in ".csv") given as text, for tests.
struct TextFile {
  std::string name, text;
  bool from_command_line = false;
};

/// What to load. `format` is "id" or "id@variant".
struct Request {
  std::string format;
  std::string mode;                       ///< "", "bulk", "delta"
  std::map<std::string, std::string> set; ///< --set NAME=VALUE; unknown names are the caller's to refuse (see option_names)
};

/// Not for several threads at once: files are read when they are first asked for.
class Catalog {
 public:
  /// Reads the headings of all mappings. Throws MappingError for a file that is not JSON or has no id.
  explicit Catalog(const SearchPlaces& places);
  /// The same from texts, in the order of the search; nothing embedded is looked at.
  explicit Catalog(const std::vector<TextFile>& files);
  ~Catalog();

  const Model& model() const;
  /// The model with the options of its completions as @p set says; model() has the defaults. Stays until another set is asked for.
  const Model& model(const std::map<std::string, std::string>& set) const;
  std::vector<Listed> list() const;       ///< by id
  std::vector<Heading> headings() const;  ///< by id

  /// Loads, merges (base, variant, mode, overlays), expands `like` and options, lints. Throws MappingError with every
  /// fault; UsageError for an unknown id or variant (did you mean).
  Mapping load(const Request& request) const;
  /// Has other threads parse what load() will need of this format, while the caller does something else. An unknown one is told by load().
  void read_ahead(const std::string& format) const;
  /// Counts the files that a format is made of as used. Throws as load() for what the headings show: no such id or variant, an
  /// `extends` that leads nowhere.
  void use(const std::string& format) const;

  /// The effective JSON text (sorted, indented); with_origins adds "  // FILE" behind each line that an overlay, variant
  /// or mode changed, and names the base in the first line.
  std::string show(const Request& request, bool with_origins) const;

  std::vector<std::string> option_names() const;   ///< of all mappings and the completions
  bool was_used(const std::string& mapping_file) const;  ///< a --mapping file that neither load() nor use() used is refused by the CLI

 private:
  std::vector<LibraryFile*> chain(const std::string& id, const std::string& variant) const;
  struct State;
  std::unique_ptr<State> state_;
};

/// JSON Schema (2020-12) of mapping files, made from the same table of keys that the loader checks by.
std::string json_schema(const Model& model);

}  // namespace rosterkit::mapping
