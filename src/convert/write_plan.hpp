// A mapping compiled for writing: for each record and child, which records of the model it takes, and the operations that
// fill its cells or nodes. Private to src/convert.
#pragma once

#include <bitset>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fill.hpp"
#include "rosterkit/convert/ids.hpp"
#include "rosterkit/convert/read_plan.hpp"
#include "tests.hpp"

namespace rosterkit::convert {

/// Where a value goes, relative to the node of its record or child.
struct OutLocation {
  enum class Kind : std::uint8_t { none, cell, item, word, path, self };
  Kind kind = Kind::none;
  unsigned up = 0;
  std::vector<std::uint32_t> columns;                  ///< CSV: by number word; one if the name has no {n}
  NodePath path;                                       ///< XML
  std::string text;
};

struct WriteMake {
  struct Part {
    mapping::MakePart::Kind kind;
    Path path;
    std::size_t distinct = 0xFFFF;                     ///< a path of the distinct record
    OutLocation at;
    std::string literal;
  };
  std::vector<Part> parts;
};

struct WriteOp {
  enum class Kind : std::uint8_t { value, keyed_item, keyed_rest, derive, constant, make, flags, text_template };
  Kind kind = Kind::value;
  const mapping::Field* field = nullptr;
  std::uint16_t target = 0xFFFF;
  std::size_t distinct = 0xFFFF;                       ///< the value is a path of the distinct record
  std::vector<OutLocation> at;
  ValueChain chain;
  bool is_list = false;                                ///< the model's value is a list
  bool list_location = false;                          ///< several nodes
  const IdRule* id = nullptr;
  std::int32_t written_set = -1;                       ///< references: set of records that must be written; -1 = not checked
  std::uint16_t refers = 0xFFFF;                       ///< references: the entity referred to
  FillProgram fill;
  RowTest when;
  Path path;
  Pick pick = Pick::first;
  WriteMake make;
  OutLocation item_key, item_value;
  const codec::CodeTable* key_code = nullptr;
  std::vector<std::string> taken;                      ///< keyed_rest: keys that other fields write
  std::vector<std::pair<std::uint16_t, std::string>> flags;
  std::uint16_t many = 0xFFFF;
  std::vector<std::pair<std::string, Path>> holes;
  std::string tail;
  bool own_id = false;
  bool required = false;
  bool secret = false;
};

struct WriteSort {
  Path path;
  std::string at;                                      ///< instead of a path: what is written to this location
  bool descending = false;
  std::optional<Path> equals;                          ///< of the parent
  std::int32_t written_set = -1;                       ///< what is compared must be written; -1 = not checked
};

using FieldSet = std::bitset<256>;

struct WriteFrame {
  const mapping::Record* record = nullptr;
  const mapping::Child* child = nullptr;
  std::string name;
  std::uint16_t entity = 0xFFFF;
  std::size_t number = 0;                              ///< among all frames of the plan
  std::size_t claim = 0;                               ///< bit in the claims of the entity
  bool self = false;                                   ///< entity ".": the parent itself
  mapping::Each each;
  std::optional<NodePath> each_path;
  std::optional<OutLocation> split_at;
  std::vector<WriteOp> ops;                            ///< plain, then make
  std::vector<WriteOp> constants;
  RowTest only;
  RowTest late_when;                                   ///< `when` of a child that looks at the model
  std::vector<FramePlan::When> when;                   ///< of children: cells of the row
  std::vector<std::uint32_t> when_columns;
  std::vector<OutLocation> when_at;
  struct Pair { std::uint16_t own; std::uint16_t parent; std::size_t distinct; };
  std::vector<Pair> parent;
  std::vector<Pair> into;
  std::vector<WriteSort> sort;
  std::vector<std::pair<std::string, Path>> distinct;
  std::vector<std::uint16_t> expand;
  struct ByKey { std::uint16_t field; std::int32_t set; };
  std::vector<ByKey> by_key;                           ///< references that other cells write, by another key of their target
  /// A field of the natural key that an item of a child carries: the cells that reading finds it in, first that has one.
  struct KeyCell { const mapping::Field* field; std::vector<std::size_t> ops; ValueChain chain; };
  std::vector<KeyCell> key_cells;
  std::vector<std::uint16_t> key_inside;               ///< fields of the key that a child of this child writes
  std::vector<std::string> present;                    ///< locations of which an item must fill one, or reading sees no item
  bool folds_keys = false;                             ///< the cells may say the same of two records with different keys
  std::int32_t rest = -1, instead = -1;                ///< index of the sibling
  std::vector<WriteFrame> children;                    ///< in the order of writing
  FieldSet fields;                                     ///< model fields that this frame carries (or makes again)
  /// Fields of which not every value has a place: keyed lists of which single keys are written, what the format says of all.
  struct Partly { std::vector<std::string> keys, constants; };
  std::map<std::uint16_t, Partly> partly;
  FieldSet whole;                                      ///< fields of which every value has one, whatever `partly` says
  /// A field that other cells write: what reading will find in their place is compared with the model.
  struct Echo { std::uint16_t target; const mapping::Field* field; std::vector<OutLocation> at; ValueChain chain; const IdRule* id; };
  std::vector<Echo> echoes;
  bool ext = false;
  bool writes = true;                                  ///< false: declined, claims only
  bool claims_unwritten = false;                       ///< declined, and no other child writes such items: reading makes them again
  std::int32_t written_set = -1;                       ///< top level: the set that its records are in
  std::vector<std::uint16_t> entity_fields;
};

struct WritePlan {
  const mapping::Mapping* mapping = nullptr;
  std::vector<std::unique_ptr<WriteFrame>> records;
  std::vector<std::unique_ptr<IdRule>> id_rules;
  std::map<std::string, std::size_t> id_rule_of;
  std::map<std::pair<std::uint16_t, std::string>, std::int32_t> set_of;   ///< (entity, space) -> written set
  std::set<std::uint16_t> nested;                      ///< entities with a set whose records stand in children only
  std::vector<std::vector<const WriteFrame*>> claims;  ///< by entity: frames by claim bit
  std::vector<std::vector<std::string>> columns;       ///< by record: CSV columns, extensions behind
  std::set<std::pair<std::uint16_t, std::string>> required;   ///< (entity, field) that the target requires
  int uuid_version = 5;
  std::size_t frame_count = 0;
};

WritePlan compile_writing(const mapping::Mapping& mapping, const model::Schema& schema, IdMap& ids,
                          const std::map<std::uint16_t, std::set<std::string>>& ext_names);

}  // namespace rosterkit::convert
