// Where mappings are looked for beside the command line. Never the current folder: a file that happens to lie where a
// command is started must not change what it does.
#include <cstdlib>

#include "rosterkit/base/text.hpp"
#include "rosterkit/mapping/catalog.hpp"

namespace rosterkit::mapping {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

SearchPlaces search_places(const std::vector<std::string>& mapping_files, const std::vector<std::string>& mapping_folders) {
  SearchPlaces places{mapping_files, mapping_folders};
  // On Windows a colon stands in paths, so that only the semicolon separates.
#ifdef _WIN32
  constexpr std::string_view separator = ";";
#else
  constexpr std::string_view separator = ":";
#endif
  for (const std::string& list : {variable("ROSTERKIT_MAPPINGS")}) {
    for (const std::string_view part : split(list, ";")) {
      for (const std::string_view folder : split(part, separator)) {
        if (!folder.empty()) places.folders.emplace_back(folder);
      }
    }
  }
  if (const std::string config = variable("XDG_CONFIG_HOME"); !config.empty()) {
    places.folders.push_back(config + "/rosterkit/mappings");
  } else if (const std::string home = variable("HOME"); !home.empty()) {
    places.folders.push_back(home + "/.config/rosterkit/mappings");
  }
  if (const std::string data = variable("APPDATA"); !data.empty()) places.folders.push_back(data + "/rosterkit/mappings");
  places.folders.emplace_back("/etc/rosterkit/mappings");
  return places;
}

}  // namespace rosterkit::mapping
