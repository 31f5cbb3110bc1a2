// Paths into an XML object: child steps, @attribute, one equality predicate a step, [] where a step repeats.
#include <stdexcept>

#include "rosterkit/base/text.hpp"
#include "rosterkit/convert/read_plan.hpp"

namespace rosterkit::convert {
namespace {

std::vector<std::string> to_strings(const std::vector<std::string_view>& views) { return {views.begin(), views.end()}; }

}  // namespace

NodePath parse_node_path(std::string_view text) {
  NodePath path;
  if (text.starts_with(".[")) text.remove_prefix(1);
  while (!text.empty()) {
    NodeStep step;
    // A step ends at the next slash outside its predicate.
    std::size_t end = 0;
    for (int depth = 0; end < text.size() && (depth > 0 || text[end] != '/'); ++end) {
      depth += text[end] == '[' ? 1 : text[end] == ']' ? -1 : 0;
    }
    std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool repeats = part.ends_with("[]");
    if (repeats) part.remove_suffix(2);
    if (const std::size_t open = part.find('['); open != std::string_view::npos) {
      const std::size_t equals = part.find('=', open);
      if (equals == std::string_view::npos || !part.ends_with(']')) throw std::invalid_argument("a predicate is written [name=value].");
      step.filter_path = to_strings(split(part.substr(open + 1, equals - open - 1), "/"));
      step.filter_value = std::string(part.substr(equals + 1, part.size() - equals - 2));
      part = part.substr(0, open);
    }
    if (part.starts_with('@')) {
      step.attribute = true;
      part.remove_prefix(1);
      if (!text.empty()) throw std::invalid_argument("nothing can follow an attribute.");
    }
    step.name = std::string(part);
    path.steps.push_back(std::move(step));
    if (repeats) path.list_at = path.steps.size();
  }
  return path;
}

}  // namespace rosterkit::convert
