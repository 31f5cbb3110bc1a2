// Elements of XML objects as those who read records look at them: local names, attributes, one text each. A tree is one array
// in document order: behind an element stand its attributes, then the elements in it. Made by XmlReader::parse.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/base/same_text.hpp"

namespace rosterkit::io {

/// An element or an attribute. Its texts live as long as the block that it is part of.
class XmlNode {
 public:
  explicit XmlNode(std::string_view qualified_name);

  std::string_view name() const { return {name_, name_bytes_}; }   ///< without its prefix: "sif:xStudent" -> "xStudent"
  bool is(std::string_view wanted) const { return same_text(name(), wanted); }   ///< its name
  bool has_prefix() const { return has_prefix_; }
  /// Of an element: all its own text and CDATA joined, blanks at the ends removed; "" for xsi:nil="true". Of an attribute: its value.
  std::string_view text() const { return {text_, text_bytes_}; }
  bool says_nothing() const { return span_ == 1 && text_bytes_ == 0; }   ///< <x/>

  std::span<const XmlNode> attributes() const { return {this + 1, attributes_}; }

  /// The elements in this one, from first to last.
  class Children {
   public:
    class Iterator {
     public:
      explicit Iterator(const XmlNode* at) : at_(at) {}
      const XmlNode& operator*() const { return *at_; }
      Iterator& operator++() {
        at_ += at_->span_;
        return *this;
      }
      bool operator==(const Iterator& other) const { return at_ == other.at_; }

     private:
      const XmlNode* at_;
    };
    Children(const XmlNode* first, const XmlNode* past) : first_(first), past_(past) {}
    Iterator begin() const { return Iterator(first_); }
    Iterator end() const { return Iterator(past_); }
    bool empty() const { return first_ == past_; }

   private:
    const XmlNode *first_, *past_;
  };
  Children children() const { return {this + 1 + attributes_, this + span_}; }

  // For those who make trees:
  void set_text(std::string_view text) {
    text_ = text.data();
    text_bytes_ = static_cast<std::uint32_t>(text.size());
  }
  void set_attributes(std::size_t count) {
    attributes_ = static_cast<std::uint32_t>(count) & 0x7FFFFFFFu;
    span_ = 1 + attributes_;
  }
  void set_span(std::size_t nodes) { span_ = static_cast<std::uint32_t>(nodes); }   ///< itself and all in it

 private:
  const char* name_;
  const char* text_ = nullptr;
  std::uint32_t name_bytes_, text_bytes_ = 0;
  std::uint32_t span_ = 1;
  std::uint32_t attributes_ : 31 = 0;
  std::uint32_t has_prefix_ : 1 = 0;
};

struct XmlTree {
  std::vector<XmlNode> nodes;
  std::deque<std::string> joined;                     ///< texts that no place of the document holds in one piece
  void clear() {
    nodes.clear();
    joined.clear();
  }
};

/// The name without its prefix.
inline std::string_view local_name(std::string_view qualified) {
  const std::size_t colon = qualified.find(':');
  return colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

/// xsi:nil (XML Schema part 1, section 2.6.2) says that the element is there and has no value. Any prefix will do.
bool says_nil(const XmlNode& attribute);

inline XmlNode::XmlNode(std::string_view qualified_name) {
  const std::string_view local = local_name(qualified_name);
  name_ = local.data();
  name_bytes_ = static_cast<std::uint32_t>(local.size());
  has_prefix_ = local.size() != qualified_name.size();
}

}  // namespace rosterkit::io
