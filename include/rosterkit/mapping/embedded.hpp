// The files under mappings/, compiled into the binary (src/mapping/embed.cmake writes the source), so that one file is the
// whole program. Texts live as long as the program.
#pragma once

#include <span>
#include <string_view>

namespace rosterkit::mapping {

struct EmbeddedFile {
  std::string_view name;   ///< relative to mappings/: "clever.json", "codes/grade.csv"
  std::string_view text;
};

/// In order of name.
std::span<const EmbeddedFile> embedded_files();

}  // namespace rosterkit::mapping
