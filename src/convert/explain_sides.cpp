// Sides of a conversion: places, promises, and which records meet.
#include "explain_sides.hpp"

#include <algorithm>
#include <functional>

namespace rosterkit::convert {
namespace {

using mapping::Each;

/// A location as the reader of a page finds it: containers in front, the first number word filled in.
std::string place_text(const std::string& file, std::vector<std::string> around, const std::vector<std::string>& words, std::string at) {
  while (at.starts_with('^')) {
    at.erase(0, 1);
    if (!around.empty()) around.pop_back();
  }
  if (const std::size_t hole = at.find("{n}"); hole != std::string::npos && !words.empty()) {
    at.replace(hole, 3, words.front());
    if (words.size() > 1) at += ", ...";
  }
  std::string path;
  for (const std::string& each : around) path += (path.empty() ? "" : "/") + each;
  if (at == "$value" || at == ".") at = path;
  else if (at == "$first" || at == "$index") at = "position" + (path.empty() ? "" : " in " + path);
  else if (at == "$n") at = "name of the column";
  else if (!path.empty()) at = path + "/" + at;
  return file.empty() ? at : file + (at.empty() ? "" : " " + at);
}

/// Containers and number words around a frame, in CSV only the split cell.
struct Around {
  std::string file;
  std::vector<std::string> path;
  std::vector<std::string> words;

  Around inside(const Each& each) const {
    Around inner = *this;
    if (each.kind == Each::Kind::path) inner.path.push_back(each.path);
    if (each.kind == Each::Kind::split) inner.path.push_back(each.at);
    if (each.kind == Each::Kind::numbered) inner.words = each.words;
    return inner;
  }
  std::string place(const std::string& at) const { return place_text(file, path, words, at); }
};

std::string file_of(const mapping::Record& record) {
  if (record.each.kind == Each::Kind::once) return "the mapping itself";
  return record.file.empty() ? record.root : record.file;
}

/// Pairs that stand in columns of the row itself are found by the column of their value.
std::string place_of(const mapping::Field& field, const Around& around) {
  if (field.at.empty()) return around.place("");
  const bool in_row = field.kind == mapping::Field::Kind::keyed_rest && field.at.front() == "." && !field.item_value.empty();
  return around.place(in_row ? field.item_value : field.at.front());
}

std::string id_entity(const model::EntityDef& entity, const mapping::Field& field) {
  if (!field.ref.empty()) return field.ref;
  return entity.own_id < entity.fields.size() && entity.fields[entity.own_id].name == field.name ? entity.name : "";
}

/// Fields that one entry of the mapping stands for: one, or those of a group.
template <typename Use>
void each_field(const mapping::Field& field, const model::EntityDef& entity, Use&& use) {
  using Kind = mapping::Field::Kind;
  if (field.kind == Kind::column) return;
  if (field.kind != Kind::group) {
    if (const auto number = entity.find_field(field.name)) {
      const bool all_keys = field.kind == Kind::keyed_rest || entity.fields[*number].shape == model::Shape::keyed;   // one cell for all: pairs
      use(*number, field.kind == Kind::keyed_item ? field.item : all_keys ? "*" : "");
    }
    return;
  }
  if (field.flags) {
    for (const auto& [name, code] : field.flags->values) {
      if (const auto number = entity.find_field(name)) use(*number, std::string());
    }
    return;
  }
  for (std::size_t open = field.template_text.find('{'); open != std::string::npos; open = field.template_text.find('{', open + 1)) {
    const std::size_t end = field.template_text.find('}', open);
    if (const auto number = entity.find_field(field.template_text.substr(open + 1, end - open - 1))) use(*number, std::string());
  }
}

struct SourceCollector {
  const mapping::Mapping& mapping;
  const model::Schema& schema;
  std::vector<Source>& sources;

  void frame(const FramePlan& plan, const Around& around) {
    if (plan.entity != 0xFFFF) own(plan, around);
    for (const FramePlan& child : plan.children) frame(child, around.inside(child.each));
  }

