// Look-ups in the model's schema. Few names, asked for while compiling only: linear search is enough.
#include "rosterkit/model/schema.hpp"

namespace rosterkit::model {

std::optional<std::uint16_t> EntityDef::find_field(std::string_view field) const {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == field) return static_cast<std::uint16_t>(i);
  }
  return std::nullopt;
}

std::optional<std::uint16_t> Schema::find_entity(std::string_view name) const {
  for (std::size_t i = 0; i < entities.size(); ++i) {
    if (entities[i].name == name) return static_cast<std::uint16_t>(i);
  }
  return std::nullopt;
}

const CodeList* Schema::find_codes(std::string_view name) const {
  for (const CodeList& list : code_lists) {
    if (list.name == name) return &list;
  }
  return nullptr;
}

const Step* Schema::find_step(std::uint16_t from, std::string_view name) const {
  for (const Step& step : steps) {
    if (step.from == from && step.name == name) return &step;
  }
  return nullptr;
}

}  // namespace rosterkit::model
