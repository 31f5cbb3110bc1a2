// `explain --from A --to B`: what a conversion keeps, changes and loses, from the two plans and without data. With no B:
// the class of each field of A (`map check`).
#include <algorithm>
#include <set>
#include <stdexcept>

#include "explain_sides.hpp"
#include "fill.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/convert/convert.hpp"

namespace rosterkit::convert {
namespace {

std::string joined(const std::vector<std::string>& texts, std::string_view separator = "; ") {
  std::string text;
  std::set<std::string> seen;
  for (const std::string& each : texts) {
    if (each.empty() || !seen.insert(each).second) continue;
    text += (text.empty() ? "" : std::string(separator)) + each;
  }
  return text;
}

/// Fates in the order of the model: entity, field (whole entities first, columns last), then as they came.
class Fates {
 public:
  explicit Fates(const model::Schema& schema) : schema_(schema) {}

  void add(std::uint16_t entity, std::uint16_t field, Fate fate) {
    fate.entity = schema_.entities[entity].name;
    // The same fate of one field in several files is one line.
    for (auto& [key, known] : rows_) {
      if (key.first != entity || known.field != fate.field || known.fate != fate.fate || known.why != fate.why) continue;
      unite(known.from_place, fate.from_place);
      unite(known.to_place, fate.to_place);
      return;
    }
    rows_.emplace_back(std::pair{entity, field}, std::move(fate));
  }

  std::vector<Fate> sorted() {
    std::stable_sort(rows_.begin(), rows_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Fate> fates;
    for (auto& [key, fate] : rows_) fates.push_back(std::move(fate));
    return fates;
  }

  static constexpr std::uint16_t whole = 0, column = 0xFFFF;
  static std::uint16_t place(std::uint16_t field) { return field >= column - 1 ? column : static_cast<std::uint16_t>(field + 1); }

 private:
  static void unite(std::string& places, const std::string& more) {
    std::vector<std::string> all;
    for (const std::string& text : {places, more}) {
      for (const std::string_view each : split(text, "; ")) all.emplace_back(each);
    }
    places = joined(all);
  }
  const model::Schema& schema_;
  std::vector<std::pair<std::pair<std::uint16_t, std::uint16_t>, Fate>> rows_;
};

class Explanation {
 public:
  Explanation(const mapping::Model& model, const mapping::Mapping& from, const mapping::Mapping& to, const std::vector<Source>& sources,
              const std::vector<std::unique_ptr<Taker>>& takers)
      : model_(model), schema_(model.schema), from_(from), to_(to), sources_(sources), takers_(takers), fates_(model.schema) {}

  std::vector<Fate> run() {
    for (const Source& source : sources_) one(source);
    for (const auto& taker : takers_) filled(*taker);
    return fates_.sorted();
  }

 private:
  void one(const Source& source);
  void field(const Source& source, const Holding& held, const std::vector<const Taker*>& takers);
  bool derived(const Source& source, const Holding& held);
  void filled(const Taker& taker);
  bool comes(const Taker& taker, std::uint16_t field, const std::string& item) const;
  const mapping::Completion* completion_of(std::uint16_t entity, std::uint16_t field) const;
  const mapping::Completion* maker_of(std::uint16_t entity) const;
  const mapping::Completion* spread_by(const Source& source, const Holding& held, const std::vector<const Taker*>& takers, std::string& place) const;
  bool can_fill(const mapping::Completion& completion, unsigned depth) const;
  bool can_come(std::uint16_t entity, const std::string& path, unsigned depth) const;

