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

struct ManifestRow {
  std::string property, value;
  std::uint64_t line;
};

struct Rows {
  std::vector<std::string> header;
  std::uint64_t header_line = 1;
  std::vector<std::string> twins;
  std::vector<ManifestRow> all;
  FindingList findings;                                // of the CSV
};

/// All rows of a manifest; @p choose gives the columns of properties and of values from the header.
template <typename Choose>
Rows rows_of(const io::InputFile& file, const io::Limits& limits, Choose&& choose) {
  Rows rows;
  io::CsvDialect dialect;
  dialect.first_of_twins = true;
  io::CsvReader reader(io::decode_text(file.open(), "", file.shown), file.shown, dialect, limits);
  rows.header = reader.header();
  rows.header_line = reader.header_line();
  rows.twins = reader.twins();
  const auto [name_at, value_at] = choose(rows.header);
  io::CsvBlock block;
  while (reader.next(block)) {
    reader.parse(block, {name_at, value_at});
    for (std::size_t i = 0; i < block.rows; ++i) {
      std::string name(trim(block.columns[0][i]));
      while (name.ends_with('*')) name.pop_back();      // footnote marks that some products copied out of the standard
      rows.all.push_back({name, std::string(trim(block.columns[1][i])), block.lines[i]});
    }
    for (Finding& finding : block.findings) rows.findings.push_back(std::move(finding));
  }
  return rows;
}

std::uint32_t second(const std::vector<std::string>& header) { return header.size() > 1 ? 1u : 0u; }

/// Reads one manifest and judges what it says against the files that are there.
class ManifestReader {
 public:
  ManifestReader(const mapping::Manifest& manifest, const io::InputSet& input, const io::Limits& limits, FindingList& findings)
      : manifest_(manifest), input_(input), limits_(limits), findings_(findings), file_(find_file(input, manifest.file)) {}

  ManifestRead read() {
    if (file_ == nullptr) {
      if (!manifest_.files.empty()) {
        report("manifest.missing", 0, "", "the package has no " + manifest_.file,
               "all files were taken as complete lists. Ask the sender for it: it says which files are complete and which hold changes only.");
      }
      return std::move(read_);
    }
    read_.found = true;
    Rows rows = rows_of(*file_, limits_, [&](const auto& header) { return columns(header); });
    header(rows);
    for (Finding& finding : rows.findings) findings_.push_back(std::move(finding));
    for (const ManifestRow& each : rows.all) row(each);
    absent_properties();
    if (bulk_ && delta_) {
      report("mode.mixed", 0, "", "some files are complete lists and some hold changes only", "the whole package was taken as changes only: nothing is deleted because it is missing.");
    }
    read_.mode = delta_ ? "delta" : "bulk";
    return std::move(read_);
  }

 private:
  void report(std::string_view rule, std::uint64_t line, const std::string& column, std::string message, std::string hint) {
    Finding finding;
    finding.rule = rule;
    finding.severity = convert_severity(rule);
    finding.file = file_ != nullptr ? file_->shown : manifest_.file;
    finding.line = line;
    finding.column = column;
    finding.message = std::move(message);
    finding.hint = std::move(hint);
    findings_.push_back(std::move(finding));
  }

  static std::size_t place(const std::vector<std::string>& header, const std::string& name) {
    return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  }

  /// The columns of properties and values: by name, by another name seen for it, else by place.
  std::pair<std::uint32_t, std::uint32_t> columns(const std::vector<std::string>& header) const {
    const std::size_t name = place(header, manifest_.property_column);
    std::size_t value = place(header, manifest_.value_column);
    for (std::size_t i = 0; value == header.size() && i < manifest_.value_aliases.size(); ++i) value = place(header, manifest_.value_aliases[i]);
    return {name == header.size() ? 0u : static_cast<std::uint32_t>(name), value == header.size() ? second(header) : static_cast<std::uint32_t>(value)};
  }

  void header(const Rows& rows) {
    for (const std::string& twin : rows.twins) report("header.duplicate", rows.header_line, twin, "the header names this column twice", "the first one was read.");
    const auto [name_at, value_at] = columns(rows.header);
    std::vector<std::size_t> taken;
    for (const auto& [wanted, at] : {std::pair{manifest_.property_column, name_at}, std::pair{manifest_.value_column, value_at}}) {
      if (at < rows.header.size() && rows.header[at] == wanted) {
        taken.push_back(at);
        continue;
      }
      const bool alias = at < rows.header.size() && std::find(manifest_.value_aliases.begin(), manifest_.value_aliases.end(), rows.header[at]) != manifest_.value_aliases.end();
      const bool other_capitals = at < rows.header.size() && equal_ignoring_case(rows.header[at], wanted);
      if (wanted == manifest_.value_column && alias) {
        report("header.old-spelling", rows.header_line, rows.header[at], "the column \"" + rows.header[at] + "\" should be called \"" + wanted + "\"", "it was read all the same.");
      } else if (other_capitals) {
        report("header.case", rows.header_line, rows.header[at], "this column should be called \"" + wanted + "\"", "it was read as \"" + wanted + "\". Capitals matter in this format.");
      } else {
        report("manifest.header", rows.header_line, wanted, "the manifest has no column \"" + wanted + "\"",
               "the columns were read by their place. The first line should be " + manifest_.property_column + "," + manifest_.value_column + ".");
      }
      taken.push_back(at);
    }
    if (name_at > value_at) {
      report("header.order", rows.header_line, manifest_.value_column, "this column stands before \"" + manifest_.property_column + "\", and must stand after it", "it was read all the same.");
    }
    for (std::size_t i = 0; i < rows.header.size(); ++i) {
      if (rows.header[i].empty() || std::find(taken.begin(), taken.end(), i) != taken.end()) continue;
      report("header.extra-column", rows.header_line, rows.header[i], "this is not a column of the manifest", "it was left out.");
    }
  }

