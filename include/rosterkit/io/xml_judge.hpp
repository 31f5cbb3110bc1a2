// The judge of XML: expat over a whole stream, piece by piece. Says where objects stand and whether the document is one
// that may be used. Holds no bytes and cuts nothing (xml_reader.cpp does), so that it can run ahead of the cutter.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/base/errors.hpp"
#include "rosterkit/io/source.hpp"

namespace rosterkit::io {

struct XmlRoot {
  std::string local_name;             ///< of the document element
  std::string namespace_uri;
};

/// Where one whole object stands in the stream.
struct XmlRange {
  std::uint64_t begin = 0, end = 0;   ///< byte offsets from the start of the UTF-8 stream: '<' of the start tag, past the end tag
  std::uint64_t line = 0;             ///< physical line of its start tag
  std::string container;              ///< local name of the element around it; "" for the document element
};

/// What a whole object would have around it if it came next.
struct XmlPlace {
  std::uint64_t line = 0;             ///< physical line of the next byte
  std::size_t depth = 0;              ///< how many elements are open
  std::string container;              ///< local name of the innermost
  std::uint64_t max_object_bytes = 0;
};

class XmlJudge {
 public:
  /// @param containers, items  as for XmlReader.
  XmlJudge(std::string shown, std::vector<std::string> containers, std::vector<std::string> items, const Limits& limits);
  ~XmlJudge();

  /// Judges the next bytes (UTF-8, no byte order mark) and appends the objects that end in them to @p finished.
  /// After a failure further bytes are ignored. Objects that ended before the failure are still given.
  void feed(std::string_view bytes, std::vector<XmlRange>& finished);
  /// No more bytes will come: judges what was held back and tells a document that was cut off.
  void finish(std::vector<XmlRange>& finished);

  /// Set if all bytes so far are judged and what comes next is content of a collection, outside of objects.
  std::optional<XmlPlace> place_of_next_object() const;
  /// Leaves out bytes that are next in the stream: whole elements, known to be well-formed and within the limits, and blanks
  /// before each. Only while place_of_next_object() is set. Later places are those of the whole document.
  /// @param line_ends  in @p objects: LF, CR and CRLF count one each.
  void skip(std::string_view objects, std::uint64_t line_ends);
  bool holds_back() const;                                ///< the last bytes wait for more: the start of a tag, say

  const std::optional<XmlRoot>& root() const;             ///< once its start tag has been judged (a little after it was fed)
  const std::optional<FileError>& failure() const;        ///< why the document may not be used
  /// Bytes before this offset are in no object still to come.
  std::uint64_t needed_from() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rosterkit::io