  const mapping::Model& model_;
  const model::Schema& schema_;
  const mapping::Mapping& from_;
  const mapping::Mapping& to_;
  const std::vector<Source>& sources_;
  const std::vector<std::unique_ptr<Taker>>& takers_;
  Fates fates_;
};

void Explanation::one(const Source& source) {
  std::vector<const Taker*> takers;
  std::string declined;
  for (const auto& taker : takers_) {
    if (takes(*taker, source, sources_, schema_)) takers.push_back(taker.get());
    else if (taker->frame->entity == source.frame->entity && !taker->frame->writes && taker->frame->child != nullptr && declined.empty()) declined = taker->frame->child->why;
  }
  if (!takers.empty()) {
    for (const Holding& held : source.holds) field(source, held, takers);
    return;
  }
  // Copies of single fields may still stand elsewhere (a course title on each class).
  bool copied = false;
  for (const Holding& held : source.holds) copied = derived(source, held) || copied;
  const std::string why = !declined.empty() ? declined : to_.id + " has no place for these records" + (copied ? ", copies of some fields aside" : "");
  fates_.add(source.frame->entity, Fates::whole, {"", "*", source.file, "", "lost", why});
}

/// True if a column of the target copies the field by following references.
bool Explanation::derived(const Source& source, const Holding& held) {
  if (held.field == schema_.entities[source.frame->entity].own_id) return false;   // that is a reference, no copy
  bool any = false;
  for (const auto& taker : takers_) {
    const WriteFrame* frame = taker->frame;
    for (const WriteOp& op : frame->ops) {
      if (op.kind != WriteOp::Kind::derive || op.path.end_entity() != source.frame->entity || op.path.end_field() != held.field) continue;
      if (!op.path.item().empty() && op.path.item() != held.item) continue;
      if (any) continue;
      any = true;
      fates_.add(source.frame->entity, Fates::place(held.field),
                 {"", field_text(schema_.entities[source.frame->entity], held), held.place, taker->file + " " + op.field->at.front(), "derived",
                  "written as a copy, " + op.path.text() + " of each " + schema_.entities[frame->entity].name});
    }
  }
  return any;
}

void Explanation::field(const Source& source, const Holding& held, const std::vector<const Taker*>& takers) {
  const model::EntityDef& entity = schema_.entities[source.frame->entity];
  std::vector<std::string> places, narrow, notes;
  std::string declined;
  bool any = false;
  const bool is_field = held.field < entity.fields.size();
  const bool admitted = is_field && same_ids(from_, to_, entity.fields[held.field].is_ref() ? schema_.entities[entity.fields[held.field].refs.front()].name : entity.name);
  for (const Taker* taker : takers) {
    // A taker may hold the field in several places: it is whole if one of them is.
    bool here = false, whole = false;
    std::vector<std::string> whys;
    for (const Holding& taken : taker->holds) {
      if (taken.field != held.field) continue;
      const bool same = taken.item == held.item || taken.item == "*";
      if (!same && !(held.item == "*" && !taken.item.empty())) continue;
      if (taken.promise == Promise::read_only) {
        if (declined.empty()) declined = taken.why;
        continue;
      }
      here = true;
      places.push_back(taken.place);
      if (!same) whys.push_back("only the key " + taken.item + " has a place");
      else if (!taker->room.empty()) whys.push_back(taker->room + " of \"" + taker->frame->name + "\", more are counted");
      else if (taken.promise == Promise::lossy_on_write || taken.promise == Promise::filled || (taken.promise == Promise::one_way && !(admitted && !taken.made))) whys.push_back(taken.why);
      else whole = true;
      if (whole && !taken.why.empty() && taken.place == taker->file) notes.push_back(taken.why);
    }
    any = any || here;
    if (here && !whole) narrow.insert(narrow.end(), whys.begin(), whys.end());
  }
  const bool secret = is_field && entity.fields[held.field].personal == model::Personal::secret;
  Fate fate{"", field_text(entity, held), held.place, joined(places), "kept", joined(narrow)};
  if (!any) {
    if (derived(source, held)) return;
    std::string place;
    if (const mapping::Completion* completion = spread_by(source, held, takers, place); completion != nullptr) {
      fate.to_place = place;
      fate.fate = "derived";
      fate.why = completion->why.empty() ? completion->name : completion->why;
      fates_.add(source.frame->entity, Fates::place(held.field), std::move(fate));
      return;
    }
    fate.fate = "lost";
    fate.why = !declined.empty() ? declined : "no place in " + to_.id;
  } else if (secret) {
    fate.fate = "lost";
    fate.why = held.why;
  } else if (!narrow.empty()) {
    fate.fate = "changed";
  } else if (held.promise == Promise::lossy_on_read) {
    fate.fate = "changed";
    fate.why = held.why;
  } else if (held.made || held.promise == Promise::filled) {
    fate.fate = "derived";                             // not a cell of the source: made, or said by a position
    fate.why = held.why;
  } else {
    const bool about_reading = held.promise == Promise::exact && held.place == source.file;   // "always ..."
    fate.why = joined(notes).empty() && about_reading ? held.why : joined(notes);
  }
  fates_.add(source.frame->entity, Fates::place(held.field), std::move(fate));
}

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

std::vector<Fate> classes(const std::vector<Source>& sources, const mapping::Mapping& mapping, const WritePlan& plan, const model::Schema& schema) {
  Fates fates(schema);
  for (const Source& source : sources) {
    const model::EntityDef& entity = schema.entities[source.frame->entity];
    std::string room;
    const FramePlan* around = source.frame->parent_plan;
    if (source.frame->child != nullptr && around != nullptr && around->entity != 0xFFFF) room = room_of(*source.frame->child, entity, schema.entities[around->entity]);
    for (const Holding& held : source.holds) {
      const bool narrow = !room.empty() && held.promise < Promise::lossy_on_write;
      fates.add(source.frame->entity, Fates::place(held.field),
                {"", field_text(entity, held), held.place, "", std::string(promise_name(narrow ? Promise::lossy_on_write : held.promise)), narrow ? room : held.why});
    }
  }
  for (const auto& taker : takers_of(mapping, plan, schema)) {   // what is only written
    const model::EntityDef& entity = schema.entities[taker->frame->entity];
    for (const Holding& fill : taker->fills) {
      if (fill.field == 0xFFFF) fates.add(taker->frame->entity, Fates::column, {"", fill.item, fill.place, "", std::string(promise_name(fill.promise)), fill.why});
    }
    for (const Holding& held : taker->holds) {
      if (held.promise != Promise::write_only && held.promise != Promise::derived) continue;
      fates.add(taker->frame->entity, Fates::place(held.field), {"", field_text(entity, held), held.place, "", std::string(promise_name(held.promise)), held.why});
    }
  }
  return fates.sorted();
}

}  // namespace

std::vector<Fate> explain(const mapping::Catalog& catalog, const mapping::Request& from, const mapping::Request& to) {
  const mapping::Model& model = catalog.model();
  IdMap ids;
  model::Store store(model.schema);
  const mapping::Mapping reading = catalog.load(from);
  const ReadPlan read_plan = compile_reading(reading, store, ids, true);
  const std::vector<Source> sources = sources_of(reading, read_plan, model.schema);
  const mapping::Mapping writing = to.format.empty() ? reading : catalog.load(to);
  const WritePlan write_plan = compile_writing(writing, model.schema, ids, {});
  if (to.format.empty()) return classes(sources, writing, write_plan, model.schema);
  const auto takers = takers_of(writing, write_plan, model.schema);
  return Explanation(model, reading, writing, sources, takers).run();
}

}  // namespace rosterkit::convert
