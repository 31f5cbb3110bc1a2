// Compiling a mapping for reading: its records and children, which become frame plans. Their fields are compiled in
// read_plan_fields.cpp.
#include "rosterkit/convert/read_plan.hpp"

#include <algorithm>
#include <stdexcept>

#include "read_compiler.hpp"
#include "rosterkit/base/errors.hpp"
#include "xml_shape.hpp"

namespace rosterkit::convert {

using mapping::Each;
using mapping::Field;

void ReadCompiler::only(FramePlan& frame, const mapping::Condition& condition, const std::vector<Field>& all) {
  static const Field no_field;
  for (const mapping::Test& test : condition) {
    if (test.kind != mapping::Test::Kind::any_of || test.values.size() != 1 || test.path.find('.') != std::string::npos) continue;
    const bool mapped = std::any_of(all.begin(), all.end(), [&](const Field& field) {
      return field.kind == Field::Kind::model && field.name == test.path && !field.read.declined && !field.at.empty();
    });
    if (mapped) continue;
    ReadOp op;
    op.kind = ReadOp::Kind::constant;
    op.field = &no_field;
    op.target = need_target(frame, test.path, frame.child != nullptr ? frame.child->pointer : frame.record->pointer);
    op.tail = test.values.front();                    // the constant of an `only`
    op.counts_for_presence = false;
    frame.ops.push_back(std::move(op));
  }
}

void ReadCompiler::keys(FramePlan& frame, const std::map<std::string, std::vector<std::string>>& all, const std::string& file,
                    const std::vector<std::string>& words, const std::string& pointer) {
  for (const auto& [name, cells] : all) {
    FramePlan::KeyProgram key{name, {}};
    for (const std::string& each : cells) key.cells.push_back(locate(each, file, words, pointer));
    frame.keys.push_back(std::move(key));
  }
}

void ReadCompiler::required_keys(FramePlan& frame, const std::vector<Field>& all) {
  frame.required_key.assign(frame.field_count, false);
  if (frame.entity == 0xFFFF) return;
  const model::EntityDef& entity = store.schema.entities[frame.entity];
  for (const std::uint16_t key : entity.key) {
    bool needed = entity.strong;
    for (const Field& field : all) needed = needed || (field.kind == Field::Kind::model && field.name == entity.fields[key].name && field.required);
    for (const auto& [own, theirs] : frame.parent) needed = needed || own == key;
    for (const FramePlan& child : frame.children) {
      for (const auto& [mine, theirs] : child.into) needed = needed || (mine == key && child.child->required);
    }
    needed = needed || (key == entity.key.front() && entity.fields[key].is_ref());
    frame.required_key[key] = needed;
  }
  for (ReadOp& op : frame.ops) {
    op.identity = std::find(entity.key.begin(), entity.key.end(), op.target) != entity.key.end();
  }
}

void ReadCompiler::children(FramePlan& frame, const std::vector<mapping::Child>& all, const std::string& file,
                        const std::vector<std::string>& words, const std::vector<std::uint16_t>& parents) {
  frame.children.reserve(all.size());                 // parent_plan points here; it must not move
  for (const mapping::Child& child : all) {
    if (!child.read || child.entity == ".") continue;
    const auto entity = store.schema.find_entity(child.entity);
    if (!entity) continue;                            // the loader has refused it
    FramePlan& plan_of = frame.children.emplace_back();
    plan_of.child = &child;
    plan_of.name = frame.name + "/" + child.name;
    plan_of.entity = *entity;
    plan_of.space = space_number(child.space);
    plan_of.merge = child.merge;
    plan_of.each = child.each;
    plan_of.parent_plan = &frame;
    plan_of.recipe = static_cast<std::uint16_t>(plan.recipes.size());
    plan.recipes.push_back(&plan_of);
    plan_of.field_count = store.schema.entities[*entity].fields.size() + 1;
    std::vector<std::string> inner_words = child.each.kind == Each::Kind::numbered ? child.each.words : words;
    if (child.each.kind == Each::Kind::split) plan_of.split_at = locate(child.each.at, file, words, child.pointer);
    if (child.each.kind == Each::Kind::path) {
      try {
        plan_of.each_path = parse_node_path(child.each.path);
      } catch (const std::invalid_argument& error) {
        fault(child.pointer, error.what());
      }
    }
    for (const auto& [own, theirs] : child.parent) {
      plan_of.parent.emplace_back(need_target(plan_of, own, child.pointer), need_target(frame, theirs, child.pointer));
    }
    for (const auto& [mine, own] : child.into) {
      plan_of.into.emplace_back(need_target(frame, mine, child.pointer), need_target(plan_of, own, child.pointer));
    }
    for (const mapping::Test& test : child.when) {
      if (looks_at_model(store.schema, *entity, test.path)) plan_of.late_when.push_back(test);
      else plan_of.when.push_back({locate(test.path, file, words, child.pointer), test});
    }
    for (const std::string& each : child.present) plan_of.present.push_back(need_target(plan_of, each, child.pointer));
    compile_frame(plan_of, file, std::move(inner_words), parents);
  }
}

void ReadCompiler::compile_frame(FramePlan& frame, const std::string& file, std::vector<std::string> words, std::vector<std::uint16_t> parents) {
  const auto& all = frame.child != nullptr ? frame.child->fields : frame.record->fields;
  fields(frame, all, file, words, parents);
  only(frame, frame.child != nullptr ? frame.child->only : frame.record->only, all);
  keys(frame, frame.child != nullptr ? frame.child->keys : frame.record->keys, file, words,
       frame.child != nullptr ? frame.child->pointer : frame.record->pointer);
  std::vector<std::uint16_t> inner{frame.entity};
  inner.insert(inner.end(), parents.begin(), parents.end());
  children(frame, frame.child != nullptr ? frame.child->children : frame.record->children, file, words, inner);
  for (ReadOp& op : frame.ops) {
    // What is read from a cell and not written there is a second look at it.
    op.shadow = op.field->write.declined && op.at.kind == Location::Kind::cell && std::any_of(frame.children.begin(), frame.children.end(), [&](const FramePlan& child) {
      return child.each.kind == Each::Kind::split && child.split_at.kind == Location::Kind::cell && child.split_at.cell == op.at.cell;
    });
  }
  required_keys(frame, all);
}

model::Interner* copied_domain(const model::Store& store, const ReadOp& op) {
  if (op.is_list || op.chain.makes_list() || !op.path.item().empty()) return nullptr;
  const auto& fields = store.schema.entities[op.path.end_entity()].fields;
  if (op.path.end_field() >= fields.size() || fields[op.path.end_field()].refs.size() > 1) return nullptr;
  return store.domain(op.path.end_entity(), op.path.end_field());
}

namespace {
/// The domain of ids in which the cells of an operation end as they stand; nullptr if that depends.
model::Interner* id_domain(const model::Store& store, const FramePlan& frame, const ReadOp& op) {
  if (op.form == nullptr || !op.chain.empty() || op.is_list || frame.entity == 0xFFFF) return nullptr;
  if (op.kind == ReadOp::Kind::verify) return copied_domain(store, op);
  if (op.kind != ReadOp::Kind::value || op.shadow) return nullptr;
  const auto& fields = store.schema.entities[frame.entity].fields;
  return op.target < fields.size() && fields[op.target].refs.size() <= 1 ? store.domain(frame.entity, op.target) : nullptr;
}

/// A roster has ten references to each id. So ids are judged where they are numbered, in a domain whose ids all have one form.
void judge_where_numbered(FramePlan& frame, const model::Store& store, std::map<model::Interner*, const IdForm*>& forms) {
  for (ReadOp& op : frame.ops) {
    model::Interner* const names = id_domain(store, frame, op);
    if (names == nullptr) continue;
    const auto [at, is_first] = forms.try_emplace(names, op.form);
    if (is_first && !names->expect([form = *op.form](std::string_view id) { return form.admits(id); })) at->second = nullptr;
    if (at->second != nullptr && *at->second == *op.form) op.judged_by = names;
  }
  for (FramePlan& child : frame.children) judge_where_numbered(child, store, forms);
}
}  // namespace

bool looks_at_model(const model::Schema& schema, std::uint16_t entity, const std::string& path) {
  const std::size_t dot = path.find('.');
  return dot != std::string::npos && schema.find_step(entity, path.substr(0, path.find_first_of(".["))) != nullptr;
}

const IdRule& ReadPlan::id_rule(const std::string& entity, const std::string& space, IdMap& map) {
  const std::string name = entity + "/" + space;
  if (const auto found = id_rule_of.find(name); found != id_rule_of.end()) return *id_rules[found->second];
  id_rule_of.emplace(name, id_rules.size());
  id_rules.push_back(std::make_unique<IdRule>(*mapping, entity, space, map));
  return *id_rules.back();
}

ReadPlan compile_reading(const mapping::Mapping& mapping, model::Store& store, IdMap& ids, bool keep_passwords) {
  ReadPlan plan;
  plan.mapping = &mapping;
  plan.keep_passwords = keep_passwords;
  ReadCompiler compiler{plan, store, ids, mapping, mapping.format.kind == "xml", {}};
  for (const mapping::Record& record : mapping.records) {
    auto frame = std::make_unique<FramePlan>();
    frame->record = &record;
    frame->name = record.name;
    frame->merge = record.merge;
    frame->each = record.each;
    frame->space = compiler.space_number(record.space);
    if (record.distinct.empty()) {
      const auto entity = store.schema.find_entity(record.entity);
      if (!entity) continue;                          // the loader has refused it
      frame->entity = *entity;
      frame->field_count = store.schema.entities[*entity].fields.size() + 1;
    } else {
      frame->pseudo = record.distinct;
      frame->field_count = frame->pseudo.size();
    }
    frame->recipe = static_cast<std::uint16_t>(plan.recipes.size());
    plan.recipes.push_back(frame.get());
    if (record.each.kind == Each::Kind::path) {
      try {
        frame->each_path = parse_node_path(record.each.path);
        const NodeStep& first = frame->each_path->steps.front();
        if (!compiler.xml && !first.filter_path.empty()) frame->row_filter = compiler.locate(first.filter_path.front(), record.file, {}, record.pointer);
      } catch (const std::invalid_argument& error) {
        compiler.fault(record.pointer, error.what());
      }
    }
    for (const mapping::Test& test : record.skip) frame->when.push_back({compiler.locate(test.path, record.file, {}, record.pointer), test});
    compiler.compile_frame(*frame, record.file, {}, {});
    const std::size_t number = plan.records.size();
    plan.records.push_back(std::move(frame));
    if (record.each.kind == Each::Kind::once) continue;
    auto file = std::find_if(plan.files.begin(), plan.files.end(),
                             [&](const FilePlan& each) { return each.file == record.file && each.root == record.root; });
    if (file == plan.files.end()) file = plan.files.insert(plan.files.end(), {record.file, record.root, {}});
    file->records.push_back(number);
  }
  if (compiler.xml && compiler.faults.empty()) {
    std::map<std::pair<std::string, std::string>, std::vector<const mapping::Record*>> readers;   // by collection and element
    for (const auto& frame : plan.records) readers[{frame->record->root, frame->record->each.path}].push_back(frame->record);
    for (const auto& frame : plan.records) {
      const auto& all = readers[{frame->record->root, frame->record->each.path}];
      if (all.front() == frame->record && frame->each_path) frame->shape = XmlShape::of(all, mapping.format);
    }
  }
  if (!compiler.faults.empty()) throw MappingError(std::move(compiler.faults));
  std::map<model::Interner*, const IdForm*> forms;
  for (const auto& frame : plan.records) judge_where_numbered(*frame, store, forms);
  return plan;
}

}  // namespace rosterkit::convert
