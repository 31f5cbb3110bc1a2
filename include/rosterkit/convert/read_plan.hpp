// A mapping compiled for reading: flat programs for each record and child. Compiled once; a Binding ties the plan's
// locations to the columns of one file. Read by read_frame.cpp, which runs a plan over a block of rows or objects.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rosterkit/base/regex.hpp"
#include "rosterkit/convert/ids.hpp"
#include "rosterkit/convert/path.hpp"
#include "rosterkit/convert/value_chain.hpp"
#include "rosterkit/mapping/mapping.hpp"
#include "rosterkit/model/store.hpp"

namespace rosterkit::convert {

/// One step of a path in an XML object: "otherId[type=State]", "@refId".
struct NodeStep {
  std::string name;                                    ///< local name; "" with attribute = none
  bool attribute = false;
  std::vector<std::string> filter_path;                ///< left side of the predicate: child names, or "@name" last
  std::string filter_value;
};

struct NodePath {
  std::vector<NodeStep> steps;
  std::size_t list_at = 0;                             ///< steps up to here (exclusive) may repeat: `x[]`; 0 = single
};
NodePath parse_node_path(std::string_view text);       ///< throws std::invalid_argument

/// Where a value stands, relative to the node of a record or child.
struct Location {
  enum class Kind : std::uint8_t { none, cell, self, item, word, first, index, path };
  Kind kind = Kind::none;
  unsigned up = 0;                                     ///< ^: how many nodes up
  std::uint32_t cell = 0;                              ///< CSV: number in ReadPlan::cells (of word 0; the other words follow)
  bool numbered = false;                               ///< the name holds {n}
  NodePath path;                                       ///< XML
  std::string text;                                    ///< as written, for messages
};

/// An id made from texts (UUIDv5).
struct MakeProgram {
  struct Part {
    mapping::MakePart::Kind kind;
    std::uint16_t field = 0;                           ///< field, parent_field
    bool is_path = false;                              ///< field: a path through the model (writing, `distinct`)
    Path path;
    Location at;
    std::string literal;
  };
  std::vector<Part> parts;
  bool empty() const { return parts.empty(); }
};

struct ReadOp {
  enum class Kind : std::uint8_t { value, keyed_item, keyed_rest, flags, text_template, constant, verify, by, derive };
  Kind kind = Kind::value;
  const mapping::Field* field = nullptr;
  std::uint16_t target = 0xFFFF;                       ///< model field (or pseudo field of a distinct record)
  Location at;
  std::vector<Location> aliases;
  ValueChain chain;
  bool is_list = false;                                ///< the location gives several texts
  const IdRule* id = nullptr;                          ///< references and keys
  std::uint8_t space = 0;
  std::vector<Location> more;                          ///< keyed_rest: further locations; by: the cells
  Location item_key, item_value;
  const codec::CodeTable* key_code = nullptr;
  struct Flag { std::uint16_t field; std::string code; };
  std::vector<Flag> flags;
  std::uint16_t many = 0xFFFF;
  std::vector<std::pair<std::string, std::uint16_t>> holes;   ///< template: literal before, field
  std::string tail;                                           ///< template: literal behind the last hole
  Path path;                                           ///< verify, derive
  std::uint16_t hidden = 0xFFFF;                       ///< column of the segment that keeps what is decided later
  bool counts_for_presence = true;
  Regex pattern;
  bool secret = false;
  bool identity = false;                               ///< part of the key or natural key
  const IdForm* form = nullptr;                        ///< what an id in this cell looks like
  model::Interner* judged_by = nullptr;                ///< judges each text once by the same form, when it is new; nullptr = cells are judged
  bool follows_reference() const { return kind == Kind::verify && id != nullptr && !is_list; }
  bool shadow = false;                                 ///< another operation reads this cell too, and tells its faults
  Location paired;                                     ///< the list that has as many items
  std::string pair_separator;
};

/// Of verify operations: the domain of the field that is copied, whose symbols the hidden column then holds. Nullptr: it
/// holds hashes of texts, of lists and of fields that are not held as symbols.
model::Interner* copied_domain(const model::Store& store, const ReadOp& op);

class XmlShape;

/// What is kept of a field's values. `hash`: 64 bits, to tell which are alike. `mark`: which records have one. Of marks, and
/// of what is only `rest`, a hash for each record tells whether two records say the same.
enum class Keep : std::uint8_t { whole, hash, mark, rest };

struct FramePlan {
  const mapping::Record* record = nullptr;             ///< top level
  const mapping::Child* child = nullptr;
  std::uint16_t recipe = 0;
  std::string name;                                    ///< "students", "students/contacts/person"
  std::uint16_t entity = 0xFFFF;                       ///< 0xFFFF: makes no record of its own (distinct)
  std::uint8_t space = 0;
  mapping::Merge merge = mapping::Merge::no;
  mapping::Each each;
  std::optional<NodePath> each_path;
  std::shared_ptr<const XmlShape> shape;               ///< XML, top level: the elements that have a place
  Location split_at;
  Location row_filter;                                 ///< CSV records that take some rows only (".[type=user]"): the cell
  std::vector<ReadOp> ops;                             ///< in dependency order: plain, then constants
  std::vector<std::pair<std::uint16_t, std::uint16_t>> parent;   ///< own field <- parent's field
  std::vector<std::pair<std::uint16_t, std::uint16_t>> into;     ///< parent's field <- own field
  MakeProgram make;                                    ///< of the key (strong) or of the own id (weak)
  bool make_is_key = false;
  struct KeyProgram { std::string name; std::vector<Location> cells; };
  std::vector<KeyProgram> keys;
  struct When { Location at; mapping::Test test; };
  std::vector<When> when;                              ///< children: cells that must be so; records: rows of which they are so are skipped
  mapping::Condition late_when;                        ///< tests of the model's records: judged when all is read
  std::vector<std::uint16_t> present;                  ///< fields that decide presence; empty = all own locations
  std::vector<std::string> pseudo;                     ///< distinct: names of the pseudo fields behind the model's
  std::size_t field_count = 0;                         ///< model fields + ext (+ pseudo)
  std::size_t hidden_count = 0;
  std::vector<Keep> kept;                              ///< by field; empty = all are kept whole
  std::uint16_t rest = 0xFFFF;                         ///< column with a hash of what is not kept of a record
  std::vector<FramePlan> children;
  const FramePlan* parent_plan = nullptr;
  std::vector<bool> required_key;                      ///< per field: blank drops the record
};

/// True if a `when` of a child looks at the model ("user.roles.role"), not at a cell of the row.
bool looks_at_model(const model::Schema& schema, std::uint16_t entity, const std::string& path);

/// One file (or collection) and the records that read it.
struct FilePlan {
  std::string file;                                    ///< CSV: file name
  std::string root;                                    ///< XML: collection
  std::vector<std::size_t> records;                    ///< indices into ReadPlan::records
};

struct ReadPlan {
  const mapping::Mapping* mapping = nullptr;
  std::vector<std::unique_ptr<FramePlan>> records;
  std::vector<const FramePlan*> recipes;               ///< by recipe number
  std::vector<FilePlan> files;
  struct Cell { std::string file, column; };           ///< CSV columns that locations name
  std::vector<Cell> cells;
  std::vector<std::unique_ptr<IdRule>> id_rules;
  std::map<std::string, std::size_t> id_rule_of;       ///< "entity/space" -> index
  bool keep_passwords = false;

  const IdRule& id_rule(const std::string& entity, const std::string& space, IdMap& map);
};

/// Throws MappingError with all faults that only binding to the model shows.
ReadPlan compile_reading(const mapping::Mapping& mapping, model::Store& store, IdMap& ids, bool keep_passwords);

}  // namespace rosterkit::convert
