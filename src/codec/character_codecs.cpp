// Single characters of a text: removed, kept, replaced, put in front. As in text_codecs.cpp, what a codec writes is what
// it would have read, so that writing again gives the same bytes.
#include <algorithm>
#include <stdexcept>

#include "codecs.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::codec {

namespace {

/// Leaves out characters: those of a list, or all but the digits 0 to 9.
class StripCodec : public Codec {
 public:
  /// @param characters  the ones to remove; "" for all that are no digits
  explicit StripCodec(std::string characters) : characters_(std::move(characters)), digits_only_(characters_.empty()) {}

  Result decode(std::string_view cell, std::string& scratch) const override {
    const std::string_view kept = keep(cell, scratch);
    // A cell without any digit said something else ("none"); one that held only removed characters said nothing.
    return digits_only_ && kept.empty() ? refuse("cell.bad-value") : fine(kept);
  }
  Result encode(std::string_view value, std::string& scratch) const override {
    const std::string_view kept = keep(value, scratch);
    return kept.size() == value.size() ? fine(kept) : changed(kept, "value.lost");
  }
  std::string expects() const override { return digits_only_ ? "a text with digits" : "a text"; }

 private:
  std::string_view keep(std::string_view text, std::string& scratch) const {
    // Byte by byte is enough for ASCII; a longer character is looked up whole.
    const auto goes = [&](std::string_view character) {
      if (digits_only_) return !is_digit(character.front());
      return characters_.find(character) != std::string::npos;
    };
    std::size_t at = 0;
    bool copied = false;
    while (at < text.size()) {
      const std::size_t length = bytes_of_characters(text.substr(at), 1);
      const bool removed = goes(text.substr(at, length));
      if (removed && !copied) {
        scratch.assign(text.substr(0, at));
        copied = true;
      }
      if (!removed && copied) scratch += text.substr(at, length);
      at += length;
    }
    return copied ? std::string_view(scratch) : text;
  }

  std::string characters_;
  bool digits_only_;
};

class ReplaceCodec : public Codec {
 public:
  ReplaceCodec(std::string from, std::string to) : from_(std::move(from)), to_(std::move(to)) {}
  Result decode(std::string_view cell, std::string& scratch) const override {
    return fine(replaced(cell, from_, to_, scratch));
  }
  Result encode(std::string_view value, std::string& scratch) const override {
    const std::string_view written = replaced(value, to_, from_, scratch);
    // A value that holds the outer spelling already comes back with the inner one: two texts have become one.
    return value.find(from_) == std::string_view::npos ? fine(written) : changed(written, "value.folded");
  }
  std::string expects() const override { return "a text"; }

 private:
  static std::string_view replaced(std::string_view text, std::string_view what, std::string_view by, std::string& scratch) {
    std::size_t at = text.find(what);
    if (at == std::string_view::npos) return text;
    scratch.clear();
    for (; at != std::string_view::npos; at = text.find(what)) {
      scratch.append(text.substr(0, at)).append(by);
      text.remove_prefix(at + what.size());
    }
    scratch += text;
    return scratch;
  }

  std::string from_, to_;
};

/// Numbers of a fixed width. `pad` keeps the padded text in the model, `unpad` the short one; the cell is padded in both.
class PadCodec : public Codec {
 public:
  PadCodec(std::size_t width, char with, bool model_is_padded)
      : width_(width), with_(with), model_is_padded_(model_is_padded) {}

  Result decode(std::string_view cell, std::string& scratch) const override {
    return fine(model_is_padded_ ? padded(cell, scratch) : stripped(cell));
  }
  Result encode(std::string_view value, std::string& scratch) const override {
    // Without its padding first: a text that is longer than the width by padding alone is the same value.
    return fine(padded(model_is_padded_ ? value : stripped(value), scratch));
  }
  std::string expects() const override { return "a text of " + std::to_string(width_) + " characters"; }

 private:
  std::string_view stripped(std::string_view text) const {
    while (text.size() > 1 && text.front() == with_) text.remove_prefix(1);
    return text;
  }
  std::string_view padded(std::string_view text, std::string& scratch) const {
    const std::size_t characters = count_code_points(text);
    if (characters >= width_) return text;
    scratch.assign(width_ - characters, with_);
    scratch += text;
    return scratch;
  }

  std::size_t width_;
  char with_;
  bool model_is_padded_;
};

std::unique_ptr<Codec> make_padding(const Arguments& arguments, bool model_is_padded) {
  allow_arguments(arguments, {"width", "with"});
  const int least = model_is_padded ? 1 : 0;
  const int width = number_argument(arguments, "width", least, 255, 0);
  if (width < least) throw std::invalid_argument("Name the number of characters, like {\"pad\": {\"width\": \"2\"}}.");
  const std::string with = text_argument(arguments, "with", "0");
  if (with.size() != 1 || static_cast<unsigned char>(with[0]) < 0x20 || static_cast<unsigned char>(with[0]) > 0x7E) {
    throw std::invalid_argument("\"with\" must be one plain character, like \"0\".");
  }
  return std::make_unique<PadCodec>(static_cast<std::size_t>(width), with[0], model_is_padded);
}

}  // namespace

std::unique_ptr<Codec> make_strip(const Arguments& arguments) {
  allow_arguments(arguments, {""});
  std::string characters = join(list_argument(arguments, ""), "");
  if (characters.empty()) throw std::invalid_argument("Name the characters to remove, like {\"strip\": \"-\"}.");
  return std::make_unique<StripCodec>(std::move(characters));
}

std::unique_ptr<Codec> make_digits(const Arguments& arguments) {
  allow_arguments(arguments, {});
  return std::make_unique<StripCodec>("");
}

std::unique_ptr<Codec> make_replace(const Arguments& arguments) {
  allow_arguments(arguments, {"from", "to"});
  std::string from = text_argument(arguments, "from"), to = text_argument(arguments, "to");
  if (from.empty() || to.empty()) {
    throw std::invalid_argument("Name both \"from\" (the text in the file) and \"to\" (the text in the model); to remove "
                                "characters use \"strip\".");
  }
  if (from.find(to) != std::string::npos || to.find(from) != std::string::npos) {
    throw std::invalid_argument("\"from\" and \"to\" must not hold each other.");
  }
  return std::make_unique<ReplaceCodec>(std::move(from), std::move(to));
}

std::unique_ptr<Codec> make_pad(const Arguments& arguments) { return make_padding(arguments, true); }

std::unique_ptr<Codec> make_unpad(const Arguments& arguments) { return make_padding(arguments, false); }

}  // namespace rosterkit::codec
