// What format an input is: files, headers, manifest and root elements against what mappings say of themselves. The one
// with most of its marks met wins; a tie is refused with both names.
#include <algorithm>
#include <set>

#include "manifest.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/convert/convert.hpp"
#include "rosterkit/io/csv_reader.hpp"
#include "rosterkit/io/xml_reader.hpp"

namespace rosterkit::convert {
namespace {

/// What is seen of an input without reading records.
struct Seen {
  std::set<std::string> files;
  std::map<std::string, std::vector<std::string>> headers;
  std::vector<std::pair<std::string, io::XmlRoot>> roots;
  std::map<std::string, std::map<std::string, std::string>> manifests;   ///< file -> property -> value
};

bool looks_like_xml(std::string_view front) {
  const std::string_view text = trim(front.substr(front.starts_with("\xEF\xBB\xBF") ? 3 : 0));
  return text.starts_with('<') || text.starts_with("\xFF\xFE<") || text.starts_with("\xFE\xFF");
}

Seen look(const io::InputSet& input, const std::vector<mapping::Heading>& headings, const io::Limits& limits) {
  Seen seen;
  for (const auto& file : input.files) {
    seen.files.insert(file->name);
    try {
      io::Looked opened = io::open_and_look(*file, 512);
      if (looks_like_xml(opened.front)) {
        seen.roots.emplace_back(file->shown, io::XmlReader::peek(*opened.bytes, file->shown));
      } else {
        io::CsvReader reader(io::decode_text(std::move(opened.bytes), "", file->shown), file->shown, {}, limits);
        seen.headers[file->name] = reader.header();
      }
    } catch (const FileError& error) {
      if (error.code == ExitCode::input_missing) throw;
      // A broken file tells nothing about the format; reading it will say what is wrong.
    }
  }
  // Mappings name what a manifest says, not its file: it is looked for in files that hold records in no format.
  std::set<std::string> of_records;
  for (const auto& heading : headings) of_records.insert(heading.detect.files.begin(), heading.detect.files.end());
  for (const auto& [file, header] : seen.headers) {
    if (header.size() > 1 && !of_records.contains(file)) seen.manifests[file] = peek_manifest(input, file, limits);
  }
  return seen;
}

void weigh(const mapping::Detect& detect, const Seen& seen, Candidate& candidate) {
  const auto met = [&](unsigned weight, std::string reason) {
    candidate.met += weight;
    candidate.reasons.push_back(std::move(reason));
  };
  for (const std::string& file : detect.files) {
    if (seen.files.contains(file)) met(1, file + " is there");
  }
  for (const auto& [file, columns] : detect.columns) {
    const auto header = seen.headers.find(file);
    if (header == seen.headers.end()) continue;
    for (const std::string& column : columns) {
      const bool there = std::any_of(header->second.begin(), header->second.end(), [&](const std::string& name) { return equal_ignoring_case(name, column); });
      if (there) met(1, file + " has the column " + column);
    }
  }
  bool root_met = false;
  for (const auto& [file, root] : seen.roots) {
    const bool known = std::find(detect.root.begin(), detect.root.end(), root.local_name) != detect.root.end();
    const bool space = !detect.namespace_prefix.empty() && root.namespace_uri.starts_with(detect.namespace_prefix);
    if (known && !root_met) met(2, "the root element of " + file + " is " + root.local_name);
    if (space && (known || detect.root.empty()) && !root_met) met(2, "its namespace begins with " + detect.namespace_prefix);
    root_met = root_met || known || space;
  }
  for (const auto& [property, value] : detect.manifest) {
    for (const auto& [file, properties] : seen.manifests) {
      const auto found = properties.find(property);
      if (found != properties.end() && found->second == value) met(3, file + " says " + property + " " + value);
    }
  }
}

/// The files of the input that are a format's beyond doubt: by name and, where it tells columns, by header, or by root element.
std::set<std::string> own_files(const mapping::Detect& detect, const Seen& seen) {
  std::set<std::string> own;
  for (const std::string& file : detect.files) {
    const auto header = seen.headers.find(file);
    if (header == seen.headers.end()) continue;
    const auto columns = detect.columns.find(file);
    const bool all = columns == detect.columns.end() || std::all_of(columns->second.begin(), columns->second.end(), [&](const std::string& column) {
      return std::any_of(header->second.begin(), header->second.end(), [&](const std::string& name) { return equal_ignoring_case(name, column); });
    });
    if (all) own.insert(file);
  }
  for (const auto& [file, root] : seen.roots) {
    if (std::find(detect.root.begin(), detect.root.end(), root.local_name) != detect.root.end()) own.insert(file);
  }
  return own;
}

/// Files of two formats in one folder are two sets: whichever is chosen, the other would be left out. One file of another
/// format may have strayed in, and has its own warning; several on both sides have not.
bool two_sets(const std::set<std::string>& a, const std::set<std::string>& b) {
  const auto without = [](const std::set<std::string>& these, const std::set<std::string>& those) {
    return std::count_if(these.begin(), these.end(), [&](const std::string& file) { return !those.contains(file); });
  };
  return without(a, b) > 1 && without(b, a) > 1;
}

[[noreturn]] void refuse(const char* rule, const io::InputSet& input, std::string message, std::string hint) {
  Finding finding;
  finding.rule = rule;
  finding.severity = Severity::error;
  finding.file = input.paths.size() == 1 ? input.paths.front() : "";
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  throw FileError(ExitCode::input_refused, std::move(finding));
}

}  // namespace

Detection detect(const io::InputSet& input, const mapping::Catalog& catalog, const std::string& named) {
  const std::vector<mapping::Heading> headings = catalog.headings();
  const io::Limits limits;
  const Seen seen = look(input, headings, limits);
  const std::string id = named.substr(0, named.find('@'));
  Detection detection;
  std::vector<std::pair<Candidate, const mapping::Heading*>> found;
  for (const mapping::Heading& heading : headings) {
    if (!id.empty() && heading.id != id) continue;
    Candidate base{heading.id, 0, {}};
    weigh(heading.detect, seen, base);
    for (const auto& [variant, detect_variant] : heading.variants) {
      Candidate special{heading.id + "@" + variant, 0, {}};
      weigh(detect_variant, seen, special);
      // As many marks, one of them narrower (a longer namespace): the variant knows the input better.
      const bool narrower = special.met == base.met && special.met != 0 && detect_variant.namespace_prefix.size() > heading.detect.namespace_prefix.size();
      if (narrower) ++special.met;
      if (special.met > base.met) found.emplace_back(std::move(special), &heading);
    }
    found.emplace_back(std::move(base), &heading);
  }
  // An overlay has the marks of its base: it is taken only if it was given for this run, and then before its base.
  const auto weight = [&](const auto& each) {
    const mapping::Heading& heading = *each.second;
    const bool overlay = !heading.extends.empty() && std::any_of(headings.begin(), headings.end(), [&](const auto& other) { return other.id == heading.extends; });
    return std::tuple(each.first.met, heading.from_command_line ? 2 : overlay && each.first.met != 0 ? 0 : 1);
  };
  std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) { return weight(a) > weight(b); });
  for (const auto& [candidate, heading] : found) {
    if (candidate.met != 0 || !named.empty()) detection.candidates.push_back(candidate);
  }
  if (!named.empty()) {
    if (found.empty()) return detection;               // loading it will name the nearest
    detection.format = named.find('@') != std::string::npos ? named : found.front().first.format;
  } else {
    std::string looked;
    for (const auto& file : input.files) looked += (looked.empty() ? "" : ", ") + file->name;
    if (input.files.empty()) refuse("format.unknown", input, "there are no files here", "give the folder or the zip that holds the export.");
    if (detection.candidates.empty()) {
      refuse("format.unknown", input, "the format is not known: no mapping knows " + (looked.size() > 200 ? looked.substr(0, 200) + "..." : looked),
             "name it with --from FORMAT (`rosterkit formats` lists them), or give a mapping for it with --mapping FILE.");
    }
    if (found.size() > 1 && weight(found[0]) == weight(found[1])) {
      refuse("format.ambiguous", input, "this could be " + found[0].first.format + " or " + found[1].first.format + ": as many marks of both are met",
             "name the right one with --from " + found[0].first.format + " or --from " + found[1].first.format + ".");
    }
    detection.format = found.front().first.format;
    const mapping::Heading& best = *found.front().second;
    for (const auto& [candidate, heading] : found) {
      if (heading->id == best.id || heading->extends == best.id || best.extends == heading->id) continue;
      if (two_sets(own_files(best.detect, seen), own_files(heading->detect, seen))) {
        refuse("format.ambiguous", input, "there are files of " + best.id + " and of " + heading->id + " here",
               "put each set into a folder of its own, or name the one to read with --from.");
      }
    }
  }
  return detection;
}

}  // namespace rosterkit::convert
