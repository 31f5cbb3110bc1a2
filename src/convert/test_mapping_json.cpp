// Expected records of an example against those that were read.
#include "test_mapping_json.hpp"

#include <algorithm>

#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {
namespace {

/// Fields of an expected record that a read one must have; the others may be anything.
bool matches(const Json& expected, const Json& record) {
  for (const auto& [name, value] : expected.items()) {
    const auto found = record.find(name);
    const bool blank = value.is_null() || (value.is_string() && value.get_ref<const Json::string_t&>().empty());
    if (found == record.end() ? !blank : *found != value) return false;
  }
  return true;
}

/// How many of the fields agree: finds the record that was meant, for the message.
std::size_t agreement(const Json& expected, const Json& record) {
  std::size_t same = 0;
  for (const auto& [name, value] : expected.items()) same += record.contains(name) && record[name] == value ? 1 : 0;
  return same;
}

std::string missing_record(const std::string& entity, const Json& expected, const std::vector<const Json*>& left) {
  const auto best = std::max_element(left.begin(), left.end(), [&](const Json* a, const Json* b) { return agreement(expected, *a) < agreement(expected, *b); });
  if (best == left.end() || agreement(expected, **best) == 0) return entity + ": an expected record was not read";
  std::string text;
  for (const auto& [name, value] : expected.items()) {
    const Json read = (*best)->value(name, Json());
    if (read != value) text += (text.empty() ? "" : "; ") + std::string("\"") + name + "\" is " + shape_of(read) + " and should be " + shape_of(value);
  }
  return entity + ": " + text;
}

}  // namespace

std::vector<std::string> compare_example(const std::string& model_json, const Image& image) {
  std::vector<std::string> wrong;
  const Json expected_model = Json::parse(model_json);
  for (const auto& [entity, expected_records] : expected_model.items()) {
    const auto table = std::find_if(image.entities.begin(), image.entities.end(), [&](const auto& each) { return each.first == entity; });
    if (table == image.entities.end()) {
      wrong.push_back("the model has no entity \"" + entity + "\"");
      continue;
    }
    std::vector<const Json*> left;
    for (const auto& [id, records] : table->second) {
      for (const Json& record : records) left.push_back(&record);
    }
    if (left.size() != expected_records.size()) {
      wrong.push_back(entity + ": " + with_commas(left.size()) + " records were read, " + with_commas(expected_records.size()) + " are expected");
    }
    std::vector<Json> unmatched;
    for (Json expected : expected_records) {
      settle(expected);
      const auto found = std::find_if(left.begin(), left.end(), [&](const Json* record) { return matches(expected, *record); });
      if (found == left.end()) unmatched.push_back(std::move(expected));
      else left.erase(found);
    }
    for (const Json& expected : unmatched) wrong.push_back(missing_record(entity, expected, left));
  }
  return wrong;
}

}  // namespace rosterkit::convert
