// A quick look at one XML element: where it ends, and whether it is surely well-formed. It knows less of XML than expat and
// never refuses anything: what it is not sure of is left to the judge (xml_judge.cpp). Private to src/io.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "rosterkit/io/source.hpp"

namespace rosterkit::io {

struct QuickElement {
  std::size_t length = 0;   ///< bytes to the end of its end tag; 0 = the end is not in the text, or nowhere
  bool sure = false;        ///< expat would accept it, without a limit passed; if not, the length is a guess as well
};

class XmlQuick {
 public:
  explicit XmlQuick(const Limits& limits) : limits_(limits) {}

  /// @param text   begins with the '<' of a start tag; bytes behind the element do not matter.
  /// @param depth  how many elements are open around it.
  QuickElement element(std::string_view text, std::size_t depth);

 private:
  const char* start_tag(const char* at, const char* end, std::size_t depth);
  const char* attributes(const char* at, const char* end, bool& empty);
  const char* end_tag(const char* at, const char* end);
  const char* other_markup(const char* at, const char* end);
  const char* text_to_tag(const char* at, const char* end);
  const char* unsure_tag(const char* at, const char* end);

  Limits limits_;
  bool sure_ = true;
  std::vector<std::string_view> open_;         // names of open elements
  std::vector<std::string_view> attributes_;   // names of one tag's
};

}  // namespace rosterkit::io
