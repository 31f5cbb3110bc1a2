// For tests: a stream over a text, giving a few bytes at a time so that every place where reading may pause is met.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "rosterkit/io/source.hpp"

namespace rosterkit::io {

class MemoryStream : public ByteStream {
 public:
  MemoryStream(std::string text, std::size_t at_once) : text_(std::move(text)), at_once_(at_once) {}
  std::size_t read(std::span<char> into) override {
    const std::size_t count = std::min({into.size(), at_once_, text_.size() - at_});
    if (count != 0) std::memcpy(into.data(), text_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t at_once_, at_ = 0;
};

inline std::unique_ptr<ByteStream> stream(std::string text, std::size_t at_once = 1u << 20) {
  return std::make_unique<MemoryStream>(std::move(text), at_once);
}

inline std::string read_all(ByteStream& bytes) {
  std::string all, buffer(4096, '\0');
  while (const std::size_t got = bytes.read(buffer)) all.append(buffer, 0, got);
  return all;
}

}  // namespace rosterkit::io
