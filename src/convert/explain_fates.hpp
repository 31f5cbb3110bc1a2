// The lines of `explain`, collected and put in order. Private to src/convert.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rosterkit/convert/convert.hpp"
#include "rosterkit/model/schema.hpp"

namespace rosterkit::convert {

/// The different ones of @p texts, blanks aside.
std::string joined(const std::vector<std::string>& texts, std::string_view separator = "; ");

/// Fates in the order of the model: entity, field (whole entities first, columns last), then as they came.
class Fates {
 public:
  explicit Fates(const model::Schema& schema) : schema_(schema) {}

  /// The same fate of one field in several files is one line.
  void add(std::uint16_t entity, std::uint16_t field, Fate fate);
  std::vector<Fate> sorted();

  static constexpr std::uint16_t whole = 0, column = 0xFFFF;
  static std::uint16_t place(std::uint16_t field) { return field >= column - 1 ? column : static_cast<std::uint16_t>(field + 1); }

 private:
  const model::Schema& schema_;
  std::vector<std::pair<std::pair<std::uint16_t, std::uint16_t>, Fate>> rows_;
};

}  // namespace rosterkit::convert
