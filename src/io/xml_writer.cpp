// Text of XML objects: order of children, indentation, escapes. Whatever it is given, what it writes is well-formed.
#include "rosterkit/io/xml_writer.hpp"

#include <algorithm>
#include <array>

namespace rosterkit::io {
namespace {

enum class Place { text, attribute };

constexpr std::array<bool, 256> plain_bytes() {
  std::array<bool, 256> plain{};
  for (int byte = 0x20; byte < 0x80; ++byte) plain[static_cast<std::size_t>(byte)] = true;
  for (const unsigned char special : {'&', '<', '>', '"'}) plain[special] = false;
  return plain;
}
constexpr std::array<bool, 256> is_plain = plain_bytes();

unsigned char byte_at(std::string_view text, std::size_t index) {
  return index < text.size() ? static_cast<unsigned char>(text[index]) : 0;
}

bool continues(std::string_view text, std::size_t index) { return (byte_at(text, index) & 0xC0) == 0x80; }

/// How many bytes the UTF-8 character at @p at has; 0 if it is not UTF-8 or no character of XML 1.0 (production 2).
/// For bytes from 0x80 on (RFC 3629, section 4).
std::size_t character_bytes(std::string_view text, std::size_t at) {
  const unsigned char lead = byte_at(text, at), second = byte_at(text, at + 1), third = byte_at(text, at + 2);
  if (lead >= 0xC2 && lead <= 0xDF) return continues(text, at + 1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && second < 0xA0, surrogate = lead == 0xED && second > 0x9F;
    const bool no_character = lead == 0xEF && second == 0xBF && third >= 0xBE;  // U+FFFE, U+FFFF
    return continues(text, at + 1) && continues(text, at + 2) && !overlong && !surrogate && !no_character ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && second < 0x90, too_high = lead == 0xF4 && second > 0x8F;
    return continues(text, at + 1) && continues(text, at + 2) && continues(text, at + 3) && !overlong && !too_high ? 4 : 0;
  }
  return 0;
}

/// What stands for an ASCII character that is not plain; "" if XML cannot hold it.
std::string_view escaped(char character, Place place) {
  switch (character) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return place == Place::attribute ? "&quot;" : "\"";
    // Written bare, a reader would turn CR into LF anywhere, and tab and LF into blanks in attributes (XML 1.0, 2.11, 3.3.3).
    case '\r': return "&#13;";
    case '\t': return place == Place::attribute ? "&#9;" : "\t";
    case '\n': return place == Place::attribute ? "&#10;" : "\n";
    default: return "";
  }
}

std::size_t skip_character(std::string_view value, std::size_t at) {
  std::size_t next = at + 1;
  if (byte_at(value, at) >= 0xC0) {
    while (next < at + 4 && continues(value, next)) ++next;
  }
  return next;
}

std::size_t append_escaped(std::string& text, std::string_view value, Place place) {
  std::size_t left_out = 0;
  std::size_t at = 0;
  while (at < value.size()) {
    std::size_t run = at;
    while (run < value.size() && is_plain[byte_at(value, run)]) ++run;
    text.append(value, at, run - at);
    at = run;
    if (at == value.size()) break;
    if (byte_at(value, at) >= 0x80) {
      const std::size_t bytes = character_bytes(value, at);
      text.append(value, at, bytes);
      if (bytes == 0) ++left_out;
      at = bytes == 0 ? skip_character(value, at) : at + bytes;
      continue;
    }
    const std::string_view instead = escaped(value[at], place);
    if (instead.empty()) ++left_out;
    text += instead;
    ++at;
  }
  return left_out;
}

void sort_at(XmlElement& container, const std::string& path, const XmlOrder& order) {
  if (const auto found = order.find(path); found != order.end()) {
    const auto rank = [&names = found->second](const XmlElement& child) {
      return std::find(names.begin(), names.end(), child.name) - names.begin();  // not listed = after the last
    };
    std::stable_sort(container.children.begin(), container.children.end(),
                     [&](const XmlElement& a, const XmlElement& b) { return rank(a) < rank(b); });
  }
  for (XmlElement& child : container.children) {
    if (child.children.empty()) continue;
    sort_at(child, path.empty() ? child.name : path + "/" + child.name, order);
  }
}

}  // namespace

void sort_children(XmlElement& record, const XmlOrder& order) { sort_at(record, "", order); }

std::size_t write_element(std::string& text, const XmlElement& element, int level) {
  const auto indent = static_cast<std::size_t>(level) * 2;
  std::size_t left_out = 0;
  text.append(indent, ' ');
  text += '<';
  text += element.name;
  for (const auto& [name, value] : element.attributes) {
    text += ' ';
    text += name;
    text += "=\"";
    left_out += append_escaped(text, value, Place::attribute);
    text += '"';
  }
  if (element.text.empty() && element.children.empty()) {
    text += "/>\n";
    return left_out;
  }
  text += '>';
  left_out += append_escaped(text, element.text, Place::text);
  if (!element.children.empty()) {
    text += '\n';
    for (const XmlElement& child : element.children) left_out += write_element(text, child, level + 1);
    text.append(indent, ' ');
  }
  text += "</";
  text += element.name;
  text += ">\n";
  return left_out;
}

void write_start(std::string& text, std::string_view root, std::string_view namespace_uri) {
  text += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<";
  text += root;
  if (!namespace_uri.empty()) {
    text += " xmlns=\"";
    append_escaped(text, namespace_uri, Place::attribute);
    text += '"';
  }
  text += ">\n";
}

void write_end(std::string& text, std::string_view root) {
  text += "</";
  text += root;
  text += ">\n";
}

}  // namespace rosterkit::io
