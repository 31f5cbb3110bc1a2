// What records and children may have wrong, and the order in which a mapping is looked over.
#include <algorithm>

#include "lint.hpp"
#include "rosterkit/base/regex.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::mapping {
namespace {

class RecordLint {
 public:
  RecordLint(const Mapping& mapping, const model::Schema& schema, Faults& faults) : mapping_(mapping), schema_(schema), faults_(faults) {}

  void record(const Record& record) {
    const bool once = record.each.kind == Each::Kind::once;
    if (record.file.empty() && !once) faults_.add(record.pointer, "a record needs \"file\", or \"each\": \"once\" if it stands in none");
    if (mapping_.format.kind == "xml" && !once && record.each.kind != Each::Kind::path) {
      faults_.add(record.pointer, "a record of an XML file needs \"each\", the name of its element");
    }
    if (!record.skip.empty() && record.skip_why.empty()) {
      faults_.add(step(record.pointer, "skip"), "leaving rows out needs \"why\"");
    }
    Scope scope{entity(record.entity, record.pointer), nullptr, &record.distinct, true, true};
    space(record.entity, record.space, record.pointer);
    for (const std::string& path : record.distinct) {
      if (scope.entity) fault_at(record.pointer, "distinct", path_fault(schema_, *scope.entity, path));
    }
    lint_condition(schema_, scope, record.only, step(record.pointer, "only"), faults_);
    sort(record.sort, scope, record.pointer);
    for (const Field& field : record.fields) lint_field(mapping_, schema_, field, scope, once, faults_);
    children(record.children, record.fields, scope, once);
    if (!once) lint_places(mapping_, record, faults_);
  }

 private:
  void fault_at(const std::string& pointer, const char* key, const std::string& what) {
    if (!what.empty()) faults_.add(step(pointer, key), what);
  }

  const model::EntityDef* entity(const std::string& name, const std::string& pointer) {
    const auto found = schema_.find_entity(name);
    if (found) return &schema_.entities[*found];
    if (name.empty()) faults_.add(pointer, "this needs \"entity\", the entity of the model that it holds");
    else fault_at(pointer, "entity", unknown_entity(schema_, name));
    return nullptr;
  }

  void space(const std::string& entity, const std::string& space, const std::string& pointer) {
    const auto found = mapping_.ids.find(entity);
    std::vector<std::string> names;
    if (found != mapping_.ids.end()) {
      for (const IdSpace& known : found->second.spaces) names.push_back(known.name);
    }
    if (space.empty()) {
      if (!names.empty()) faults_.add(pointer, "the ids of " + in_quotes(entity) + " have separate spaces; add \"space\": " + join(names, ", "));
    } else if (std::find(names.begin(), names.end(), space) == names.end()) {
      fault_at(pointer, "space", in_quotes(entity) + " has no id space " + in_quotes(space) + suggestion(space, names));
    }
  }

  void sort(const std::vector<SortKey>& keys, const Scope& scope, const std::string& pointer) {
    for (const SortKey& key : keys) {
      if (key.path.empty() || key.path.starts_with("at:")) continue;   // refused when it was read; a cell
      fault_at(pointer, "sort", path_fault(schema_, scope, key.path));
      if (!key.equals_parent.empty()) fault_at(pointer, "sort", path_fault(schema_, scope, "^" + key.equals_parent));
    }
  }

  /// True if the rows of the file repeat for this child or for one inside it.
  static bool repeats_rows(const Child& child) {
    if (!child.write || child.each.kind == Each::Kind::path || child.each.kind == Each::Kind::split) return false;
    return child.each.kind == Each::Kind::row || !row_branches(child.fields, child.children).empty();
  }

  struct Branch {
    std::string name, pointer;
  };

  static std::vector<Branch> row_branches(const std::vector<Field>& fields, const std::vector<Child>& list) {
    std::vector<Branch> out;
    for (const Field& field : fields) {
      if (field.each_row) out.push_back({field.key, step(field.pointer, "each")});
    }
    for (const Child& child : list) {
      if (!repeats_rows(child)) continue;
      out.push_back({child.name, child.each.kind == Each::Kind::row ? step(child.pointer, "each") : child.pointer});
    }
    return out;
  }

