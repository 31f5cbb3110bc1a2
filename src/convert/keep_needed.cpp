// Collected from the plan and the checks. A field that is forgotten here would leave a check, or a target, without its values:
// tests/convert/keep_needed_test.cpp holds findings and outputs to those with everything kept; in debug builds the store
// refuses to be asked for what was not kept.
#include "keep_needed.hpp"

#include <algorithm>
#include <set>

#include "tests.hpp"

namespace rosterkit::convert {
namespace {

using Fields = std::set<std::pair<std::uint16_t, std::uint16_t>>;

class Needs {
 public:
  Needs(const mapping::Mapping& mapping, const model::Schema& schema) : mapping_(mapping), schema_(schema) {}

  struct Wanted {
    Fields whole, alike;                               // of the latter only what tells which are alike
  };

  Wanted run(const ReadPlan& plan) {
    for (std::uint16_t e = 0; e < schema_.entities.size(); ++e) {
      const model::EntityDef& entity = schema_.entities[e];
      for (const std::uint16_t field : entity.key) add(e, field);
      for (const std::uint16_t field : {entity.status, entity.modified}) add(e, field);
      if (entity.strong) add(e, entity.own_id);
      else wanted_.alike.emplace(e, entity.own_id);    // a record that has a natural key is named by that
      for (std::uint16_t f = 0; f < entity.fields.size(); ++f) {
        if (entity.fields[f].is_ref()) add(e, f);
      }
    }
    for (const FramePlan* frame : plan.recipes) this->frame(*frame);
    for (const mapping::Check& check : mapping_.checks) {
      const auto entity = schema_.find_entity(check.entity);
      if (!entity) continue;
      condition(*entity, check.when);
      condition(*entity, check.expect);
      for (const std::string& path : check.unique) all_of(Path::compile(schema_, *entity, path));
    }
    return std::move(wanted_);
  }

 private:
  void add(std::uint16_t entity, std::size_t field) {
    if (entity != 0xFFFF && field != 0xFFFF) wanted_.whole.emplace(entity, static_cast<std::uint16_t>(field));
  }
  template <typename Program>
  void all_of(const Program& program) {
    program.each_field([&](std::uint16_t entity, std::size_t field) { add(entity, field); });
  }
  void condition(std::uint16_t entity, const mapping::Condition& tests) { all_of(RowTest::compile(schema_, entity, {}, tests)); }

  void frame(const FramePlan& frame) {
    for (const ReadOp& op : frame.ops) {
      if (op.field != nullptr && op.field->unique) wanted_.alike.emplace(frame.entity, op.target);
      all_of(op.path);
      if (frame.entity == 0xFFFF || op.field == nullptr) continue;
      for (const mapping::CodecUse& use : op.field->as) {   // words that the model decides when all is read
        const auto found = use.name == "code" ? mapping_.code_when.find(use.arguments.text) : mapping_.code_when.end();
        if (found == mapping_.code_when.end()) continue;
        add(frame.entity, op.target);
        for (const auto& [word, tests] : found->second) condition(frame.entity, tests);
      }
    }
    if (frame.entity != 0xFFFF) condition(frame.entity, frame.late_when);
    for (const auto& [own, theirs] : frame.parent) add(frame.entity, own);
    for (const FramePlan& inner : frame.children) {
      for (const auto& [own, theirs] : inner.parent) add(frame.entity, theirs);
      for (const auto& [mine, own] : inner.into) {
        add(frame.entity, mine);
        add(inner.entity, own);
      }
    }
  }

  const mapping::Mapping& mapping_;
  const model::Schema& schema_;
  Wanted wanted_;
};

}  // namespace

void keep_needed(ReadPlan& plan, const mapping::Mapping& mapping, const model::Store& store, const FieldsUsed* written) {
  const model::Schema& schema = store.schema;
  const Needs::Wanted wanted = Needs(mapping, schema).run(plan);
  std::vector<std::size_t> givers(schema.entities.size());
  for (const FramePlan* frame : plan.recipes) {
    if (frame->entity != 0xFFFF) ++givers[frame->entity];
  }
  for (const auto& record : plan.records) {
    if (record->entity == 0xFFFF || record->merge != mapping::Merge::no || givers[record->entity] != 1) continue;
    record->kept.assign(record->field_count, written != nullptr ? Keep::mark : Keep::rest);
    for (std::uint16_t f = 0; f < record->field_count; ++f) {
      const std::pair key(record->entity, f);
      const bool is_bag = f >= schema.entities[record->entity].fields.size();   // columns without a field of their own
      if (wanted.whole.contains(key) || (written != nullptr && (is_bag || written->contains(key)))) record->kept[f] = Keep::whole;
      else if (wanted.alike.contains(key)) record->kept[f] = store.domain(record->entity, f) == nullptr ? Keep::hash : Keep::whole;
    }
    record->rest = static_cast<std::uint16_t>(record->field_count + record->hidden_count);
  }
}

}  // namespace rosterkit::convert
