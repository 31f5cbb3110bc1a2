// Inside of explain: what becomes of each field on the way from one format to another. What the source holds is judged in
// explain.cpp, what the target has besides in explain_filled.cpp. Private to src/convert.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "explain_fates.hpp"
#include "explain_sides.hpp"

namespace rosterkit::convert {

class Explanation {
 public:
  Explanation(const mapping::Model& model, const mapping::Mapping& from, const mapping::Mapping& to, const std::vector<Source>& sources,
              const std::vector<std::unique_ptr<Taker>>& takers)
      : model_(model), schema_(model.schema), from_(from), to_(to), sources_(sources), takers_(takers), fates_(model.schema) {}

  std::vector<Fate> run() {
    for (const Source& source : sources_) one(source);
    for (const auto& taker : takers_) filled(*taker);
    return fates_.sorted();
  }

 private:
  void one(const Source& source);
  void field(const Source& source, const Holding& held, const std::vector<const Taker*>& takers);
  bool derived(const Source& source, const Holding& held);
  void filled(const Taker& taker);
  bool comes(const Taker& taker, std::uint16_t field, const std::string& item) const;
  const mapping::Completion* completion_of(std::uint16_t entity, std::uint16_t field) const;
  const mapping::Completion* maker_of(std::uint16_t entity) const;
  const mapping::Completion* spread_by(const Source& source, const Holding& held, const std::vector<const Taker*>& takers, std::string& place) const;
  bool can_fill(const mapping::Completion& completion, unsigned depth) const;
  bool can_come(std::uint16_t entity, const std::string& path, unsigned depth) const;

  const mapping::Model& model_;
  const model::Schema& schema_;
  const mapping::Mapping& from_;
  const mapping::Mapping& to_;
  const std::vector<Source>& sources_;
  const std::vector<std::unique_ptr<Taker>>& takers_;
  Fates fates_;
};

}  // namespace rosterkit::convert