  void row(const ManifestRow& row) {
    std::vector<std::string> known;
    for (const auto& [property, value] : manifest_.constants) known.push_back(property);
    for (const auto& each : manifest_.files) known.push_back(each.property);
    for (const auto& [property, value] : manifest_.optional) known.push_back(property);
    if (row.property.empty()) {
      report("manifest.unknown-property", row.line, manifest_.property_column, "this row names no property", "it was left out.");
      return;
    }
    if (std::find(known.begin(), known.end(), row.property) == known.end()) {
      report("manifest.unknown-property", row.line, manifest_.property_column, "\"" + row.property + "\" is not a property of this manifest", "it was left out." + did_you_mean(row.property, known));
      return;
    }
    if (!read_.properties.emplace(row.property, row.value).second) {
      report("manifest.property-twice", row.line, manifest_.property_column, "\"" + row.property + "\" stands twice", "the first one counts. Remove the other.");
      return;
    }
    for (const auto& [property, value] : manifest_.constants) {
      if (property == row.property && value != row.value) {
        report("manifest.version", row.line, manifest_.value_column, "\"" + row.property + "\" is \"" + row.value + "\" and should be \"" + value + "\"",
               "the package was read all the same. Spreadsheet programs turn 1.0 into 1: export the file again instead of saving it from one.");
      }
    }
    for (const auto& each : manifest_.files) {
      if (each.property == row.property) declared(each.file, row);
    }
  }

  /// What the manifest says of a data file.
  void declared(const std::string& file, const ManifestRow& row) {
    const std::string mode = lower_ascii(row.value);
    if (mode != manifest_.absent && mode != manifest_.bulk && mode != manifest_.delta) {
      report("manifest.bad-value", row.line, manifest_.value_column, "\"" + row.property + "\" must be " + manifest_.absent + ", " + manifest_.bulk + " or " + manifest_.delta,
             "the file was taken as complete, if it is there.");
      return;
    }
    if (mode != row.value) {
      report("cell.spelling", row.line, manifest_.value_column, "the value is understood, but it is written \"" + mode + "\"", "Write it in small letters.");
    }
    read_.mode_of_file[file] = mode;
    const io::InputFile* data = find_file(input_, file);
    if (mode == manifest_.absent && data != nullptr) {
      report("manifest.file-undeclared", row.line, manifest_.value_column, file + " is in the package, though the manifest calls it " + manifest_.absent,
             "it was read all the same. Correct the manifest.");
    } else if (mode != manifest_.absent && data == nullptr) {
      report("manifest.file-missing", row.line, manifest_.value_column, file + " is declared " + mode + ", but it is not in the package",
             "Ask the sender for a complete package.");
    }
    if (data != nullptr) (mode == manifest_.delta ? delta_ : bulk_) = true;
  }

  void absent_properties() {
    for (const auto& [property, value] : manifest_.constants) {
      if (!read_.properties.contains(property)) {
        report("manifest.property-missing", 0, manifest_.property_column, "the manifest does not say \"" + property + "\"", "it was taken as \"" + value + "\". Add the row.");
      }
    }
    for (const auto& each : manifest_.files) {
      if (read_.properties.contains(each.property)) continue;
      report("manifest.property-missing", 0, manifest_.property_column, "the manifest does not say \"" + each.property + "\"", "the file was taken as complete, if it is there.");
    }
  }

  const mapping::Manifest& manifest_;
  const io::InputSet& input_;
  const io::Limits& limits_;
  FindingList& findings_;
  const io::InputFile* file_;
  ManifestRead read_;
  bool bulk_ = false, delta_ = false;
};

}  // namespace

std::map<std::string, std::string> peek_manifest(const io::InputSet& input, const std::string& name, const io::Limits& limits) {
  const io::InputFile* file = find_file(input, name);
  std::map<std::string, std::string> properties;
  if (file == nullptr) return properties;
  try {
    for (ManifestRow& row : rows_of(*file, limits, [](const auto& header) { return std::pair{0u, second(header)}; }).all) {
      properties.emplace(std::move(row.property), std::move(row.value));
    }
  } catch (const FileError&) {
    // Not readable as a manifest: it then says nothing about the format; reading it proper will say what is wrong.
  }
  return properties;
}

ManifestRead read_manifest(const mapping::Manifest& manifest, const io::InputSet& input, const io::Limits& limits, FindingList& findings) {
  return ManifestReader(manifest, input, limits, findings).read();
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
