// Compiling the fields of a mapping for writing: each becomes the operation that fills its cells or nodes, or is noted as
// what its record cannot carry.
#include <algorithm>
#include <stdexcept>

#include "write_compiler.hpp"

namespace rosterkit::convert {

using mapping::Field;

const IdRule* WriteCompiler::id_rule(const std::string& entity, const std::string& space) {
  const std::string name = entity + "/" + space;
  if (const auto found = plan.id_rule_of.find(name); found != plan.id_rule_of.end()) return plan.id_rules[found->second].get();
  plan.id_rule_of.emplace(name, plan.id_rules.size());
  plan.id_rules.push_back(std::make_unique<IdRule>(mapping, entity, space, ids));
  return plan.id_rules.back().get();
}

std::uint32_t WriteCompiler::column(std::size_t record, const std::string& name) {
  auto& columns = plan.columns[record];
  const auto found = std::find(columns.begin(), columns.end(), name);
  return found == columns.end() ? 0xFFFFFFFFu : static_cast<std::uint32_t>(found - columns.begin());
}

OutLocation WriteCompiler::locate(const std::string& text, const Around& around) {
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
  else if (rest.starts_with('$')) return out;          // positions are read, not written
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

Path WriteCompiler::path(const WriteFrame& frame, const Around& around, const std::string& text, const std::string& pointer) {
  try {
    return Path::compile(schema, frame.entity, around.parents, text);
  } catch (const std::invalid_argument& error) {
    fault(pointer, "the path \"" + text + "\": " + error.what());
    return {};
  }
}

std::size_t WriteCompiler::distinct_index(const WriteFrame& frame, const std::string& name) {
  for (std::size_t i = 0; i < frame.distinct.size(); ++i) {
    if (frame.distinct[i].first == name) return i;
  }
  return 0xFFFF;
}

/// False if some values of the model's field have no place in what a record or child writes.
bool WriteCompiler::holds_all(const Field& field, const WriteOp& op) const {
  if (field.kind == Field::Kind::keyed_item) return false;
  if (!field.write.declined) return true;              // what the operation itself cannot write, it counts
  if (field.read.constant) return false;
  // Declined, and written by others: by a column of its own, an order, another child. Not so where there is no such column.
  return xml || op.at.empty() || std::any_of(op.at.begin(), op.at.end(), [](const OutLocation& at) {
    return at.kind != OutLocation::Kind::cell || std::any_of(at.columns.begin(), at.columns.end(), [](std::uint32_t column) { return column != 0xFFFFFFFFu; });
  });
}

void WriteCompiler::make(WriteFrame& frame, const Around& around, const Field& field, WriteOp& op) {
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

void WriteCompiler::operation(WriteFrame& frame, const Around& around, const Field& field) {
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

}  // namespace rosterkit::convert
