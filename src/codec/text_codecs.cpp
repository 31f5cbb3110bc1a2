// Whole texts: blanks, capitals, a fixed beginning or end, a greatest length, the parts of a name. A codec that makes
// texts alike does so in both directions: what it writes is what it would have read.
#include <algorithm>
#include <stdexcept>

#include "codecs.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::codec {

namespace {

class TrimCodec : public Codec {
 public:
  Result decode(std::string_view cell, std::string&) const override { return fine(trim(cell)); }
  Result encode(std::string_view value, std::string&) const override { return fine(trim(value)); }
  std::string expects() const override { return "a text"; }
};

/// ASCII letters only: the capitals of other letters depend on the language (the Turkish i).
class CaseCodec : public Codec {
 public:
  explicit CaseCodec(bool upper) : from_(upper ? 'a' : 'A'), to_(upper ? 'A' : 'a') {}

  Result decode(std::string_view cell, std::string& scratch) const override {
    const auto changes = [&](char c) { return c >= from_ && c < from_ + 26; };
    if (std::none_of(cell.begin(), cell.end(), changes)) return fine(cell);
    scratch.assign(cell);
    for (char& c : scratch) {
      if (changes(c)) c = static_cast<char>(c - from_ + to_);
    }
    return fine(scratch);
  }
  Result encode(std::string_view value, std::string& scratch) const override { return decode(value, scratch); }
  std::string expects() const override { return "a text"; }

 private:
  char from_, to_;
};

class PrefixCodec : public Codec {
 public:
  explicit PrefixCodec(std::string prefix) : prefix_(std::move(prefix)) {}
  Result decode(std::string_view cell, std::string&) const override {
    return fine(cell.starts_with(prefix_) ? cell.substr(prefix_.size()) : cell);
  }
  Result encode(std::string_view value, std::string& scratch) const override {
    scratch.assign(prefix_).append(value);
    return fine(scratch);
  }
  std::string expects() const override { return "a text that begins with \"" + prefix_ + '"'; }

 private:
  std::string prefix_;
};

class SuffixCodec : public Codec {
 public:
  explicit SuffixCodec(std::string suffix) : suffix_(std::move(suffix)) {}
  Result decode(std::string_view cell, std::string&) const override {
    return fine(cell.ends_with(suffix_) ? cell.substr(0, cell.size() - suffix_.size()) : cell);
  }
  Result encode(std::string_view value, std::string& scratch) const override {
    scratch.assign(value).append(suffix_);
    return fine(scratch);
  }
  std::string expects() const override { return "a text that ends with \"" + suffix_ + '"'; }

 private:
  std::string suffix_;
};

class CutCodec : public Codec {
 public:
  explicit CutCodec(int characters) : characters_(static_cast<std::size_t>(characters)) {}
  Result decode(std::string_view cell, std::string&) const override { return fine(cell); }
  Result encode(std::string_view value, std::string&) const override {
    // A text never has more characters than bytes.
    if (value.size() <= characters_) return fine(value);
    const std::size_t bytes = bytes_of_characters(value, characters_);
    return bytes == value.size() ? fine(value) : changed(value.substr(0, bytes), "value.cut");
  }
  std::string expects() const override { return "a text of at most " + std::to_string(characters_) + " characters"; }

 private:
  std::size_t characters_;
};

/// A full name, divided at its last blank. There is no way back: "Mary Ann" and "Smith" may have been "Mary" and
/// "Ann Smith".
class NameCodec : public Codec {
 public:
  explicit NameCodec(bool given) : given_(given) {}
  Result decode(std::string_view cell, std::string&) const override {
    const std::string_view name = trim(cell);
    const std::size_t blank = name.find_last_of(" \t");
    // A single word is taken as the family name: that is the part which formats require.
    if (blank == std::string_view::npos) return fine(given_ ? std::string_view() : name);
    return fine(given_ ? trim(name.substr(0, blank)) : name.substr(blank + 1));
  }
  Result encode(std::string_view, std::string&) const override { return refuse("value.lost"); }
  std::string expects() const override { return "a full name"; }

 private:
  bool given_;
};

std::string required_text(const Arguments& arguments, std::string_view what) {
  allow_arguments(arguments, {""});
  std::string text = text_argument(arguments, "");
  if (text.empty()) throw std::invalid_argument("Name the text to " + std::string(what) + '.');
  return text;
}

}  // namespace

std::unique_ptr<Codec> make_trim(const Arguments& arguments) {
  allow_arguments(arguments, {});
  return std::make_unique<TrimCodec>();
}

std::unique_ptr<Codec> make_upper(const Arguments& arguments) {
  allow_arguments(arguments, {});
  return std::make_unique<CaseCodec>(true);
}

std::unique_ptr<Codec> make_lower(const Arguments& arguments) {
  allow_arguments(arguments, {});
  return std::make_unique<CaseCodec>(false);
}

std::unique_ptr<Codec> make_prefix(const Arguments& arguments) {
  return std::make_unique<PrefixCodec>(required_text(arguments, "begin with"));
}

std::unique_ptr<Codec> make_suffix(const Arguments& arguments) {
  return std::make_unique<SuffixCodec>(required_text(arguments, "end with"));
}

std::unique_ptr<Codec> make_cut(const Arguments& arguments) {
  allow_arguments(arguments, {""});
  const int characters = number_argument(arguments, "", 1, 1'000'000, 0);
  if (characters == 0) throw std::invalid_argument("Name the greatest number of characters, like {\"cut\": \"255\"}.");
  return std::make_unique<CutCodec>(characters);
}

std::unique_ptr<Codec> make_name(const Arguments& arguments) {
  allow_arguments(arguments, {""});
  const std::string part = text_argument(arguments, "");
  if (part != "given" && part != "family") {
    throw std::invalid_argument("Write {\"name\": \"given\"} or {\"name\": \"family\"}.");
  }
  return std::make_unique<NameCodec>(part == "given");
}

}  // namespace rosterkit::codec
