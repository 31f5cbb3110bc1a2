// Regular expressions by the standard library.
#include "rosterkit/base/regex.hpp"

#include <regex>

namespace rosterkit {

struct Regex::Compiled {
  std::regex regex;
};

Regex::Regex(const std::string& expression)
    : compiled_(std::make_shared<const Compiled>(Compiled{std::regex(expression, std::regex::ECMAScript | std::regex::optimize)})) {}

bool Regex::is_valid(const std::string& expression) {
  try {
    const Regex compiled(expression);
    return true;
  } catch (const std::regex_error&) {
    return false;
  }
}

bool Regex::matches(std::string_view text) const {
  return compiled_ != nullptr && std::regex_match(text.begin(), text.end(), compiled_->regex);
}

}  // namespace rosterkit
