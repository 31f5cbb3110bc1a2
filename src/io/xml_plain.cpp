// One walk from tag to tag, 16 bytes at a time where that helps. Each step returns the place behind what it took, or null where
// the object is not plain. The judge has accepted the object, so names end at the first byte that cannot be in one.
#include <cstring>

#include "rosterkit/base/text.hpp"
#include "xml_parse.hpp"
#include "xml_scan.hpp"

namespace rosterkit::io {
namespace {

bool is_blank(char c) { return at_most(c, ' '); }   // of the characters that XML may hold

const char* name_end(const char* at, const char* end) {
  return find_first(at, end, [](auto byte) { return either(either(at_most(byte, ' '), equal(byte, '=')), either(equal(byte, '>'), equal(byte, '/'))); });
}
const char* text_end(const char* at, const char* end) {
  return find_first(at, end, [](auto byte) { return either(either(equal(byte, '<'), equal(byte, '&')), equal(byte, '\r')); });
}
const char* skip_blanks(const char* at, const char* end) {
  return find_first(at, end, [](auto byte) { return opposite(at_most(byte, ' ')); });
}

}  // namespace

bool says_nil(const XmlNode& attribute) {
  if (!attribute.has_prefix() || attribute.name() != "nil") return false;
  const std::string_view value = trim(attribute.text());
  return value == "true" || value == "1";
}

bool XmlPlain::append(std::string_view object, std::vector<XmlNode>& nodes) {
  const std::size_t before = nodes.size();
  if (elements(object, nodes)) return true;
  nodes.erase(nodes.begin() + static_cast<std::ptrdiff_t>(before), nodes.end());
  return false;
}

bool XmlPlain::elements(std::string_view object, std::vector<XmlNode>& nodes) {
  open_.clear();
  const char* at = object.data();
  const char* const end = at + object.size();
  do {
    if (end - at < 2 || *at != '<') return false;
    if (at[1] == '/') {
      if (open_.empty()) return false;
      const Open& open = open_.back();
      at += 2;
      if (static_cast<std::size_t>(end - at) <= open.name.size() || std::memcmp(at, open.name.data(), open.name.size()) != 0) return false;
      at = skip_blanks(at + open.name.size(), end);
      if (at == end || *at++ != '>') return false;
      nodes[open.node].set_span(nodes.size() - open.node);
      open_.pop_back();
      if (!open_.empty()) at = skip_blanks(at, end);   // text between elements is not plain: no '<' will be there
    } else {
      at = start_tag(at, end, nodes);
      if (at == nullptr) return false;
    }
  } while (!open_.empty());
  return at == end;
}

/// A start tag and the text behind it.
const char* XmlPlain::start_tag(const char* at, const char* end, std::vector<XmlNode>& nodes) {
  const char* const name = at + 1;
  if (*name == '!' || *name == '?') return nullptr;
  at = name_end(name, end);
  if (at == end || at == name) return nullptr;
  open_.push_back({between(name, at), nodes.size(), false});
  nodes.emplace_back(between(name, at));
  if (*at != '>') {
    at = attributes(at, end, nodes);
    if (at == nullptr || at == end) return nullptr;
  }
  if (*at == '/') {
    if (++at == end || *at++ != '>') return nullptr;
    open_.pop_back();
    return open_.empty() ? at : skip_blanks(at, end);
  }
  return *at == '>' ? text(at + 1, end, nodes) : nullptr;
}

/// From behind the name to the '>' or "/>".
const char* XmlPlain::attributes(const char* at, const char* end, std::vector<XmlNode>& nodes) {
  const std::size_t element = nodes.size() - 1;
  for (;;) {
    at = skip_blanks(at, end);
    if (at == end) return nullptr;
    if (*at == '>' || *at == '/') break;
    const char* const name = at;
    at = name_end(at, end);
    const std::string_view qualified = between(name, at);
    at = skip_blanks(at, end);
    if (at == end || *at != '=') return nullptr;
    at = skip_blanks(at + 1, end);
    if (at == end || (*at != '"' && *at != '\'')) return nullptr;
    const char quote = *at;
    const char* const value = ++at;
    while (at < end && *at != quote) {
      if (*at == '&' || (is_blank(*at) && *at != ' ')) return nullptr;
      ++at;
    }
    if (at == end) return nullptr;
    nodes.emplace_back(qualified).set_text(between(value, at));
    open_.back().nil = open_.back().nil || says_nil(nodes.back());
    ++at;
  }
  nodes[element].set_attributes(nodes.size() - 1 - element);
  return at;
}

/// From behind a start tag to the '<' of the next.
const char* XmlPlain::text(const char* at, const char* end, std::vector<XmlNode>& nodes) {
  const char* const begin = skip_blanks(at, end);
  if (begin == end || *begin == '<') return begin;
  at = text_end(begin, end);
  if (end - at < 2 || *at != '<' || at[1] != '/') return nullptr;
  const char* last = at;
  while (is_blank(last[-1])) --last;
  if (!open_.back().nil) nodes[open_.back().node].set_text(between(begin, last));
  return at;
}

}  // namespace rosterkit::io
