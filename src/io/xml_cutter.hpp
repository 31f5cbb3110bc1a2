// Finds the objects of a collection in the bytes that are there. What is surely well-formed (xml_quick) is not shown to expat,
// which takes ten times as long; all else is, and its word is the last. Private to src/io.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "rosterkit/io/xml_judge.hpp"
#include "xml_quick.hpp"

namespace rosterkit::io {

class XmlCutter {
 public:
  XmlCutter(XmlJudge& judge, const Limits& limits) : judge_(judge), quick_(limits) {}

  /// Appends the objects that end in @p window. What is refused and where objects stand is as if the judge had seen all bytes.
  /// @param window        the stream from byte @p window_begin on, with all that was not judged yet.
  /// @param no_more       nothing will follow: an element without its end is shown to the judge now.
  void advance(std::string_view window, std::uint64_t window_begin, bool no_more, std::vector<XmlRange>& finished);

 private:
  struct Run {
    std::size_t passed = 0;         ///< bytes of elements that are sure, with the blanks before each
    std::uint64_t line_ends = 0;    ///< in them
    std::size_t unsure = 0;         ///< bytes of the element behind them, if the judge must look at it
    bool unfinished = false;        ///< the element behind them has no end here
  };
  Run pass(std::string_view rest, const XmlPlace& place, std::uint64_t begin, std::vector<XmlRange>& finished);

  XmlJudge& judge_;
  XmlQuick quick_;
  std::uint64_t judged_ = 0;        // bytes of the stream that were shown to the judge or passed by
};

}  // namespace rosterkit::io
