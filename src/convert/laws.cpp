// The laws, run.
#include "laws.hpp"

#include "laws_counted.hpp"
#include "laws_generate.hpp"

#include "rosterkit/base/text.hpp"
#include "writer.hpp"

namespace rosterkit::convert {
namespace {

/// What was reported, as rule ids with counts: tells why something did not come back.
std::string reported(const Diagnostics& diagnostics, const std::string& when) {
  std::map<std::string, std::uint64_t> times;
  for (const auto& count : diagnostics.counts()) {
    if (count.severity != Severity::note) times[count.rule] += count.times;
  }
  std::string text;
  for (const auto& [rule, count] : times) text += (text.empty() ? "" : ", ") + rule + " (" + with_commas(count) + ")";
  return text.empty() ? "" : "\n" + when + " reported " + text;
}

/// Law 1 is promised for what a mapping can hold whole: nothing required is blank, nothing referred to is missing.
bool is_clean(const Diagnostics& diagnostics) {
  return diagnostics.count_of_rule("cell.required") == 0 && diagnostics.count_of_rule("reference.missing") == 0;
}

/// The number of the line at a byte, and the shape of what stands there.
std::string place_of(const std::string& text, std::size_t at) {
  const auto line = static_cast<std::uint64_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')) + 1;
  const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) == std::string::npos ? 0 : text.rfind('\n', at - 1) + 1;
  const std::size_t from = std::max(begin, at < 12 ? 0 : at - 12);
  const std::size_t end = std::min(text.find('\n', at), text.size());
  return with_commas(line) + ": " + (at >= text.size() ? "the end of the file" : shape(std::string_view(text).substr(from, end - from)));
}

std::string difference(const FileTexts& first, const FileTexts& again) {
  std::string text;
  for (const auto& [name, before] : first) {
    const auto found = again.find(name);
    if (found == again.end()) {
      text += (text.empty() ? "" : "\n") + name + " was not written again";
      continue;
    }
    const std::string& after = found->second;
    if (before == after) continue;
    const auto [a, b] = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
    text += (text.empty() ? "" : "\n") + name + " differs: written first, line " + place_of(before, static_cast<std::size_t>(a - before.begin())) +
            "; written again, line " + place_of(after, static_cast<std::size_t>(b - after.begin()));
  }
  for (const auto& [name, after] : again) {
    if (!first.contains(name)) text += (text.empty() ? "" : "\n") + name + " was only written the second time";
  }
  return text;
}

TestOutcome unreadable(const std::string& name, const FileError& error) {
  return {name, false, (error.finding.file.empty() ? "" : error.finding.file + ": ") + error.finding.message + " [" + error.finding.rule + "]"};
}

}  // namespace

std::unique_ptr<Roster> read_roster(const Tried& tried, const io::InputSet& input, IdMap& ids, Diagnostics& diagnostics) {
  auto roster = std::make_unique<Roster>(tried.catalog.model().schema);
  roster->delta = tried.mapping.has_modes && tried.mapping.mode == "delta";
  roster->plan = compile_reading(tried.mapping, roster->store, ids, tried.settings.keep_passwords);
  read_files(*roster, tried.mapping, input, tried.settings, diagnostics);
  resolve(*roster, tried.settings, diagnostics);
  report_losses(*roster, diagnostics);
  return roster;
}

FileTexts write_roster(const Tried& tried, Roster& roster, IdMap& ids, bool completed, Diagnostics& diagnostics, FieldCounts* counted) {
  WritePlan plan = compile_writing(tried.mapping, roster.store.schema, ids, roster.ext_names);
  std::vector<Filled> filled;
  if (completed) {
    filled = complete(roster, tried.catalog.model(tried.settings.set), {plan.required, nullptr}, 1);
  }
  Writer writer(roster, tried.mapping, plan, diagnostics, roster.delta);
  writer.select();
  MemoryOutput output;
  std::vector<FileCount> files;
  writer.write(output, files);
  if (counted != nullptr) {
    writer.count(*counted, filled);
    writer.report_failures();
  }
  return output.texts();
}

