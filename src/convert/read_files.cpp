// Reading all files of an input by a plan: which record reads which file, headers against columns, blocks to several
// threads, results back in order. Nothing depends on the number of threads.
#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <mutex>

#include "binding.hpp"
#include "frame.hpp"
#include "manifest.hpp"
#include "rosterkit/base/parallel.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/convert/roster.hpp"
#include "rosterkit/io/csv_reader.hpp"
#include "rosterkit/io/xml_reader.hpp"

namespace rosterkit::convert {
namespace {

/// Where the segments of one block belong in the order of arrival: record, file, recipe, block.
struct Arrived {
  std::size_t record, file, recipe, block;
  BlockResult::Part part;
};

class FilesReader {
 public:
  FilesReader(Roster& roster, const mapping::Mapping& mapping, const io::InputSet& input, const Settings& settings, Diagnostics& diagnostics)
      : roster_(roster), mapping_(mapping), input_(input), settings_(settings), diagnostics_(diagnostics),
        reader_(roster.store, roster.plan, settings.show_values, std::max<std::size_t>(1000, diagnostics.texts_kept()), diagnostics.texts_kept()) {
    for (const auto& file : input.files) total_bytes_ += file->size_bytes;
  }
  void run();

 private:
  void csv_file(const io::InputFile& file, std::size_t file_order, const std::vector<std::size_t>& records);
  void xml_file(const io::InputFile& file, std::size_t file_order);
  void once(std::size_t record);
  void missing_files();
  void nothing_of_the_format();
  void other_encoding(const io::InputFile& file, const std::string& wanted);
  void not_whole(const std::string& file);
  void take(BlockResult&& result, std::size_t file, std::size_t block, const std::string& shown);
  void finish();
  std::uint16_t number_file(const std::string& shown);
  void progress(std::uint64_t bytes, std::uint64_t rows);

  template <typename Work>
  void in_threads(std::uint64_t bytes, Work&& work);

