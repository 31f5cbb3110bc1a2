// `map`: the mappings themselves. list, show (effective text), check (every fault, else what each field can promise),
// test (examples and round trips) and schema (for editors).
#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/cli/commands.hpp"
#include "rosterkit/cli/layout.hpp"
#include "rosterkit/cli/reading.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace rosterkit::cli {
namespace {

using Json = nlohmann::ordered_json;

/// A mapping by its id, or a file that holds one: `map check my-sis.json` is what an author types.
struct Named {
  std::unique_ptr<mapping::Catalog> catalog;
  std::string format;
};

Named named_mapping(const Options& options) {
  if (options.words.size() < 2) {
    throw UsageError(fmt::format("\"map {0}\" needs a format or a mapping file: rosterkit map {0} clever. `rosterkit map list` lists them.", options.words[0]));
  }
  const std::string& name = options.words[1];
  if (!name.ends_with(".json")) return {open_catalog(options), name};
  Options with_file = options;
  if (std::find(options.mapping_files.begin(), options.mapping_files.end(), name) == options.mapping_files.end()) with_file.mapping_files.push_back(name);
  Named named{open_catalog(with_file), ""};
  for (const mapping::Listed& listed : named.catalog->list()) {
    if (listed.from_command_line && listed.origin == name) named.format = listed.id;
  }
  if (named.format.empty()) throw UsageError(fmt::format("{}: another mapping given with --mapping has the same id. Leave one of them out.", name));
  return named;
}

void limit_words(const Options& options, std::size_t most) {
  if (options.words.size() <= most) return;
  throw UsageError(fmt::format("\"map {}\" does not know what to do with \"{}\". `rosterkit help map` shows examples.", options.words[0], options.words[most]));
}

ExitCode list(const Options& options, Terminal& terminal) {
  limit_words(options, 1);
  const auto catalog = open_catalog(options);
  const std::vector<mapping::Listed> all = catalog->list();
  const std::vector<std::string> names = catalog->option_names();
  if (wants_json(options)) {
    Json mappings = Json::array();
    for (const mapping::Listed& one : all) {
      mappings.push_back({{"id", one.id}, {"title", one.title}, {"origin", one.origin}, {"extends", one.extends}, {"base", one.base_id},
                          {"overlay", one.is_overlay}, {"variants", one.variants}, {"modes", one.modes}});
    }
    terminal.out(Json{{"mappings", mappings}, {"options", names}}.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    return ExitCode::ok;
  }
  std::vector<std::vector<std::string>> rows;
  for (const mapping::Listed& one : all) rows.push_back({one.id, one.extends, join(one.variants, ", "), join(one.modes, ", "), one.origin});
  terminal.out(table({{"mapping"}, {"extends"}, {"variants"}, {"modes"}, {"from"}}, rows));
  if (!names.empty()) terminal.out("\noptions for --set: " + wrap(join(names, ", "), 100, 2) + "\n");
  return ExitCode::ok;
}

ExitCode show(const Options& options, Terminal& terminal) {
  limit_words(options, 2);
  const Named named = named_mapping(options);
  std::string text = named.catalog->show(mapping_request(*named.catalog, options, named.format), options.origins);
  if (!text.ends_with('\n')) text += '\n';
  terminal.out(text);
  return ExitCode::ok;
}

/// load() throws every fault that lint finds; what is left to say is what each field can promise.
ExitCode check(const Options& options, Terminal& terminal) {
  limit_words(options, 2);
  const bool json = wants_json(options);
  const Named named = named_mapping(options);
  const mapping::Request request = mapping_request(*named.catalog, options, named.format);
  named.catalog->load(request);
  const std::vector<convert::Fate> fates = convert::explain(*named.catalog, request, {});
  Json list = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const convert::Fate& fate : fates) {
    list.push_back({{"entity", fate.entity}, {"field", fate.field}, {"place", fate.from_place}, {"class", fate.fate}, {"why", fate.why}});
    rows.push_back({fate.entity, fate.field, fate.fate, fate.from_place, fate.why});
  }
  terminal.out(json ? list.dump(2) + "\n" : table({{"entity"}, {"field"}, {"class"}, {"place"}, {"why"}}, rows));
  if (!options.quiet) terminal.err(fmt::format("{}: no faults; {}\n", named.format, counted(fates.size(), "field")));
  return ExitCode::ok;
}

ExitCode test(const Options& options, Terminal& terminal) {
  limit_words(options, 3);
  const bool json = wants_json(options);
  const Named named = named_mapping(options);
  const std::string samples = options.words.size() > 2 ? options.words[2] : "";
  const auto outcomes = convert::test_mapping(*named.catalog, mapping_request(*named.catalog, options, named.format), samples);
  std::uint64_t failed = 0;
  Json list = Json::array();
  std::string text;
  for (const convert::TestOutcome& outcome : outcomes) {
    failed += outcome.passed ? 0 : 1;
    list.push_back({{"name", outcome.name}, {"passed", outcome.passed}, {"detail", outcome.detail}});
    text += fmt::format("{}  {}\n", outcome.passed ? "passed" : "FAILED", outcome.name);
    if (outcome.passed || outcome.detail.empty()) continue;
    for (const std::string_view line : split(outcome.detail, "\n")) text += fmt::format("          {}\n", line);
  }
  terminal.out(json ? list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n" : text);
  if (!options.quiet) {
    terminal.err(outcomes.empty() ? fmt::format("{}: nothing to test. Add examples to the mapping, or name a folder with samples.\n", named.format)
                                  : fmt::format("{}: {} passed, {} failed\n", named.format, outcomes.size() - failed, failed));
  }
  return failed == 0 ? ExitCode::ok : ExitCode::findings;
}

ExitCode schema(const Options& options, Terminal& terminal) {
  limit_words(options, 1);
  std::string text = mapping::json_schema(open_catalog(options)->model());
  if (!text.ends_with('\n')) text += '\n';
  terminal.out(text);
  return ExitCode::ok;
}

struct Action {
  std::string_view name;
  ExitCode (*run)(const Options&, Terminal&);
};
constexpr Action actions[] = {{"list", list}, {"show", show}, {"check", check}, {"test", test}, {"schema", schema}};

}  // namespace

ExitCode run_map(const Options& options, Terminal& terminal) {
  std::vector<std::string> names;
  for (const Action& action : actions) names.emplace_back(action.name);
  if (options.words.empty()) throw UsageError(fmt::format("\"map\" needs to know what to do: {}. `rosterkit help map` shows examples.", join(names, ", ")));
  for (const Action& action : actions) {
    if (action.name == options.words[0]) return action.run(options, terminal);
  }
  throw UsageError(fmt::format("\"map\" cannot do \"{}\".{} It can do {}.", options.words[0], did_you_mean(options.words[0], names), join(names, ", ")));
}

}  // namespace rosterkit::cli
