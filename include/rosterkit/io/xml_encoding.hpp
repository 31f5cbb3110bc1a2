// The encoding of an XML document (XML 1.0, appendix F): by its byte order mark, else by its XML declaration, else UTF-8.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "rosterkit/io/source.hpp"

namespace rosterkit::io {

/// A stream that owns bytes already read and the rest of where they came from.
class RejoinedStream : public ByteStream {
 public:
  RejoinedStream(std::string first, std::unique_ptr<ByteStream> rest) : first_(std::move(first)), rest_(std::move(rest)) {}
  std::size_t read(std::span<char> into) override;

 private:
  std::string first_;
  std::size_t given_ = 0;
  std::unique_ptr<ByteStream> rest_;
};

/// The name in `<?xml ... encoding="NAME"?>` at the start of @p text, as it stands; "" if there is none.
std::string_view declared_encoding(std::string_view text);

/// Wraps @p bytes so that it gives UTF-8 without a byte order mark, so that byte offsets mean the same to judge and cutter.
/// A mark wins over the declaration. Reads no further than the declaration's end (1 KiB at most).
/// Throws FileError exit 4 (file.not-utf8) for an encoding that is not UTF-8, UTF-16 with its mark, ISO-8859-1 or windows-1252.
std::unique_ptr<ByteStream> xml_as_utf8(std::unique_ptr<ByteStream> bytes, const std::string& shown);

}  // namespace rosterkit::io
