// Classes of fields.
#include "explain_class.hpp"

#include <algorithm>

#include "rosterkit/codec/codec.hpp"

namespace rosterkit::convert {
namespace {

void worsen(Judged& judged, Promise promise, const std::string& why) {
  if (promise <= judged.promise) return;
  judged = {promise, why};
}

void judge_table(const codec::CodeTable& table, Judged& judged) {
  using Unknown = codec::CodeTable::Unknown;
  const bool spellings = table.ignore_case || std::any_of(table.values.begin(), table.values.end(), [](const auto& value) { return value.spellings.size() > 1; });
  if (spellings) worsen(judged, Promise::canonicalising, "several spellings of a code become one");
  const auto loses = [](const codec::CodeTable::UnknownRule& rule) { return rule.kind == Unknown::blank || rule.kind == Unknown::as; };
  if (loses(table.unknown_on_read)) worsen(judged, Promise::lossy_on_read, "codes that are not in \"" + table.name + "\" are folded or left out when read");
  if (!table.write_only.empty()) worsen(judged, Promise::lossy_on_write, "several words of the model share a code in \"" + table.name + "\"");
  if (loses(table.unknown_on_write)) worsen(judged, Promise::lossy_on_write, "words that are not in \"" + table.name + "\" are folded or left out when written");
}

void judge_codecs(const mapping::Mapping& mapping, const mapping::Field& field, Judged& judged) {
  for (const mapping::CodecUse& use : field.as) {
    if (use.name == "code") {
      if (const auto table = mapping.codes.find(use.arguments.text); table != mapping.codes.end()) judge_table(table->second, judged);
      continue;
    }
    const codec::TableRow* row = codec::find(use.name);
    if (row == nullptr) continue;
    const std::string why = "the codec \"" + use.name + "\" is " + std::string(codec::class_name(row->klass));
    switch (row->klass) {
      case codec::Class::exact: break;
      case codec::Class::canonicalising: worsen(judged, Promise::canonicalising, why); break;
      case codec::Class::lossy_on_read: worsen(judged, Promise::lossy_on_read, why); break;
      case codec::Class::lossy_on_write: worsen(judged, Promise::lossy_on_write, why); break;
      case codec::Class::read_only: worsen(judged, Promise::read_only, why); break;
      case codec::Class::write_only: worsen(judged, Promise::write_only, why); break;
    }
  }
}

const mapping::IdPolicy* policy_of(const mapping::Mapping& mapping, const std::string& entity) {
  auto found = mapping.ids.find(entity);
  if (found == mapping.ids.end()) found = mapping.ids.find("*");
  return found == mapping.ids.end() ? nullptr : &found->second;
}

/// True if the codecs split a cell into a list, so that a list fits into one place.
bool splits(const mapping::Field& field) {
  return std::any_of(field.as.begin(), field.as.end(), [](const mapping::CodecUse& use) {
    const codec::TableRow* row = codec::find(use.name);
    return row != nullptr && row->make(use.arguments)->makes_list();
  });
}

}  // namespace

std::string_view promise_name(Promise promise) {
  switch (promise) {
    case Promise::exact: return "exact";
    case Promise::canonicalising: return "canonicalising";
    case Promise::lossy_on_read: return "lossy on read";
    case Promise::lossy_on_write: return "lossy on write";
    case Promise::one_way: return "one-way by id map";
    case Promise::derived: return "derived";
    case Promise::filled: return "filled on write";
    case Promise::write_only: return "write-only";
    case Promise::read_only: return "read-only";
  }
  return "";
}

bool same_ids(const mapping::Mapping& a, const mapping::Mapping& b, const std::string& entity) {
  const mapping::IdPolicy* first = policy_of(a, entity);
  const mapping::IdPolicy* second = policy_of(b, entity);
  return first != nullptr && second != nullptr && first->valid == second->valid && first->normal == second->normal && first->mint == second->mint;
}

std::string make_text(const mapping::Field& field) {
  std::string text;
  for (const mapping::MakePart& part : field.make) {
    if (part.kind == mapping::MakePart::Kind::literal) continue;
    text += (text.empty() ? "" : ", ") + part.text;
  }
  return "an id made from " + text;
}

std::string fill_text(const mapping::Field& field) {
  std::string text;
  for (const mapping::Fill& fill : field.fill) {
    using Kind = mapping::Fill::Kind;
    if (fill.kind == Kind::constant && fill.text.empty()) {
      if (!fill.option.empty()) text += (text.empty() ? "" : ", else ") + std::string("by --set ") + fill.option + "=...";
      continue;
    }
    std::string one;
    switch (fill.kind) {
      case Kind::path: one = "from \"" + fill.text + "\""; break;
      case Kind::constant: one = "with \"" + fill.text + "\"" + (fill.option.empty() ? "" : " (--set " + fill.option + "=...)"); break;
      case Kind::template_text: one = "put together as \"" + fill.text + "\""; break;
      case Kind::range: one = "with the words from \"" + fill.text + "\" to \"" + fill.other + "\""; break;
      case Kind::count_true: one = "by counting what is true"; break;
    }
    text += (text.empty() ? "" : ", else ") + one;
  }
  return text;
}

Judged judge(const mapping::Mapping& mapping, const mapping::Field& field, const model::FieldDef* definition, const std::string& ids) {
  const std::string place = field.at.empty() ? "" : field.at.front();
  if (field.read.declined || (!field.template_text.empty() && field.template_text.find('.') != std::string::npos)) return {Promise::write_only, field.why};
  if (!field.derive.empty()) return {Promise::derived, "a copy of " + field.derive};
  if (field.write.declined) return {Promise::read_only, field.why};
  if (definition == nullptr && field.kind == mapping::Field::Kind::column) {
    if (!field.make.empty()) return {Promise::derived, make_text(field)};
    if (!field.fill.empty()) return {Promise::filled, fill_text(field)};
    if (field.write.constant) return {Promise::filled, "always \"" + *field.write.constant + "\""};
    return {Promise::read_only, field.why};
  }
  if (place.ends_with("$first") || place.ends_with("$index")) return {Promise::filled, "said by the position"};
  Judged judged;
  judge_codecs(mapping, field, judged);
  if (!field.aliases.empty()) worsen(judged, Promise::canonicalising, "read from several places, written to one");
  if (!field.blank.empty()) worsen(judged, Promise::canonicalising, "some texts mean a blank");
  if (field.default_value) worsen(judged, Promise::canonicalising, "a blank means \"" + *field.default_value + "\"");
  if (!field.allowed.empty()) worsen(judged, Promise::lossy_on_write, "what is none of the words allowed is left out");
  if (field.flags) worsen(judged, Promise::lossy_on_write, "all said to be false is written like not known");
  if (!field.template_text.empty()) worsen(judged, Promise::lossy_on_write, "a part that holds the text between the parts is left blank");
  const bool many_places = place.find("[]") != std::string::npos || field.list || splits(field);
  if (definition != nullptr && definition->shape == model::Shape::list && !many_places && !place.ends_with("$value")) {
    worsen(judged, Promise::lossy_on_write, "room for one of a list");
  }
  if (field.kind == mapping::Field::Kind::keyed_rest) {
    if (const auto table = mapping.codes.find(field.key_code); table != mapping.codes.end()) judge_table(table->second, judged);
    const bool room = field.each_row || splits(field) || std::any_of(field.at.begin(), field.at.end(), [](const std::string& at) { return at.find("[]") != std::string::npos; });
    if (!room) worsen(judged, Promise::lossy_on_write, "room for one of a list");
  }
  if (!field.make.empty() && place.empty()) worsen(judged, Promise::one_way, make_text(field) + ": the format has no place for it");
  if (const mapping::IdPolicy* policy = ids.empty() ? nullptr : policy_of(mapping, ids); policy != nullptr) {
    if (policy->normal == "guid") worsen(judged, Promise::canonicalising, "ids are written in lower case with dashes");
    if (!policy->mint.empty()) worsen(judged, Promise::one_way, "ids that the format does not admit are made anew");
  }
  if (judged.promise == Promise::exact && !field.fill.empty()) judged.why = "a blank is filled " + fill_text(field);
  return judged;
}

std::string room_of(const mapping::Child& child, const model::EntityDef& entity, const model::EntityDef& parent) {
  using Kind = mapping::Each::Kind;
  std::size_t room = 0;
  if (child.each.kind == Kind::same) room = 1;
  else if (child.each.kind == Kind::numbered) room = child.each.words.size();
  if (child.max && (room == 0 || *child.max < room)) room = *child.max;
  if (room == 0 || child.entity == ".") return "";
  const auto is = [](const std::string& name) { return [&name](const auto& pair) { return pair.first == name; }; };
  // One for each parent, if what is joined and what is fixed make the whole identity.
  const bool one_each = std::all_of(entity.key.begin(), entity.key.end(), [&](std::uint16_t key) {
    const std::string& name = entity.fields[key].name;
    return std::any_of(child.parent.begin(), child.parent.end(), is(name)) ||
           std::any_of(child.only.begin(), child.only.end(), [&](const mapping::Test& test) { return test.path == name && test.values.size() == 1; });
  });
  if (one_each) return "";
  if (!child.into.empty() && room == 1) {              // looked up by a field of the parent that holds one
    const bool single = std::all_of(child.into.begin(), child.into.end(), [&](const auto& pair) {
      const auto field = parent.find_field(pair.first);
      return !field || parent.fields[*field].shape != model::Shape::list;
    });
    if (single) return "";
  }
  return room == 1 ? "room for one" : "room for " + std::to_string(room);
}

}  // namespace rosterkit::convert
