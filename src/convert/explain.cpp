// `explain --from A --to B`: what a conversion keeps, changes and loses, from the two plans and without data. With no B:
// the class of each field of A (`map check`). What the target fills in is in explain_filled.cpp.
#include "explanation.hpp"
#include "rosterkit/convert/convert.hpp"

namespace rosterkit::convert {

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

namespace {

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
