// Manifests: the file that says what a package is (OneRoster's manifest.csv). All names are the mapping's. Private to src/convert.
#pragma once

#include <map>
#include <string>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/io/source.hpp"
#include "rosterkit/mapping/mapping.hpp"

namespace rosterkit::convert {

struct ManifestRead {
  bool found = false;
  std::map<std::string, std::string> properties;
  std::map<std::string, std::string> mode_of_file;             ///< data file -> absent, bulk or delta, in the manifest's words
  std::string mode;                                             ///< "bulk", "delta" or ""
};

/// Reads the manifest, if the format has one and it is there. Findings: manifest.*.
ManifestRead read_manifest(const mapping::Manifest& manifest, const io::InputSet& input, const io::Limits& limits, FindingList& findings);

/// Properties only, whatever the columns are called: for detection. Empty if there is no such file.
std::map<std::string, std::string> peek_manifest(const io::InputSet& input, const std::string& file, const io::Limits& limits);

/// The text of a manifest that declares @p present (file names) in one mode.
std::string manifest_text(const mapping::Manifest& manifest, const std::map<std::string, bool>& present, bool delta);

}  // namespace rosterkit::convert
