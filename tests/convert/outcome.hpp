// Everything that a conversion says and writes, as one text: for holding one way of converting against another.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "../io/scratch_folder.hpp"
#include "rosterkit/base/errors.hpp"
#include "rosterkit/convert/convert.hpp"
#include "rosterkit/mapping/catalog.hpp"

namespace rosterkit::convert {

/// @param request   where it writes is set here.
/// @param messages  with the words of the findings, not only their rules and places.
/// @param mappings  files of mappings beside those that are shipped.
inline std::string outcome_of(ConvertRequest request, bool messages, const std::vector<std::string>& mappings = {}) {
  const io::ScratchFolder folder;
  const mapping::Catalog catalog{mapping::SearchPlaces{mappings, {}}};
  request.output.path = folder.path("out");
  Diagnostics diagnostics;
  std::ostringstream all;
  try {
    const Summary summary = convert(catalog, request, diagnostics);
    for (const EntityCounts& each : summary.entities) {
      all << each.entity << ' ' << each.in << ' ' << each.made << ' ' << each.out << ' ' << each.merged << ' ' << each.dropped << ' ' << each.unwritten << '\n';
    }
    for (const FieldCount& each : summary.fields) all << each.entity << '.' << each.field << ' ' << each.what << ' ' << each.times << ' ' << each.why << '\n';
    std::vector<std::filesystem::path> files;
    if (!summary.nothing_replaced) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path("out"))) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) all << "== " << file.filename().string() << '\n' << std::ifstream(file, std::ios::binary).rdbuf();
  } catch (const FileError& error) {
    all << error.finding.rule << '\n';
  } catch (const UsageError&) {
    all << "usage\n";
  }
  for (const Finding& each : diagnostics.sorted()) {
    all << each.rule << ' ' << each.file << ' ' << each.line << ' ' << each.column;
    if (messages) all << ' ' << each.message;
    all << '\n';
  }
  return all.str();
}

}  // namespace rosterkit::convert