  void children(const std::vector<Child>& list, const std::vector<Field>& fields, const Scope& outer, bool once) {
    const std::vector<Branch> branches = row_branches(fields, list);
    if (branches.size() > 1) {
      faults_.add(branches[1].pointer, in_quotes(branches[0].name) + " and " + in_quotes(branches[1].name) +
                                           " both repeat the row, side by side: each pair of them would need a row; put one into the other, or decline one");
    }
    for (const Child& child : list) this->child(child, list, outer, once);
  }

  void sibling(const Child& child, const char* key, const std::string& name, const std::vector<Child>& list) {
    if (name.empty()) return;
    std::vector<std::string> names;
    for (const Child& other : list) {
      if (other.name != child.name) names.push_back(other.name);
    }
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      fault_at(child.pointer, key, "there is no child " + in_quotes(name) + " beside this one" + suggestion(name, names));
    }
  }

  void child(const Child& child, const std::vector<Child>& list, const Scope& outer, bool once) {
    const bool is_parent = child.entity == ".";
    Scope scope{is_parent ? outer.entity : entity(child.entity, child.pointer), &outer, is_parent ? outer.distinct : nullptr,
                outer.written && child.write, outer.read && child.read};
    if (!is_parent) space(child.entity, child.space, child.pointer);
    for (const auto& [field, from] : child.parent) {
      fault_at(step(child.pointer, "parent"), field.c_str(), field_fault(scope, field));
      fault_at(step(child.pointer, "parent"), field.c_str(), path_fault(schema_, outer, from));
    }
    for (const auto& [field, from] : child.into) {
      fault_at(step(child.pointer, "into"), field.c_str(), field_fault(outer, field));
      fault_at(step(child.pointer, "into"), field.c_str(), field_fault(scope, from));
    }
    for (const std::string& field : child.present) {
      if (!field.starts_with('#') && !field.starts_with('+')) fault_at(child.pointer, "present", field_fault(scope, field));
    }
    for (const std::string& path : child.expand) fault_at(child.pointer, "expand", path_fault(schema_, outer, path));
    sibling(child, "rest", child.rest, list);
    sibling(child, "instead", child.instead, list);
    if (child.why.empty() && outer.written && outer.read) {
      if (!child.read) fault_at(child.pointer, "read", "\"read\": false needs \"why\"");
      if (!child.write) fault_at(child.pointer, "write", "\"write\": false needs \"why\"");
    }
    if (child.when_more == WhenMore::ignore && child.why.empty()) fault_at(child.pointer, "whenMore", "\"ignore\" needs \"why\"");
    only(child, scope);
    sort(child.sort, scope, child.pointer);
    for (const Field& field : child.fields) lint_field(mapping_, schema_, field, scope, once, faults_);
    children(child.children, child.fields, scope, once);
  }

  void only(const Child& child, const Scope& scope) {
    lint_condition(schema_, scope, child.only, step(child.pointer, "only"), faults_);
    for (const Test& test : child.only) {
      if (scope.read && scope.entity && test.path.find('.') != std::string::npos && !field_fault(scope, test.path).empty()) {
        fault_at(step(child.pointer, "only"), test.path.c_str(), in_quotes(test.path) + " cannot be set on reading; add \"read\": false and \"why\"");
      }
    }
  }

  const Mapping& mapping_;
  const model::Schema& schema_;
  Faults& faults_;
};

/// True if anything of it is written to its file.
template <class Holder>
bool writes_anything(const Holder& holder) {
  return std::any_of(holder.fields.begin(), holder.fields.end(), [](const Field& field) { return writes_cell(field); }) ||
         std::any_of(holder.children.begin(), holder.children.end(), [](const Child& child) { return child.write && writes_anything(child); });
}

