// `map test`: the examples of a mapping (files -> model, rules that must be reported), and both laws on made-up rosters, on the files of each
// example and of a sample folder. The laws themselves are in laws.cpp.
#include <algorithm>

#include "laws.hpp"
#include "session.hpp"
#include "test_mapping_json.hpp"

#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {
namespace {

constexpr std::uint64_t made_up_rosters = 100;

/// @param readable  false if the files were refused, as an example may want: there is nothing to write then.
TestOutcome run_example(const Tried& tried, const mapping::ExampleSet& example, const io::InputSet& input, bool& readable) {
  TestOutcome outcome{"example \"" + example.name + "\"", false, ""};
  Diagnostics diagnostics;
  std::vector<std::string> wrong;
  IdMap ids;
  try {
    const auto roster = read_roster(tried, input, ids, diagnostics);
    run_checks(*roster, tried.mapping.checks, false, diagnostics, tried.settings.jobs);
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

/// Files of the mapping to try the laws on: the samples, or, where those are of another variant, what they are when written
/// in this one.
io::InputSet sample_files(const Tried& tried, const mapping::Request& request, const mapping::Request& sampled, const std::string& folder) {
  FindingList ignored;
  io::InputSet samples = io::InputSet::open({folder}, tried.settings.limits, ignored);
  if (sampled.format == request.format) return samples;
  const mapping::Mapping other = tried.catalog.load(sampled);
  Diagnostics unused;
  IdMap ids;
  const auto roster = read_roster({tried.catalog, other, tried.settings}, samples, ids, unused);
  IdMap own_ids;
  return memory_input(write_roster(tried, *roster, own_ids, true, unused));
}

/// The variant of a folder, and the mode that its manifest states, if the mapping has modes.
mapping::Request sample_request(const mapping::Catalog& catalog, const mapping::Request& request, const std::string& folder, const Settings& settings) {
  Diagnostics ignored;
  const auto session = open_session(catalog, {folder}, request.format.substr(0, request.format.find('@')), settings, ignored);
  const std::string format = session->detection.format.empty() ? request.format : session->detection.format;
  return {format, request.mode.empty() ? session->detection.mode : request.mode, request.set};
}

/// Both laws on the samples. A mapping named without a variant is tried in that of the samples.
void run_samples(const mapping::Catalog& catalog, const mapping::Request& request, const std::string& folder, const Settings& settings,
                 std::vector<TestOutcome>& outcomes) {
  try {
    const mapping::Request sampled = sample_request(catalog, request, folder, settings);
    const bool named = request.format.find('@') != std::string::npos;
    const mapping::Request tested{named ? request.format : sampled.format, sampled.mode, request.set};
    const mapping::Mapping mapping = catalog.load(tested);
    const Tried tried{catalog, mapping, settings};
    const io::InputSet files = sample_files(tried, tested, sampled, folder);
    outcomes.push_back(law_one(tried, files, true, "law 1 on samples"));
    outcomes.push_back(law_two(tried, files, "law 2 on samples"));
  } catch (const FileError& error) {
    if (error.code == ExitCode::input_missing) throw;
    outcomes.push_back({"samples", false, error.finding.message + " [" + error.finding.rule + "]"});
  }
}

}  // namespace

std::vector<TestOutcome> test_mapping(const mapping::Catalog& catalog, const mapping::Request& request, const std::string& sample_folder) {
  std::vector<TestOutcome> outcomes;
  Settings settings;
  settings.set = request.set;
  settings.keep_passwords = true;                      // the laws speak of all that a format holds
  const mapping::Mapping mapping = catalog.load(request);
  const Tried tried{catalog, mapping, settings};
  // Examples are spelled as the mapping itself; a variant reads them, too, but need not hold all that they say.
  const bool own_files = mapping.variant.empty();
  for (const mapping::ExampleSet& example : mapping.examples) {
    const io::InputSet input = memory_input({example.files.begin(), example.files.end()});
    bool readable = true;
    outcomes.push_back(run_example(tried, example, input, readable));
    if (!readable) continue;
    outcomes.push_back(law_one(tried, input, own_files, "law 1 on example \"" + example.name + "\""));
    outcomes.push_back(law_two(tried, input, "law 2 on example \"" + example.name + "\""));
  }
  if (!sample_folder.empty()) run_samples(catalog, request, sample_folder, settings, outcomes);
  for (TestOutcome& outcome : laws_on_generated(tried, made_up_rosters)) outcomes.push_back(std::move(outcome));
  return outcomes;
}

}  // namespace rosterkit::convert
