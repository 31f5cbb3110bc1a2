// Compiling a mapping for writing.
#include "write_plan.hpp"

#include <algorithm>
#include <stdexcept>

#include "rosterkit/base/errors.hpp"

namespace rosterkit::convert {
namespace {

using mapping::Each;
using mapping::Field;

struct Compiler {
  WritePlan& plan;
  const model::Schema& schema;
  const mapping::Mapping& mapping;
  IdMap& ids;
  bool xml;
  std::vector<std::string> faults;

  struct Around {                                      // what stands around a frame
    std::size_t record = 0;
    std::vector<std::uint16_t> parents;
    std::vector<std::string> words;
    const WriteFrame* parent = nullptr;
  };

  void fault(const std::string& pointer, const std::string& text) { faults.push_back(mapping.origin + ": " + pointer + ": " + text); }

  const IdRule* id_rule(const std::string& entity, const std::string& space) {
    const std::string name = entity + "/" + space;
    if (const auto found = plan.id_rule_of.find(name); found != plan.id_rule_of.end()) return plan.id_rules[found->second].get();
    plan.id_rule_of.emplace(name, plan.id_rules.size());
    plan.id_rules.push_back(std::make_unique<IdRule>(mapping, entity, space, ids));
    return plan.id_rules.back().get();
  }

  std::uint32_t column(std::size_t record, const std::string& name) {
    auto& columns = plan.columns[record];
    const auto found = std::find(columns.begin(), columns.end(), name);
    return found == columns.end() ? 0xFFFFFFFFu : static_cast<std::uint32_t>(found - columns.begin());
  }

  OutLocation locate(const std::string& text, const Around& around) {
    OutLocation out;
    out.text = text;
    std::string_view rest = text;
    while (rest.starts_with('^')) {
      ++out.up;
      rest.remove_prefix(1);
    }
    if (rest.empty()) return out;
    if (rest == "$value") out.kind = OutLocation::Kind::item;
    else if (rest == "$n") out.kind = OutLocation::Kind::word;
    else if (rest.starts_with('$')) return out;        // positions are read, not written
    else if (rest == ".") out.kind = OutLocation::Kind::self;
    else if (xml) {
      out.kind = OutLocation::Kind::path;
      try { out.path = parse_node_path(rest); } catch (const std::invalid_argument& error) { fault(text, error.what()); }
    } else {
      out.kind = OutLocation::Kind::cell;
      const std::size_t hole = rest.find("{n}");
      if (hole == std::string_view::npos || around.words.empty()) {
        out.columns = {column(around.record, std::string(rest))};
      } else {
        for (const std::string& word : around.words) {
          std::string name(rest);
          out.columns.push_back(column(around.record, name.replace(hole, 3, word)));
        }
      }
    }
    return out;
  }

  Path path(const WriteFrame& frame, const Around& around, const std::string& text, const std::string& pointer) {
    try {
      return Path::compile(schema, frame.entity, around.parents, text);
    } catch (const std::invalid_argument& error) {
      fault(pointer, "the path \"" + text + "\": " + error.what());
      return {};
    }
  }

  std::size_t distinct_index(const WriteFrame& frame, const std::string& name) {
    for (std::size_t i = 0; i < frame.distinct.size(); ++i) {
      if (frame.distinct[i].first == name) return i;
    }
    return 0xFFFF;
  }

