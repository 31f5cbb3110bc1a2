// `fields`: one entry a field of the model, a column of the format, or a group of fields in one location.
#include <algorithm>
#include <numeric>

#include "build.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::mapping {
namespace {

std::string text_form(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_primitive() && !value.is_null() ? value.dump() : std::string();
}

codec::Arguments build_arguments(const Json& json, const BuildContext& context) {
  const auto list = [&](const Json& items) {
    std::vector<std::string> out;
    for (const Json& item : items) out.push_back(context.expand(text_form(item)));
    return out;
  };
  codec::Arguments out;
  if (json.is_array()) {
    out.list = list(json);
  } else if (json.is_object()) {
    for (const auto& [name, value] : json.get_ref<const Json::object_t&>()) {
      if (value.is_array()) out.lists[name] = list(value);
      else out.texts[name] = context.expand(text_form(value));
    }
  } else if (!json.is_boolean()) {   // {"trim": true} has no arguments
    out.text = context.expand(text_form(json));
  }
  return out;
}

Fill build_fill(const Json& json, const std::string& pointer, BuildContext& context) {
  Fill out;
  if (json.is_string()) {
    out.text = json.get<std::string>();
    return out;
  }
  if (const Json* as = member(json, "as")) out.as = build_codecs(*as, step(pointer, "as"), context);
  out.pick = text_of(json, "pick");
  std::vector<std::string> kinds;
  for (const char* kind : {"from", "const", "template", "range"}) {
    if (member(json, kind)) kinds.emplace_back(kind);
  }
  if (kinds.size() != 1) {
    context.faults.add(pointer, "a fill has exactly one of \"from\", \"const\", \"template\" and \"range\"");
    return out;
  }
  if (kinds[0] == "from") out.text = text_of(json, "from");
  if (kinds[0] == "const") {
    out.kind = Fill::Kind::constant;
    out.text = context.expand_constant(text_of(json, "const"), step(pointer, "const"), &out.option);
  }
  if (kinds[0] == "template") {
    out.kind = Fill::Kind::template_text;
    out.text = context.expand(text_of(json, "template"));
  }
  if (kinds[0] == "range") {
    const std::vector<std::string> ends = texts_of(json["range"]);
    out.kind = Fill::Kind::range;
    if (ends.size() == 2) out.text = ends[0], out.other = ends[1];
    else context.faults.add(step(pointer, "range"), "a range has two fields, the low end and the high end");
  }
  if (const Json* counted = member(json, "true")) {
    const Json* least = member(json, "atLeast");
    out.kind = Fill::Kind::count_true;
    out.of = texts_of(*counted);
    out.at_least = least ? least->get<std::size_t>() : 1;
    if (kinds[0] != "const") context.faults.add(pointer, "\"true\" counts fields for a \"const\"; write both");
  } else if (member(json, "atLeast")) {
    context.faults.add(step(pointer, "atLeast"), "\"atLeast\" counts the fields of \"true\"; write both");
  }
  return out;
}

By build_by(const Json& json) {
  By out;
  out.key = text_of(json, "key");
  const Json* cells = member(json, "cells");
  if (cells && cells->is_object()) {
    out.writes = build_pairs(cells);
    for (const auto& [cell, path] : out.writes) out.cells.push_back(cell);
  } else if (cells) {
    out.cells = texts_of(*cells);
  }
  return out;
}

OneWay build_one_way(const Json* json, const std::string& pointer, BuildContext& context) {
  OneWay out;
  if (!json) return out;
  if (json->is_boolean()) {
    out.declined = !json->get<bool>();
    return out;
  }
  if (member(*json, "const")) out.constant = context.expand_constant(text_of(*json, "const"), step(pointer, "const"));
  out.derive = text_of(*json, "derive");
  if (!out.constant && out.derive.empty()) context.faults.add(pointer, "expected false, {\"const\": text} or {\"derive\": path}");
  return out;
}

void name_field(Field& field, const model::EntityDef* entity, const std::vector<std::string>& distinct) {
  field.name = field.key;
  if (field.key.starts_with('#') || field.key.starts_with('+')) {
    field.kind = field.key[0] == '#' ? Field::Kind::column : Field::Kind::group;
    field.name.erase(0, 1);
    return;
  }
  const std::size_t dot = field.key.find('.');
  if (dot == std::string::npos || std::find(distinct.begin(), distinct.end(), field.key) != distinct.end()) return;
  const std::string before = field.key.substr(0, dot);
  const auto known = entity ? entity->find_field(before) : std::nullopt;
  if (entity && (!known || entity->fields[*known].shape != model::Shape::keyed)) return;   // lint says what is wrong with it
  field.name = before;
  field.item = field.key.substr(dot + 1);
  field.kind = field.item == "*" ? Field::Kind::keyed_rest : Field::Kind::keyed_item;
}

std::optional<std::size_t> count_of(const Json& json, std::string_view key) {
  const Json* value = member(json, key);
  return value && value->is_number_unsigned() ? std::optional(value->get<std::size_t>()) : std::nullopt;
}

void build_values(Field& field, const Json& json, BuildContext& context) {
  const auto list = [&](const char* key, std::vector<std::string>& into) {
    if (const Json* value = member(json, key)) into = texts_of(*value);
  };
  list("at", field.at);
  list("aliases", field.aliases);
  list("enum", field.allowed);
  list("blank", field.blank);
  if (const Json* as = member(json, "as")) field.as = build_codecs(*as, step(field.pointer, "as"), context);
  if (const Json* by = member(json, "by")) field.by = build_by(*by);
  if (const Json* fill = member(json, "fill")) field.fill = build_fills(*fill, step(field.pointer, "fill"), context);
  if (const Json* make = member(json, "make")) field.make = build_make(*make);
  if (const Json* when = member(json, "when")) field.when = build_condition(*when);
  if (member(json, "default")) {
    field.default_value = context.expand_constant(text_of(json, "default"), step(field.pointer, "default"));
  }
  if (const Json* flags = member(json, "flags")) {
    field.flags = Flags{build_pairs(member(*flags, "values")), text_of(*flags, "many"), text_of(*flags, "split")};
  }
  field.min_length = count_of(json, "minLength");
  field.max_length = count_of(json, "maxLength");
  field.read = build_one_way(member(json, "read"), step(field.pointer, "read"), context);
  field.write = build_one_way(member(json, "write"), step(field.pointer, "write"), context);
}

/// The members of a field that are one text, and nothing more.
constexpr std::pair<std::string_view, std::string Field::*> text_members[] = {
    {"ref", &Field::ref}, {"space", &Field::space}, {"writtenBy", &Field::written_by}, {"mode", &Field::mode},
    {"pairedWith", &Field::paired_with}, {"pattern", &Field::pattern}, {"derive", &Field::derive},
    {"pick", &Field::pick}, {"key", &Field::item_key}, {"value", &Field::item_value}, {"keyCode", &Field::key_code},
    {"noKey", &Field::no_key}, {"why", &Field::why}, {"rule", &Field::rule}, {"severity", &Field::severity},
    {"personal", &Field::personal}};

/// Each member is looked at once: most fields have two or three of all that they might have.
void build_texts(Field& field, const Json& json) {
  if (!json.is_object()) return;
  for (const auto& [key, value] : json.get_ref<const Json::object_t&>()) {
    if (!value.is_string()) continue;
    for (const auto& [name, text] : text_members) {
      if (key == name) field.*text = value.get_ref<const std::string&>();
    }
  }
}

/// Where each key stands among the sorted ones. A field is large (a kilobyte): each is made where it stays.
std::vector<std::size_t> ranks_of(const Json::object_t::Container& members) {
  std::vector<std::size_t> order(members.size()), ranks(members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return members[a].first < members[b].first; });
  for (std::size_t rank = 0; rank < order.size(); ++rank) ranks[order[rank]] = rank;
  return ranks;
}

}  // namespace

