// Two ways from the text of one object to its tree: by pugixml, whatever the object holds, and a quick one for plain elements,
// which nearly all are. Both give the same (tests/io/xml_plain_test.cpp). Private to src/io.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "rosterkit/io/xml_tree.hpp"

namespace rosterkit::io {

/// Appends the tree of one object. @returns false, with nothing appended, where the text is not one whole element.
/// @param object  changed: pugixml writes resolved texts where they stood. The tree's texts lie there or in tree.joined.
bool append_by_pugixml(std::span<char> object, XmlTree& tree);

/// The quick way: elements with attributes, and in each either elements or a text, without references, comments, CDATA and
/// instructions, and without carriage returns in texts. It trusts that the object is well-formed and checks no more than that
/// tags match. What is more than that it leaves to pugixml.
class XmlPlain {
 public:
  /// @returns false, with nothing appended, if the object is not plain.
  bool append(std::string_view object, std::vector<XmlNode>& nodes);

 private:
  struct Open {
    std::string_view name;            // with its prefix
    std::size_t node;
    bool nil;
  };
  bool elements(std::string_view object, std::vector<XmlNode>& nodes);
  const char* start_tag(const char* at, const char* end, std::vector<XmlNode>& nodes);
  const char* attributes(const char* at, const char* end, std::vector<XmlNode>& nodes);
  const char* text(const char* at, const char* end, std::vector<XmlNode>& nodes);

  std::vector<Open> open_;
};

}  // namespace rosterkit::io