  Roster& roster_;
  const mapping::Mapping& mapping_;
  const io::InputSet& input_;
  const Settings& settings_;
  Diagnostics& diagnostics_;
  FrameReader reader_;
  std::mutex mutex_;
  std::vector<Arrived> arrived_;
  std::vector<std::exception_ptr> failures_;
  std::map<std::string, std::string> mode_of_file_;    // bulk or delta, by the manifest
  std::uint64_t total_bytes_ = 0, done_bytes_ = 0, done_rows_ = 0;
};

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

/// @param bytes  size of the file; 0 = not known. A file of one block gives a second thread nothing to do.
template <typename Work>
void FilesReader::in_threads(std::uint64_t bytes, Work&& work) {
  constexpr std::uint64_t bytes_of_thread = 512u << 10;
  const std::uint64_t useful = bytes == 0 ? settings_.jobs : 1 + bytes / bytes_of_thread;
  const unsigned jobs = static_cast<unsigned>(std::clamp<std::uint64_t>(useful, 1, std::max(1u, settings_.jobs)));
  in_parallel(jobs, jobs, [&](std::size_t, unsigned) { work(); });
}

void FilesReader::take(BlockResult&& result, std::size_t file, std::size_t block, const std::string& shown) {
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

void unclaimed_rows(const io::CsvBlock& block, const std::string& shown, BlockResult& result) {
  for (std::size_t i = 0; i < block.rows; ++i) {
    if (i < result.claimed.size() && result.claimed[i]) continue;
    Finding finding;
    finding.rule = "record.unclaimed";
    finding.severity = convert_severity(finding.rule);
    finding.file = shown;
    finding.line = block.lines[i];
    finding.record = block.records.empty() ? i + 1 : block.records[i];
    finding.message = "this row is no record of the format";
    finding.hint = "it was left out. Say in the mapping which record takes rows of its kind.";
    result.findings.push_back(std::move(finding));
  }
}

void FilesReader::csv_file(const io::InputFile& file, std::size_t file_order, const std::vector<std::size_t>& records) {
  io::CsvDialect dialect;
  dialect.delimiter = mapping_.format.delimiter;
  dialect.quote = mapping_.format.quote;
  dialect.header = mapping_.format.header != mapping::Format::Header::none;
  dialect.backslash_escapes = mapping_.format.backslash_escapes;
  dialect.first_of_twins = settings_.judging;
  const std::string encoding = settings_.encoding.empty() ? mapping_.format.encoding : settings_.encoding;
  io::CsvReader reader(io::decode_text(file.open(), encoding, file.shown), file.shown, dialect, settings_.limits);
  other_encoding(file, encoding);
  const Binding binding = bind_header(roster_.plan, mapping_, reader, file.shown, records, settings_.judging, diagnostics_);
  for (const std::size_t record : records) {
    for (const std::uint16_t entity : entities_without_key(*roster_.plan.records[record], binding)) roster_.not_whole[entity] = true;
  }
  const auto mode = mode_of_file_.find(file.name);
  const std::uint16_t number = number_file(file.shown);
  std::uint64_t rows = 0;
  std::mutex order;
  std::map<std::uint64_t, std::uint64_t> rows_of_block;
  std::vector<std::pair<std::uint64_t, FindingList>> findings;
  // Where every record of the file takes some rows only, a row may be nobody's.
  const bool filtered = std::all_of(records.begin(), records.end(), [&](std::size_t record) { return roster_.plan.records[record]->row_filter.kind == Location::Kind::cell; });
  in_threads(file.size_bytes, [&] {
    io::CsvBlock block;
    ReadMemory memory;
    while (reader.next(block)) {
      reader.parse(block, binding.wanted);
      BlockView view;
      view.binding = &binding;
      view.csv = &block;
      view.lines = block.lines.data();
      view.records = block.records.empty() ? nullptr : block.records.data();
      view.rows = block.rows;
      view.file = number;
      view.file_shown = file.shown;
      view.delta = roster_.delta;
      if (mode != mode_of_file_.end()) view.mode = mode->second;
      BlockResult result;
      for (const std::size_t record : records) reader_.read(*roster_.plan.records[record], view, memory, result);
      for (Finding& finding : block.findings) result.findings.push_back(std::move(finding));
      block.findings.clear();
      if (filtered) unclaimed_rows(block, file.shown, result);
      {
        const std::lock_guard lock(order);
        rows += block.rows;
        rows_of_block[block.number] = block.rows + block.dropped;
        findings.emplace_back(block.number, std::move(result.findings));
        if (block.dropped != 0) {
          const std::uint16_t entity = roster_.plan.records[records.front()]->entity;
          if (entity != 0xFFFF) result.dropped[entity] += block.dropped;
        }
      }
      result.findings.clear();
      progress(block.length, block.rows);
      take(std::move(result), file_order, block.number, file.shown);
    }
  });
  // Records are numbered through the file once all blocks are known.
  std::map<std::uint64_t, std::uint64_t> first;
  std::uint64_t before = 0;
  for (const auto& [block, count] : rows_of_block) {
    first[block] = before;
    before += count;
  }
  for (auto& [block, list] : findings) {
    for (Finding& finding : list) {
      if (finding.record != 0) finding.record += first[block];
    }
    diagnostics_.report(std::move(list));
  }
  roster_.files.push_back({file.shown, rows, file.size_bytes});
  if (before == 0) diagnostics_.report(header_fault("file.empty", file.shown, "", "the file has a header, but no records", "nothing was read from it. Ask the sender whether that is meant."));
}

void FilesReader::xml_file(const io::InputFile& file, std::size_t file_order) {
  std::vector<std::string> containers, items;
  for (const auto& record : roster_.plan.records) {
    if (record->each_path && !record->each_path->steps.empty()) {
      containers.push_back(record->record->root);
      items.push_back(record->each_path->steps.front().name);
    }
  }
  io::XmlReader reader(file.open(), file.shown, containers, items, settings_.limits);
  const std::uint16_t number = number_file(file.shown);
  std::atomic<std::uint64_t> objects = 0, unclaimed = 0;
  in_threads(file.size_bytes, [&] {
    io::XmlBlock block;
    ReadMemory memory;
    std::uint64_t bytes_before = 0;
    while (reader.next(block)) {
      io::XmlReader::parse(block, file.shown);
      BlockResult result;
      std::vector<bool> claimed(block.objects.size());
      for (const auto& record : roster_.plan.records) {
        if (!record->each_path || record->each_path->steps.empty()) continue;
        BlockView view;
        std::vector<std::uint64_t> lines;
        for (std::size_t i = 0; i < block.objects.size(); ++i) {
          const auto& object = block.objects[i];
          if (!object.container.empty() && object.container != record->record->root) continue;
          if (!Locator::matches(*object.node, record->each_path->steps.front())) continue;
          claimed[i] = true;
          view.nodes.push_back(object.node);
          lines.push_back(object.line);
        }
        if (view.nodes.empty()) continue;
        view.lines = lines.data();
        view.rows = view.nodes.size();
        view.file = number;
        view.file_shown = file.shown;
        view.delta = roster_.delta;
        reader_.read(*record, view, memory, result);
      }
      objects += block.objects.size();
      for (std::size_t i = 0; i < claimed.size(); ++i) {
        if (claimed[i]) continue;
        Finding finding;
        finding.rule = "record.unclaimed";
        finding.severity = convert_severity(finding.rule);
        finding.file = file.shown;
        finding.line = block.objects[i].line;
        finding.message = "the element \"" + std::string(block.objects[i].node->name()) + "\" is no record of this format";
        finding.hint = "it was left out.";
        result.findings.push_back(std::move(finding));
      }
      const std::uint64_t bytes_now = reader.bytes_read();
      progress(bytes_now > bytes_before ? bytes_now - bytes_before : 0, block.objects.size());
      bytes_before = bytes_now;
      take(std::move(result), file_order, block.number, file.shown);
    }
  });
  roster_.files.push_back({file.shown, objects, file.size_bytes});
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

/// UTF-16 tells itself by its mark and is read, also where the format asks for UTF-8.
void FilesReader::other_encoding(const io::InputFile& file, const std::string& wanted) {
  if (!equal_ignoring_case(wanted, "utf-8")) return;
  char start[2] = {};
  if (file.open()->read(start) < 2) return;
  const std::string_view mark(start, 2);
  if (mark != "\xFF\xFE" && mark != "\xFE\xFF") return;
  diagnostics_.report(header_fault("file.other-encoding", file.shown, "", "the file is UTF-16, and the format wants UTF-8", "it was read by its mark. Export it as UTF-8."));
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
    const std::size_t before = failures_.size();
    guarded([&] { csv_file(file, order, chosen.records); });
    if (failures_.size() != before) not_whole(chosen.file);
  }
  finish();
}

}  // namespace

void read_files(Roster& roster, const mapping::Mapping& mapping, const io::InputSet& input, const Settings& settings, Diagnostics& diagnostics) {
  FilesReader(roster, mapping, input, settings, diagnostics).run();
}

}  // namespace rosterkit::convert
