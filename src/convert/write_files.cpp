// All files of an output, in order; afterwards what was written, what had no place.
#include <algorithm>
#include <condition_variable>
#include <deque>
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

/// The rows of one file in chunks, each formatted by one thread and written in its turn: the same bytes for any number of threads.
class Writer::FileRows {
 public:
  FileRows(Writer& writer, const WriteFrame& record, std::size_t number, io::Sink& sink, std::uint64_t& count)
      : writer_(writer), record_(record), number_(number), sink_(sink), count_(count), chosen_(writer.chosen_[number]) {
    // Only an order of its own needs all rows at once; else a chunk is a range of the table.
    const auto meets = [&](std::size_t other) {
      for (std::size_t row = 0; row < chosen_.size(); ++row) {
        if (chosen_[row] != 0 && writer.chosen_[other][row] != 0) return true;
      }
      return false;
    };
    const std::vector<std::size_t> files = writer.earlier_files(number);
    in_order_ = record.sort.empty() && std::none_of(files.begin(), files.end(), meets);
    if (!in_order_) sorted_ = writer.selected(record, number);
    all_ = in_order_ ? chosen_.size() : sorted_.size();
    // A sheet of the cells of a chunk stays in the second-level cache; few rows are cut finer, so that no thread waits long for the last one.
    chunk_ = std::clamp<std::size_t>(all_ / 16, 256, 2048);
  }
  std::size_t pieces() const { return (all_ + chunk_ - 1) / chunk_; }

  /// @param own  the calling thread's.
  void write(std::size_t piece, Scratch& own) {
    own.text.clear();
    std::uint64_t written = 0;
    std::exception_ptr failure;
    try {
      format(piece, own, written);
    } catch (...) {
      failure = std::current_exception();              // the turn must pass on all the same
    }
    std::unique_lock lock(mutex_);
    turned_.wait(lock, [&] { return turn_ == piece; });
    ++turn_;
    turned_.notify_all();
    if (failure) std::rethrow_exception(failure);
    count_ += written;
    sink_.write(own.text);
  }

 private:
  void format(std::size_t piece, Scratch& own, std::uint64_t& written) {
    const std::size_t begin = piece * chunk_, end = std::min(all_, begin + chunk_);
    own.rows_of_chunk.clear();
    if (!in_order_) {
      own.rows_of_chunk.assign(sorted_.begin() + static_cast<std::ptrdiff_t>(begin), sorted_.begin() + static_cast<std::ptrdiff_t>(end));
    } else {
      for (std::size_t row = begin; row < end; ++row) {
        if (chosen_[row] != 0) own.rows_of_chunk.push_back(static_cast<Row>(row));
      }
    }
    if (writer_.forms_[number_]) return writer_.write_sheet(*writer_.forms_[number_], number_, own.rows_of_chunk, own.text, written);
    for (const Row row : own.rows_of_chunk) writer_.one_record(record_, number_, {{record_.entity, row, nullptr, nullptr}, nullptr, nullptr}, own.text, written);
  }

  Writer& writer_;
  const WriteFrame& record_;
  const std::size_t number_;
  io::Sink& sink_;
  std::uint64_t& count_;
  const std::vector<std::uint8_t>& chosen_;
  bool in_order_ = true;
  std::vector<Row> sorted_;
  std::size_t all_ = 0, chunk_ = 0, turn_ = 0;
  std::mutex mutex_;
  std::condition_variable turned_;
};

/// All files at the same pace: some are bound by the disk, and others by the processor.
void Writer::write_together(std::deque<FileRows>& files) {
  struct Piece { FileRows* file; std::size_t number, of; };
  std::vector<Piece> order;
  for (FileRows& file : files) {
    for (std::size_t number = 0, of = file.pieces(); number < of; ++number) order.push_back({&file, number, of});
  }
  std::stable_sort(order.begin(), order.end(), [](const Piece& a, const Piece& b) { return a.number * b.of < b.number * a.of; });
  in_parallel(jobs_, order.size(), [&](std::size_t number, unsigned worker) {
    Scratch& own = *scratches_[worker];
    scratch_of_thread_ = &own;
    order[number].file->write(order[number].number, own);
  });
  scratch_of_thread_ = scratches_.front().get();
  files.clear();
}

void Writer::write(io::OutputSet& output, std::vector<FileCount>& files) {
  const bool xml = mapping_.format.kind == "xml";
  constexpr std::size_t flush_at = 1 << 20;
  std::map<std::string, bool> present;
  struct File { const WriteFrame* record; io::Sink* sink; std::uint64_t rows = 0; };
  std::deque<File> begun;
  std::deque<FileRows> together;
  const auto end_all = [&] {
    write_together(together);
    for (const File& file : begun) {
      std::string end;
      if (xml) io::write_end(end, file.record->record->root);
      file.sink->write(end);
      present[file.record->record->file] = true;
      files.push_back({file.record->record->file, file.rows, file.sink->bytes});
    }
    begun.clear();
  };
  for (std::size_t r = 0; r < plan_.records.size(); ++r) {
    const WriteFrame& record = *plan_.records[r];
    if (!record.writes || record.record->file.empty()) continue;
    if (std::any_of(begun.begin(), begun.end(), [&](const File& file) { return file.record->record->file == record.record->file; })) end_all();
    std::uint64_t* rows = nullptr;
    io::Sink* sink = nullptr;
    std::string text;
    const auto start = [&] {
      sink = &output.file(record.record->file);
      rows = &begun.emplace_back(File{&record, sink}).rows;
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
      one_record(record, r, place, text, *rows);
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
        together.emplace_back(*this, record, r, *sink, *rows);   // behind what stands in text
      }
    } else {
      each_combination(record, r, [&](Row row, const std::vector<std::string>& combination) {
        one({{record.entity, row, nullptr, nullptr}, &combination, nullptr});
      });
    }
    if (sink != nullptr) sink->write(text);
  }
  end_all();
  if (mapping_.format.manifest) {
    io::Sink& sink = output.file(mapping_.format.manifest->file);
    sink.write(manifest_text(*mapping_.format.manifest, present, delta_));
    files.push_back({mapping_.format.manifest->file, 0, sink.bytes});
  }
  std::sort(files.begin(), files.end(), [](const FileCount& a, const FileCount& b) { return a.file < b.file; });
}

}  // namespace rosterkit::convert
