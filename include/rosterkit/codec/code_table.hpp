// Code tables: model words against a format's spellings, both ways. Spellings whose meaning depends on other fields
// (`when`) are marked; the engine decides them after everything has been read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rosterkit::codec {

struct CodeTable {
  struct Value {
    std::string word;                     ///< the model's word
    std::vector<std::string> spellings;   ///< the first is written
    bool conditional = false;             ///< has a `when`
  };
  enum class Unknown : std::uint8_t { error, keep, blank, as };
  struct UnknownRule {
    Unknown kind = Unknown::error;
    std::string as;
  };

  std::string name;
  std::vector<Value> values;
  std::vector<std::pair<std::string, std::string>> write_only;  ///< model word -> spelling; "" writes a blank
  bool ignore_case = false;
  bool reports_others = false;                                  ///< only the first spelling of a word is the format's
  std::string extension;                                        ///< beginning of words beyond the list ("ext:"); "" = none
  UnknownRule unknown_on_read, unknown_on_write;

  /// Builds the look-ups; call once after filling, before decode / encode.
  void prepare();

  enum class Found : std::uint8_t { yes, conditional, kept, blank, replaced, unknown };
  struct Hit {
    std::string_view text;   ///< the word or spelling; for `conditional`, the word without a condition ("" if all have one)
    Found found;
    const std::vector<std::uint32_t>* candidates = nullptr;  ///< for `conditional`: indices into values, in order
    bool other_spelling = false;                             ///< with `reports_others`: known, but not the format's own
  };
  Hit decode(std::string_view spelling, std::string& scratch) const;
  /// True for a text that the format lets anyone add to its list: `extension` and something behind it.
  bool is_extension(std::string_view spelling) const;
  Hit encode(std::string_view word) const;   ///< `replaced`: folded into another spelling (writeOnly, unknownOnWrite)

 private:
  /// Texts with a number each, in a hash table of open addressing. Its own, because look-ups run once for each coded cell:
  /// roster codes are short, so that hashing the length and the ends is enough and twice as fast.
  class Index {
   public:
    void add(std::string text, std::uint32_t number);  ///< the first number of a text stays
    void build();
    const std::uint32_t* find(std::string_view text) const;

   private:
    static std::size_t hash(std::string_view text);
    std::vector<std::pair<std::string, std::uint32_t>> entries_;
    std::vector<std::uint32_t> slots_;  // index of an entry + 1; 0 = free
  };

  Hit read_unknown(std::string_view spelling) const;
  Hit write_unknown(std::string_view word) const;

  Index by_spelling_, by_word_, by_write_only_;
  std::vector<std::vector<std::uint32_t>> candidates_;  // of each spelling: indices into values
  std::string unknown_written_;                         // what unknown_on_write.as is spelled like
};

}  // namespace rosterkit::codec
