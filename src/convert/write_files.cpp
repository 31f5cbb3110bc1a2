// All files of an output, in order; afterwards what was written, what had no place.
#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>

#include "manifest.hpp"
#include "rosterkit/base/parallel.hpp"
#include "rosterkit/io/xml_writer.hpp"
#include "writer.hpp"

namespace rosterkit::convert {

using model::Row;
using model::State;

/// The rows of a record in the order of writing.
std::vector<Row> Writer::selected(const WriteFrame& record, std::size_t number) {
  const auto& chosen = chosen_[number];
  std::vector<Row> rows;
  for (Row row = 0; row < chosen.size(); ++row) {
    if (chosen[row] != 0) rows.push_back(row);
  }
  if (!record.sort.empty()) {
    sort_items(record, {}, rows);
    return rows;
  }
  // Who stands in an earlier file comes first: that is the order of arrival when all of it is read again.
  const std::vector<std::size_t> files = earlier_files(number);
  if (!files.empty()) {
    std::stable_partition(rows.begin(), rows.end(), [&](Row row) { return std::any_of(files.begin(), files.end(), [&](std::size_t r) { return chosen_[r][row] != 0; }); });
  }
  return rows;
}

/// Records in chunks, each formatted by one thread and written in its turn: the same bytes for any number of threads.
void Writer::write_rows(const WriteFrame& record, std::size_t number, io::Sink& sink, std::string& head, std::uint64_t& count) {
  sink.write(head);
  head.clear();
  // Only an order of its own needs all rows at once; else a chunk is a range of the table.
  const auto& chosen = chosen_[number];
  const auto meets = [&](std::size_t other) {
    for (std::size_t row = 0; row < chosen.size(); ++row) {
      if (chosen[row] != 0 && chosen_[other][row] != 0) return true;
    }
    return false;
  };
  const std::vector<std::size_t> files = earlier_files(number);
  const bool in_order = record.sort.empty() && std::none_of(files.begin(), files.end(), meets);
  const std::vector<Row> sorted = in_order ? std::vector<Row>() : selected(record, number);
  const std::size_t all = in_order ? chosen.size() : sorted.size();
  // A sheet of the cells of a chunk stays in the second-level cache; few rows are cut finer, so that no thread waits long for the last one.
  const std::size_t chunk = std::clamp<std::size_t>(all / 16, 256, 2048);
  const std::size_t pieces = (all + chunk - 1) / chunk;
  std::size_t turn = 0;
  std::mutex mutex;
  std::condition_variable turned;
  in_parallel(jobs_, pieces, [&](std::size_t piece, unsigned worker) {
    Scratch& own = *scratches_[worker];
    scratch_of_thread_ = &own;
    own.text.clear();
    std::uint64_t written = 0;
    std::exception_ptr failure;
    try {
      own.rows_of_chunk.clear();
      if (!in_order) {
        own.rows_of_chunk.assign(sorted.begin() + static_cast<std::ptrdiff_t>(piece * chunk), sorted.begin() + static_cast<std::ptrdiff_t>(std::min(sorted.size(), (piece + 1) * chunk)));
      } else {
        for (std::size_t row = piece * chunk; row < std::min(chosen.size(), (piece + 1) * chunk); ++row) {
          if (chosen[row] != 0) own.rows_of_chunk.push_back(static_cast<Row>(row));
        }
      }
      if (forms_[number]) {
        write_sheet(*forms_[number], number, own.rows_of_chunk, own.text, written);
      } else {
        for (const Row row : own.rows_of_chunk) one_record(record, number, {{record.entity, row, nullptr, nullptr}, nullptr, nullptr}, own.text, written);
      }
    } catch (...) {
      failure = std::current_exception();              // the turn must pass on all the same
    }
    std::unique_lock lock(mutex);
    turned.wait(lock, [&] { return turn == piece; });
    ++turn;
    turned.notify_all();
    if (failure) std::rethrow_exception(failure);
    count += written;
    sink.write(own.text);
  });
  scratch_of_thread_ = scratches_.front().get();
}

void Writer::write(io::OutputSet& output, std::vector<FileCount>& files) {
  const bool xml = mapping_.format.kind == "xml";
  constexpr std::size_t flush_at = 1 << 20;
  std::map<std::string, bool> present;
  for (std::size_t r = 0; r < plan_.records.size(); ++r) {
    const WriteFrame& record = *plan_.records[r];
    if (!record.writes || record.record->file.empty()) continue;
    std::uint64_t rows = 0;
    io::Sink* sink = nullptr;
    std::string text;
    const auto start = [&] {
      sink = &output.file(record.record->file);
      if (xml) {
        io::write_start(text, record.record->root, mapping_.format.namespace_uri);
      } else if (mapping_.format.header != mapping::Format::Header::none) {
        if (mapping_.format.bom) text += "\xEF\xBB\xBF";
        for (std::size_t i = 0; i < plan_.columns[r].size(); ++i) csv_.cell(text, plan_.columns[r][i], i == 0);
        csv_.end_row(text);
      }
    };
    const auto one = [&](const Place& place) {
      if (sink == nullptr) start();
      one_record(record, r, place, text, rows);
      if (text.size() >= flush_at) {
        sink->write(text);
        text.clear();
      }
    };
    // A file without records is written where the format requires the file.
    if (mapping_.format.empty == "write" || record.record->required) start();
    if (record.distinct.empty()) {
      if (std::find(chosen_[r].begin(), chosen_[r].end(), 1) != chosen_[r].end()) {
        if (sink == nullptr) start();
        write_rows(record, r, *sink, text, rows);
      }
    } else {
      each_combination(record, r, [&](Row row, const std::vector<std::string>& combination) {
        one({{record.entity, row, nullptr, nullptr}, &combination, nullptr});
      });
    }
    if (sink == nullptr) continue;
    if (xml) io::write_end(text, record.record->root);
    sink->write(text);
    present[record.record->file] = true;
    files.push_back({record.record->file, rows, sink->bytes});
  }
  if (mapping_.format.manifest) {
    io::Sink& sink = output.file(mapping_.format.manifest->file);
    sink.write(manifest_text(*mapping_.format.manifest, present, delta_));
    files.push_back({mapping_.format.manifest->file, 0, sink.bytes});
  }
  std::sort(files.begin(), files.end(), [](const FileCount& a, const FileCount& b) { return a.file < b.file; });
}

}  // namespace rosterkit::convert
