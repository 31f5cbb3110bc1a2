// Reading and writing manifests.
#include "manifest.hpp"

#include <algorithm>

#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/io/csv_reader.hpp"
#include "rosterkit/io/csv_writer.hpp"

namespace rosterkit::convert {
namespace {

const io::InputFile* find_file(const io::InputSet& input, const std::string& name) {
  for (const auto& file : input.files) {
    if (file->name == name) return file.get();
  }
  return nullptr;
}

struct Row {
  std::string property, value;
  std::uint64_t line;
};

/// All rows of a manifest; @p find_value chooses the value column from the header.
template <typename FindValue>
std::vector<Row> rows_of(const io::InputFile& file, const std::string& property, const io::Limits& limits, FindValue&& find_value) {
  std::vector<Row> rows;
  io::CsvReader reader(io::decode_text(file.open(), "", file.shown), file.shown, {}, limits);
  const auto& header = reader.header();
  const auto at = std::find(header.begin(), header.end(), property);
  const std::uint32_t name_at = at == header.end() ? 0 : static_cast<std::uint32_t>(at - header.begin());
  const std::uint32_t value_at = find_value(header);
  io::CsvBlock block;
  while (reader.next(block)) {
    reader.parse(block, {name_at, value_at});
    for (std::size_t i = 0; i < block.rows; ++i) {
      std::string name(trim(block.columns[0][i]));
      while (name.ends_with('*')) name.pop_back();      // footnote marks that some products copied out of the standard
      rows.push_back({name, std::string(trim(block.columns[1][i])), block.lines[i]});
    }
  }
  return rows;
}

}  // namespace

std::map<std::string, std::string> peek_manifest(const io::InputSet& input, const std::string& name, const io::Limits& limits) {
  const io::InputFile* file = find_file(input, name);
  std::map<std::string, std::string> properties;
  if (file == nullptr) return properties;
  try {
    for (Row& row : rows_of(*file, "", limits, [](const auto& header) { return header.size() > 1 ? 1u : 0u; })) {
      properties.emplace(std::move(row.property), std::move(row.value));
    }
  } catch (const FileError&) {
    // Not readable as a manifest: it then says nothing about the format; reading it proper will say what is wrong.
  }
  return properties;
}

ManifestRead read_manifest(const mapping::Manifest& manifest, const io::InputSet& input, const io::Limits& limits, FindingList& findings) {
  ManifestRead read;
  const io::InputFile* file = find_file(input, manifest.file);
  const auto report = [&](std::string_view rule, std::uint64_t line, std::string message, std::string hint) {
    Finding finding;
    finding.rule = rule;
    finding.severity = convert_severity(rule);
    finding.file = file != nullptr ? file->shown : manifest.file;
    finding.line = line;
    finding.message = std::move(message);
    finding.hint = std::move(hint);
    findings.push_back(std::move(finding));
  };
  if (file == nullptr) {
    if (!manifest.files.empty()) {
      report("manifest.missing", 0, "the package has no " + manifest.file,
             "all files were taken as complete lists. Ask the sender for it: it says which files are complete and which hold changes only.");
    }
    return read;
  }
  read.found = true;
  const auto rows = rows_of(*file, manifest.property_column, limits, [&](const std::vector<std::string>& header) -> std::uint32_t {
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (header[i] == manifest.value_column) return static_cast<std::uint32_t>(i);
    }
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (std::find(manifest.value_aliases.begin(), manifest.value_aliases.end(), header[i]) == manifest.value_aliases.end()) continue;
      report("header.old-spelling", 1, "the column \"" + header[i] + "\" should be called \"" + manifest.value_column + "\"", "it was read all the same.");
      return static_cast<std::uint32_t>(i);
    }
    return header.size() > 1 ? 1u : 0u;
  });
  std::vector<std::string> known;
  for (const auto& [property, value] : manifest.constants) known.push_back(property);
  for (const auto& each : manifest.files) known.push_back(each.property);
  for (const auto& [property, value] : manifest.optional) known.push_back(property);
  bool bulk = false, delta = false;
  for (const Row& row : rows) {
    if (std::find(known.begin(), known.end(), row.property) == known.end()) {
      report("manifest.unknown-property", row.line, "\"" + row.property + "\" is not a property of this manifest", "it was left out." + did_you_mean(row.property, known));
      continue;
    }
    if (!read.properties.emplace(row.property, row.value).second) {
      report("manifest.bad-value", row.line, "\"" + row.property + "\" stands twice", "the first one counts. Remove the other.");
      continue;
    }
    for (const auto& [property, value] : manifest.constants) {
      if (property == row.property && value != row.value) {
        report("manifest.version", row.line, "\"" + row.property + "\" is \"" + row.value + "\" and should be \"" + value + "\"",
               "the package was read all the same. Spreadsheet programs turn 1.0 into 1: export the file again instead of saving it from one.");
      }
    }
    for (const auto& each : manifest.files) {
      if (each.property != row.property) continue;
      const std::string mode = lower_ascii(row.value);
      if (mode != manifest.absent && mode != manifest.bulk && mode != manifest.delta) {
        report("manifest.bad-value", row.line, "\"" + row.property + "\" must be " + manifest.absent + ", " + manifest.bulk + " or " + manifest.delta,
               "the file was taken as complete, if it is there.");
        continue;
      }
      read.mode_of_file[each.file] = mode;
      const io::InputFile* data = find_file(input, each.file);
      if (mode == manifest.absent && data != nullptr) {
        report("manifest.file-undeclared", row.line, each.file + " is in the package, though the manifest calls it " + manifest.absent,
               "it was read all the same. Correct the manifest.");
      } else if (mode != manifest.absent && data == nullptr) {
        report("manifest.file-missing", row.line, each.file + " is declared " + mode + ", but it is not in the package",
               "Ask the sender for a complete package.");
      }
      if (data != nullptr) (mode == manifest.delta ? delta : bulk) = true;
    }
  }
  for (const auto& each : manifest.files) {
    if (!read.properties.contains(each.property)) {
      report("manifest.property-missing", 0, "the manifest does not say \"" + each.property + "\"", "the file was taken as complete, if it is there.");
    }
  }
  if (bulk && delta) {
    report("mode.mixed", 0, "some files are complete lists and some hold changes only", "the whole package was taken as changes only: nothing is deleted because it is missing.");
  }
  read.mode = delta ? "delta" : "bulk";
  return read;
}

std::string manifest_text(const mapping::Manifest& manifest, const std::map<std::string, bool>& present, bool delta) {
  const io::CsvWriter writer({});
  std::string text;
  const auto row = [&](std::string_view property, std::string_view value) {
    writer.cell(text, property, true);
    writer.cell(text, value, false);
    writer.end_row(text);
  };
  row(manifest.property_column, manifest.value_column);
  for (const auto& [property, value] : manifest.constants) row(property, value);
  for (const auto& each : manifest.files) {
    const auto found = present.find(each.file);
    const bool is_there = found != present.end() && found->second;
    row(each.property, !is_there ? manifest.absent : delta ? manifest.delta : manifest.bulk);
  }
  for (const auto& [property, value] : manifest.optional) {
    if (!value.empty()) row(property, value);
  }
  return text;
}

}  // namespace rosterkit::convert
