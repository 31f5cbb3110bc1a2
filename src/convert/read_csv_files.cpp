// Files of CSV: headers against columns, and blocks to several threads. The threads go through the files one after the other, each at
// its own pace: who finds nothing more in a file begins the next one, while others are still at the last blocks. So on a small set,
// whose files are a few blocks each, nobody waits at the end of every file.
#include "binding.hpp"
#include "files_reader.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {
namespace {

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

}  // namespace

void FilesReader::csv_files(std::deque<CsvFile>& files) {
  std::uint64_t bytes = 0;
  bool all_known = true;
  for (const CsvFile& each : files) {
    bytes += each.file.size_bytes;
    all_known = all_known && each.file.size_bytes != 0;
  }
  in_threads(all_known ? bytes : 0, [&] {
    io::CsvBlock block;
    const auto read = [&](CsvFile& each, bool waits) {
      try {
        if (!enter(each, waits)) return;
        read_blocks(each, block);
      } catch (const FileError&) {
        const std::lock_guard lock(each.mutex);
        if (!each.failure) each.failure = std::current_exception();
        each.ended = true;
      } catch (...) {
        abandoned_ = true;
        throw;
      }
      leave(each);
    };
    // Who finds somebody else at the opening of a file begins the next one, and comes back to it.
    for (const bool waits : {false, true}) {
      for (CsvFile& each : files) {
        if (!abandoned_) read(each, waits);
      }
    }
  });
  for (const CsvFile& each : files) {
    if (!each.failure) continue;
    failures_.push_back(each.failure);
    not_whole(each.plan.file);
  }
}

/// The first one opens the file. @returns false where nothing is left to be read, or somebody is just at it and @p waits is false; else
/// leave() is owed, if open() throws, too.
bool FilesReader::enter(CsvFile& file, bool waits) {
  const std::unique_lock lock = waits ? std::unique_lock(file.mutex) : std::unique_lock(file.mutex, std::try_to_lock);
  if (!lock || file.ended) return false;
  ++file.inside;
  if (!file.reader) open(file);
  return true;
}

void FilesReader::open(CsvFile& file) {
  const std::string& shown = file.file.shown;
  io::CsvDialect dialect;
  dialect.delimiter = mapping_.format.delimiter;
  dialect.quote = mapping_.format.quote;
  dialect.header = mapping_.format.header != mapping::Format::Header::none;
  dialect.backslash_escapes = mapping_.format.backslash_escapes;
  dialect.first_of_twins = settings_.judging;
  const std::string encoding = settings_.encoding.empty() ? mapping_.format.encoding : settings_.encoding;
  io::Looked opened = io::open_and_look(file.file, 64);
  auto reader = std::make_unique<io::CsvReader>(io::decode_text(std::move(opened.bytes), encoding, shown), shown, dialect, settings_.limits);
  other_encoding(shown, opened.front, encoding);
  const std::vector<std::size_t>& records = file.plan.records;
  file.binding = bind_header(roster_.plan, mapping_, *reader, shown, records, settings_.judging, diagnostics_);
  file.filtered = std::all_of(records.begin(), records.end(), [&](std::size_t record) { return roster_.plan.records[record]->row_filter.kind == Location::Kind::cell; });
  file.reader = std::move(reader);
  const std::lock_guard lock(mutex_);
  for (const std::size_t record : records) {
    for (const std::uint16_t entity : entities_without_key(*roster_.plan.records[record], file.binding)) roster_.not_whole[entity] = true;
  }
}

/// UTF-16 tells itself by its mark and is read, also where the format asks for UTF-8.
void FilesReader::other_encoding(const std::string& shown, std::string_view front, const std::string& wanted) {
  if (!equal_ignoring_case(wanted, "utf-8")) return;
  if (!front.starts_with("\xFF\xFE") && !front.starts_with("\xFE\xFF")) return;
  diagnostics_.report(header_fault("file.other-encoding", shown, "", "the file is UTF-16, and the format wants UTF-8", "it was read by its mark. Export it as UTF-8."));
}

/// @param block  the thread's own, whose memory is used again
void FilesReader::read_blocks(CsvFile& file, io::CsvBlock& block) {
  const std::string& shown = file.file.shown;
  const auto mode = mode_of_file_.find(file.file.name);
  ReadMemory memory;
  while (!abandoned_ && file.reader->next(block)) {
    file.reader->parse(block, file.binding.wanted);
    BlockView view;
    view.binding = &file.binding;
    view.csv = &block;
    view.lines = block.lines.data();
    view.records = block.records.empty() ? nullptr : block.records.data();
    view.rows = block.rows;
    view.file = file.number;
    view.file_shown = shown;
    view.delta = roster_.delta;
    if (mode != mode_of_file_.end()) view.mode = mode->second;
    BlockResult result;
    for (const std::size_t record : file.plan.records) reader_.read(*roster_.plan.records[record], view, memory, result);
    for (Finding& finding : block.findings) result.findings.push_back(std::move(finding));
    block.findings.clear();
    if (file.filtered) unclaimed_rows(block, shown, result);
    {
      const std::lock_guard lock(file.mutex);
      file.rows += block.rows;
      file.rows_of_block[block.number] = block.rows + block.dropped;
      file.findings.emplace_back(block.number, std::move(result.findings));
    }
    if (block.dropped != 0) {
      const std::uint16_t entity = roster_.plan.records[file.plan.records.front()]->entity;
      if (entity != 0xFFFF) result.dropped[entity] += block.dropped;
    }
    result.findings.clear();
    progress(block.length, block.rows);
    take(std::move(result), file.order, block.number, shown);
  }
  const std::lock_guard lock(file.mutex);
  file.ended = true;
}

void FilesReader::leave(CsvFile& file) {
  const std::lock_guard lock(file.mutex);
  if (--file.inside != 0 || !file.ended) return;
  file.reader.reset();
  if (file.failure) return;
  // Records are numbered through the file once all blocks are known.
  std::map<std::uint64_t, std::uint64_t> first;
  std::uint64_t before = 0;
  for (const auto& [block, count] : file.rows_of_block) {
    first[block] = before;
    before += count;
  }
  for (auto& [block, list] : file.findings) {
    for (Finding& finding : list) {
      if (finding.record != 0) finding.record += first[block];
    }
    diagnostics_.report(std::move(list));
  }
  const std::string& shown = file.file.shown;
  if (before == 0) diagnostics_.report(header_fault("file.empty", shown, "", "the file has a header, but no records", "nothing was read from it. Ask the sender whether that is meant."));
  const std::lock_guard of_all(mutex_);
  roster_.files.push_back({shown, file.rows, file.file.size_bytes});
}

}  // namespace rosterkit::convert
