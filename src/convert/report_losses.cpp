// The words for what is missing: references that point to nothing, and records whose id belongs to somebody else.
#include <algorithm>

#include "identity.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/convert/roster.hpp"
#include "store_log.hpp"

namespace rosterkit::convert {
namespace {

class Losses {
 public:
  Losses(Roster& roster, Diagnostics& diagnostics)
      : roster_(roster), store_(roster.store), causes_(roster.causes), log_(roster.store, diagnostics), identity_(roster, log_, 1) {}

  void dangling(const Causes::Dangling& reference);
  void copy(const Causes::Copy& reference);
  void collided(const Causes::Collided& record);

 private:
  Roster& roster_;
  const model::Store& store_;
  Causes& causes_;
  StoreLog log_;
  Identity identity_;
};

void Losses::dangling(const Causes::Dangling& reference) {
  const model::EntityDef& def = store_.schema.entities[reference.entity];
  const model::FieldDef& field = def.fields[reference.field];
  const model::Segment& segment = *store_.tables[reference.entity]->at(reference.row).segment;
  const bool in_key = std::find(def.key.begin(), def.key.end(), reference.field) != def.key.end();
  const std::string_view rule = reference.wrong_space ? "reference.space" : in_key ? "reference.missing-key" : "reference.missing";
  const std::string target = store_.schema.entities[causes_.entity(reference.cause)].name;
  log_.report(rule, reference.entity, reference.row, causes_, causes_.part(reference.cause), [&](Finding& finding) {
    finding.column = identity_.column_of(segment, reference.field);
    std::string sought = target;
    if (reference.wrong_space) sought = store_.spaces[segment.find(reference.field)->space];
    finding.message = finding.column.empty() ? "\"" + field.name + "\": " : "";
    finding.message += "there is no " + sought + " \"" + std::string(store_.ids(causes_.entity(reference.cause)).text(reference.id)) + "\"";
    if (reference.wrong_space) finding.message += " (the id belongs to somebody else)";
    finding.hint = in_key ? "the record was left out. " : "the reference was left out, the record was kept. ";
    if (reference.wrong_space) finding.hint += "Correct the id, or see what is said of this id elsewhere.";
    else if (causes_.what(reference.cause) == 0) finding.hint += "Not one " + target + " was read: add them at the source.";
    else finding.hint += "Add the missing " + target + " at the source, or remove this " + (in_key ? "record." : "reference.");
  });
}

void Losses::copy(const Causes::Copy& reference) {
  const std::string& target = store_.schema.entities[causes_.entity(reference.cause)].name;
  log_.report("reference.missing", reference.entity, reference.row, causes_, causes_.part(reference.cause), [&](Finding& finding) {
    finding.column = reference.op->at.text;
    finding.message = "there is no " + target + " \"" + std::string(store_.ids(causes_.entity(reference.cause)).text(reference.id)) + "\"";
    finding.hint = "the record was kept; what it names is held elsewhere. Add the missing " + target + " at the source, or correct this cell.";
  });
}

void Losses::collided(const Causes::Collided& record) {
  const auto a = store_.tables[record.entity]->at(record.first);
  const auto b = store_.tables[record.entity]->at(record.again);
  const std::string& ours = store_.spaces[a.segment->space];
  const std::string& theirs = store_.spaces[b.segment->space];
  std::string option;
  const auto policy = roster_.plan.mapping->ids.find(store_.schema.entities[record.entity].name);
  if (policy != roster_.plan.mapping->ids.end()) {
    for (const mapping::IdSpace& space : policy->second.spaces) {
      if (space.name == theirs && !space.prefix_option.empty()) option = "--set " + space.prefix_option + "=" + theirs.substr(0, 1) + "-";
    }
  }
  log_.report("key.space-collision", record.entity, record.again, causes_, causes_.part(record.cause), [&](Finding& finding) {
    finding.message = "this " + theirs + " has the id of a " + ours + " (" + store_.files[a.segment->file] + ", line " +
                      std::to_string(a.segment->line(a.index)) + "): two different people under one id";
    finding.hint = "the " + theirs + " and the records that name this " + theirs + " were left out, so that nobody becomes somebody else." +
                   (option.empty() ? "" : " To keep both, run again with " + option + ", which puts \"" + theirs.substr(0, 1) + "-\" before the id of every " + theirs + ".");
  });
}

}  // namespace

void report_losses(Roster& roster, Diagnostics& diagnostics) {
  Losses losses(roster, diagnostics);
  // A record that was left out shows its cause better than the first reference to it.
  for (const Causes::Collided& record : roster.causes.collided()) losses.collided(record);
  roster.causes.each_dangling([&](const Causes::Dangling& reference) { losses.dangling(reference); });
  for (const Causes::Copy& reference : roster.causes.copies()) losses.copy(reference);
}

}  // namespace rosterkit::convert
