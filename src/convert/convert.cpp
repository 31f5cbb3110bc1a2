// The conversion from end to end: read, settle, complete, write, count; replace only if all is good.
#include "rosterkit/convert/convert.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "rehearse.hpp"
#include "rosterkit/base/beside.hpp"
#include "rosterkit/base/heap.hpp"
#include "rosterkit/base/kept_until_exit.hpp"
#include "rosterkit/base/text.hpp"
#include "session.hpp"
#include "writer.hpp"

namespace rosterkit::convert {
namespace {

std::vector<std::string> file_names(const mapping::Mapping& mapping) {
  std::set<std::string> names;
  for (const mapping::Record& record : mapping.records) {
    if (!record.file.empty()) names.insert(record.file);
  }
  if (mapping.format.manifest) names.insert(mapping.format.manifest->file);
  return {names.begin(), names.end()};
}

io::OutputSet::Request output_request(const ConvertRequest& request, const mapping::Mapping& to) {
  io::OutputSet::Request output = request.output;
  output.own_names = file_names(to);
  output.input_paths = request.inputs;
  const bool single = output.own_names.size() == 1;
  using Kind = io::OutputSet::Kind;
  if (output.path == "-") output.kind = single ? Kind::stdout_file : Kind::stdout_zip;
  else if (output.path.size() > 4 && equal_ignoring_case(std::string_view(output.path).substr(output.path.size() - 4), ".zip")) output.kind = Kind::zip;
  else output.kind = single ? Kind::file : Kind::folder;
  return output;
}

/// Changes only must never look like a whole list: the receiver would delete everybody who did not change.
bool delta_output(const ConvertRequest& request, bool delta_in, const mapping::Mapping& to) {
  const bool delta_out = request.mode.empty() ? delta_in : request.mode == "delta";
  const auto refuse = [&](const std::string& message) {
    Finding finding;
    finding.rule = "mode.delta-as-snapshot";
    finding.severity = Severity::error;
    finding.message = message;
    finding.hint = "read as the whole list, it would delete everybody who did not change. Convert the last complete export instead.";
    throw FileError(ExitCode::input_refused, std::move(finding));
  };
  if (delta_in && !delta_out) refuse("the input holds changes only and cannot be written as a complete list (--mode bulk)");
  if (delta_in && !to.has_modes) refuse("the input holds changes only, and " + to.id + " always means a complete list");
  if (delta_out && !to.has_modes) throw UsageError(to.id + " has no mode \"delta\": leave --mode away.");
  return delta_out;
}

std::string sentence(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

/// An entity that had records and has none left, because of errors: writing would delete them all at the receiver.
bool lost_entities(const Roster& roster, Diagnostics& diagnostics) {
  bool lost = false;
  const FindingList findings = diagnostics.sorted();
  for (std::size_t e = 0; e < roster.counts.size(); ++e) {
    const Counts& counts = roster.counts[e];
    if (counts.out != 0 || counts.dropped == 0 || counts.unwritten != 0) continue;
    const std::string& name = roster.store.schema.entities[e].name;
    Finding finding;
    finding.rule = "entity.lost";
    finding.severity = Severity::error;
    finding.entity = name;
    finding.message = (counts.dropped == 1 ? "the only record of \"" + name + "\" was" : "all " + with_commas(counts.dropped) + " records of \"" + name + "\" were") +
                      " lost to errors, so nothing was written; an older output is as it was";
    // The first error about this entity names the root cause, and the option that mends it.
    for (const Finding& each : findings) {
      if (each.severity == Severity::error && each.entity == name && !each.follower && !each.hint.empty()) {
        finding.hint = "the first of them: " + each.message + ". " + sentence(each.hint);
        break;
      }
    }
    if (finding.hint.empty()) finding.hint = "each of them needs a record that was left out. Mend what the other errors name, and these come back.";
    diagnostics.report(std::move(finding));
    lost = true;
  }
  return lost;
}

/// Tells the losses once, whichever way the run leaves.
struct Untold {
  Roster& roster;
  Diagnostics& diagnostics;
  std::optional<Writer>& writer;
  bool told = false;

  void tell() {
    if (std::exchange(told, true)) return;
    report_losses(roster, diagnostics);
    if (writer) writer->report_failures();
  }
  ~Untold() {
    try {
      tell();
    } catch (...) {
      // The run is ending with an exception of its own, which says more.
    }
  }
};

/// What a conversion works with, in the order in which it comes about: a writer looks at all before it.
struct Work {
  std::unique_ptr<Session> session;
  mapping::Mapping to;
  WritePlan plan;
  std::optional<Writer> writer;
};

/// Destroys what a command has worked with, or leaves it to the system if the process ends anyway.
struct Leave {
  bool process_ends;
  template <typename T>
  void operator()(T* memory) const {
    std::unique_ptr<T> owned(memory);
    if (process_ends) kept_until_exit(std::move(owned));
  }
};

/// Lets go of the memory while the disk is waited for. The system takes it back when the process has ended, and whoever waits for the
/// process waits for that, 18 ms for 490 MiB. To give it to the system, piece by piece, takes twice as long: where the disk is quick
/// nobody waits for it, and the end of the process does the rest at once.
Beside<void> give_back(std::unique_ptr<Work, Leave> work) {
  std::uint64_t bytes = 0;
  for (const FileCount& each : work->session->roster->files) bytes += each.bytes;
  constexpr std::uint64_t worth_a_thread = 32u << 20;
  if (bytes < worth_a_thread) return {};
  return Beside<void>([whole = std::unique_ptr<Work>(work.release())]() mutable {
    whole.reset();
    begin_beside(give_memory_back, Begin::in_turn);
  });
}

}  // namespace

Summary convert(const mapping::Catalog& catalog, const ConvertRequest& request, Diagnostics& diagnostics) {
  const Settings& settings = request.settings;
  std::unique_ptr<Work, Leave> work(new Work, Leave{settings.process_ends});
  auto& [session, to, plan, writer] = *work;
  catalog.read_ahead(request.to);
  session = open_session(catalog, request.inputs, request.from, settings, diagnostics);
  Beside<void> planned([&catalog, &settings, at = session.get()] {
    expect_memory(memory_of_loading);
    plan_reading(catalog, *at, settings);
  });
  // Before anything is read: a fault in the target is told at once, and of what it does not look at little need be kept.
  to = catalog.load({request.to, request.mode.empty() ? session->mode : request.mode, settings.set});
  const auto output = io::OutputSet::begin(output_request(request, to));
  const bool delta = delta_output(request, session->mode == "delta" && session->mapping.has_modes, to);
  if (to.has_modes && delta != (to.mode == "delta")) to = catalog.load({request.to, delta ? "delta" : "bulk", settings.set});
  planned.get();
  plan = compile_writing(to, catalog.model().schema, session->ids, {});
  const FieldsUsed wanted = fields_wanted(catalog, plan, settings);
  read_session(catalog, *session, settings, diagnostics, settings.record_by_record ? nullptr : &wanted);
  Roster& roster = *session->roster;
  run_checks(roster, session->mapping.checks, false, diagnostics, settings.jobs);
  if (!roster.ext_names.empty()) plan = compile_writing(to, roster.store.schema, session->ids, roster.ext_names);
  // What is lost is told at the end, when it is known what follows from it; also if the run ends before.
  Untold untold{roster, diagnostics, writer};
  const std::vector<Filled> filled = complete_session(catalog, *session, plan, settings);

  Summary summary;
  summary.from = session->mapping.id + (session->mapping.variant.empty() ? "" : "@" + session->mapping.variant);
  summary.to = to.id + (to.variant.empty() ? "" : "@" + to.variant);
  summary.mode = to.has_modes ? (delta ? "delta" : "bulk") : "";
  writer.emplace(roster, to, plan, diagnostics, delta, settings.jobs, settings.record_by_record);
  writer->select();
  writer->write(*output, summary.written);
  const auto begin_commit = [&] {
    if (!settings.id_map.empty() && session->ids.changed() && !request.output.dry_run) io::write_file_atomically(settings.id_map, session->ids.text());
    return Beside<void>([&output] { output->commit(); });
  };
  // The disk takes its time, and need not wait for what is found, told and counted now, unless that may keep the output back.
  Beside<void> committed;
  if (!request.strict && writer->loses_no_entity()) committed = begin_commit();
  untold.tell();
  if (!settings.record_by_record) find_unread_repeats(roster, settings, diagnostics);
  FieldCounts fields;
  writer->count(fields, filled);
  fill_summary(roster, summary);
  const auto& entities = roster.store.schema.entities;
  for (const auto& [key, value] : fields) {
    const auto& [entity, field, what] = key;
    summary.fields.push_back({entities[entity].name, field, what, value.second, value.first});
  }
  for (const auto& rule : plan.id_rules) {
    if (rule->minted() != 0) summary.fields.push_back({rule->entity(), "id", "minted", to.id + " does not admit the ids of the source" + (settings.id_map.empty() ? "; keep them with --id-map FILE" : ""), rule->minted()});
  }
  for (const FieldCount& each : summary.fields) {
    const std::string rule = each.what == "filled" ? "value.filled" : each.what == "minted" ? "id.minted" : each.what == "unwritten" ? "record.unwritten" : "value.lost";
    if (!(each.what == "lost" && each.why.starts_with("passwords"))) diagnostics.count(rule, "", each.times);
  }

  const bool lost = lost_entities(roster, diagnostics);
  diagnostics.settle();                                // known findings do not count
  const bool failing = diagnostics.count_of(Severity::error) != 0 || (request.fail_on == Severity::warning && diagnostics.count_of(Severity::warning) != 0);
  if (lost || (request.strict && failing)) {
    summary.nothing_replaced = true;
    return summary;
  }
  if (!committed.has_work()) committed = begin_commit();
  const Beside<void> given_back = committed.is_done() ? Beside<void>() : give_back(std::move(work));
  committed.get();
  return summary;
}

Summary validate(const mapping::Catalog& catalog, const ReadOnlyRequest& request, Diagnostics& diagnostics) {
  Settings settings = request.settings;
  settings.judging = true;
  settings.only_checked = request.profile.empty() && !settings.record_by_record;
  const std::unique_ptr<Session, Leave> session(open_session(catalog, request.inputs, request.from, settings, diagnostics).release(), Leave{settings.process_ends});
  read_session(catalog, *session, settings, diagnostics);
  report_losses(*session->roster, diagnostics);
  run_checks(*session->roster, session->mapping.checks, true, diagnostics, settings.jobs);
  Summary summary;
  summary.from = session->mapping.id + (session->mapping.variant.empty() ? "" : "@" + session->mapping.variant);
  summary.mode = session->detection.mode;
  for (std::size_t e = 0; e < session->roster->counts.size(); ++e) {
    Counts& counts = session->roster->counts[e];
    counts.dropped = counts.in;
    std::uint64_t live = 0;
    for (const auto& segment : session->roster->store.tables[e]->segments()) {
      live += static_cast<std::uint64_t>(std::count(segment->states.begin(), segment->states.end(), model::State::live));
    }
    counts.out = live;
    counts.dropped = counts.in + counts.made - live - counts.merged;
  }
  fill_summary(*session->roster, summary);
  summary.code = session->roster->code;
  if (!request.profile.empty()) {
    const mapping::Mapping receiver = catalog.load({request.profile, session->roster->delta ? "delta" : "", settings.set});
    run_checks(*session->roster, receiver.profile, true, diagnostics, settings.jobs);
    if (receiver.id != session->mapping.id || receiver.variant != session->mapping.variant) rehearse(catalog, *session, receiver, settings, diagnostics);
  }
  return summary;
}

}  // namespace rosterkit::convert
