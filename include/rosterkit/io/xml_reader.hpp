// XML in bounded memory: expat judges the stream and says where each object begins and ends, but for plain objects, which a
// quicker look settles (src/io/xml_cutter); each object is then parsed alone, by pugixml unless it is plain (src/io/xml_parse.hpp).
// Elements are matched on their local names.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/io/source.hpp"
#include "rosterkit/io/xml_judge.hpp"
#include "rosterkit/io/xml_tree.hpp"

namespace rosterkit::io {

/// A run of whole objects, in document order.
struct XmlBlock {
  std::uint64_t number = 0;
  struct Object {
    std::size_t begin = 0, end = 0;   ///< byte range in `bytes`
    std::uint64_t line = 0;           ///< physical line of its start tag
    std::string container;            ///< local name of the element around it; "" for an object that is the document itself
    const XmlNode* node = nullptr;    ///< after parse
  };
  std::string bytes;                  ///< the objects' text, one after the other; parse may change it
  std::vector<Object> objects;
  XmlTree tree;                       ///< holds the nodes after parse
};

class XmlReader {
 public:
  /// Reads up to the document element's start tag.
  /// @param containers  local names of elements whose children are objects (collections, "xStudents"), at any depth;
  ///                    empty = the document element, whatever its name.
  /// @param items       local names of objects; a document whose root is one of them is one object.
  /// Throws FileError: exit 3 for a document that is cut off; exit 4 for one that is not well-formed, has a DOCTYPE, is
  /// nested deeper or has more attributes than the limits, holds an object over the limit, or bytes of another encoding.
  /// What is wrong behind the root's start tag is thrown by next(), after the whole objects before it have been delivered.
  XmlReader(std::unique_ptr<ByteStream> bytes, std::string shown, std::vector<std::string> containers,
            std::vector<std::string> items, const Limits& limits);
  ~XmlReader();

  const XmlRoot& root() const;
  std::uint64_t bytes_read() const;
  bool next(XmlBlock& block);                  ///< about 1 MiB of objects; thread-safe; false at the end; throws FileError
  static void parse(XmlBlock& block, const std::string& shown);   ///< fills tree and each object's node

  /// Root element of a document, for detection: reads no more than it needs.
  static XmlRoot peek(ByteStream& bytes, const std::string& shown);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rosterkit::io
