// Records that should have been written and could not be: what they follow from, and what is said of them.
#include <algorithm>

#include "writer.hpp"

namespace rosterkit::convert {

/// What the failures follow from: a record that failed itself, or a reference that was lost while reading.
void Writer::note_causes() {
  Causes& causes = roster_.causes;
  for (auto& [key, failure] : failures_) {
    const std::uint16_t entity = plan_.records[key.first]->entity;
    bool elsewhere = false;                            // written to another file: nothing is lost
    for (std::size_t r = 0; r < plan_.records.size(); ++r) {
      elsewhere = elsewhere || (plan_.records[r]->entity == entity && plan_.records[r]->distinct.empty() && chosen_[r][key.second]);
    }
    if (elsewhere) continue;
    failed_[entity][key.second] = 1;
    failure.cause = causes.of(Causes::Kind::unwritten, entity, key.second);
    causes.add(failure.cause);
  }
  for (const auto& [key, failure] : failures_) {
    if (failure.cause == Causes::none || causes.root(failure.cause) != failure.cause) continue;
    if (failure.needs != model::no_row) {
      const Causes::Number needed = causes.find(Causes::Kind::unwritten, failure.needs_entity, failure.needs);
      if (needed != Causes::none) causes.follow(failure.cause, needed);
    } else if (failure.missing != nullptr && failure.missing->target != 0xFFFF && failure.where == plan_.records[key.first].get()) {
      const Causes::Number lost = causes.of_blank(failure.where->entity, failure.missing->target, key.second);
      if (lost != Causes::none) causes.follow(failure.cause, lost);
    }
  }
}

void Writer::report_failures() {
  Causes& causes = roster_.causes;
  for (const auto& [key, noted] : failures_) {
    const Failure& failure = noted;                    // a structured binding cannot be captured
    if (failure.cause == Causes::none) continue;
    const WriteFrame& record = *plan_.records[key.first];
    const bool is_reference = failure.missing != nullptr && failure.missing->written_set >= 0;
    const bool depends = is_reference && failure.needs != model::no_row;
    log_.report(depends ? "write.depends" : "write.required", record.entity, key.second, causes, causes.part(failure.cause), [&](Finding& finding) {
      const std::string column = failure.missing == nullptr || failure.missing->at.empty() ? "" : failure.missing->at.front().text;
      finding.column = column;
      if (depends) {
        const std::string& needed = store_.schema.entities[failure.needs_entity].name;
        const bool gone = left_deleted_[failure.needs_entity][failure.needs];
        finding.message = "needs the " + needed + " \"" + record_id(store_, failure.needs_entity, failure.needs) + "\" (\"" + column + "\"), which is " +
                          (gone ? "marked as deleted in the source, and " + mapping_.id + " says that by leaving it out" : "not written to " + mapping_.id);
        finding.hint = "the record " + was("left out.") + (gone ? " Mark it as deleted too, or take the mark off the " + needed + " at the source." : "");
        return;
      }
      finding.message = mapping_.id + " requires \"" + (column.empty() && failure.missing != nullptr ? failure.missing->field->key : column) + "\"" +
                        (failure.where != &record && failure.where != nullptr ? " (" + failure.where->child->name + ")" : "") + ", and there is no value for it";
      std::string option;
      if (failure.missing != nullptr) {
        for (const mapping::Fill& each : failure.missing->field->fill) {
          if (each.text.empty() && !each.option.empty()) option = each.option;
        }
      }
      if (option.empty() && failure.missing != nullptr && failure.where != nullptr && failure.missing->target != 0xFFFF) {
        const std::string field = store_.schema.entities[failure.where->entity].name + "." + failure.missing->field->name;
        for (const mapping::Option& each : roster_.plan.mapping->options) {
          if (each.mends == field) option = each.name;
        }
      }
      finding.hint = "the record " + was("left out. Fill it in at the source") + (option.empty() ? "." : ", or give one for all with --set " + option + "=...");
    });
  }
}

}  // namespace rosterkit::convert
