// For tests: a folder of its own that goes with the test, and files in it.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace rosterkit::io {

class ScratchFolder {
 public:
  explicit ScratchFolder(const std::filesystem::path& in = std::filesystem::temp_directory_path()) {
    std::string name = (in / "rosterkit-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
    path_ = std::filesystem::canonical(name).string();
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::string path(const std::string& name = "") const { return name.empty() ? path_ : path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path(name), std::ios::binary).rdbuf();
    return text.str();
  }
  /// Names in it (hidden ones, too), sorted, joined by blanks.
  std::string names(const std::string& folder = "") const {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(path(folder))) all.push_back(entry.path().filename().string());
    std::sort(all.begin(), all.end());
    std::string joined;
    for (const std::string& name : all) joined += (joined.empty() ? "" : " ") + name;
    return joined;
  }

 private:
  std::string path_;
};

}  // namespace rosterkit::io
