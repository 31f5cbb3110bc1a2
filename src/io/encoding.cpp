// Text in the encodings that school systems export, turned into UTF-8 while it streams: UTF-8 with and without a byte
// order mark, UTF-16 of both orders, windows-1252 and ISO 8859-1. Nothing is guessed beyond the mark.
#include <algorithm>
#include <array>
#include <cstring>

#include "rosterkit/base/text.hpp"
#include "rosterkit/io/source.hpp"

namespace rosterkit::io {

namespace {

constexpr std::size_t piece_bytes = 64u << 10;

// Unicode, "Format cp1252" best fit: 0x80 to 0x9F; 0 = no character has this code.
constexpr std::array<char16_t, 32> windows_1252_codes = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178};

enum class Kind { utf_8, utf_16_little, utf_16_big, windows_1252, iso_8859_1 };

void append_utf8(char32_t code, std::string& out) {
  const auto byte = [&](char32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | code >> 6), byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 0x3F)), byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F));
  }
}

class Decoder : public ByteStream {
 public:
  Decoder(std::unique_ptr<ByteStream> bytes, Kind stated, bool utf_16_stated, std::string shown)
      : bytes_(std::move(bytes)), kind_(stated), utf_16_stated_(utf_16_stated), shown_(std::move(shown)) {}

  std::size_t read(std::span<char> into) override {
    if (!started_) start();
    if (given_ == text_.size() && kind_ == Kind::utf_8) return bytes_->read(into);  // as it stands, without a copy
    while (given_ == text_.size()) {
      if (!refill()) return 0;
    }
    const std::size_t count = std::min(into.size(), text_.size() - given_);
    std::memcpy(into.data(), text_.data() + given_, count);
    given_ += count;
    return count;
  }

 private:
  void start() {
    started_ = true;
    while (raw_.size() < 3 && take_in(3)) {
    }
    const auto starts = [&](std::string_view mark) { return std::string_view(raw_).starts_with(mark); };
    std::size_t mark = 2;
    if (starts("\xEF\xBB\xBF")) {
      kind_ = Kind::utf_8;
      mark = 3;
    } else if (starts("\xFF\xFE")) {
      kind_ = Kind::utf_16_little;
    } else if (starts("\xFE\xFF")) {
      kind_ = Kind::utf_16_big;
    } else {
      mark = 0;
      // Without a mark, the zero half of the first character, nearly always ASCII, tells the order.
      if (utf_16_stated_) kind_ = !raw_.empty() && raw_[0] == '\0' ? Kind::utf_16_big : Kind::utf_16_little;
    }
    raw_.erase(0, mark);
    if (kind_ == Kind::utf_8) text_ = std::move(raw_);
  }

  bool take_in(std::size_t wanted) {
    const std::size_t before = raw_.size();
    raw_.resize(before + wanted);
    const std::size_t got = bytes_->read({raw_.data() + before, wanted});
    raw_.resize(before + got);
    return got != 0;
  }

  bool refill() {
    text_.clear();
    given_ = 0;
    const bool more = take_in(piece_bytes);
    if (raw_.empty()) return false;
    const bool utf_16 = kind_ == Kind::utf_16_little || kind_ == Kind::utf_16_big;
    const std::size_t used = utf_16 ? decode_utf_16() : decode_single_bytes();
    raw_.erase(0, used);
    if (!more && !raw_.empty()) refuse("UTF-16", "the last character is cut off");
    position_ += used;
    return true;
  }

  std::size_t decode_utf_16() {
    const auto unit = [&](std::size_t at) {
      const auto first = static_cast<unsigned char>(raw_[at]), second = static_cast<unsigned char>(raw_[at + 1]);
      return static_cast<char32_t>(kind_ == Kind::utf_16_big ? first << 8 | second : second << 8 | first);
    };
    std::size_t at = 0;
    for (; at + 2 <= raw_.size(); at += 2) {
      const char32_t code = unit(at);
      if (code < 0xD800 || code > 0xDFFF) {
        append_utf8(code, text_);
        continue;
      }
      if (code <= 0xDBFF && at + 4 > raw_.size()) break;  // the other half comes with the next piece
      const char32_t low = code <= 0xDBFF ? unit(at + 2) : 0;
      if (low < 0xDC00 || low > 0xDFFF) refuse("UTF-16", "half a character stands at byte " + with_commas(position_ + at + 1));
      append_utf8(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), text_);
      at += 2;
    }
    return at;
  }

  std::size_t decode_single_bytes() {
    for (std::size_t at = 0; at < raw_.size(); ++at) {
      const auto byte = static_cast<unsigned char>(raw_[at]);
      char32_t code = byte;
      if (kind_ == Kind::windows_1252 && byte >= 0x80 && byte < 0xA0) code = windows_1252_codes[byte - 0x80];
      if (code == 0 && byte != 0) refuse("windows-1252", "byte " + with_commas(position_ + at + 1) + " is no character of it");
      append_utf8(code, text_);
    }
    return raw_.size();
  }

  [[noreturn]] void refuse(const std::string& encoding, const std::string& what) const {
    Finding finding;
    finding.rule = "file.not-utf8";
    finding.severity = Severity::error;
    finding.file = shown_;
    finding.message = "the text is not " + encoding + ": " + what;
    finding.hint = "The file was not used. Name its true encoding with --encoding, or save it as UTF-8.";
    throw FileError(ExitCode::input_refused, std::move(finding));
  }

  std::unique_ptr<ByteStream> bytes_;
  Kind kind_;
  bool utf_16_stated_;
  std::string shown_;
  bool started_ = false;
  std::string raw_, text_;       // not yet decoded; decoded
  std::size_t given_ = 0;        // of text_
  std::uint64_t position_ = 0;   // bytes decoded before raw_
};

}  // namespace

std::unique_ptr<ByteStream> decode_text(std::unique_ptr<ByteStream> bytes, const std::string& encoding, const std::string& shown) {
  struct Row {
    std::string_view name;
    Kind kind;
    bool utf_16;
  };
  static constexpr Row rows[] = {{"", Kind::utf_8, false},
                                 {"utf-8", Kind::utf_8, false},
                                 {"utf-16", Kind::utf_16_little, true},
                                 {"windows-1252", Kind::windows_1252, false},
                                 {"iso-8859-1", Kind::iso_8859_1, false}};
  for (const Row& row : rows) {
    if (equal_ignoring_case(row.name, encoding)) return std::make_unique<Decoder>(std::move(bytes), row.kind, row.utf_16, shown);
  }
  std::vector<std::string> names;
  for (const Row& row : rows) {
    if (!row.name.empty()) names.emplace_back(row.name);
  }
  throw UsageError("no encoding is called \"" + encoding + "\"." + did_you_mean(encoding, names) + " Known: " + join(names, ", ") + ".");
}

}  // namespace rosterkit::io
