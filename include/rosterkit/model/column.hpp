// One field of many records, and the lines they stood in, in as few bytes as they need. See store.hpp for what they are part of.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/model/interner.hpp"

namespace rosterkit::model {

/// Texts that end in digits and otherwise begin alike, as ids mostly are: "enr-000123".
struct NumberedTexts {
  std::string prefix;
  std::uint32_t digits = 0;               ///< how many, with zeros in front; a larger number has more of them: "enr-9", "enr-10"
  std::uint64_t first = 0, last = 0;      ///< the smallest number and the largest
  bool ascending = false;                 ///< strictly: each text stands once
  std::string text(std::uint64_t number) const;
};

/// One field of one segment. Symbols or texts, as the field's type says; or, of values that nobody will read, what is
/// left to tell: which rows have one (mark), or which are alike (hash).
class Column {
 public:
  enum class Kind : std::uint8_t { none, constant, byte, word, full, few, some, text, mark, hash };   ///< few, some: by number of what differs

  Kind kind() const { return kind_; }
  Symbol symbol(std::uint32_t index) const {
    assert(kind_ < Kind::mark);
    switch (kind_) {
      case Kind::none: return 0;
      case Kind::constant: return constant_;
      case Kind::byte: return bytes_[index];
      case Kind::word: return words_[index];
      case Kind::few: return symbols_[bytes_[index]];
      case Kind::some: return symbols_[words_[index]];
      default: return symbols_[index];
    }
  }
  std::string_view text(std::uint32_t index) const;
  /// Reads what a row has, only so that its memory is there when it is looked at; of a text the place that tells where it stands.
  std::uint32_t touch(std::uint32_t index) const {
    return !bytes_.empty() ? bytes_[index] : !words_.empty() ? words_[index] : !symbols_.empty() ? symbols_[index] : 0;
  }
  /// The symbols of @p count rows from @p first on; for fields held as symbols.
  void symbols(std::uint32_t first, std::uint32_t count, Symbol* out) const;
  /// The same to look at only: where the column holds them one by one they are not copied, else they stand in @p room. Good until either changes.
  std::span<const Symbol> symbols(std::uint32_t first, std::uint32_t count, std::vector<Symbol>& room) const;
  /// True if @p test holds for every symbol that occurs, each of them asked once where what repeats is numbered; for fields held as symbols.
  template <typename Test>
  bool all_symbols(Test&& test) const {
    assert(kind_ < Kind::mark);
    switch (kind_) {
      case Kind::none: return test(Symbol{0});
      case Kind::constant: return test(constant_);
      case Kind::byte: return std::all_of(bytes_.begin(), bytes_.end(), test);
      case Kind::word: return std::all_of(words_.begin(), words_.end(), test);
      default: return std::all_of(symbols_.begin(), symbols_.end(), test);
    }
  }
  /// The same of rows wherever they stand, and their texts: out[i] is that of rows[i] - first.
  void symbols(std::span<const std::uint32_t> rows, std::uint32_t first, Symbol* out) const;
  void texts(std::span<const std::uint32_t> rows, std::uint32_t first, std::string_view* out) const;
  /// Calls use(symbol_of) with a function that gives the symbol of an index. How the column holds them is asked once, outside of
  /// the loop that use() has: in it, asking is most of the work.
  template <typename Use>
  void with_symbols(Use&& use) const {
    assert(kind_ < Kind::mark);
    switch (kind_) {
      case Kind::none: return use([](std::uint32_t) { return Symbol{0}; });
      case Kind::constant: return use([symbol = constant_](std::uint32_t) { return symbol; });
      case Kind::byte: return use([at = bytes_.data()](std::uint32_t index) { return Symbol{at[index]}; });
      case Kind::word: return use([at = words_.data()](std::uint32_t index) { return Symbol{at[index]}; });
      case Kind::few: return use([at = bytes_.data(), of = symbols_.data()](std::uint32_t index) { return of[at[index]]; });
      case Kind::some: return use([at = words_.data(), of = symbols_.data()](std::uint32_t index) { return of[at[index]]; });
      default: return use([at = symbols_.data()](std::uint32_t index) { return at[index]; });
    }
  }
  bool blank(std::uint32_t index) const {
    if (kind_ == Kind::text) return fixed_ == 0 && offset(index) == 0;
    if (kind_ == Kind::mark) return !bytes_.empty() && bytes_[index] == 0;
    if (kind_ == Kind::hash) return fixed_ == 0 && hash(index) == 0;
    return symbol(index) == 0;
  }
  /// Of a column that holds but few different symbols: the number of each row's, and the symbols by number; else nothing.
  struct Numbered { std::span<const std::uint8_t> number; std::span<const Symbol> symbols; };
  Numbered numbered_symbols() const { return kind_ == Kind::few ? Numbered{bytes_, symbols_} : Numbered{}; }
  /// The same for blank(), of all fields.
  template <typename Use>
  void with_blanks(Use&& use) const {
    if (has_no_blank()) return use([](std::uint32_t) { return false; });
    if (kind_ < Kind::text) return with_symbols([&](auto&& symbol_of) { use([&](std::uint32_t index) { return symbol_of(index) == 0; }); });
    if (kind_ == Kind::mark) return use([at = bytes_.data()](std::uint32_t index) { return at[index] == 0; });
    if (kind_ == Kind::hash) return use([this](std::uint32_t index) { return hash(index) == 0; });
    if (!bytes_.empty()) return use([at = bytes_.data(), of = symbols_.data()](std::uint32_t index) { return of[at[index]] == 0; });
    if (!words_.empty()) return use([at = words_.data(), of = symbols_.data()](std::uint32_t index) { return of[at[index]] == 0; });
    use([at = symbols_.data()](std::uint32_t index) { return at[index] == 0; });
  }
  /// True only if no row is blank; false may mean that nobody looked.
  bool has_no_blank() const { return kind_ == Kind::constant || (kind_ == Kind::mark && bytes_.empty()) || ((kind_ == Kind::text || kind_ == Kind::hash) && fixed_ != 0); }
  /// Of texts, and of what is left of them: equal for equal ones. 0 = blank.
  std::uint64_t hash(std::uint32_t index) const;
  void hashes(std::span<std::uint64_t> out) const;      ///< those of all rows, of which there are as many

