// `map test`: the examples of a mapping (files -> model, rules that must be reported), and both laws on the files of each
// example and of a sample folder. The laws themselves are in laws.cpp.
#include "laws.hpp"
#include "session.hpp"

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

/// @returns what is wrong, a line each; each expected record takes a read one, so that two alike need two.
std::vector<std::string> compare(const Json& expected_model, const Image& image) {
  std::vector<std::string> wrong;
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

TestOutcome run_example(const Tried& tried, const mapping::ExampleSet& example, const io::InputSet& input) {
  TestOutcome outcome{"example \"" + example.name + "\"", false, ""};
  Diagnostics diagnostics;
  std::vector<std::string> wrong;
  IdMap ids;
  try {
    const auto roster = read_roster(tried, input, ids, diagnostics);
    run_checks(*roster, tried.mapping.checks, diagnostics);
    if (!example.model_json.empty()) wrong = compare(Json::parse(example.model_json), image_of(roster->store));
  } catch (const FileError& error) {
    diagnostics.report(error.finding);
    // An example of a refused file lists its rule; every other one expected to be read.
    if (std::find(example.rules.begin(), example.rules.end(), error.finding.rule) == example.rules.end()) {
      wrong.push_back(error.finding.file + ": " + error.finding.message + " [" + error.finding.rule + "]");
    }
  }
  for (const std::string& rule : example.rules) {
    if (diagnostics.count_of_rule(rule) == 0) wrong.push_back("the rule " + rule + " should be reported, and is not");
  }
  outcome.passed = wrong.empty();
  outcome.detail = join(wrong, "\n");
  return outcome;
}

/// The mode that the manifest of a sample states; "" = the mapping has none, or there is no manifest.
mapping::Request sample_request(const mapping::Catalog& catalog, const mapping::Request& request, const std::string& folder, const Settings& settings) {
  if (!request.mode.empty()) return request;
  Diagnostics ignored;
  const auto session = open_session(catalog, {folder}, request.format, settings, ignored);
  return {session->detection.format.empty() ? request.format : session->detection.format, session->detection.mode, request.set};
}

}  // namespace

std::vector<TestOutcome> test_mapping(const mapping::Catalog& catalog, const mapping::Request& request, const std::string& sample_folder) {
  std::vector<TestOutcome> outcomes;
  Settings settings;
  settings.set = request.set;
  settings.keep_passwords = true;                      // the laws speak of all that a format holds
  const mapping::Mapping mapping = catalog.load(request);
  const Tried tried{catalog, mapping, settings};
  for (const mapping::ExampleSet& example : mapping.examples) {
    const io::InputSet input = memory_input({example.files.begin(), example.files.end()});
    outcomes.push_back(run_example(tried, example, input));
    if (!outcomes.back().passed) continue;             // the laws would only repeat it
    outcomes.push_back(law_one(tried, input, "law 1 on example \"" + example.name + "\""));
    outcomes.push_back(law_two(tried, input, "law 2 on example \"" + example.name + "\""));
  }
  if (sample_folder.empty()) return outcomes;
  const mapping::Mapping sampled = catalog.load(sample_request(catalog, request, sample_folder, settings));
  const Tried on_samples{catalog, sampled, settings};
  FindingList ignored;
  const io::InputSet samples = io::InputSet::open({sample_folder}, settings.limits, ignored);
  outcomes.push_back(law_one(on_samples, samples, "law 1 on samples"));
  outcomes.push_back(law_two(on_samples, samples, "law 2 on samples"));
  return outcomes;
}

}  // namespace rosterkit::convert
