// Runs of whole elements are passed by; comments between them, the end of the collection and whatever is unusual go to the
// judge, tag by tag, so that it soon stands between two objects again.
#include "xml_cutter.hpp"

#include "csv_scan.hpp"

#include <algorithm>

namespace rosterkit::io {
namespace {

// An element whose end is further away is shown to the judge, piece by piece: looking for its end anew with each piece that
// comes would take a time that grows with the square of its size.
constexpr std::size_t patience_bytes = 1u << 20;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// Line ends as expat counts them: LF, CR and CRLF are one each.
std::uint64_t count_line_ends(std::string_view text) {
  std::uint64_t count = 0;
  std::size_t chunk = 0;
  for (; chunk + scan_room <= text.size(); chunk += scan_room) count += count_bits(Chunk(text.data() + chunk).equal('\n'));
  count += static_cast<std::uint64_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(chunk), text.end(), '\n'));
  for (std::size_t at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 1)) {
    if (at + 1 == text.size() || text[at + 1] != '\n') ++count;
  }
  return count;
}

}  // namespace

void XmlCutter::advance(std::string_view window, std::uint64_t window_begin, bool no_more, std::vector<XmlRange>& finished) {
  std::size_t at = judged_ - window_begin;
  const auto show = [&](std::size_t bytes) {
    judge_.feed(window.substr(at, bytes), finished);
    at += bytes;
  };
  while (at < window.size() && !judge_.failure()) {
    const std::string_view rest = window.substr(at);
    if (judge_.holds_back()) {   // a long tag or comment: expat looks at all of it each time it is shown more
      show(rest.size());
      continue;
    }
    if (const auto place = judge_.place_of_next_object()) {
      const Run run = pass(rest, *place, window_begin + at, finished);
      if (run.passed != 0) {
        judge_.skip(rest.substr(0, run.passed), run.line_ends);
        at += run.passed;
      }
      if (run.unsure != 0) show(run.unsure);
      if (run.unfinished) {
        if (!no_more && window.size() - at < patience_bytes) break;
        show(window.size() - at);
        break;
      }
      if (run.passed != 0 || run.unsure != 0) continue;
    }
    const std::size_t tag_end = rest.find('>');
    show(tag_end == std::string_view::npos ? rest.size() : tag_end + 1);
  }
  judged_ = window_begin + at;
}

/// Passes by elements as long as they are sure.
XmlCutter::Run XmlCutter::pass(std::string_view rest, const XmlPlace& place, std::uint64_t begin, std::vector<XmlRange>& finished) {
  Run run;
  std::uint64_t line = place.line;
  for (;;) {
    const std::size_t start = static_cast<std::size_t>(std::find_if_not(rest.begin() + static_cast<std::ptrdiff_t>(run.passed), rest.end(), is_blank) - rest.begin());
    if (start == rest.size() || rest[start] != '<') return run;
    if (start + 1 < rest.size() && (rest[start + 1] == '/' || rest[start + 1] == '!' || rest[start + 1] == '?')) return run;
    const QuickElement element = quick_.element(rest.substr(start), place.depth);
    if (element.length == 0) {
      run.unfinished = true;
      return run;
    }
    const std::size_t end = start + element.length;
    if (!element.sure || element.length > place.max_object_bytes) {
      run.unsure = end - run.passed;
      return run;
    }
    const std::uint64_t before = count_line_ends(rest.substr(run.passed, start - run.passed));
    const std::uint64_t inside = count_line_ends(rest.substr(start, element.length));
    finished.push_back({begin + start, begin + end, line + before, place.container});
    line += before + inside;
    run.line_ends += before + inside;
    run.passed = end;
  }
}

}  // namespace rosterkit::io
