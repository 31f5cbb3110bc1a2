// The codecs of one field, one after the other: reading left to right, writing right to left. Lists are taken item by item
// from the step on that makes them. `code` looks into the mapping's code tables.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/codec/code_table.hpp"
#include "rosterkit/codec/codec.hpp"
#include "rosterkit/mapping/mapping.hpp"

namespace rosterkit::convert {

/// Something a codec had to say about a value.
struct ValueIssue {
  std::string_view rule;
  bool refused = false;                  ///< the value was emptied (the item left out)
  std::string text;                      ///< the offending text
};

/// Working memory of one thread; results point into it until the next call.
struct ChainScratch {
  std::string a, b, list;
  std::vector<ValueIssue> issues;
  const codec::CodeTable* table = nullptr;                    ///< of a conditional spelling
  const std::vector<std::uint32_t>* candidates = nullptr;     ///< its possible words; decided when all is read
};

class ValueChain {
 public:
  ValueChain() = default;
  /// Throws std::invalid_argument for an unknown codec or table (the loader has refused those before).
  static ValueChain compile(const std::vector<mapping::CodecUse>& uses, const std::map<std::string, codec::CodeTable>& tables);

  bool empty() const { return steps_.empty(); }
  bool makes_list() const { return makes_list_; }
  /// Writing keeps an item that is in the list already.
  void keep_repeats() { keeps_repeats_ = true; }

  /// @param is_list  the text is a list already (several nodes): every step works on the items.
  std::string_view decode(std::string_view text, bool is_list, ChainScratch& scratch) const;
  std::string_view encode(std::string_view value, bool is_list, ChainScratch& scratch) const;

  /// What a good cell looks like, for messages.
  std::string expects() const;

 private:
  struct Step {
    std::shared_ptr<const codec::Codec> codec;
    const codec::CodeTable* table = nullptr;
    bool makes_list = false;
  };
  std::string_view decode_one(const Step& step, std::string_view text, std::string& into, ChainScratch& scratch) const;
  std::string_view encode_one(const Step& step, std::string_view text, std::string& into, ChainScratch& scratch) const;
  std::vector<Step> steps_;
  bool makes_list_ = false;
  bool keeps_repeats_ = false;
};

}  // namespace rosterkit::convert
