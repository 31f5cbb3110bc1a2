// Code tables: model words against a format's spellings, both ways. Spellings whose meaning depends on other fields
// (`when`) are marked; the engine decides them after everything has been read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
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
  UnknownRule unknown_on_read, unknown_on_write;

  /// Builds the look-ups; call once after filling, before decode / encode.
  void prepare();

  enum class Found : std::uint8_t { yes, conditional, kept, blank, replaced, unknown };
  struct Hit {
    std::string_view text;   ///< the word or spelling; for `conditional`, the word without a condition ("" if all have one)
    Found found;
    std::vector<std::uint32_t> const* candidates = nullptr;  ///< for `conditional`: indices into values, in order
  };
  Hit decode(std::string_view spelling, std::string& scratch) const;
  Hit encode(std::string_view word) const;   ///< `replaced`: folded into another spelling (writeOnly, unknownOnWrite)

 private:
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_spelling_;
  std::unordered_map<std::string, std::uint32_t> by_word_;
  std::unordered_map<std::string, std::string> write_only_;
};

}  // namespace rosterkit::codec
