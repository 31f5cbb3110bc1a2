// What a load finds wrong, told in the words of the author's files: FILE, JSON pointer, what, and what to do. All faults are
// collected, so that an author sees them at once. Without JSON, so that what only looks at structs compiles quickly.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rosterkit::mapping {

struct Effective;

/// @p pointer with one more step; "~" and "/" in the key are escaped (RFC 6901).
std::string step(std::string_view pointer, std::string_view key);
std::string step(std::string_view pointer, std::size_t index);

/// `"x"`.
std::string in_quotes(std::string_view text);

/// ", did you mean "x"?", or "" when nothing is near.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

/// Faults found in a merged tree. A pointer into it is turned into the file and the place that it came from.
class Faults {
 public:
  explicit Faults(const Effective& effective) : effective_(effective) {}
  void add(const std::string& pointer, const std::string& what);
  /// A fault of @p pointer that its member @p key brought in: the file is the one that set the member.
  void add_because(const std::string& pointer, std::string_view key, const std::string& what);
  void add_in(std::size_t layer, const std::string& pointer, const std::string& what);
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  const Effective& effective_;
  std::vector<std::string> texts_;
};

}  // namespace rosterkit::mapping
