// Cuts objects out of an XML stream where judge and cutter say they stand, in blocks, and makes trees of them (xml_parse.hpp).
// Only the bytes from the oldest unfinished object on are kept. What stands between objects is judged and skipped.
#include "rosterkit/io/xml_reader.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "rosterkit/io/xml_encoding.hpp"
#include "xml_cutter.hpp"
#include "xml_parse.hpp"

namespace rosterkit::io {
namespace {

// A block becomes a segment for each kind of record in it, and each segment has its columns: blocks of 256 KiB took 56 MB more of a
// file of 1.3 GB than these, and were no faster.
constexpr std::size_t block_bytes = 1u << 20;
constexpr std::size_t piece_bytes = 256u << 10;
constexpr std::size_t peek_bytes = 4u << 10;

/// A stream that someone else owns.
class BorrowedStream : public ByteStream {
 public:
  explicit BorrowedStream(ByteStream& owner) : owner_(owner) {}
  std::size_t read(std::span<char> into) override { return owner_.read(into); }

 private:
  ByteStream& owner_;
};

[[noreturn]] void refuse_object(const XmlBlock::Object& object, const std::string& shown) {
  Finding finding;
  finding.rule = "xml.not-well-formed";
  finding.severity = Severity::error;
  finding.file = shown;
  finding.line = object.line;
  finding.message = "the object that starts here does not follow the rules of XML";
  finding.hint = "Ask the sender for a new export.";
  throw FileError(ExitCode::input_refused, std::move(finding));
}

}  // namespace

struct XmlReader::State {
  State(std::unique_ptr<ByteStream> bytes, const std::string& shown, std::vector<std::string> containers,
        std::vector<std::string> items, const Limits& limits)
      : input(xml_as_utf8(std::move(bytes), shown)), judge(shown, std::move(containers), std::move(items), limits), cutter(judge, limits) {}

  /// Reads and judges one piece, filled up: expat must not be fed a long tag byte by byte. A failure is kept and not thrown, so that objects before it are delivered first: which
  /// ones come out must not depend on how many bytes a pipe gave at a time.
  void read_piece() {
    const std::size_t used = window.size();
    window.resize(used + piece_bytes);
    std::size_t count = 0;
    try {
      while (count < piece_bytes) {
        const std::size_t more = input->read(std::span(window.data() + used + count, piece_bytes - count));
        if (more == 0) at_end = true;
        if (at_end) break;
        count += more;
      }
    } catch (const FileError& error) {
      read_error = error;
    }
    window.resize(used + count);
    bytes_read += count;
    cutter.advance(window, window_begin, at_end || read_error, ranges);
    if (at_end) judge.finish(ranges);
    // What was read before the error counts first: a fault in it would be there however often the file is fetched.
    failure = judge.failure() ? judge.failure() : read_error;
  }

  void forget_used_bytes() {
    ranges.clear();
    taken = 0;
    const std::uint64_t keep = std::min<std::uint64_t>(judge.needed_from(), window_begin + window.size());
    if (keep <= window_begin) return;
    window.erase(0, keep - window_begin);
    window_begin = keep;
  }

  void take(const XmlRange& range, XmlBlock& block) const {
    const std::size_t begin = block.bytes.size();
    block.bytes.append(window, range.begin - window_begin, range.end - range.begin);
    block.objects.push_back({begin, block.bytes.size(), range.line, range.container, {}});
  }

  std::mutex mutex;
  std::unique_ptr<ByteStream> input;
  XmlJudge judge;
  XmlCutter cutter;
  std::string window;                 // the stream from window_begin on
  std::uint64_t window_begin = 0;
  std::vector<XmlRange> ranges;       // finished objects, all in the window
  std::size_t taken = 0;              // how many of them went into a block
  std::uint64_t bytes_read = 0;
  std::uint64_t next_number = 0;
  bool at_end = false;
  std::optional<FileError> read_error, failure;
};

XmlReader::XmlReader(std::unique_ptr<ByteStream> bytes, std::string shown, std::vector<std::string> containers,
                     std::vector<std::string> items, const Limits& limits)
    : state_(std::make_unique<State>(std::move(bytes), shown, std::move(containers), std::move(items), limits)) {
  State& state = *state_;
  while (!state.judge.root()) {
    if (state.failure) throw *state.failure;
    if (state.ranges.empty()) state.forget_used_bytes();
    state.read_piece();
  }
}
XmlReader::~XmlReader() = default;

const XmlRoot& XmlReader::root() const { return *state_->judge.root(); }

std::uint64_t XmlReader::bytes_read() const {
  const std::lock_guard lock(state_->mutex);
  return state_->bytes_read;
}

bool XmlReader::next(XmlBlock& block) {
  State& state = *state_;
  block.tree.clear();
  block.bytes.clear();
  block.objects.clear();
  const std::lock_guard lock(state.mutex);
  while (block.bytes.size() < block_bytes) {
    if (state.taken < state.ranges.size()) {
      state.take(state.ranges[state.taken++], block);
      continue;
    }
    if (state.failure) {
      if (block.objects.empty()) throw *state.failure;
      break;
    }
    if (state.at_end) break;
    state.forget_used_bytes();
    state.read_piece();
  }
  if (block.objects.empty()) return false;
  block.number = state.next_number++;
  return true;
}

void XmlReader::parse(XmlBlock& block, const std::string& shown) {
  XmlPlain plain;
  std::vector<std::size_t> roots;
  for (const XmlBlock::Object& object : block.objects) {
    roots.push_back(block.tree.nodes.size());
    const std::span<char> text(block.bytes.data() + object.begin, object.end - object.begin);
    if (plain.append({text.data(), text.size()}, block.tree.nodes)) continue;
    // The judge has accepted these bytes, so the parser should, too; if they ever differ, no record may be mixed up.
    if (!append_by_pugixml(text, block.tree)) refuse_object(object, shown);
  }
  for (std::size_t i = 0; i < roots.size(); ++i) block.objects[i].node = &block.tree.nodes[roots[i]];   // they move no more
}

XmlRoot XmlReader::peek(ByteStream& bytes, const std::string& shown) {
  const std::unique_ptr<ByteStream> input = xml_as_utf8(std::make_unique<BorrowedStream>(bytes), shown);
  XmlJudge judge(shown, {}, {}, Limits{});
  std::vector<XmlRange> ignored;
  std::string piece(peek_bytes, '\0');
  while (!judge.root()) {
    const std::size_t count = input->read(piece);
    if (count == 0) {
      judge.finish(ignored);
    } else {
      judge.feed(std::string_view(piece).substr(0, count), ignored);
    }
    if (judge.failure() && !judge.root()) throw *judge.failure();
  }
  return *judge.root();
}

}  // namespace rosterkit::io
