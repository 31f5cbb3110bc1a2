// What a target has of its own and from completions: fields that it fills by itself, that a completion fills or spreads, and
// those that it requires and nothing gives.
#include <algorithm>
#include <set>
#include <stdexcept>

#include "explanation.hpp"
#include "fill.hpp"

namespace rosterkit::convert {

/// Whether some record that the taker writes can bring a value for the field.
bool Explanation::comes(const Taker& taker, std::uint16_t field, const std::string& item) const {
  return std::any_of(sources_.begin(), sources_.end(), [&](const Source& source) {
    if (!takes(taker, source, sources_, schema_)) return false;
    return std::any_of(source.holds.begin(), source.holds.end(), [&](const Holding& held) {
      return held.field == field && (held.item == item || held.item == "*" || item == "*");
    });
  });
}

const mapping::Completion* Explanation::completion_of(std::uint16_t entity, std::uint16_t field) const {
  const model::EntityDef& def = schema_.entities[entity];
  for (const mapping::Completion& each : model_.completions) {
    if (each.from.empty() && each.entity == def.name && each.field.substr(0, each.field.find('.')) == def.fields[field].name) return &each;
    // Or made for it: the records it is read from get the field of what was made.
    if (!each.from.empty() && each.from == def.name) {
      for (const auto& [theirs, own] : each.into) {
        if (theirs == def.fields[field].name) return &each;
      }
    }
  }
  return nullptr;
}

const mapping::Completion* Explanation::maker_of(std::uint16_t entity) const {
  for (const mapping::Completion& each : model_.completions) {
    if (each.from.empty() || each.entity != schema_.entities[entity].name) continue;
    const auto base = schema_.find_entity(each.from);
    const bool there = std::any_of(sources_.begin(), sources_.end(), [&](const Source& source) { return base && source.frame->entity == *base; });
    if (there) return &each;
  }
  return nullptr;
}

/// The completion by which a field without a place goes into others that have one (a whole name into its parts).
const mapping::Completion* Explanation::spread_by(const Source& source, const Holding& held, const std::vector<const Taker*>& takers, std::string& place) const {
  const model::EntityDef& def = schema_.entities[source.frame->entity];
  if (held.field >= def.fields.size()) return nullptr;
  const std::string& name = def.fields[held.field].name;
  for (const mapping::Completion& each : model_.completions) {
    if (!each.from.empty() || each.entity != def.name || each.field.find('.') != std::string::npos) continue;
    const bool reads = std::any_of(each.fill.begin(), each.fill.end(), [&](const mapping::Fill& fill) {
      return fill.kind == mapping::Fill::Kind::path && fill.text == name;
    });
    const auto target = def.find_field(each.field);
    // What a cell of the same record fills is no blank, so the completion leaves it alone.
    const bool said = target && std::any_of(source.holds.begin(), source.holds.end(), [&](const Holding& own) { return own.field == *target; });
    if (!reads || !target || said) continue;
    for (const Taker* taker : takers) {
      for (const Holding& taken : taker->holds) {
        if (taken.field != *target || taken.promise == Promise::read_only) continue;
        place = taken.place;
        return &each;
      }
    }
  }
  return nullptr;
}

/// Whether some record of the source, or one that a completion makes of it, may hold what stands at the end of a path.
bool Explanation::can_come(std::uint16_t entity, const std::string& text, unsigned depth) const {
  Path path;
  try {
    path = Path::compile(schema_, entity, text);
  } catch (const std::invalid_argument&) {
    return true;                                       // not for us to judge
  }
  const std::uint16_t end = path.end_entity(), field = path.end_field();
  if (field >= schema_.entities[end].fields.size()) return true;
  for (const Source& source : sources_) {
    if (source.frame->entity != end) continue;
    for (const Holding& held : source.holds) {
      if (held.field == field && (held.item == path.item() || held.item == "*" || path.item().empty())) return true;
    }
  }
  const std::string& name = schema_.entities[end].fields[field].name;
  for (const mapping::Completion& each : model_.completions) {
    if (depth == 0 || each.entity != schema_.entities[end].name) continue;
    const bool sets = each.from.empty() ? each.field.substr(0, each.field.find('.')) == name
                                        : std::any_of(each.sets.begin(), each.sets.end(), [&](const auto& set) { return set.field == name; });
    if (sets && can_fill(each, depth - 1)) return true;
  }
  return false;
}

/// Whether a completion can find anything in the records of the source.
bool Explanation::can_fill(const mapping::Completion& completion, unsigned depth) const {
  const auto base = schema_.find_entity(completion.from.empty() ? completion.entity : completion.from);
  if (!base) return false;
  if (!completion.from.empty()) return std::any_of(sources_.begin(), sources_.end(), [&](const Source& source) { return source.frame->entity == *base; });
  return std::any_of(completion.fill.begin(), completion.fill.end(), [&](const mapping::Fill& fill) {
    using Kind = mapping::Fill::Kind;
    switch (fill.kind) {
      case Kind::constant: return true;
      case Kind::path: return can_come(*base, fill.text, depth);
      case Kind::range: return can_come(*base, fill.text, depth) && can_come(*base, fill.other, depth);
      case Kind::count_true: return std::any_of(fill.of.begin(), fill.of.end(), [&](const std::string& each) { return can_come(*base, each, depth); });
      case Kind::template_text: {
        std::string tail;
        const auto holes = parse_template(schema_, *base, {}, fill.text, tail);
        return std::any_of(holes.begin(), holes.end(), [&](const auto& hole) { return can_come(*base, hole.second.text(), depth); });
      }
    }
    return true;
  });
}

void Explanation::filled(const Taker& taker) {
  const std::uint16_t number = taker.frame->entity;
  const model::EntityDef& entity = schema_.entities[number];
  if (!taker.frame->writes) return;
  const bool taken = std::any_of(sources_.begin(), sources_.end(), [&](const Source& source) { return takes(taker, source, sources_, schema_); });
  const mapping::Completion* maker = maker_of(number);
  if (!taken && maker == nullptr) return;
  if (!taken) fates_.add(number, Fates::whole, {"", "*", "", taker.file, "filled", maker->why});
  std::set<std::pair<std::uint16_t, std::string>> said;
  for (const Holding& fill : taker.fills) {
    if (fill.field != 0xFFFF && comes(taker, fill.field, fill.item)) continue;
    said.emplace(fill.field, fill.item);
    fates_.add(number, Fates::place(fill.field), {"", field_text(entity, fill), "", fill.place, fill.promise == Promise::derived ? "derived" : "filled", fill.why});
  }
  for (const Holding& held : taker.holds) {
    if (held.promise == Promise::read_only || held.field >= entity.fields.size() || said.contains({held.field, held.item}) || comes(taker, held.field, held.item)) continue;
    const mapping::Completion* completion = completion_of(number, held.field);
    if (completion != nullptr && !can_fill(*completion, 2)) completion = nullptr;
    if (completion != nullptr) {
      const std::size_t dot = completion->field.find('.');
      if (dot != std::string::npos && completion->from.empty() && held.item != "*" && completion->field.substr(dot + 1) != held.item) completion = nullptr;
    }
    if (completion != nullptr) {
      fates_.add(number, Fates::place(held.field), {"", field_text(entity, held), "", held.place, "filled", completion->why});
      said.emplace(held.field, held.item);
    }
  }
  if (!taken) return;
  for (const auto& [field, place] : taker.required) {
    if (comes(taker, field, "") || said.contains({field, ""})) continue;
    fates_.add(number, Fates::place(field),
               {"", entity.fields[field].name, "", place, "lost", to_.id + " requires it and " + from_.id + " does not hold it: records for which nothing gives it are not written"});
  }
}

}  // namespace rosterkit::convert
