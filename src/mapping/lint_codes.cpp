// Code tables: a spelling must lead to one word, or `when` must say to which.
#include "lint.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::mapping {

void lint_codes(const Mapping& mapping, Faults& faults) {
  for (const auto& [name, table] : mapping.codes) {
    const std::string pointer = step("/codes", name);
    std::map<std::string, std::string> word_of;   // of the words without a condition
    for (const auto& value : table.values) {
      if (value.conditional) continue;
      for (const std::string& spelling : value.spellings) {
        const auto [it, is_new] = word_of.try_emplace(table.ignore_case ? lower_ascii(spelling) : spelling, value.word);
        if (is_new || it->second == value.word) continue;
        faults.add(step(step(pointer, "values"), value.word),
                   in_quotes(spelling) + " is a spelling of " + in_quotes(it->second) + " too; say with \"when\" which of the two it means, or keep it in one");
      }
    }
  }
}

}  // namespace rosterkit::mapping