  void own(const FramePlan& plan, const Around& around) {
    Source source{&plan, around.file, {}, {}};
    const model::EntityDef& entity = schema.entities[plan.entity];
    const auto held = [&](std::uint16_t field, const std::string& item) {
      return std::any_of(source.holds.begin(), source.holds.end(), [&](const Holding& each) { return each.field == field && each.item == item; });
    };
    const auto& fields = plan.child != nullptr ? plan.child->fields : plan.record->fields;
    for (const mapping::Field& field : fields) {
      each_field(field, entity, [&](std::uint16_t number, const std::string& item) {
        if (field.read.declined || held(number, item)) return;
        const Judged judged = judge(mapping, field, &entity.fields[number], id_entity(entity, field));
        std::string place = field.at.empty() ? (field.by ? around.place(field.by->cells.empty() ? "" : field.by->cells.front()) : around.file) : place_of(field, around);
        std::string why = judged.why;
        if (field.read.constant) {
          source.fixed.emplace(number, *field.read.constant);
          why = "always \"" + *field.read.constant + "\"";
          place = around.file;
        } else if (!field.read.derive.empty()) {
          why = "taken from " + field.read.derive;
        } else if (field.at.empty() && field.make.empty() && !field.by && !field.default_value) {
          return;                                      // written only
        }
        if (entity.fields[number].personal == model::Personal::secret) why = "left out unless --keep-passwords asks for it";
        source.holds.push_back({number, item, std::move(place), judged.promise, std::move(why), field.at.empty() && !field.make.empty()});
      });
    }
    for (const ReadOp& op : plan.ops) {                // `only` says a value that no cell holds
      if (op.kind != ReadOp::Kind::constant || op.tail.empty() || op.target >= entity.fields.size()) continue;
      source.fixed.emplace(op.target, op.tail);
      if (!held(op.target, "")) source.holds.push_back({op.target, "", around.file, Promise::exact, "always \"" + op.tail + "\""});
    }
    for (const auto& [mine, theirs] : plan.parent) {
      if (!held(mine, "")) source.holds.push_back({mine, "", around.file, Promise::exact, "said by the record around it"});
    }
    for (const FramePlan& child : plan.children) {
      for (const auto& [mine, theirs] : child.into) {
        if (held(mine, "") || mine >= entity.fields.size()) continue;
        source.holds.push_back({mine, "", around.file, Promise::exact, "points to what the same row says of the " + schema.entities[child.entity].name});
      }
    }
    sources.push_back(std::move(source));
  }
};

struct TakerCollector {
  const mapping::Mapping& mapping;
  const model::Schema& schema;
  std::vector<std::unique_ptr<Taker>>& takers;

  void frame(const WriteFrame& plan, const Taker* parent, const WriteFrame* parent_frame, const Around& around) {
    const Taker* own = parent;
    if (!plan.self && plan.distinct.empty()) {
      takers.push_back(std::make_unique<Taker>());
      Taker& taker = *takers.back();
      taker.frame = &plan;
      taker.parent = parent;
      taker.file = around.file;
      if (plan.child != nullptr && parent_frame != nullptr) taker.room = room_of(*plan.child, schema.entities[plan.entity], schema.entities[parent_frame->entity]);
      // What one child has no room for, another may take.
      if (parent_frame != nullptr) {
        for (const WriteFrame& sibling : parent_frame->children) {
          if (sibling.child->rest == plan.child->name) taker.room.clear();
        }
      }
      fill(taker, plan, around);
      own = &taker;
    }
    for (const WriteFrame& child : plan.children) frame(child, own, &plan, around.inside(child.each));
  }

  void fill(Taker& taker, const WriteFrame& plan, const Around& around) {
    const model::EntityDef& entity = schema.entities[plan.entity];
    operations(taker, plan, around);
    for (const WriteFrame& child : plan.children) {    // ".": the same record, spread over several rows or nodes
      if (child.self) operations(taker, child, around.inside(child.each));
    }
    const auto held = [&](std::uint16_t field) {
      return std::any_of(taker.holds.begin(), taker.holds.end(), [&](const Holding& each) { return each.field == field; });
    };
    for (const WriteFrame::Pair& pair : plan.parent) {
      if (!held(pair.own)) taker.holds.push_back({pair.own, "", around.file, Promise::exact, "said by the record around it"});
    }
    for (const WriteFrame& child : plan.children) {
      for (const WriteFrame::Pair& pair : child.into) {
        if (pair.distinct == 0xFFFF && !held(pair.parent)) {
          const bool list = entity.fields[pair.parent].shape == model::Shape::list && child.each.kind == Each::Kind::same;
          taker.holds.push_back({pair.parent, "", around.file, list ? Promise::lossy_on_write : Promise::exact, list ? "room for one of a list" : "written as what it points to"});
        }
      }
    }
    const mapping::Condition& only = plan.child != nullptr ? plan.child->only : plan.record->only;
    for (const mapping::Test& test : only) {
      if (const auto number = entity.find_field(test.path); number && !held(*number)) {
        taker.holds.push_back({*number, "", around.file, Promise::exact, "said by where it stands"});
      }
    }
  }

