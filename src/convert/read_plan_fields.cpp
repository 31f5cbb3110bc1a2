// Compiling the fields of a mapping for reading: names become numbers, locations become cells or node paths, codecs become objects.
#include <algorithm>
#include <stdexcept>

#include "read_compiler.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {

using mapping::Field;

std::uint32_t ReadCompiler::cell(const std::string& file, const std::string& column) {
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    if (plan.cells[i].file == file && plan.cells[i].column == column) return static_cast<std::uint32_t>(i);
  }
  plan.cells.push_back({file, column});
  return static_cast<std::uint32_t>(plan.cells.size() - 1);
}

Location ReadCompiler::locate(const std::string& text, const std::string& file, const std::vector<std::string>& words, const std::string& pointer) {
  Location location;
  location.text = text;
  if (text.empty()) return location;
  std::string_view rest = text;
  while (rest.starts_with('^')) {
    ++location.up;
    rest.remove_prefix(1);
  }
  if (rest == "$value") location.kind = Location::Kind::item;
  else if (rest == "$n") location.kind = Location::Kind::word;
  else if (rest == "$first") location.kind = Location::Kind::first;
  else if (rest == "$index") location.kind = Location::Kind::index;
  else if (rest == ".") location.kind = Location::Kind::self;
  else if (xml) {
    location.kind = Location::Kind::path;
    try {
      location.path = parse_node_path(rest);
    } catch (const std::invalid_argument& error) {
      fault(pointer, error.what());
    }
  } else {
    location.kind = Location::Kind::cell;
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

Path ReadCompiler::path(std::uint16_t entity, const std::vector<std::uint16_t>& parents, const std::string& text, const std::string& pointer) {
  try {
    return Path::compile(store.schema, entity, parents, text);
  } catch (const std::invalid_argument& error) {
    fault(pointer, "the path \"" + text + "\": " + error.what());
    return {};
  }
}

ValueChain ReadCompiler::chain(const std::vector<mapping::CodecUse>& uses, const std::string& pointer) {
  try {
    return ValueChain::compile(uses, mapping.codes);
  } catch (const std::invalid_argument& error) {
    fault(pointer, error.what());
    return {};
  }
}

std::uint8_t ReadCompiler::space_number(const std::string& name) {
  if (name.empty()) return 0;
  for (std::size_t i = 1; i < store.spaces.size(); ++i) {
    if (store.spaces[i] == name) return static_cast<std::uint8_t>(i);
  }
  store.spaces.push_back(name);
  return static_cast<std::uint8_t>(store.spaces.size() - 1);
}

std::optional<std::uint16_t> ReadCompiler::target_of(const FramePlan& frame, const std::string& name) {
  for (std::size_t i = 0; i < frame.pseudo.size(); ++i) {
    if (frame.pseudo[i] == name) return static_cast<std::uint16_t>(i);
  }
  if (frame.entity == 0xFFFF) return std::nullopt;
  return store.schema.entities[frame.entity].find_field(name);
}

std::uint16_t ReadCompiler::need_target(const FramePlan& frame, const std::string& name, const std::string& pointer) {
  if (const auto found = target_of(frame, name)) return *found;
  std::vector<std::string> names = frame.pseudo;
  if (frame.entity != 0xFFFF) {
    for (const auto& field : store.schema.entities[frame.entity].fields) names.push_back(field.name);
  }
  const std::string who = frame.entity == 0xFFFF ? "the list \"distinct\"" : "\"" + store.schema.entities[frame.entity].name + "\"";
  fault(pointer, who + " has no field \"" + name + "\"." + did_you_mean(name, names));
  return 0;
}

ReadOp ReadCompiler::base_op(FramePlan& frame, const Field& field, const std::string& file, const std::vector<std::string>& words) {
  ReadOp op;
  op.field = &field;
  if (!field.at.empty()) op.at = locate(field.at.front(), file, words, field.pointer);
  for (const std::string& alias : field.aliases) op.aliases.push_back(locate(alias, file, words, field.pointer));
  op.chain = chain(field.as, field.pointer);
  op.is_list = op.at.path.list_at != 0 || field.list;
  op.secret = field.personal == "secret";
  if (!field.pattern.empty()) op.pattern = Regex(field.pattern);
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

void ReadCompiler::make(FramePlan& frame, const Field& field, const std::string& file, const std::vector<std::string>& words) {
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

void ReadCompiler::fields(FramePlan& frame, const std::vector<Field>& all, const std::string& file, const std::vector<std::string>& words,
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
    } else if (op.at.kind == Location::Kind::none && op.aliases.empty()) {
      if (!field.default_value) continue;             // made, or write-only
      op.kind = ReadOp::Kind::constant;
    }
    op.counts_for_presence = op.kind != ReadOp::Kind::constant && op.kind != ReadOp::Kind::derive && op.at.kind != Location::Kind::word &&
                             op.at.kind != Location::Kind::first && op.at.kind != Location::Kind::index;
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

}  // namespace rosterkit::convert
