// The model as mappings/model.json states it: entities, fields, references, code lists, completions. Data, not code: no
// C++ source names an entity or a field. Built by mapping/load_model.cpp; everything else only reads it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rosterkit::model {

enum class Type : std::uint8_t { text, code, date, datetime, time, boolean, integer, number };
enum class Shape : std::uint8_t { single, list, keyed };  ///< `[]` and `{}` in model.md
enum class Personal : std::uint8_t { none, id, name, contact, birth, sensitive, secret };

struct FieldDef {
  std::string name;
  Type type = Type::text;
  Shape shape = Shape::single;
  Personal personal = Personal::none;
  std::string code_list;                  ///< for codes: name of the list
  std::vector<std::uint16_t> refs;        ///< entities that the field points to; several for address.ownerSourcedId
  std::string forward;                    ///< path name of the reference forwards ("course"), on this entity
  std::string backward;                   ///< path name backwards ("classes"), on each target entity
  std::string description;
  bool is_ref() const { return !refs.empty(); }
};

struct EntityDef {
  std::string name;
  bool strong = false;                    ///< known by its own id; weak entities by their natural key
  std::vector<std::uint16_t> key;         ///< fields of the identity: {own id} if strong, the natural key if weak
  std::uint16_t own_id = 0xFFFF;          ///< the field that holds the record's own id (weak ones carry it as an attribute)
  std::vector<FieldDef> fields;
  std::uint16_t status = 0xFFFF;          ///< the field that marks deletion in deltas; 0xFFFF = none
  std::uint16_t modified = 0xFFFF;        ///< the field with the time stamp of the last change; 0xFFFF = none
  std::string description;
  std::optional<std::uint16_t> find_field(std::string_view field) const;
};

struct CodeList {
  std::string name;
  std::vector<std::string> words;         ///< in their order, which ranges ("KG to 05") use
  bool open = false;                      ///< other words are kept
  std::string fold_prefix;                ///< prefix of private words ("ext:")
};

/// One step of a path through references: from one entity to another.
struct Step {
  std::string name;                       ///< "course", "enrollments"
  std::uint16_t from = 0, to = 0;         ///< entities
  std::uint16_t field = 0;                ///< the reference field: of `from` if forward, of `to` if backward
  bool forward = true;
};

struct Schema {
  std::vector<EntityDef> entities;        ///< in the order of model.json, which is part of the order of arrival
  std::vector<CodeList> code_lists;
  std::vector<Step> steps;
  std::string deleted_status = "";        ///< the word of `status` that means deletion
  std::string active_status = "";
  std::string version;

  std::optional<std::uint16_t> find_entity(std::string_view name) const;
  const CodeList* find_codes(std::string_view name) const;
  const Step* find_step(std::uint16_t from, std::string_view name) const;
};

}  // namespace rosterkit::model
