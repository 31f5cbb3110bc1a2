// Compiling a mapping for reading: names become numbers, locations become cells or node paths, codecs become objects.
#include "rosterkit/convert/read_plan.hpp"

#include <algorithm>
#include <stdexcept>

#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/text.hpp"
#include "xml_shape.hpp"

namespace rosterkit::convert {
namespace {

using mapping::Each;
using mapping::Field;
using Kind = Location::Kind;

/// Collects faults so that one run shows all of them.
struct Compiler {
  ReadPlan& plan;
  model::Store& store;
  IdMap& ids;
  const mapping::Mapping& mapping;
  bool xml;
  std::vector<std::string> faults;

  void fault(const std::string& pointer, const std::string& text) {
    faults.push_back(mapping.origin + ": " + pointer + ": " + text);
  }

  std::uint32_t cell(const std::string& file, const std::string& column) {
    for (std::size_t i = 0; i < plan.cells.size(); ++i) {
      if (plan.cells[i].file == file && plan.cells[i].column == column) return static_cast<std::uint32_t>(i);
    }
    plan.cells.push_back({file, column});
    return static_cast<std::uint32_t>(plan.cells.size() - 1);
  }

  /// @param words  of the nearest numbered child; a location with {n} gets one cell for each word, one after the other.
  Location locate(const std::string& text, const std::string& file, const std::vector<std::string>& words, const std::string& pointer) {
    Location location;
    location.text = text;
    if (text.empty()) return location;
    std::string_view rest = text;
    while (rest.starts_with('^')) {
      ++location.up;
      rest.remove_prefix(1);
    }
    if (rest == "$value") location.kind = Kind::item;
    else if (rest == "$n") location.kind = Kind::word;
    else if (rest == "$first") location.kind = Kind::first;
    else if (rest == "$index") location.kind = Kind::index;
    else if (rest == ".") location.kind = Kind::self;
    else if (xml) {
      location.kind = Kind::path;
      try {
        location.path = parse_node_path(rest);
      } catch (const std::invalid_argument& error) {
        fault(pointer, error.what());
      }
    } else {
      location.kind = Kind::cell;
      const std::size_t hole = rest.find("{n}");
      location.numbered = hole != std::string_view::npos && !words.empty();
      if (!location.numbered) {
        location.cell = cell(file, std::string(rest));
      } else {
        location.cell = static_cast<std::uint32_t>(plan.cells.size());
        for (const std::string& word : words) {
          std::string name(rest);
          name.replace(hole, 3, word);
          plan.cells.push_back({file, name});
        }
      }
    }
    return location;
  }

  Path path(std::uint16_t entity, const std::vector<std::uint16_t>& parents, const std::string& text, const std::string& pointer) {
    try {
      return Path::compile(store.schema, entity, parents, text);
    } catch (const std::invalid_argument& error) {
      fault(pointer, "the path \"" + text + "\": " + error.what());
      return {};
    }
  }

  ValueChain chain(const std::vector<mapping::CodecUse>& uses, const std::string& pointer) {
    try {
      return ValueChain::compile(uses, mapping.codes);
    } catch (const std::invalid_argument& error) {
      fault(pointer, error.what());
      return {};
    }
  }

  std::uint8_t space_number(const std::string& name) {
    if (name.empty()) return 0;
    for (std::size_t i = 1; i < store.spaces.size(); ++i) {
      if (store.spaces[i] == name) return static_cast<std::uint8_t>(i);
    }
    store.spaces.push_back(name);
    return static_cast<std::uint8_t>(store.spaces.size() - 1);
  }