TestOutcome law_one(const Tried& tried, const io::InputSet& input, bool own_files, const std::string& name) {
  try {
    IdMap ids;
    Diagnostics first_read, first_write, second_read;
    auto roster = read_roster(tried, input, ids, first_read);
    Image before = image_of(roster->store);
    FileTexts files = write_roster(tried, *roster, ids, false, first_write);
    roster = read_roster(tried, memory_input(files), ids, second_read);
    Image after = image_of(roster->store);
    if (!own_files || !is_clean(first_read)) {         // one trip may lose what the findings say; the next loses nothing
      files = write_roster(tried, *roster, ids, false, first_write);
      roster = read_roster(tried, memory_input(files), ids, second_read);
      before = std::move(after);
      after = image_of(roster->store);
    }
    const auto found = differences(before, after);
    if (found.empty()) return {name, true, ""};
    return {name, false, listed(found) + reported(first_write, "writing") + reported(second_read, "reading again")};
  } catch (const FileError& error) {
    return unreadable(name, error);
  }
}

TestOutcome law_two(const Tried& tried, const io::InputSet& input, const std::string& name) {
  try {
    IdMap ids;
    Diagnostics reading, writing;
    auto roster = read_roster(tried, input, ids, reading);
    const FileTexts first = write_roster(tried, *roster, ids, true, writing);
    roster = read_roster(tried, memory_input(first), ids, reading);
    const FileTexts again = write_roster(tried, *roster, ids, true, writing);
    std::string found = difference(first, again);
    return {name, found.empty(), found.empty() ? "" : found + reported(writing, "writing")};
  } catch (const FileError& error) {
    return unreadable(name, error);
  }
}

std::vector<TestOutcome> laws_on_generated(const Tried& tried, std::uint64_t rosters) {
  enum { first, second, counts };
  std::vector<TestOutcome> outcomes = {{"law 1", true, ""}, {"law 2", true, ""}, {"nothing lost uncounted", true, ""}};
  std::uint64_t judged = 0;
  for (std::uint64_t seed = 1; seed <= rosters; ++seed) {
    const auto failed = [&](std::size_t which, const std::string& why) {
      if (outcomes[which].passed) outcomes[which] = {outcomes[which].name, false, "roster " + std::to_string(seed) + ": " + why};
    };
    try {
      IdMap ids;
      Diagnostics writing, reading, rewriting, rereading;
      Roster made(tried.catalog.model().schema);
      made.plan = compile_reading(tried.mapping, made.store, ids, true);
      generate_roster(made, seed);
      const Image origin = image_of(made.store);
      FieldCounts counted;
      const FileTexts files = write_roster(tried, made, ids, false, writing, &counted);
      if (files.empty()) continue;                     // none of it has a place here
      auto roster = read_roster(tried, memory_input(files), ids, reading);
      // One person under two roles whose ids the format keeps apart is written, and refused when read.
      if (reading.count_of_rule("key.space-collision") != 0) continue;
      const Image came = image_of(roster->store);
      const std::vector<Counts> read = roster->counts;
      const FileTexts again = write_roster(tried, *roster, ids, false, rewriting);
      if (again.empty()) continue;                     // a list that is only written
      ++judged;
      const auto silent = uncounted(differences(origin, came), {tried.mapping, made.store.schema, counted, made.counts, read, writing, reading});
      if (!silent.empty()) failed(counts, listed(silent));
      const WritePlan plan = compile_writing(tried.mapping, made.store.schema, ids, made.ext_names);
      const auto unsaid = unannounced({tried.mapping, made.store.schema, counted, made.counts, read, writing, reading}, plan);
      if (!unsaid.empty()) failed(counts, unsaid.front());
      // Two records that the format takes for one may contradict each other; reading says so and keeps the first.
      const std::string found = reading.count_of_rule("merge.conflict") == 0 ? difference(files, again) : "";
      if (!found.empty()) failed(second, found + reported(reading, "reading") + reported(rewriting, "writing again"));
      // Completions may look at what the format has no place for, so they are judged on what it holds.
      const TestOutcome completed = law_two(tried, memory_input(files), "");
      if (!completed.passed) failed(second, completed.detail);
      roster = read_roster(tried, memory_input(again), ids, rereading);
      const auto changed = differences(came, image_of(roster->store));
      if (!changed.empty()) failed(first, listed(changed) + reported(rewriting, "writing") + reported(rereading, "reading again"));
    } catch (const FileError& error) {
      failed(first, unreadable("", error).detail);
    }
  }
  if (judged == 0) outcomes.clear();
  for (TestOutcome& outcome : outcomes) outcome.name += " on " + with_commas(judged) + " made-up rosters";
  return outcomes;
}

}  // namespace rosterkit::convert
