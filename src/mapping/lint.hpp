// What a mapping that is well-formed may still have wrong: names that the model, the codecs or the tables do not have, and
// the refusals of docs/mapping-files.md, "What the loader refuses". One lint_*.cpp a group of rules.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "faults.hpp"
#include "rosterkit/mapping/catalog.hpp"
#include "rosterkit/mapping/mapping.hpp"
#include "rosterkit/model/schema.hpp"

namespace rosterkit::mapping {

void lint_mapping(const Mapping& mapping, const model::Schema& schema, Faults& faults);
void lint_model(const Model& model, Faults& faults);

/// An entity with what surrounds it: parents, and the paths of a `distinct` record, which stand for fields.
struct Scope {
  const model::EntityDef* entity = nullptr;
  const Scope* outer = nullptr;
  const std::vector<std::string>* distinct = nullptr;
  bool written = true;                     ///< false inside a child that declines writing
  bool read = true;
};

// ---- lint_paths.cpp -----------------------------------------------------------------------------------------------------
/// What is wrong with a path through references ("user.roles[role=student].org.name"), or "".
std::string path_fault(const model::Schema& schema, const model::EntityDef& entity, std::string_view path);
/// The same, but in a distinct record its own paths are good as they stand.
std::string path_fault(const model::Schema& schema, const Scope& scope, std::string_view path);
/// What is wrong with the name of a field ("userIds.State" is one), or "".
std::string field_fault(const Scope& scope, std::string_view name);
std::string unknown_field(const model::EntityDef& entity, std::string_view name);
std::string unknown_entity(const model::Schema& schema, std::string_view name);
std::vector<std::string> entity_names(const model::Schema& schema);

// ---- lint_fields.cpp ----------------------------------------------------------------------------------------------------
void lint_field(const Mapping& mapping, const model::Schema& schema, const Field& field, const Scope& scope, bool once, Faults& faults);
void lint_codecs(const std::map<std::string, codec::CodeTable>& codes, const std::vector<CodecUse>& uses, const std::string& pointer, Faults& faults);
void lint_fills(const std::map<std::string, codec::CodeTable>& codes, const model::Schema& schema, const Scope& scope,
                const std::vector<Fill>& fills, const std::string& pointer, Faults& faults);
void lint_codes(const Mapping& mapping, Faults& faults);                        // lint_codes.cpp
bool writes_cell(const Field& field);

// ---- lint_records.cpp, lint_places.cpp ------------------------------------------------------------------------------------
void lint_records(const Mapping& mapping, const model::Schema& schema, Faults& faults);
void lint_places(const Mapping& mapping, const Record& record, Faults& faults);
void lint_condition(const model::Schema& schema, const Scope& scope, const Condition& condition, const std::string& pointer, Faults& faults);

}  // namespace rosterkit::mapping