std::vector<CodecUse> build_codecs(const Json& json, const std::string& pointer, BuildContext& context) {
  std::vector<CodecUse> out;
  if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i) {
      for (CodecUse& use : build_codecs(json[i], step(pointer, i), context)) out.push_back(std::move(use));
    }
  } else if (json.is_string()) {
    out.push_back({json.get<std::string>(), {}});
  } else if (json.is_object()) {
    if (json.size() != 1) context.faults.add(pointer, "one codec an object: write several as a list, in the order of reading");
    for (const auto& [name, arguments] : json.get_ref<const Json::object_t&>()) {
      out.push_back({name, build_arguments(arguments, context)});
    }
  }
  return out;
}

std::vector<Fill> build_fills(const Json& json, const std::string& pointer, BuildContext& context) {
  if (!json.is_array()) return {build_fill(json, pointer, context)};
  std::vector<Fill> out;
  for (std::size_t i = 0; i < json.size(); ++i) out.push_back(build_fill(json[i], step(pointer, i), context));
  return out;
}

std::vector<MakePart> build_make(const Json& json) {
  std::vector<MakePart> out;
  for (std::string part : texts_of(json)) {
    if (part.starts_with("at:")) {
      out.push_back({MakePart::Kind::cell, part.substr(3)});
    } else if (part.starts_with('^')) {
      out.push_back({MakePart::Kind::parent_field, part.substr(1)});
    } else if (part.starts_with('\'')) {
      if (part.size() > 1 && part.ends_with('\'')) part.pop_back();
      out.push_back({MakePart::Kind::literal, part.substr(1)});
    } else {
      out.push_back({MakePart::Kind::field, part});
    }
  }
  return out;
}

std::vector<Field> build_fields(const Json& json, const std::string& pointer, const model::EntityDef* entity,
                                const std::vector<std::string>& distinct, BuildContext& context) {
  const Json::object_t::Container& members = json.get_ref<const Json::object_t&>();
  const std::vector<std::size_t> ranks = ranks_of(members);
  std::vector<Field> out(members.size());
  for (std::size_t i = 0; i < out.size(); ++i) {   // in the order of the file, which is that of the faults
    const auto& [key, entry] = members[i];
    Field& field = out[ranks[i]];
    field.key = key;
    field.pointer = step(pointer, key);
    name_field(field, entity, distinct);
    if (entry.is_string()) {
      field.at = {entry.get<std::string>()};
      continue;
    }
    build_values(field, entry, context);
    build_texts(field, entry);
    field.list = flag_of(entry, "list", false);
    field.required = flag_of(entry, "required", false);
    field.unique = flag_of(entry, "unique", false);
    field.pair_blank_reported = text_of(entry, "pairBlank") == "report";
    field.verify = text_of(entry, "onRead") != "ignore";
    field.template_text = context.expand(text_of(entry, "template"));
    field.each_row = text_of(entry, "each") == "row";
  }
  for (Field& field : out) {
    field.keeps_repeats = !field.paired_with.empty() || std::any_of(out.begin(), out.end(), [&](const Field& other) {
      return !other.paired_with.empty() && std::find(field.at.begin(), field.at.end(), other.paired_with) != field.at.end();
    });
  }
  return out;
}

}  // namespace rosterkit::mapping
