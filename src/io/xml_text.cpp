// Names and texts of parsed elements, for those who read objects.
#include <cstring>

#include "rosterkit/base/text.hpp"
#include "rosterkit/io/xml_reader.hpp"

namespace rosterkit::io {
namespace {

bool is_text(const pugi::xml_node& node) { return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata; }

/// xsi:nil (XML Schema part 1, section 2.6.2) says that the element is there and has no value. Any prefix will do.
bool is_nil(const pugi::xml_node& node) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    const char* name = attribute.name();
    if (std::strchr(name, ':') == nullptr || local_name(name) != "nil") continue;
    const std::string_view value = trim(attribute.value());
    if (value == "true" || value == "1") return true;
  }
  return false;
}

}  // namespace

std::string_view local_name(const char* qualified) {
  const char* colon = std::strchr(qualified, ':');
  return colon == nullptr ? qualified : colon + 1;
}

std::string_view element_text(const pugi::xml_node& node, std::string& scratch) {
  if (is_nil(node)) return {};
  std::string_view only;
  bool joined = false;
  for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
    if (!is_text(child)) continue;
    if (!joined && only.empty()) {  // nearly always the whole text: no copy
      only = child.value();
      continue;
    }
    if (!joined) scratch.assign(only);
    joined = true;
    scratch += child.value();
  }
  return trim(joined ? std::string_view(scratch) : only);
}

}  // namespace rosterkit::io