  void set_symbols(std::vector<Symbol>&& symbols);                  ///< stored as narrow as they allow
  void set_texts(std::span<const std::string_view> texts);
  void set_marks(std::vector<std::uint8_t>&& filled);               ///< nothing is kept of the values; they cannot be asked for
  void set_hashes(std::span<const std::string_view> texts);         ///< of the texts only 64 bits are kept, or less; they cannot be asked for
  /// Of a column of hashes: what its texts have in common, if they are numbered; else nullptr.
  const NumberedTexts* numbered() const { return numbered_.get(); }
  void put_symbol(std::uint32_t index, Symbol symbol, std::uint32_t rows);
  void put_text(std::uint32_t index, std::string_view text, std::uint32_t rows);
  void clear() { *this = Column(); }

  std::uint8_t space = 0;                 ///< id space (number in the store) that a reference points into; 0 = any

 private:
  Kind kind_ = Kind::none;
  Symbol constant_ = 0;
  std::string_view sized_text(std::uint32_t begin) const;          // what stands at an offset
  std::uint32_t offset(std::uint32_t index) const {
    return !bytes_.empty() ? symbols_[bytes_[index]] : !words_.empty() ? symbols_[words_[index]] : symbols_[index];
  }
  bool set_numbered(std::span<const std::string_view> texts);
  void place(std::span<const std::string_view> texts);
  std::unique_ptr<const NumberedTexts> numbered_;   // of hashes: words_ or symbols_ hold each number less the first
  std::vector<std::uint8_t> bytes_;       // symbols; numbers of what differs; or marks, none if no row is blank
  std::vector<std::uint16_t> words_;
  std::vector<std::uint32_t> symbols_;    // symbols; offsets into text_ (0 = blank); each of a row, or of a number in bytes_ or words_
  std::string text_;                      // each text behind its length (1 byte, or 255 and 4 bytes); or 8 bytes of hash a row
  std::uint32_t fixed_ = 0;               // not 0: no text is blank and all are this long; then neither offsets nor lengths are kept. Of hashes: none is blank
  void loosen(std::uint32_t rows);
};

enum class State : std::uint8_t { live, merged, dropped };

/// Line numbers of the rows of a segment. Rows mostly follow each other line by line, or nearly so: then one number, or
/// two bytes a row, are enough.
class Lines {
 public:
  std::uint32_t operator[](std::uint32_t index) const {   ///< 0 = no line
    switch (kind_) {
      case Kind::none: return 0;
      case Kind::dense: return first_ + index;
      case Kind::near: return first_ + near_[index];
      default: return wide_[index];
    }
  }
  void set(std::vector<std::uint32_t>&& lines);

 private:
  enum class Kind : std::uint8_t { none, dense, near, wide };
  Kind kind_ = Kind::none;
  std::uint32_t first_ = 0;
  std::vector<std::uint16_t> near_;       // behind the first
  std::vector<std::uint32_t> wide_;
};

}  // namespace rosterkit::model
