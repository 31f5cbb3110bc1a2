// Files that live in memory: what the laws write and read again. Private to src/convert.
#pragma once

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "rosterkit/io/output_set.hpp"
#include "rosterkit/io/source.hpp"

namespace rosterkit::convert {

using FileTexts = std::map<std::string, std::string>;   ///< name -> text

class MemoryStream : public io::ByteStream {
 public:
  explicit MemoryStream(std::string_view text) : left_(text) {}
  std::size_t read(std::span<char> into) override {
    const std::size_t count = std::min(into.size(), left_.size());
    if (count != 0) std::memcpy(into.data(), left_.data(), count);
    left_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view left_;
};

class MemoryFile : public io::InputFile {
 public:
  MemoryFile(const std::string& file_name, std::string text) : text_(std::move(text)) {
    name = shown = file_name;
    size_bytes = text_.size();
  }
  std::unique_ptr<io::ByteStream> open() const override { return std::make_unique<MemoryStream>(text_); }

 private:
  std::string text_;
};

inline io::InputSet memory_input(const FileTexts& files) {
  io::InputSet input;
  for (const auto& [name, text] : files) input.files.push_back(std::make_unique<MemoryFile>(name, text));
  return input;
}

/// An output that is never moved anywhere: its texts are looked at.
class MemoryOutput : public io::OutputSet {
 public:
  io::Sink& file(const std::string& name) override { return sinks_[name]; }
  void commit() override {}
  FileTexts texts() const {
    FileTexts files;
    for (const auto& [name, sink] : sinks_) files[name] = sink.text;
    return files;
  }

 private:
  struct TextSink : io::Sink {
    void write(std::string_view part) override {
      text += part;
      bytes += part.size();
    }
    std::string text;
  };
  std::map<std::string, TextSink> sinks_;
};

}  // namespace rosterkit::convert
