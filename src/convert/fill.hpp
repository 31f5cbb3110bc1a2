// Values made when there is none: `fill` of fields and completions of the model. Private to src/convert.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "rosterkit/convert/path.hpp"
#include "rosterkit/convert/value_chain.hpp"

namespace rosterkit::convert {

class FillProgram {
 public:
  static FillProgram compile(const model::Schema& schema, std::uint16_t entity, const std::vector<std::uint16_t>& parents,
                             const std::vector<mapping::Fill>& fills, const std::map<std::string, codec::CodeTable>& tables, bool as_list,
                             const std::string& code_list);
  bool empty() const { return parts_.empty(); }
  void prepare(model::Store& store) const;
  /// The first fill that gives a value, or "". @param which  receives its index. @param accept  passes over values of paths.
  std::string value(model::Store& store, const Context& context, std::size_t* which = nullptr, const Path::Accept* accept = nullptr) const;
  /// The same as a view, for the usual case of one path without codecs; false if it is another case.
  bool view(model::Store& store, const Context& context, std::string_view& value) const {
    if (parts_.size() != 1 || as_list_ || parts_[0].kind != mapping::Fill::Kind::path || !parts_[0].chain.empty()) return false;
    value = parts_[0].path.value(store, context, parts_[0].pick);
    return true;
  }
  /// True if it is seen at a glance that value() of a record is "": all sources are blank fields of its own.
  bool known_blank(const model::Table& table, model::Row row) const {
    const auto [segment, index] = table.at(row);
    return only_own_ && std::all_of(own_.begin(), own_.end(), [&segment = segment, index = index](std::uint16_t field) {
      const model::Column* column = segment->find(field);
      return column == nullptr || column->blank(index);
    });
  }
  /// True if symbols() can do it: constants, and paths by symbols, with codecs or without.
  bool symbolic(const model::Store& store) const;
  /// value() of all rows of a segment, as symbols of @p names; rows whose keep is 0 are left 0. prepare() first.
  void symbols(model::Store& store, const model::Segment& segment, const std::vector<std::uint8_t>& keep, model::Interner& names,
               std::vector<model::Symbol>& out) const;
  /// Calls use(entity, field) for each field that evaluation looks at.
  template <typename Use>
  void each_field(Use&& use) const {
    for (const Part& part : parts_) {
      part.path.each_field(use);
      part.other.each_field(use);
      for (const auto& [literal, path] : part.holes) path.each_field(use);
      for (const Path& path : part.of) path.each_field(use);
    }
  }
  const std::vector<mapping::Fill>& sources() const { return sources_; }

 private:
  struct Part {
    mapping::Fill::Kind kind;
    std::string constant;
    Pick pick = Pick::first;
    Path path, other;
    std::vector<std::pair<std::string, Path>> holes;    // template: literal before, path
    std::string tail;
    std::vector<Path> of;
    std::size_t at_least = 0;
    ValueChain chain;
  };
  std::string one(const Part& part, model::Store& store, const Context& context, const Path::Accept* accept, ChainScratch& scratch) const;
  std::vector<Part> parts_;
  std::vector<mapping::Fill> sources_;
  std::vector<std::uint16_t> own_;                     // fields of the record itself that the parts look at
  bool as_list_ = false, only_own_ = true;             // no part has another source
  const model::CodeList* codes_ = nullptr;
};

/// "{givenName} {familyName}" -> literals and paths.
std::vector<std::pair<std::string, Path>> parse_template(const model::Schema& schema, std::uint16_t entity, const std::vector<std::uint16_t>& parents,
                                                         std::string_view text, std::string& tail);

}  // namespace rosterkit::convert
