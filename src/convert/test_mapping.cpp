// `map test`: the examples of a mapping (files -> model, rules that must be reported), and both laws on the files of each
// example and of a sample folder. The laws themselves are in laws.cpp.
#include <algorithm>

#include "laws.hpp"
#include "session.hpp"
#include "test_mapping_json.hpp"

#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {
namespace {

/// @param readable  false if the files were refused, as an example may want: there is nothing to write then.
TestOutcome run_example(const Tried& tried, const mapping::ExampleSet& example, const io::InputSet& input, bool& readable) {
  TestOutcome outcome{"example \"" + example.name + "\"", false, ""};
  Diagnostics diagnostics;
  std::vector<std::string> wrong;
  IdMap ids;
  try {
    const auto roster = read_roster(tried, input, ids, diagnostics);
    run_checks(*roster, tried.mapping.checks, diagnostics);
    if (!example.model_json.empty()) wrong = compare_example(example.model_json, image_of(roster->store));
  } catch (const FileError& error) {
    readable = false;
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
    bool readable = true;
    outcomes.push_back(run_example(tried, example, input, readable));
    if (!readable) continue;
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
