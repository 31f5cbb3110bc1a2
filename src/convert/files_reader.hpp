// Reading all files of an input: what its parts share. Private to src/convert. Which file is whose and what is missing is in
// read_files.cpp, files of CSV in read_csv_files.cpp, those of XML in read_xml_file.cpp.
#pragma once

#include <algorithm>
#include <atomic>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "frame.hpp"
#include "rosterkit/base/heap.hpp"
#include "rosterkit/base/parallel.hpp"
#include "rosterkit/convert/roster.hpp"
#include "rosterkit/io/csv_reader.hpp"
#include "rosterkit/io/source.hpp"

namespace rosterkit::convert {

/// A file of CSV while it is read. Each thread that works at it has entered it before, and leaves it when it finds no more blocks;
/// who leaves last tells what is known only then, and gives the memory back.
struct CsvFile {
  CsvFile(const io::InputFile& file_to_read, std::size_t place, const FilePlan& file_plan, std::uint16_t file_number)
      : file(file_to_read), order(place), plan(file_plan), number(file_number) {}

  const io::InputFile& file;
  const std::size_t order;                             ///< in the input
  const FilePlan& plan;
  const std::uint16_t number;                          ///< in the store
  std::mutex mutex;                                    ///< guards what follows; who is in it may read `reader`, `binding` and `filtered` without
  std::unique_ptr<io::CsvReader> reader;               ///< none before the first thread enters
  Binding binding;
  bool filtered = false;                               ///< every record takes some rows only, so a row may be nobody's
  bool ended = false;                                  ///< there is nothing more to take
  unsigned inside = 0;                                 ///< threads
  std::uint64_t rows = 0;
  std::map<std::uint64_t, std::uint64_t> rows_of_block;
  std::vector<std::pair<std::uint64_t, FindingList>> findings;   ///< by block; their records are numbered from its start
  std::exception_ptr failure;                          ///< the first one
};

class FilesReader {
 public:
  FilesReader(Roster& roster, const mapping::Mapping& mapping, const io::InputSet& input, const Settings& settings, Diagnostics& diagnostics);
  void run();

 private:
  /// Where the segments of one block belong in the order of arrival: record, file, recipe, block.
  struct Arrived {
    std::size_t record, file, recipe, block;
    BlockResult::Part part;
  };

  void csv_files(std::deque<CsvFile>& files);
  bool enter(CsvFile& file, bool waits);
  void leave(CsvFile& file);
  void open(CsvFile& file);
  void read_blocks(CsvFile& file, io::CsvBlock& block);
  void xml_file(const io::InputFile& file, std::size_t file_order);
  void once(std::size_t record);
  void missing_files();
  void nothing_of_the_format();
  void other_encoding(const std::string& shown, std::string_view front, const std::string& wanted);
  void not_whole(const std::string& file);
  void take(BlockResult&& result, std::size_t file, std::size_t block, const std::string& shown);
  void finish();
  std::uint16_t number_file(const std::string& shown);
  void progress(std::uint64_t bytes, std::uint64_t rows);

  /// @param bytes  to be read; 0 = not known. What is one block gives a second thread nothing to do.
  template <typename Work>
  void in_threads(std::uint64_t bytes, Work&& work) {
    constexpr std::uint64_t bytes_of_thread = 512u << 10;
    const std::uint64_t useful = bytes == 0 ? settings_.jobs : 1 + bytes / bytes_of_thread;
    const unsigned jobs = static_cast<unsigned>(std::clamp<std::uint64_t>(useful, 1, std::max(1u, settings_.jobs)));
    in_parallel(jobs, jobs, [&](std::size_t, unsigned) {
      expect_memory(2 * bytes / jobs);   // the texts, and views of their cells, indexes, columns
      work();
    });
  }

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
  std::atomic<bool> abandoned_ = false;                // by what is no fault of a file
};

}  // namespace rosterkit::convert
