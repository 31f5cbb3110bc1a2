// A conversion without an output.
#include "rehearse.hpp"

#include "writer.hpp"

namespace rosterkit::convert {
namespace {

class Nowhere : public io::OutputSet {
 public:
  io::Sink& file(const std::string&) override { return sink_; }
  void commit() override {}

 private:
  struct Nothing : io::Sink {
    void write(std::string_view) override {}
  };
  Nothing sink_;
};

}  // namespace

void rehearse(const mapping::Catalog& catalog, Session& session, const mapping::Mapping& to, const Settings& settings, Diagnostics& diagnostics) {
  Roster& roster = *session.roster;
  if (roster.delta && !to.has_modes) {
    Finding finding;
    finding.rule = "mode.delta-as-snapshot";
    finding.severity = Severity::error;
    finding.message = "the input holds changes only, and " + to.id + " always means a complete list";
    finding.hint = "read as the whole list, it would delete everybody who did not change. Send the last complete export instead.";
    diagnostics.report(std::move(finding));
    return;
  }
  WritePlan plan = compile_writing(to, roster.store.schema, session.ids, roster.ext_names);
  const std::vector<Filled> filled = complete_session(catalog, session, plan, settings);
  Writer writer(roster, to, plan, diagnostics, roster.delta, settings.jobs);
  writer.rehearses();
  writer.select();
  Nowhere nowhere;
  std::vector<FileCount> files;
  writer.write(nowhere, files);
  writer.report_failures();
  FieldCounts fields;
  writer.count(fields, filled);
  // What a receiver has no place for is no fault of the set; `explain` tells it. What it cuts short is.
  for (const auto& [key, value] : fields) {
    if (std::get<2>(key) == "folded") diagnostics.count("value.lost", "", value.first);
  }
}

}  // namespace rosterkit::convert