  std::optional<std::uint16_t> target_of(const FramePlan& frame, const std::string& name) {
    for (std::size_t i = 0; i < frame.pseudo.size(); ++i) {
      if (frame.pseudo[i] == name) return static_cast<std::uint16_t>(i);
    }
    if (frame.entity == 0xFFFF) return std::nullopt;
    return store.schema.entities[frame.entity].find_field(name);
  }
  std::uint16_t need_target(const FramePlan& frame, const std::string& name, const std::string& pointer) {
    if (const auto found = target_of(frame, name)) return *found;
    std::vector<std::string> names = frame.pseudo;
    if (frame.entity != 0xFFFF) {
      for (const auto& field : store.schema.entities[frame.entity].fields) names.push_back(field.name);
    }
    const std::string who = frame.entity == 0xFFFF ? "the list \"distinct\"" : "\"" + store.schema.entities[frame.entity].name + "\"";
    fault(pointer, who + " has no field \"" + name + "\"." + did_you_mean(name, names));
    return 0;
  }

  void fields(FramePlan& frame, const std::vector<Field>& all, const std::string& file, const std::vector<std::string>& words,
              const std::vector<std::uint16_t>& parents);
  void compile_frame(FramePlan& frame, const std::string& file, std::vector<std::string> words, std::vector<std::uint16_t> parents);
  void make(FramePlan& frame, const Field& field, const std::string& file, const std::vector<std::string>& words);
  void only(FramePlan& frame, const mapping::Condition& condition, const std::vector<Field>& fields);
  void required_keys(FramePlan& frame, const std::vector<Field>& fields);
  void children(FramePlan& frame, const std::vector<mapping::Child>& all, const std::string& file, const std::vector<std::string>& words,
                const std::vector<std::uint16_t>& parents);
  void keys(FramePlan& frame, const std::map<std::string, std::vector<std::string>>& all, const std::string& file,
            const std::vector<std::string>& words, const std::string& pointer);
  ReadOp base_op(FramePlan& frame, const Field& field, const std::string& file, const std::vector<std::string>& words);
};

ReadOp Compiler::base_op(FramePlan& frame, const Field& field, const std::string& file, const std::vector<std::string>& words) {
  ReadOp op;
  op.field = &field;
  if (!field.at.empty()) op.at = locate(field.at.front(), file, words, field.pointer);
  for (const std::string& alias : field.aliases) op.aliases.push_back(locate(alias, file, words, field.pointer));
  op.chain = chain(field.as, field.pointer);
  op.is_list = op.at.path.list_at != 0 || field.list;
  op.secret = field.personal == "secret";
  if (!field.pattern.empty()) op.pattern = std::make_shared<std::regex>(field.pattern, std::regex::ECMAScript | std::regex::optimize);
  if (!field.ref.empty()) {
    const auto entity = store.schema.find_entity(field.ref);
    if (entity) {
      op.space = space_number(field.space);
      op.id = &plan.id_rule(field.ref, field.space, ids);
      op.form = &op.id->form();
    }
  } else if (frame.entity != 0xFFFF && field.kind == Field::Kind::model) {
    const auto& entity = store.schema.entities[frame.entity];
    if (entity.strong && entity.own_id != 0xFFFF && entity.fields[entity.own_id].name == field.name) {
      op.id = &plan.id_rule(entity.name, frame.child != nullptr ? frame.child->space : frame.record->space, ids);
      op.form = &op.id->form();
    } else if (entity.own_id != 0xFFFF && entity.fields[entity.own_id].name == field.name) {
      op.form = &plan.id_rule(entity.name, "", ids).form();   // an attribute of a weak record, but an id all the same
    }
  }
  if (op.form != nullptr && op.form->admits_all()) op.form = nullptr;
  if (!field.paired_with.empty()) {
    op.paired = locate(field.paired_with, file, words, field.pointer);
    for (const mapping::CodecUse& use : field.as) {
      if (use.name != "split") continue;
      const auto by = use.arguments.texts.find("by");
      op.pair_separator = by != use.arguments.texts.end() ? by->second : use.arguments.text;
    }
  }
  return op;
}

void Compiler::make(FramePlan& frame, const Field& field, const std::string& file, const std::vector<std::string>& words) {
  frame.make.parts.clear();
  for (const mapping::MakePart& part : field.make) {
    MakeProgram::Part compiled{part.kind, 0, false, {}, {}, part.text};
    using PartKind = mapping::MakePart::Kind;
    if (part.kind == PartKind::field) {
      compiled.field = need_target(frame, part.text, field.pointer);
    } else if (part.kind == PartKind::parent_field) {
      if (frame.parent_plan == nullptr) fault(field.pointer, "\"^" + part.text + "\" has no parent.");
      else compiled.field = need_target(*frame.parent_plan, part.text, field.pointer);
    } else if (part.kind == PartKind::cell) {
      compiled.at = locate(part.text, file, words, field.pointer);
    }
    frame.make.parts.push_back(std::move(compiled));
  }
}

void Compiler::fields(FramePlan& frame, const std::vector<Field>& all, const std::string& file, const std::vector<std::string>& words,
                      const std::vector<std::uint16_t>& parents) {
  const std::uint16_t path_entity = frame.entity;
  for (const Field& field : all) {
    const bool is_own_id = frame.entity != 0xFFFF && field.kind == Field::Kind::model &&
                           store.schema.entities[frame.entity].own_id == target_of(frame, field.name).value_or(0xFFFE);
    if (is_own_id && !field.make.empty()) {
      make(frame, field, file, words);
      frame.make_is_key = store.schema.entities[frame.entity].strong;
    }
    ReadOp op = base_op(frame, field, file, words);
    if (field.kind == Field::Kind::column) {
      if (field.derive.empty() || field.read.declined || !field.verify || field.at.empty() || path_entity == 0xFFFF) continue;
      op.kind = ReadOp::Kind::verify;
      op.path = path(path_entity, parents, field.derive, field.pointer);
      op.hidden = static_cast<std::uint16_t>(frame.field_count + frame.hidden_count++);
      op.counts_for_presence = frame.each_path.has_value();
      frame.ops.push_back(std::move(op));
      continue;
    }
    if (field.read.declined) continue;
    if (field.kind == Field::Kind::group) {
      if (field.flags) {
        op.kind = ReadOp::Kind::flags;
        for (const auto& [name, code] : field.flags->values) {
          const std::uint16_t target = need_target(frame, name, field.pointer);
          op.flags.push_back({target, code});
          if (name == field.flags->many) op.many = target;
        }
      } else {
        op.kind = ReadOp::Kind::text_template;
        std::string literal;
        for (std::size_t i = 0; i < field.template_text.size(); ++i) {
          if (field.template_text[i] != '{') { literal.push_back(field.template_text[i]); continue; }
          const std::size_t end = field.template_text.find('}', i);
          const std::string hole = field.template_text.substr(i + 1, end - i - 1);
          if (hole.find('.') != std::string::npos) { op.holes.clear(); break; }   // a template with paths is write-only
          op.holes.emplace_back(literal, need_target(frame, hole, field.pointer));
          literal.clear();
          i = end;
        }
        if (op.holes.empty()) continue;
        op.tail = literal;
      }
      frame.ops.push_back(std::move(op));
      continue;
    }
    op.target = need_target(frame, field.name, field.pointer);
    op.secret = op.secret || (frame.entity != 0xFFFF && op.target < store.schema.entities[frame.entity].fields.size() &&
                              store.schema.entities[frame.entity].fields[op.target].personal == model::Personal::secret);
    if (field.kind == Field::Kind::keyed_item) {
      op.kind = ReadOp::Kind::keyed_item;
    } else if (field.kind == Field::Kind::keyed_rest) {
      op.kind = ReadOp::Kind::keyed_rest;
      for (std::size_t i = 1; i < field.at.size(); ++i) op.more.push_back(locate(field.at[i], file, words, field.pointer));
      op.item_key = locate(field.item_key, file, words, field.pointer);
      op.item_value = locate(field.item_value, file, words, field.pointer);
      if (!field.key_code.empty()) {
        const auto table = mapping.codes.find(field.key_code);
        if (table == mapping.codes.end()) fault(field.pointer, "there is no code table \"" + field.key_code + "\".");
        else op.key_code = &table->second;
      }
    } else if (field.by) {
      op.kind = ReadOp::Kind::by;
      for (const std::string& each : field.by->cells) op.more.push_back(locate(each, file, words, field.pointer));
      op.hidden = static_cast<std::uint16_t>(frame.field_count + frame.hidden_count++);
    } else if (!field.read.derive.empty()) {
      op.kind = ReadOp::Kind::derive;
      op.path = path(path_entity, parents, field.read.derive, field.pointer);
    } else if (field.read.constant) {
      op.kind = ReadOp::Kind::constant;
    } else if (op.at.kind == Kind::none && op.aliases.empty()) {
      if (!field.default_value) continue;             // made, or write-only
      op.kind = ReadOp::Kind::constant;
    }
    op.counts_for_presence = op.kind != ReadOp::Kind::constant && op.kind != ReadOp::Kind::derive && op.at.kind != Kind::word &&
                             op.at.kind != Kind::first && op.at.kind != Kind::index;
    frame.ops.push_back(std::move(op));
  }
  // `make` may use any field; parents and `into` come between. The id first, so that messages about other cells can name the
  // record; then plain values, keyed lists behind those of their items that have a place of their own, constants last.
  const std::uint16_t own_id = frame.entity == 0xFFFF ? 0xFFFF : store.schema.entities[frame.entity].own_id;
  std::stable_sort(frame.ops.begin(), frame.ops.end(), [own_id](const ReadOp& a, const ReadOp& b) {
    const auto late = [own_id](const ReadOp& op) {
      if (op.kind == ReadOp::Kind::constant) return 3;
      if (op.kind == ReadOp::Kind::keyed_rest) return 2;
      return own_id != 0xFFFF && op.target == own_id ? 0 : 1;
    };
    return late(a) < late(b);
  });
}

void Compiler::only(FramePlan& frame, const mapping::Condition& condition, const std::vector<Field>& all) {
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

void Compiler::keys(FramePlan& frame, const std::map<std::string, std::vector<std::string>>& all, const std::string& file,
                    const std::vector<std::string>& words, const std::string& pointer) {
  for (const auto& [name, cells] : all) {
    FramePlan::KeyProgram key{name, {}};
    for (const std::string& each : cells) key.cells.push_back(locate(each, file, words, pointer));
    frame.keys.push_back(std::move(key));
  }
}

void Compiler::required_keys(FramePlan& frame, const std::vector<Field>& all) {
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

void Compiler::children(FramePlan& frame, const std::vector<mapping::Child>& all, const std::string& file,
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

void Compiler::compile_frame(FramePlan& frame, const std::string& file, std::vector<std::string> words, std::vector<std::uint16_t> parents) {
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
    op.shadow = op.field->write.declined && op.at.kind == Kind::cell && std::any_of(frame.children.begin(), frame.children.end(), [&](const FramePlan& child) {
      return child.each.kind == Each::Kind::split && child.split_at.kind == Kind::cell && child.split_at.cell == op.at.cell;
    });
  }
  required_keys(frame, all);
}

}  // namespace

model::Interner* copied_domain(const model::Store& store, const ReadOp& op) {
  if (op.is_list || op.chain.makes_list() || !op.path.item().empty()) return nullptr;
  const auto& fields = store.schema.entities[op.path.end_entity()].fields;
  if (op.path.end_field() >= fields.size() || fields[op.path.end_field()].refs.size() > 1) return nullptr;
  return store.domain(op.path.end_entity(), op.path.end_field());
}

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
  Compiler compiler{plan, store, ids, mapping, mapping.format.kind == "xml", {}};
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
  return plan;
}

}  // namespace rosterkit::convert
