// Writes one XML object at a time from a small tree whose children are kept in a given order.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rosterkit::io {

/// An element under construction. Names are local names; one default namespace is declared on the collection.
struct XmlElement {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string text;
  std::vector<XmlElement> children;
};

/// Sorts children by @p order: path of the container from the record ("" = the record, "name", "sessions/sessionList") to
/// the names of its children. Names not listed keep their place after the listed ones. Equal names keep their order.
using XmlOrder = std::map<std::string, std::vector<std::string>>;
void sort_children(XmlElement& record, const XmlOrder& order);

/// Appends the element, indented by two blanks a level, with a line end. Characters that XML 1.0 cannot hold are left out.
/// @returns how many characters were left out.
std::size_t write_element(std::string& text, const XmlElement& element, int level);

/// Start of a collection: declaration, `<root xmlns="...">`; end: `</root>`.
void write_start(std::string& text, std::string_view root, std::string_view namespace_uri);
void write_end(std::string& text, std::string_view root);

}  // namespace rosterkit::io
