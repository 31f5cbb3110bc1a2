// The tree of one object by pugixml: references, CDATA, comments, texts in several pieces.
#include <algorithm>
#include <new>
#include <pugixml.hpp>
#include <string>

#include "rosterkit/base/text.hpp"
#include "xml_parse.hpp"

namespace rosterkit::io {
namespace {

// Blanks are kept: those between two pieces of a text belong to it ("Mary<!-- --> <![CDATA[Ann]]>").
constexpr unsigned int parse_flags = pugi::parse_fragment | pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                                     pugi::parse_wconv_attribute | pugi::parse_ws_pcdata;

bool is_text(const pugi::xml_node& node) { return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata; }

/// Blanks that only lay out the document stand in elements that hold elements, and are no part of their text.
bool is_layout(const pugi::xml_node& node) { return node.type() == pugi::node_pcdata && trim(node.value()).empty(); }

std::string_view text_of(const pugi::xml_node& node, bool holds_elements, std::deque<std::string>& joined) {
  std::string_view only;
  std::string* all = nullptr;
  for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
    if (!is_text(child) || (holds_elements && is_layout(child))) continue;
    if (all == nullptr && only.empty()) {             // nearly always the whole text: no copy
      only = child.value();
      continue;
    }
    if (all == nullptr) all = &joined.emplace_back(only);
    *all += child.value();
  }
  return trim(all != nullptr ? std::string_view(*all) : only);
}

/// The judge has limited the depth, so recursion is safe.
void append(const pugi::xml_node& node, XmlTree& tree) {
  const std::size_t place = tree.nodes.size();
  tree.nodes.emplace_back(node.name());
  bool nil = false;
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    tree.nodes.emplace_back(attribute.name()).set_text(attribute.value());
    nil = nil || says_nil(tree.nodes.back());
  }
  tree.nodes[place].set_attributes(tree.nodes.size() - 1 - place);
  bool holds_elements = false;
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    holds_elements = true;
    append(child, tree);
  }
  if (!nil) tree.nodes[place].set_text(text_of(node, holds_elements, tree.joined));
  tree.nodes[place].set_span(tree.nodes.size() - place);
}

}  // namespace

bool append_by_pugixml(std::span<char> object, XmlTree& tree) {
  pugi::xml_document document;                         // its texts stay where they are when it goes: in the object
  const pugi::xml_parse_result result = document.load_buffer_inplace(object.data(), object.size(), parse_flags, pugi::encoding_utf8);
  if (result.status == pugi::status_out_of_memory) throw std::bad_alloc();
  const pugi::xml_node root = document.first_child();
  if (!result || root.type() != pugi::node_element || root.next_sibling()) return false;
  append(root, tree);
  return true;
}

}  // namespace rosterkit::io
