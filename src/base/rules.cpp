// The table of rules, put together from its parts (rule_table.hpp), and looking one up.
#include "rosterkit/base/rules.hpp"

#include <unordered_map>
#include <vector>

#include "rule_table.hpp"

namespace rosterkit {

std::span<const Rule> rules() {
  static const auto all = [] {
    std::vector<Rule> table;
    for (const auto part : {rule_table::files(), rule_table::records(), rule_table::writing()}) table.insert(table.end(), part.begin(), part.end());
    return table;
  }();
  return all;
}

const Rule* find_rule(std::string_view id) {
  static const auto by_id = [] {
    std::unordered_map<std::string_view, const Rule*> index;
    for (const Rule& rule : rules()) index.emplace(rule.id, &rule);
    return index;
  }();
  const auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : found->second;
}

Severity convert_severity(std::string_view rule) {
  const Rule* const found = find_rule(rule);
  return found != nullptr ? found->convert : Severity::error;
}

}  // namespace rosterkit