  void operation(WriteFrame& frame, const Around& around, const Field& field);
  bool holds_all(const Field& field, const WriteOp& op) const;
  void make(WriteFrame& frame, const Around& around, const Field& field, WriteOp& op);
  void joins(WriteFrame& frame, const Around& around);
  void sorts(WriteFrame& frame, const Around& around, const std::vector<mapping::SortKey>& keys, std::uint16_t parent);
  void frame_of(WriteFrame& frame, Around around);
  void order_children(WriteFrame& frame, const std::vector<const mapping::Child*>& sources);
  void cover(WriteFrame& frame);
  void key_cells(WriteFrame& frame);
};

/// Calls use(entity, field) for each field of a record or child and of the children in it.
template <typename Holder, typename Use>
void each_field(const Holder& holder, const std::string& entity, Use&& use) {
  for (const Field& field : holder.fields) use(entity, field);
  for (const mapping::Child& child : holder.children) each_field(child, child.entity == "." ? entity : child.entity, use);
}

/// False if some values of the model's field have no place in what a record or child writes.
bool Compiler::holds_all(const Field& field, const WriteOp& op) const {
  if (field.kind == Field::Kind::keyed_item) return false;
  if (!field.write.declined) return true;              // what the operation itself cannot write, it counts
  if (field.read.constant) return false;
  // Declined, and written by others: by a column of its own, an order, another child. Not so where there is no such column.
  return xml || op.at.empty() || std::any_of(op.at.begin(), op.at.end(), [](const OutLocation& at) {
    return at.kind != OutLocation::Kind::cell || std::any_of(at.columns.begin(), at.columns.end(), [](std::uint32_t column) { return column != 0xFFFFFFFFu; });
  });
}

void Compiler::make(WriteFrame& frame, const Around& around, const Field& field, WriteOp& op) {
  for (const mapping::MakePart& part : field.make) {
    WriteMake::Part compiled{part.kind, {}, 0xFFFF, {}, part.text};
    using Kind = mapping::MakePart::Kind;
    if (part.kind == Kind::field) {
      compiled.distinct = distinct_index(frame, part.text);
      if (compiled.distinct == 0xFFFF) compiled.path = path(frame, around, part.text, field.pointer);
    } else if (part.kind == Kind::parent_field) {
      if (around.parent != nullptr) compiled.distinct = distinct_index(*around.parent, part.text);
      compiled.path = path(frame, around, "^" + part.text, field.pointer);
    } else if (part.kind == Kind::cell) {
      compiled.at = locate(part.text, around);
    }
    op.make.parts.push_back(std::move(compiled));
  }
}

void Compiler::operation(WriteFrame& frame, const Around& around, const Field& field) {
  const bool is_model = field.kind == Field::Kind::model || field.kind == Field::Kind::keyed_item || field.kind == Field::Kind::keyed_rest;
  const model::EntityDef& entity = schema.entities[frame.entity];
  WriteOp op;
  op.field = &field;
  op.required = field.required && field.severity != "warning";
  op.pick = parse_pick(field.pick);
  op.distinct = distinct_index(frame, field.name);
  if (op.distinct == 0xFFFF && is_model) {
    const auto target = entity.find_field(field.name);
    if (!target) return;                               // the reading plan has named it
    op.target = *target;
    if (!frame.self) frame.fields.set(*target);
  }
  op.own_id = is_model && op.target == entity.own_id && op.distinct == 0xFFFF && !frame.self;
  for (const std::string& at : field.at) op.at.push_back(locate(at, around));
  if (is_model && op.target != 0xFFFF && !frame.self && !holds_all(field, op)) {
    WriteFrame::Partly& partly = frame.partly[op.target];
    if (field.kind == Field::Kind::keyed_item && !field.write.declined) partly.keys.push_back(field.item);
    if (field.read.constant) partly.constants.push_back(*field.read.constant);
  } else if (is_model && op.target != 0xFFFF) {
    frame.whole.set(op.target);
  }
  if (field.write.declined) {
    const bool read_from_cells = field.kind == Field::Kind::model && !field.read.declined && !field.read.constant && field.read.derive.empty() && !field.by;
    if (read_from_cells && !op.at.empty() && op.target != 0xFFFF && !frame.self && op.target < entity.fields.size() &&
        entity.fields[op.target].shape != model::Shape::keyed && frame.whole.test(op.target)) {
      for (const std::string& alias : field.aliases) op.at.push_back(locate(alias, around));
      frame.echoes.push_back({op.target, &field, op.at, ValueChain::compile(field.as, mapping.codes), field.ref.empty() ? nullptr : id_rule(field.ref, field.space)});
    }
    return;
  }
  const bool placed = !op.at.empty() && op.at.front().kind != OutLocation::Kind::none;
  if (field.write.constant) {
    op.kind = WriteOp::Kind::constant;
    if (placed) frame.constants.push_back(std::move(op));
    return;
  }
  if (!placed && !(op.own_id && !field.make.empty() && entity.strong)) return;
  if (!xml && placed && op.at.front().kind == OutLocation::Kind::cell &&
      std::all_of(op.at.front().columns.begin(), op.at.front().columns.end(), [](std::uint32_t c) { return c == 0xFFFFFFFFu; })) {
    if (op.target != 0xFFFF && field.kind == Field::Kind::model && !frame.self) frame.fields.reset(op.target);   // not a column that is written
    return;
  }
  try {
    op.chain = ValueChain::compile(field.as, mapping.codes);
    if (field.keeps_repeats) op.chain.keep_repeats();
    const bool as_list = op.target != 0xFFFF && op.target < entity.fields.size() && entity.fields[op.target].shape == model::Shape::list;
    op.is_list = as_list;
    op.fill = FillProgram::compile(schema, frame.entity, around.parents, field.fill, mapping.codes, as_list,
                                   op.target != 0xFFFF && op.target < entity.fields.size() ? entity.fields[op.target].code_list : "");
    op.when = RowTest::compile(schema, frame.entity, around.parents, field.when);
  } catch (const std::invalid_argument& error) {
    fault(field.pointer, error.what());
    return;
  }
  op.list_location = placed && op.at.front().path.list_at != 0;
  op.secret = field.personal == "secret";
  if (!field.ref.empty()) {
    const auto target = schema.find_entity(field.ref);
    if (target) {
      op.id = id_rule(field.ref, field.space);
      op.refers = *target;
      const std::string& which = field.written_by.empty() ? field.space : "@" + field.written_by;
      if (const auto set = plan.set_of.find({*target, which}); set != plan.set_of.end()) op.written_set = set->second;
    }
  } else if (op.own_id && entity.strong) {
    op.id = id_rule(entity.name, frame.child != nullptr ? frame.child->space : frame.record->space);
    if (entity.fields[entity.own_id].is_ref()) {
      const auto target = entity.fields[entity.own_id].refs.front();
      op.refers = target;
      if (const auto set = plan.set_of.find({target, frame.child != nullptr ? frame.child->space : frame.record->space}); set != plan.set_of.end() && frame.child == nullptr) op.written_set = set->second;
    }
  }
  if (op.required && is_model) plan.required.emplace(frame.entity, field.name);
  switch (field.kind) {
    case Field::Kind::keyed_item: op.kind = WriteOp::Kind::keyed_item; break;
    case Field::Kind::keyed_rest: {
      op.kind = WriteOp::Kind::keyed_rest;
      op.item_key = locate(field.item_key, around);
      op.item_value = locate(field.item_value, around);
      if (const auto table = mapping.codes.find(field.key_code); table != mapping.codes.end()) op.key_code = &table->second;
      break;
    }
    case Field::Kind::group:
      if (field.flags) {
        op.kind = WriteOp::Kind::flags;
        for (const auto& [name, code] : field.flags->values) {
          const auto target = entity.find_field(name);
          if (!target) continue;
          op.flags.emplace_back(*target, code);
          frame.fields.set(*target);
          if (name == field.flags->many) op.many = *target;
        }
      } else {
        op.kind = WriteOp::Kind::text_template;
        try {
          op.holes = parse_template(schema, frame.entity, around.parents, field.template_text, op.tail);
        } catch (const std::invalid_argument& error) {
          fault(field.pointer, error.what());
        }
        for (const auto& [literal, hole] : op.holes) {
          if (hole.plain()) frame.fields.set(hole.end_field());
        }
      }
      break;
    case Field::Kind::column:
      if (!field.derive.empty()) {
        op.kind = WriteOp::Kind::derive;
        op.path = path(frame, around, field.derive, field.pointer);
        op.is_list = op.chain.makes_list() || op.list_location;
      } else if (!field.make.empty()) {
        op.kind = WriteOp::Kind::make;
        make(frame, around, field, op);
      } else if (field.fill.empty()) {
        return;                                        // a column that is only read
      }
      break;
    case Field::Kind::model:
      if (!field.derive.empty()) {
        op.kind = WriteOp::Kind::derive;
        op.path = path(frame, around, field.derive, field.pointer);
      } else if (op.own_id && !field.make.empty()) {
        make(frame, around, field, op);
      }
      break;
  }
  frame.ops.push_back(std::move(op));
}

/// Two items of one parent that reading would take for one record are told by what their cells say of its natural key.
void Compiler::key_cells(WriteFrame& frame) {
  const model::EntityDef& entity = schema.entities[frame.entity];
  if (frame.self || entity.strong || !frame.distinct.empty()) return;
  const auto same_for_all = [&](std::uint16_t key) {
    return std::any_of(frame.parent.begin(), frame.parent.end(), [&](const WriteFrame::Pair& pair) { return pair.own == key; }) ||
           std::any_of(frame.into.begin(), frame.into.end(), [&](const WriteFrame::Pair& pair) { return pair.own == key; });
  };
  for (const std::uint16_t key : entity.key) {
    if (same_for_all(key)) continue;
    bool plain = false;
    for (const Field& field : frame.child != nullptr ? frame.child->fields : frame.record->fields) {
      if (field.kind != Field::Kind::model || field.name != entity.fields[key].name || field.read.declined) continue;
      WriteFrame::KeyCell cell{&field, {}, {}};
      std::vector<std::string> places = field.at;
      places.insert(places.end(), field.aliases.begin(), field.aliases.end());
      for (const std::string& place : places) {
        for (std::size_t i = 0; i < frame.ops.size(); ++i) {
          if (!frame.ops[i].at.empty() && frame.ops[i].at.front().text == place) cell.ops.push_back(i);
        }
      }
      cell.chain = ValueChain::compile(field.as, mapping.codes);
      plain = cell.ops.size() == 1 && frame.ops[cell.ops.front()].target == key && frame.ops[cell.ops.front()].kind == WriteOp::Kind::value && field.as.empty();
      if (!cell.ops.empty()) frame.key_cells.push_back(std::move(cell));
    }
    frame.folds_keys = frame.folds_keys || !plain;
    if (frame.child != nullptr && std::any_of(frame.child->children.begin(), frame.child->children.end(), [&](const mapping::Child& inner) {
          return std::any_of(inner.into.begin(), inner.into.end(), [&](const auto& pair) { return pair.first == entity.fields[key].name; });
        })) {
      frame.key_inside.push_back(key);
    }
  }
  // Two records of one key have ids of their own: where those have no place, they are one.
  frame.folds_keys = frame.folds_keys || std::none_of(frame.ops.begin(), frame.ops.end(), [](const WriteOp& op) { return op.own_id && !op.at.empty(); });
}

void Compiler::joins(WriteFrame& frame, const Around& around) {
  const mapping::Child& child = *frame.child;
  const model::EntityDef& entity = schema.entities[frame.entity];
  const auto pair = [&](const std::string& own, const std::string& theirs) -> WriteFrame::Pair {
    WriteFrame::Pair result{0, 0, distinct_index(*around.parent, theirs)};
    if (const auto found = entity.find_field(own)) result.own = *found;
    if (result.distinct == 0xFFFF) {
      if (const auto found = schema.entities[around.parent->entity].find_field(theirs)) result.parent = *found;
    }
    return result;
  };
  for (const auto& [own, theirs] : child.parent) {
    frame.parent.push_back(pair(own, theirs));
    frame.fields.set(frame.parent.back().own);
  }
  for (const auto& [theirs, own] : child.into) {
    frame.into.push_back(pair(own, theirs));
    frame.fields.set(frame.into.back().own);
  }
}

void Compiler::sorts(WriteFrame& frame, const Around& around, const std::vector<mapping::SortKey>& keys, std::uint16_t parent) {
  for (const mapping::SortKey& key : keys) {
    WriteSort sort;
    if (key.path.starts_with("at:")) sort.at = key.path.substr(3);
    else sort.path = path(frame, around, key.path, frame.name);
    sort.descending = key.descending;
    if (const auto field = schema.entities[frame.entity].find_field(key.path); !key.equals_parent.empty() && field && schema.entities[frame.entity].fields[*field].is_ref()) {
      if (const auto set = plan.set_of.find({schema.entities[frame.entity].fields[*field].refs.front(), std::string()}); set != plan.set_of.end()) sort.written_set = set->second;
    }
    if (!key.equals_parent.empty()) {
      try {
        sort.equals = Path::compile(schema, parent, key.equals_parent.starts_with('^') ? key.equals_parent.substr(1) : key.equals_parent);
      } catch (const std::invalid_argument& error) {
        fault(frame.name, error.what());
      }
    }
    frame.sort.push_back(std::move(sort));
  }
}

/// Children whose `when` looks at cells come last; `rest` and `instead` come behind what they name.
void Compiler::order_children(WriteFrame& frame, const std::vector<const mapping::Child*>& sources) {
  std::vector<WriteFrame> ordered;
  std::vector<bool> done(frame.children.size());
  const auto index_of = [&](const std::string& name) {
    for (std::size_t i = 0; i < ordered.size(); ++i) {
      if (ordered[i].child->name == name) return static_cast<std::int32_t>(i);
    }
    return std::int32_t{-1};
  };
  for (int round = 0; round < 4; ++round) {
    for (std::size_t i = 0; i < frame.children.size(); ++i) {
      const mapping::Child& child = *sources[i];
      if (done[i] || (round == 0 && !child.when.empty())) continue;
      const bool row = child.each.kind == Each::Kind::row;
      if (round < 2 && row) continue;                  // rows multiply what the others have written
      if (!child.rest.empty() && index_of(child.rest) < 0 && round < 3) continue;
      if (!child.instead.empty() && index_of(child.instead) < 0 && round < 3) continue;
      WriteFrame& moved = ordered.emplace_back(std::move(frame.children[i]));
      moved.rest = child.rest.empty() ? -1 : index_of(child.rest);
      moved.instead = child.instead.empty() ? -1 : index_of(child.instead);
      done[i] = true;
    }
  }
  frame.children = std::move(ordered);
}

/// What else a frame carries: constants that reading sets again, and fields declined with a reason.
void Compiler::cover(WriteFrame& frame) {
  const mapping::Condition& only = frame.child != nullptr ? frame.child->only : frame.record->only;
  for (const mapping::Test& test : only) {
    if (test.path.find('.') != std::string::npos) continue;
    if (const auto field = schema.entities[frame.entity].find_field(test.path)) frame.fields.set(*field);
  }
  for (const WriteFrame& inner : frame.children) {
    for (const WriteFrame::Pair& pair : inner.into) {
      if (pair.distinct == 0xFFFF) frame.fields.set(pair.parent);
    }
    for (const std::uint16_t field : inner.expand) frame.fields.set(field);
    if (inner.self) frame.fields |= inner.fields;
  }
}

void Compiler::frame_of(WriteFrame& frame, Around around) {
  const auto& fields = frame.child != nullptr ? frame.child->fields : frame.record->fields;
  const mapping::Condition& only = frame.child != nullptr ? frame.child->only : frame.record->only;
  try {
    frame.only = RowTest::compile(schema, frame.entity, around.parents, only);
  } catch (const std::invalid_argument& error) {
    fault(frame.name, error.what());
  }
  for (const Field& field : fields) operation(frame, around, field);
  // Keys that have fields of their own are not among the others.
  for (WriteOp& op : frame.ops) {
    if (op.kind != WriteOp::Kind::keyed_rest) continue;
    for (const Field& field : fields) {
      if (field.kind == Field::Kind::keyed_item && field.name == op.field->name && !field.write.declined) op.taken.push_back(field.item);
    }
  }
  std::stable_sort(frame.ops.begin(), frame.ops.end(), [](const WriteOp& a, const WriteOp& b) { return a.make.parts.empty() && !b.make.parts.empty(); });

  for (const Field& field : fields) {
    if (!field.by || !field.write.declined) continue;
    const auto target = schema.find_entity(field.ref);
    const auto own = schema.entities[frame.entity].find_field(field.name);
    if (!target || !own) continue;
    if (const auto set = plan.set_of.find({*target, field.space}); set != plan.set_of.end()) frame.by_key.push_back({*own, set->second});
  }
  key_cells(frame);

  const auto& children = frame.child != nullptr ? frame.child->children : frame.record->children;
  std::vector<const mapping::Child*> sources;
  for (const mapping::Child& child : children) {
    WriteFrame inner;
    inner.child = &child;
    inner.name = frame.name + "/" + child.name;
    inner.self = child.entity == ".";
    inner.writes = child.write;
    if (inner.self) {
      inner.entity = frame.entity;
    } else {
      const auto entity = schema.find_entity(child.entity);
      if (!entity) continue;
      inner.entity = *entity;
    }
    inner.each = child.each;
    Around inside = around;
    inside.parent = &frame;
    inside.parents.insert(inside.parents.begin(), frame.entity);
    if (child.each.kind == Each::Kind::numbered) inside.words = child.each.words;
    if (child.each.kind == Each::Kind::split) inner.split_at = locate(child.each.at, around);
    if (child.each.kind == Each::Kind::path) {
      try { inner.each_path = parse_node_path(child.each.path); } catch (const std::invalid_argument& error) { fault(child.pointer, error.what()); }
    }
    if (inner.self) inside.parents.erase(inside.parents.begin());   // the same record: paths start where the parent's do
    for (const std::string& name : child.expand) {
      if (const auto field = schema.entities[frame.entity].find_field(name)) inner.expand.push_back(*field);
    }
    mapping::Condition late;
    for (const mapping::Test& test : child.when) {
      if (looks_at_model(schema, inner.entity, test.path)) {
        late.push_back(test);
        continue;
      }
      inner.when.push_back({{}, test});
      inner.when_at.push_back(locate(test.path, around));
    }
    try {
      inner.late_when = RowTest::compile(schema, inner.entity, {}, late);
    } catch (const std::invalid_argument& error) {
      fault(child.pointer, error.what());
    }
    for (const Field& field : child.fields) {
      if (std::find(child.present.begin(), child.present.end(), field.name) != child.present.end()) inner.present.insert(inner.present.end(), field.at.begin(), field.at.end());
    }
    joins(inner, inside);
    sorts(inner, inside, child.sort, frame.entity);
    frame_of(inner, inside);
    sources.push_back(&child);
    frame.children.push_back(std::move(inner));
  }
  for (WriteFrame& inner : frame.children) {
    inner.claims_unwritten = !inner.writes && !inner.self && inner.child->read && std::none_of(frame.children.begin(), frame.children.end(), [&](const WriteFrame& other) {
      return other.writes && !other.self && other.entity == inner.entity;
    });
  }
  order_children(frame, sources);
  cover(frame);
}

/// Numbers the frames, and those of each entity for the claims, once nothing moves any more.
void number_claims(WritePlan& plan, WriteFrame& frame) {
  frame.number = plan.frame_count++;
  if (!frame.self && frame.distinct.empty()) {
    auto& claims = plan.claims[frame.entity];
    frame.claim = claims.size();
    claims.push_back(&frame);
  }
  for (WriteFrame& child : frame.children) number_claims(plan, child);
}

}  // namespace

WritePlan compile_writing(const mapping::Mapping& mapping, const model::Schema& schema, IdMap& ids,
                          const std::map<std::uint16_t, std::set<std::string>>& ext_names) {
  WritePlan plan;
  plan.mapping = &mapping;
  plan.claims.resize(schema.entities.size());
  if (const auto all = mapping.ids.find("*"); all != mapping.ids.end() && all->second.mint == "uuid5-as-4") plan.uuid_version = 4;
  Compiler compiler{plan, schema, mapping, ids, mapping.format.kind == "xml", {}};
  // Which records of an entity are written by whom decides which references may be written.
  for (const mapping::Record& record : mapping.records) {
    const auto entity = schema.find_entity(record.entity);
    if (!entity || !record.distinct.empty() || record.each.kind == Each::Kind::once || !schema.entities[*entity].strong) continue;
    plan.set_of.emplace(std::pair{*entity, record.space}, static_cast<std::int32_t>(plan.set_of.size()));
    if (!record.space.empty()) plan.set_of.emplace(std::pair{*entity, std::string()}, static_cast<std::int32_t>(plan.set_of.size()));
  }
  for (const mapping::Record& record : mapping.records) {
    each_field(record, record.entity, [&](const std::string&, const Field& field) {
      const auto target = schema.find_entity(field.ref);
      if (!field.written_by.empty() && target) plan.set_of.emplace(std::pair{*target, "@" + field.written_by}, static_cast<std::int32_t>(plan.set_of.size()));
      if (!field.by || !field.write.declined || !target || !schema.entities[*target].strong) return;
      if (plan.set_of.emplace(std::pair{*target, field.space}, static_cast<std::int32_t>(plan.set_of.size())).second) plan.nested.insert(*target);
    });
  }
  for (const mapping::Record& record : mapping.records) {
    const auto entity = schema.find_entity(record.entity);
    if (!entity) continue;
    auto frame = std::make_unique<WriteFrame>();
    frame->record = &record;
    frame->name = record.name;
    frame->entity = *entity;
    frame->each = record.each;
    if (record.each.kind == Each::Kind::path) {
      try { frame->each_path = parse_node_path(record.each.path); } catch (const std::invalid_argument& error) { compiler.fault(record.pointer, error.what()); }
    }
    plan.columns.push_back(record.columns);
    const std::size_t number = plan.records.size();
    if (const auto names = ext_names.find(*entity); names != ext_names.end() && mapping.format.keep_unmapped && record.distinct.empty()) {
      const auto& files = mapping.format.extension_files;
      if (files.empty() || std::find(files.begin(), files.end(), record.file) != files.end()) {
        for (const std::string& name : names->second) {
          std::string column = mapping.format.extension;
          if (const std::size_t hole = column.find("{name}"); hole != std::string::npos) column.replace(hole, 6, name);
          else column = name;
          if (std::find(record.columns.begin(), record.columns.end(), column) == record.columns.end()) plan.columns.back().push_back(column);
        }
        frame->ext = true;
      }
    }
    if (const auto set = plan.set_of.find({*entity, record.space}); set != plan.set_of.end() && record.distinct.empty() && record.each.kind != Each::Kind::once) frame->written_set = set->second;
    for (const std::string& path : record.distinct) {
      frame->distinct.emplace_back(path, Path());
      try { frame->distinct.back().second = Path::compile(schema, *entity, path); } catch (const std::invalid_argument& error) { compiler.fault(record.pointer, error.what()); }
    }
    compiler.frame_of(*frame, {number, {}, {}, nullptr});
    compiler.sorts(*frame, {number, {}, {}, nullptr}, record.sort, *entity);
    plan.records.push_back(std::move(frame));
  }
  for (auto& record : plan.records) {
    if (record->record->each.kind == Each::Kind::once) { record->writes = false; }
    number_claims(plan, *record);
  }
  if (!compiler.faults.empty()) throw MappingError(std::move(compiler.faults));
  return plan;
}

}  // namespace rosterkit::convert
