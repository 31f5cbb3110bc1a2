// Regular expressions of mappings (ECMAScript, mapping-language.md): of patterns, id forms and conditions. A text must match as a
// whole. The header of the standard library stays in one source file, since it takes half a second of each that includes it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace rosterkit {

class Regex {
 public:
  /// Matches nothing, and converts to false.
  Regex() = default;
  /// Throws std::runtime_error where the expression is none: mappings are checked for that (is_valid) before they are used.
  explicit Regex(const std::string& expression);
  static bool is_valid(const std::string& expression);

  explicit operator bool() const { return compiled_ != nullptr; }
  bool matches(std::string_view text) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;   ///< shared: plans are copied
};

}  // namespace rosterkit
