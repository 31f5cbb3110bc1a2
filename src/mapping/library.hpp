// All mapping files that the search found, in its order, and the chains that `extends` makes of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heading.hpp"
#include "rosterkit/base/beside.hpp"
#include "rosterkit/mapping/catalog.hpp"
#include "rosterkit/mapping/embedded.hpp"

namespace rosterkit::mapping {

struct LibraryFile {
  std::string name;                 ///< for messages: its path, or "mappings/clever.json" if embedded
  std::string folder;               ///< where its code tables lie; "" = embedded
  std::string owned;                ///< the text, unless it is embedded
  std::string_view embedded_text;
  bool embedded = false, from_command_line = false;
  RawHeading heading;
  std::optional<Json> parsed;       ///< a user's, until Library::take_tree takes it
  Beside<Json> ahead;               ///< an embedded one, while read_ahead() parses it
  bool checked = false;             ///< its vocabulary
  bool used = false;
  std::string_view text() const { return embedded ? embedded_text : std::string_view(owned); }
};

/// The model that is part of the program.
const EmbeddedFile& shipped_model();

class Library {
 public:
  explicit Library(const SearchPlaces& places);
  explicit Library(const std::vector<TextFile>& files);

  /// The files of a mapping, base first. Throws UsageError for an unknown id (@p asked is named in the message),
  /// MappingError for an `extends` that leads nowhere or in a circle.
  std::vector<LibraryFile*> chain(const std::string& id);
  std::vector<std::string> ids() const;      ///< each once, sorted

  /// Has another thread parse an embedded file that is taken soon.
  static void read_ahead(LibraryFile& file);

  /// The checked tree of a file (an embedded one was checked when it was made), which the caller may take apart: to parse a file again is
  /// no dearer than a copy. Throws MappingError with every fault of form.
  static Json take_tree(LibraryFile& file);

  /// Text of a code table named by @p file.
  std::optional<std::string> code_table(const LibraryFile& file, const std::string& name) const;
  const TextFile& model() const { return model_; }   ///< of a library of given texts
  bool was_used(const std::string& path) const;

 private:
  void add(LibraryFile file);
  void add_from_disk(const std::string& path, bool from_command_line);
  void check_headings() const;

  std::vector<LibraryFile> files_;
  std::vector<TextFile> tables_;             ///< embedded, or given as text
  TextFile model_;
};

}  // namespace rosterkit::mapping
