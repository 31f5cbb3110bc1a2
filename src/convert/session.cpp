// Opening, detecting, reading: the way in that all commands share.
#include "session.hpp"

#include "manifest.hpp"

namespace rosterkit::convert {

mapping::Mapping load_in_mode(const mapping::Catalog& catalog, const std::string& format, const std::string& mode, const Settings& settings) {
  mapping::Mapping mapping = catalog.load({format, "", settings.set});
  if (!mapping.has_modes || mode.empty()) return mapping;
  return catalog.load({format, mode, settings.set});
}

std::unique_ptr<Session> open_session(const mapping::Catalog& catalog, const std::vector<std::string>& inputs, const std::string& from,
                                      const Settings& settings, Diagnostics& diagnostics) {
  auto session = std::make_unique<Session>();
  FindingList findings;
  session->input = io::InputSet::open(inputs, settings.limits, findings);
  diagnostics.report(std::move(findings));
  session->detection = detect(session->input, catalog, from);
  const std::string format = session->detection.format.empty() ? from : session->detection.format;
  session->mapping = catalog.load({format, "", settings.set});
  session->mode = "bulk";
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
  if (session->mapping.has_modes) session->mapping = catalog.load({format, session->mode, settings.set});
  if (settings.id_map.empty()) session->ids.let_go();
  else session->ids = IdMap::load(settings.id_map);
  return session;
}

void read_session(const mapping::Catalog& catalog, Session& session, const Settings& settings, Diagnostics& diagnostics) {
  session.roster = std::make_unique<Roster>(catalog.model().schema);
  session.roster->delta = session.mode == "delta" && session.mapping.has_modes;
  session.roster->plan = compile_reading(session.mapping, session.roster->store, session.ids, settings.keep_passwords);
  read_files(*session.roster, session.mapping, session.input, settings, diagnostics);
  resolve(*session.roster, settings, diagnostics);
  for (const auto& [field, times] : session.roster->secrets) diagnostics.count("secret.dropped", "", times);
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
