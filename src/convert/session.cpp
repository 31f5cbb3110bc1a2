// Opening, detecting, reading, completing: what commands share.
#include "session.hpp"

#include <algorithm>

#include "fields_used.hpp"
#include "inspect_files.hpp"
#include "keep_needed.hpp"
#include "manifest.hpp"

namespace rosterkit::convert {
namespace {

using Kind = FileFacts::Kind;

Kind kind_of(const io::InputFile& file, const mapping::Mapping& mapping, bool alone) {
  if (mapping.format.manifest && mapping.format.manifest->file == file.name) return Kind::manifest;
  if (mapping.format.kind == "xml") return Kind::xml;
  const auto reads = [&](const mapping::Record& record) { return record.file == file.name; };
  const bool read = std::any_of(mapping.records.begin(), mapping.records.end(), reads);
  return read || alone ? Kind::csv : Kind::unknown;
}

/// What reports say of the files: all of them, read or not.
void note_files(const Session& session, Diagnostics& diagnostics) {
  RunFacts& facts = diagnostics.facts;
  facts.format = session.mapping.id + (session.mapping.variant.empty() ? "" : "@" + session.mapping.variant);
  facts.files.clear();
  for (const auto& file : session.input.files) {
    FileFacts each;
    each.file = file->shown;
    each.name = file->name;
    each.archive = file->archive;
    each.kind = kind_of(*file, session.mapping, session.input.files.size() == 1);
    facts.files.push_back(std::move(each));
  }
}

void note_rows(const std::vector<FileCount>& counts, RunFacts& facts) {
  for (const FileCount& count : counts) {
    for (FileFacts& file : facts.files) {
      if (file.file != count.file) continue;
      file.rows = count.rows;
      file.checked = true;
    }
  }
}

void note_columns(const Session& session, const Settings& settings, RunFacts& facts) {
  for (std::size_t i = 0; i < facts.files.size(); ++i) {
    if (facts.files[i].kind == Kind::unknown) continue;
    const InspectedFile inspected = session.mapping.format.kind == "xml" ? inspect_xml(*session.input.files[i], session.mapping, settings)
                                                                         : inspect_csv(*session.input.files[i], session.mapping, settings);
    facts.files[i].rows = inspected.rows;
    for (const ColumnFill& column : inspected.columns) facts.files[i].columns.push_back({column.name, column.filled, column.known});
  }
}

}  // namespace

std::unique_ptr<Session> open_session(const mapping::Catalog& catalog, const std::vector<std::string>& inputs, const std::string& from,
                                      const Settings& settings, Diagnostics& diagnostics) {
  auto session = std::make_unique<Session>();
  FindingList findings;
  session->input = io::InputSet::open(inputs, settings.limits, findings);
  diagnostics.report(std::move(findings));
  session->detection = detect(session->input, catalog, from);
  const std::string format = session->detection.format.empty() ? from : session->detection.format;
  session->mode = "bulk";
  session->mapping = catalog.load({format, session->mode, settings.set});
  if (session->mapping.format.manifest) {
    FindingList ignored;                               // reported when the files are read
    try {
      const ManifestRead manifest = read_manifest(*session->mapping.format.manifest, session->input, settings.limits, ignored);
      if (!manifest.mode.empty()) session->mode = manifest.mode;
    } catch (const FileError&) {
      // Named when the files are read.
    }
  }
  session->detection.mode = session->mapping.has_modes ? session->mode : "";
  if (session->mapping.has_modes && session->mode != session->mapping.mode) session->mapping = catalog.load({format, session->mode, settings.set});
  if (settings.id_map.empty()) session->ids.let_go();
  else session->ids = IdMap::load(settings.id_map);
  note_files(*session, diagnostics);
  return session;
}

void plan_reading(const mapping::Catalog& catalog, Session& session, const Settings& settings) {
  session.roster = std::make_unique<Roster>(catalog.model().schema);
  session.roster->store.jobs = settings.jobs;
  session.roster->delta = session.mode == "delta" && session.mapping.has_modes;
  session.roster->plan = compile_reading(session.mapping, session.roster->store, session.ids, settings.keep_passwords);
}

void read_session(const mapping::Catalog& catalog, Session& session, const Settings& settings, Diagnostics& diagnostics, const FieldsUsed* written) {
  if (!session.roster) plan_reading(catalog, session, settings);
  if (settings.only_checked || written != nullptr) keep_needed(session.roster->plan, session.mapping, session.roster->store, written);
  RunFacts& facts = diagnostics.facts;
  try {
    read_files(*session.roster, session.mapping, session.input, settings, diagnostics);
  } catch (const FileError&) {
    note_rows(session.roster->files, facts);           // a report says what was read before the run stopped
    throw;
  }
  note_rows(session.roster->files, facts);
  for (FileFacts& file : facts.files) file.checked = file.checked || file.kind == Kind::manifest;
  if (facts.want_columns) note_columns(session, settings, facts);
  resolve(*session.roster, settings, diagnostics, written != nullptr ? Repeats::read_only : Repeats::all);
  facts.complete = true;
  for (const auto& [field, times] : session.roster->secrets) diagnostics.count("secret.dropped", "", times);
}

FieldsUsed fields_wanted(const mapping::Catalog& catalog, const WritePlan& plan, const Settings& settings) {
  const mapping::Model& model = catalog.model(settings.set);
  const FieldsUsed used = fields_used(plan, model.schema);
  return completion_fields(model.schema, model, {plan.required, &used});
}

std::vector<Filled> complete_session(const mapping::Catalog& catalog, Session& session, const WritePlan& plan, const Settings& settings) {
  const mapping::Model& model = catalog.model(settings.set);
  const FieldsUsed used = fields_used(plan, model.schema);
  return complete(*session.roster, model, {plan.required, &used}, settings.jobs);
}

void fill_summary(const Roster& roster, Summary& summary) {
  const auto& entities = roster.store.schema.entities;
  for (std::size_t e = 0; e < entities.size(); ++e) {
    const Counts& counts = roster.counts[e];
    if (counts.in + counts.made == 0) continue;
    summary.entities.push_back({entities[e].name, counts.in, counts.made, counts.out, counts.merged, counts.dropped, counts.unwritten});
  }
  summary.read = roster.files;
  for (const auto& [field, times] : roster.secrets) {
    const auto& entity = entities[field.first];
    summary.fields.push_back({entity.name, field.second < entity.fields.size() ? entity.fields[field.second].name : "", "lost", "passwords are left out unless --keep-passwords asks for them", times});
  }
}

}  // namespace rosterkit::convert
