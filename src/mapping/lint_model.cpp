// The completions of model.json: their entities, fields, paths and codecs.
#include "lint.hpp"

namespace rosterkit::mapping {
namespace {

class CompletionLint {
 public:
  CompletionLint(const Model& model, const std::string& pointer, Faults& faults) : model_(model), pointer_(pointer), faults_(faults) {}

  void run(const Completion& completion) {
    const Scope target = scope(completion.entity, completion.from.empty() ? "entity" : "make");
    const Scope source = completion.from.empty() ? target : scope(completion.from, "from");
    if (!target.entity || !source.entity) return;
    lint_condition(model_.schema, source, completion.when, step(pointer_, "when"), faults_);
    if (completion.from.empty()) {
      fault_at("field", field_fault(target, completion.field));
      lint_fills(model_.codes, model_.schema, source, completion.fill, step(pointer_, "fill"), faults_);
    }
    for (const Completion::Set& set : completion.sets) {
      fault_at("set", field_fault(target, set.field));
      lint_fills(model_.codes, model_.schema, source, set.fill, step(step(pointer_, "set"), set.field), faults_);
      for (const MakePart& part : set.make) {
        if (part.kind == MakePart::Kind::field) fault_at("set", path_fault(model_.schema, source, part.text));
      }
    }
    for (const std::string& field : completion.unless_same) fault_at("unlessSame", field_fault(target, field));
    for (const auto& [field, from] : completion.into) {
      fault_at("into", field_fault(source, field));
      fault_at("into", field_fault(target, from));
    }
  }

 private:
  void fault_at(const char* key, const std::string& what) {
    if (!what.empty()) faults_.add(step(pointer_, key), what);
  }

  Scope scope(const std::string& name, const char* key) {
    const auto found = model_.schema.find_entity(name);
    if (!found) fault_at(key, unknown_entity(model_.schema, name));
    return {found ? &model_.schema.entities[*found] : nullptr, nullptr, nullptr, true, true};
  }

  const Model& model_;
  std::string pointer_;
  Faults& faults_;
};

}  // namespace

void lint_model(const Model& model, Faults& faults) {
  for (std::size_t i = 0; i < model.completions.size(); ++i) {
    CompletionLint(model, step("/completions", i), faults).run(model.completions[i]);
  }
}

}  // namespace rosterkit::mapping
