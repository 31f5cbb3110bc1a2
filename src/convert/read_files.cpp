// Reading all files of an input by a plan: which record reads which file, what is missing, and the results of all blocks back in
// order. Nothing depends on the number of threads.
#include <algorithm>
#include <functional>
#include <optional>
#include <tuple>

#include "binding.hpp"
#include "files_reader.hpp"
#include "manifest.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {

FilesReader::FilesReader(Roster& roster, const mapping::Mapping& mapping, const io::InputSet& input, const Settings& settings, Diagnostics& diagnostics)
    : roster_(roster), mapping_(mapping), input_(input), settings_(settings), diagnostics_(diagnostics),
      reader_(roster.store, roster.plan, settings.show_values, std::max<std::size_t>(1000, diagnostics.texts_kept()), diagnostics.texts_kept()) {
  for (const auto& file : input.files) total_bytes_ += file->size_bytes;
}

std::uint16_t FilesReader::number_file(const std::string& shown) {
  auto& files = roster_.store.files;
  if (files.empty()) files.emplace_back();             // 0 = no file
  files.push_back(shown);
  return static_cast<std::uint16_t>(files.size() - 1);
}

void FilesReader::progress(std::uint64_t bytes, std::uint64_t rows) {
  if (!settings_.progress) return;
  const std::lock_guard lock(mutex_);
  done_bytes_ += bytes;
  done_rows_ += rows;
  settings_.progress(done_bytes_, total_bytes_, done_rows_);
}

void FilesReader::take(BlockResult&& result, std::size_t file, std::size_t block, const std::string& shown) {
  heap_in_large_pages();                               // for the next block
  diagnostics_.report(std::move(result.findings));
  for (const auto& [rule, times] : result.unreported) diagnostics_.count(rule, shown, times);
  const std::lock_guard lock(mutex_);
  for (BlockResult::Part& part : result.parts) {
    const FramePlan* frame = roster_.plan.recipes[part.segment->recipe];
    while (frame->parent_plan != nullptr) frame = frame->parent_plan;
    roster_.counts[part.entity].in += part.segment->rows;
    arrived_.push_back({frame->recipe, file, part.segment->recipe, block, std::move(part)});
  }
  for (const auto& [entity, times] : result.dropped) {
    roster_.counts[entity].in += times;
    roster_.counts[entity].dropped += times;
  }
  for (const auto& [field, times] : result.secrets) roster_.secrets[field] += times;
  for (const auto& [entity, name] : result.ext_names) roster_.ext_names[entity].insert(name);
  for (BlockResult::KeyEntry& key : result.keys) {
    const auto [at, is_new] = roster_.keys[key.name].emplace(std::move(key.tuple), Roster::Tuple{key.entity, key.id, false});
    if (!is_new && at->second.id != key.id) at->second.ambiguous = true;
  }
}

void FilesReader::once(std::size_t record) {
  BlockView view;
  view.rows = 1;
  BlockResult result;
  ReadMemory memory;
  reader_.read(*roster_.plan.records[record], view, memory, result);
  take(std::move(result), 0, 0, "");
}

void FilesReader::missing_files() {
  for (const auto& record : roster_.plan.records) {
    if (!record->record->required || record->each.kind == mapping::Each::Kind::once) continue;
    const bool there = std::any_of(input_.files.begin(), input_.files.end(), [&](const auto& file) { return file->name == record->record->file; });
    if (there) continue;
    Finding finding;
    finding.rule = "file.missing";
    finding.severity = Severity::error;
    finding.file = record->record->file;
    finding.message = "the set has no " + record->record->file + ", which the format requires";
    std::vector<std::string> names;
    for (const auto& file : input_.files) names.push_back(file->name);
    finding.hint = "ask the sender for a complete set." + did_you_mean(record->record->file, names);
    not_whole(record->record->file);
    failures_.push_back(std::make_exception_ptr(FileError(ExitCode::input_refused, std::move(finding))));
  }
}

/// Records of this file are not known: references to them cannot be judged.
void FilesReader::not_whole(const std::string& file) {
  const std::function<void(const FramePlan&)> mark = [&](const FramePlan& frame) {
    if (frame.entity != 0xFFFF) roster_.not_whole[frame.entity] = true;
    for (const FramePlan& child : frame.children) mark(child);
  };
  for (const auto& record : roster_.plan.records) {
    if (record->record->file == file) mark(*record);
  }
}