  void operations(Taker& taker, const WriteFrame& plan, const Around& around) {
    const model::EntityDef& entity = schema.entities[plan.entity];
    for (const WriteOp& op : plan.ops) {
      const mapping::Field& field = *op.field;
      const std::string place = place_of(field, around);
      if (field.kind == mapping::Field::Kind::column) {
        const Judged judged = judge(mapping, field, nullptr, "");
        taker.fills.push_back({0xFFFF, field.key, place, judged.promise, judged.why});
        continue;
      }
      bool is_own = false;                             // a template may hold fields of other records only
      each_field(field, entity, [&](std::uint16_t number, const std::string& item) {
        is_own = true;
        const Judged judged = judge(mapping, field, &entity.fields[number], id_entity(entity, field));
        taker.holds.push_back({number, item, place, judged.promise, judged.why, field.at.empty() && !field.make.empty()});
        if (!field.fill.empty()) taker.fills.push_back({number, item, place, Promise::filled, fill_text(field)});
        else if (!field.make.empty()) taker.fills.push_back({number, item, place, Promise::filled, make_text(field)});
        if (op.required) taker.required.emplace_back(number, place);
      });
      if (!is_own) taker.fills.push_back({0xFFFF, field.key, place, Promise::derived, "put together as " + field.template_text});
    }
    for (const WriteOp& op : plan.constants) {
      const mapping::Field& field = *op.field;
      if (field.kind == mapping::Field::Kind::column) {
        taker.fills.push_back({0xFFFF, field.key, around.place(field.at.front()), Promise::filled, "always \"" + *field.write.constant + "\""});
      }
    }
    const auto& fields = plan.child != nullptr ? plan.child->fields : plan.record->fields;
    for (const mapping::Field& field : fields) {
      const bool by_position = !field.at.empty() && (field.at.front().ends_with("$first") || field.at.front().ends_with("$index"));
      if (by_position && !field.write.declined) {      // the order says it, no cell does
        each_field(field, entity, [&](std::uint16_t number, const std::string& item) {
          taker.holds.push_back({number, item, around.place(field.at.front()), Promise::filled, "said by the position"});
        });
      }
      // Declined, with a reason that the reader should see.
      if (!field.write.declined || field.why.empty()) continue;
      each_field(field, entity, [&](std::uint16_t number, const std::string& item) {
        taker.holds.push_back({number, item, "", Promise::read_only, field.why});
      });
    }
  }
};

/// Whether the conditions of a taker admit what is fixed for a source.
bool admits(const mapping::Condition& only, const Source& source, const model::EntityDef& entity) {
  return std::all_of(only.begin(), only.end(), [&](const mapping::Test& test) {
    if (test.kind != mapping::Test::Kind::any_of) return true;
    const auto number = entity.find_field(test.path);
    if (!number) return true;                          // a path: told by data only
    const auto fixed = source.fixed.find(*number);
    return fixed == source.fixed.end() || std::find(test.values.begin(), test.values.end(), fixed->second) != test.values.end();
  });
}

const Source* find(const std::vector<Source>& all, const FramePlan* frame) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Source& each) { return each.frame == frame; });
  return found == all.end() ? nullptr : &*found;
}

const mapping::Condition& only_of(const WriteFrame& frame) { return frame.child != nullptr ? frame.child->only : frame.record->only; }

/// A child that a taker requires (the student's role that makes a user a student) against the children of the source.
bool has_required(const WriteFrame& child, const Source& source, const std::vector<Source>& all, const model::Schema& schema) {
  const model::EntityDef& entity = schema.entities[child.entity];
  bool own_children = false, others = false;
  for (const Source& each : all) {
    if (each.frame->entity != child.entity) continue;
    const bool own = each.frame->parent_plan == source.frame && !each.frame->parent.empty();
    if (own && admits(only_of(child), each, entity)) return true;
    own_children = own_children || own;
    others = others || each.frame->parent_plan == nullptr;   // from a file of its own: may belong to anyone
  }
  if (own_children) return false;
  return others || only_of(child).empty() || !child.into.empty();
}

}  // namespace

std::vector<Source> sources_of(const mapping::Mapping& mapping, const ReadPlan& plan, const model::Schema& schema) {
  std::vector<Source> sources;
  SourceCollector collector{mapping, schema, sources};
  for (const auto& record : plan.records) collector.frame(*record, {file_of(*record->record), {}, {}});
  return sources;
}

std::vector<std::unique_ptr<Taker>> takers_of(const mapping::Mapping& mapping, const WritePlan& plan, const model::Schema& schema) {
  std::vector<std::unique_ptr<Taker>> takers;
  TakerCollector collector{mapping, schema, takers};
  for (const auto& record : plan.records) collector.frame(*record, nullptr, nullptr, {file_of(*record->record), {}, {}});
  return takers;
}

bool takes(const Taker& taker, const Source& source, const std::vector<Source>& all, const model::Schema& schema) {
  const WriteFrame& frame = *taker.frame;
  if (frame.entity != source.frame->entity || !frame.writes) return false;
  if (!admits(only_of(frame), source, schema.entities[frame.entity])) return false;
  for (const WriteFrame& child : frame.children) {
    if (child.child->required && !child.self && child.writes && !has_required(child, source, all, schema)) return false;
  }
  // Both stand in a record around them: it must be of one kind, and may in turn be left out.
  if (taker.parent == nullptr || source.frame->parent_plan == nullptr || frame.parent.empty()) return true;
  for (const auto& [mine, theirs] : source.frame->parent) {
    const bool same_join = std::any_of(frame.parent.begin(), frame.parent.end(), [&](const auto& pair) { return pair.own == mine; });
    const Source* around = find(all, source.frame->parent_plan);
    if (same_join && around != nullptr && !takes(*taker.parent, *around, all, schema)) return false;
  }
  return true;
}

std::string field_text(const model::EntityDef& entity, const Holding& holding) {
  if (holding.field >= entity.fields.size()) return holding.item;
  return entity.fields[holding.field].name + (holding.item.empty() ? "" : "." + holding.item);
}

}  // namespace rosterkit::convert