/// Two records written to one file: each would begin it anew, with a header or a document element of its own.
void lint_outputs(const Mapping& mapping, Faults& faults) {
  std::map<std::string, const Record*> seen;
  for (const Record& record : mapping.records) {
    if (record.file.empty() || record.each.kind == Each::Kind::once || !writes_anything(record)) continue;
    const auto [it, is_new] = seen.try_emplace(record.file, &record);
    if (is_new) continue;
    faults.add(record.pointer, "the record " + in_quotes(it->second->name) + " is written to " + in_quotes(record.file) +
                                   " too, and several records in one file can only be read so far; give the fields of one of the two \"write\": false and \"why\"");
  }
}

/// Two records over the same rows or elements: each would make records of all of them.
void lint_claims(const Mapping& mapping, Faults& faults) {
  std::map<std::tuple<std::string, std::string, std::string>, const Record*> seen;
  for (const Record& record : mapping.records) {
    if (record.file.empty() || !record.skip.empty()) continue;
    const auto [it, is_new] = seen.try_emplace({record.file, record.root, record.each.path}, &record);
    if (is_new) continue;
    faults.add(record.pointer, "the record " + in_quotes(it->second->name) + " claims the same rows of " + in_quotes(record.file) +
                                   "; tell them apart with \"each\", like \".[type=user]\"");
  }
}

void lint_checks(const std::vector<Check>& checks, const std::string& pointer, const model::Schema& schema, Faults& faults) {
  for (const Check& check : checks) {
    const std::string at = step(pointer, check.name);
    const auto entity = schema.find_entity(check.entity);
    if (check.rule.empty()) faults.add(at, "a check needs \"rule\", the id of its findings");
    if (!entity) {
      faults.add(at, check.entity.empty() ? "a check needs \"entity\"" : unknown_entity(schema, check.entity));
      continue;
    }
    const Scope scope{&schema.entities[*entity], nullptr, nullptr, true, true};
    lint_condition(schema, scope, check.when, step(at, "when"), faults);
    lint_condition(schema, scope, check.expect, step(at, "expect"), faults);
    for (const std::string& field : check.unique) {
      if (const std::string what = field_fault(scope, field); !what.empty()) faults.add(step(at, "unique"), what);
    }
    if (check.expect.empty() && check.unique.empty()) faults.add(at, "a check needs \"expect\" or \"unique\"");
  }
}

void lint_ids(const Mapping& mapping, const model::Schema& schema, Faults& faults) {
  for (const auto& [entity, policy] : mapping.ids) {
    if (entity != "*" && !schema.find_entity(entity)) faults.add(step("/ids", entity), unknown_entity(schema, entity));
    if (!Regex::is_valid(policy.valid)) faults.add(step(step("/ids", entity), "valid"), "this is not a regular expression (ECMAScript)");
  }
}

}  // namespace

void lint_condition(const model::Schema& schema, const Scope& scope, const Condition& condition, const std::string& pointer, Faults& faults) {
  for (const Test& test : condition) {
    if (const std::string what = path_fault(schema, scope, test.path); !what.empty()) faults.add(step(pointer, test.path), what);
    if (test.other.empty()) continue;
    if (const std::string what = path_fault(schema, scope, test.other); !what.empty()) faults.add(step(pointer, test.path), what);
  }
}

void lint_records(const Mapping& mapping, const model::Schema& schema, Faults& faults) {
  for (const Record& record : mapping.records) RecordLint(mapping, schema, faults).record(record);
  lint_claims(mapping, faults);
  lint_outputs(mapping, faults);
}

void lint_mapping(const Mapping& mapping, const model::Schema& schema, Faults& faults) {
  if (mapping.records.empty()) faults.add("", "a mapping needs \"records\"");
  lint_ids(mapping, schema, faults);
  lint_codes(mapping, faults);
  lint_records(mapping, schema, faults);
  lint_checks(mapping.checks, "/checks", schema, faults);
  lint_checks(mapping.profile, "/profile", schema, faults);
}

}  // namespace rosterkit::mapping