void FilesReader::finish() {
  if (!failures_.empty() && settings_.judging) {
    for (const std::exception_ptr& failure : failures_) {
      try {
        std::rethrow_exception(failure);
      } catch (const FileError& error) {
        diagnostics_.report(error.finding);
        // What is a finding like any other ends with 1; what could not be read on has an exit code of its own.
        const std::string& rule = error.finding.rule;
        const bool told = rule.starts_with("header.") || rule.starts_with("manifest.") || rule == "file.missing" || rule == "file.empty";
        if (!told) roster_.code = std::max(roster_.code, error.code);
      }
    }
    failures_.clear();
  }
  if (!failures_.empty()) {
    // One file stops the run, all are named: the last to be thrown carries the largest exit code.
    std::optional<FileError> worst;
    for (const std::exception_ptr& failure : failures_) {
      try {
        std::rethrow_exception(failure);
      } catch (const FileError& error) {
        if (worst && worst->code >= error.code) {
          diagnostics_.report(error.finding);
        } else {
          if (worst) diagnostics_.report(worst->finding);
          worst.emplace(error);
        }
      }
    }
    throw *worst;
  }
  std::sort(arrived_.begin(), arrived_.end(), [](const Arrived& a, const Arrived& b) {
    return std::tie(a.record, a.file, a.recipe, a.block) < std::tie(b.record, b.file, b.recipe, b.block);
  });
  for (Arrived& each : arrived_) {
    model::Segment* segment = each.part.segment.get();
    for (const DeferredCode& code : each.part.codes) roster_.codes.push_back({each.part.entity, segment, code});
    roster_.store.tables[each.part.entity]->append(std::move(each.part.segment));
  }
  roster_.store.settle();
  std::sort(roster_.files.begin(), roster_.files.end(), [](const FileCount& a, const FileCount& b) { return a.file < b.file; });
}

/// A set without one file of the format would be written as an empty one, and an empty set deletes everybody.
void FilesReader::nothing_of_the_format() {
  std::vector<std::string> names;
  for (const FilePlan& each : roster_.plan.files) names.push_back(each.file);
  if (mapping_.format.manifest) names.push_back(mapping_.format.manifest->file);
  const bool any = std::any_of(input_.files.begin(), input_.files.end(), [&](const auto& file) {
    return std::find(names.begin(), names.end(), file->name) != names.end();
  });
  if (any || (roster_.plan.files.size() == 1 && input_.files.size() == 1)) return;
  Finding finding;
  finding.rule = "format.unknown";
  finding.severity = Severity::error;
  finding.file = input_.paths.size() == 1 ? input_.paths.front() : "";
  finding.message = "no file of " + mapping_.id + " is here";
  names.resize(std::min<std::size_t>(names.size(), 5));
  finding.hint = "its files are " + join(names, ", ") + " and the like. Name the folder or the zip that holds them, or leave --from away.";
  throw FileError(ExitCode::input_refused, std::move(finding));
}

void FilesReader::run() {
  number_file("");
  roster_.not_whole.assign(roster_.store.schema.entities.size(), false);
  const bool xml = mapping_.format.kind == "xml";
  const auto guarded = [&](auto&& work) {
    try {
      work();
    } catch (const FileError&) {
      failures_.push_back(std::current_exception());
    }
  };
  if (!xml) nothing_of_the_format();
  if (mapping_.format.manifest) {
    FindingList findings;
    guarded([&] {
      const mapping::Manifest& manifest = *mapping_.format.manifest;
      for (const auto& [file, mode] : read_manifest(manifest, input_, settings_.limits, findings).mode_of_file) {
        if (mode == manifest.bulk) mode_of_file_[file] = "bulk";
        if (mode == manifest.delta) mode_of_file_[file] = "delta";
        const bool there = std::any_of(input_.files.begin(), input_.files.end(), [&, name = file](const auto& each) { return each->name == name; });
        if (mode != manifest.absent && !there) not_whole(file);
      }
    });
    for (const Finding& finding : findings) {
      if (finding.rule == "manifest.file-missing") failures_.push_back(std::make_exception_ptr(FileError(ExitCode::input_refused, finding)));
      else diagnostics_.report(finding);
    }
  }
  for (std::size_t record = 0; record < roster_.plan.records.size(); ++record) {
    if (roster_.plan.records[record]->each.kind == mapping::Each::Kind::once) once(record);
  }
  if (!xml) missing_files();
  std::deque<CsvFile> csv;
  for (std::size_t order = 0; order < input_.files.size(); ++order) {
    const io::InputFile& file = *input_.files[order];
    if (mapping_.format.manifest && file.name == mapping_.format.manifest->file) continue;
    if (xml) {
      guarded([&] { xml_file(file, order); });
      continue;
    }
    const auto plan = std::find_if(roster_.plan.files.begin(), roster_.plan.files.end(), [&](const FilePlan& each) { return each.file == file.name; });
    // One file given by itself may have any name if the format has one file.
    const bool only_one = roster_.plan.files.size() == 1 && input_.files.size() == 1;
    if (plan == roster_.plan.files.end() && !only_one) {
      Finding finding;
      finding.rule = "file.unknown";
      finding.severity = convert_severity(finding.rule);
      finding.file = file.shown;
      finding.message = "no part of this format is called " + file.name;
      std::vector<std::string> names;
      for (const FilePlan& each : roster_.plan.files) names.push_back(each.file);
      finding.hint = "the file was not read." + did_you_mean(file.name, names);
      diagnostics_.report(std::move(finding));
      continue;
    }
    const FilePlan& chosen = plan != roster_.plan.files.end() ? *plan : roster_.plan.files.front();
    csv.emplace_back(file, order, chosen, number_file(file.shown));
  }
  csv_files(csv);
  finish();
}

void read_files(Roster& roster, const mapping::Mapping& mapping, const io::InputSet& input, const Settings& settings, Diagnostics& diagnostics) {
  FilesReader(roster, mapping, input, settings, diagnostics).run();
}

}  // namespace rosterkit::convert
