// Compiling the records and children of a mapping for writing: which of the model's records each takes, how children hang on
// their parents and in what order they are written.
#include <algorithm>
#include <stdexcept>

#include "write_compiler.hpp"

namespace rosterkit::convert {

using mapping::Each;
using mapping::Field;

/// Two items of one parent that reading would take for one record are told by what their cells say of its natural key.
void WriteCompiler::key_cells(WriteFrame& frame) {
  const model::EntityDef& entity = schema.entities[frame.entity];
  if (frame.self || entity.strong || !frame.distinct.empty()) return;
  const auto same_for_all = [&](std::uint16_t key) {
    return std::any_of(frame.parent.begin(), frame.parent.end(), [&](const WriteFrame::Pair& pair) { return pair.own == key; }) ||
           std::any_of(frame.into.begin(), frame.into.end(), [&](const WriteFrame::Pair& pair) { return pair.own == key; });
  };
  for (const std::uint16_t key : entity.key) {
    if (same_for_all(key)) continue;
    bool plain = false;
    for (const Field& field : frame.child != nullptr ? frame.child->fields : frame.record->fields) {
      if (field.kind != Field::Kind::model || field.name != entity.fields[key].name || field.read.declined) continue;
      WriteFrame::KeyCell cell{&field, {}, {}};
      std::vector<std::string> places = field.at;
      places.insert(places.end(), field.aliases.begin(), field.aliases.end());
      for (const std::string& place : places) {
        for (std::size_t i = 0; i < frame.ops.size(); ++i) {
          if (!frame.ops[i].at.empty() && frame.ops[i].at.front().text == place) cell.ops.push_back(i);
        }
      }
      cell.chain = ValueChain::compile(field.as, mapping.codes);
      plain = cell.ops.size() == 1 && frame.ops[cell.ops.front()].target == key && frame.ops[cell.ops.front()].kind == WriteOp::Kind::value && field.as.empty();
      if (!cell.ops.empty()) frame.key_cells.push_back(std::move(cell));
    }
    frame.folds_keys = frame.folds_keys || !plain;
    if (frame.child != nullptr && std::any_of(frame.child->children.begin(), frame.child->children.end(), [&](const mapping::Child& inner) {
          return std::any_of(inner.into.begin(), inner.into.end(), [&](const auto& pair) { return pair.first == entity.fields[key].name; });
        })) {
      frame.key_inside.push_back(key);
    }
  }
  // Two records of one key have ids of their own: where those have no place, they are one.
  frame.folds_keys = frame.folds_keys || std::none_of(frame.ops.begin(), frame.ops.end(), [](const WriteOp& op) { return op.own_id && !op.at.empty(); });
}

void WriteCompiler::joins(WriteFrame& frame, const Around& around) {
  const mapping::Child& child = *frame.child;
  const model::EntityDef& entity = schema.entities[frame.entity];
  const auto pair = [&](const std::string& own, const std::string& theirs) -> WriteFrame::Pair {
    WriteFrame::Pair result{0, 0, distinct_index(*around.parent, theirs)};
    if (const auto found = entity.find_field(own)) result.own = *found;
    if (result.distinct == 0xFFFF) {
      if (const auto found = schema.entities[around.parent->entity].find_field(theirs)) result.parent = *found;
    }
    return result;
  };
  for (const auto& [own, theirs] : child.parent) {
    frame.parent.push_back(pair(own, theirs));
    frame.fields.set(frame.parent.back().own);
  }
  for (const auto& [theirs, own] : child.into) {
    frame.into.push_back(pair(own, theirs));
    frame.fields.set(frame.into.back().own);
  }
}

void WriteCompiler::sorts(WriteFrame& frame, const Around& around, const std::vector<mapping::SortKey>& keys, std::uint16_t parent) {
  for (const mapping::SortKey& key : keys) {
    WriteSort sort;
    if (key.path.starts_with("at:")) sort.at = key.path.substr(3);
    else sort.path = path(frame, around, key.path, frame.name);
    sort.descending = key.descending;
    if (const auto field = schema.entities[frame.entity].find_field(key.path); !key.equals_parent.empty() && field && schema.entities[frame.entity].fields[*field].is_ref()) {
      if (const auto set = plan.set_of.find({schema.entities[frame.entity].fields[*field].refs.front(), std::string()}); set != plan.set_of.end()) sort.written_set = set->second;
    }
    if (!key.equals_parent.empty()) {
      try {
        sort.equals = Path::compile(schema, parent, key.equals_parent.starts_with('^') ? key.equals_parent.substr(1) : key.equals_parent);
      } catch (const std::invalid_argument& error) {
        fault(frame.name, error.what());
      }
    }
    frame.sort.push_back(std::move(sort));
  }
}

/// Children whose `when` looks at cells come last; `rest` and `instead` come behind what they name.
void WriteCompiler::order_children(WriteFrame& frame, const std::vector<const mapping::Child*>& sources) {
  std::vector<WriteFrame> ordered;
  std::vector<bool> done(frame.children.size());
  const auto index_of = [&](const std::string& name) {
    for (std::size_t i = 0; i < ordered.size(); ++i) {
      if (ordered[i].child->name == name) return static_cast<std::int32_t>(i);
    }
    return std::int32_t{-1};
  };
  for (int round = 0; round < 4; ++round) {
    for (std::size_t i = 0; i < frame.children.size(); ++i) {
      const mapping::Child& child = *sources[i];
      if (done[i] || (round == 0 && !child.when.empty())) continue;
      const bool row = child.each.kind == Each::Kind::row;
      if (round < 2 && row) continue;                  // rows multiply what the others have written
      if (!child.rest.empty() && index_of(child.rest) < 0 && round < 3) continue;
      if (!child.instead.empty() && index_of(child.instead) < 0 && round < 3) continue;
      WriteFrame& moved = ordered.emplace_back(std::move(frame.children[i]));
      moved.rest = child.rest.empty() ? -1 : index_of(child.rest);
      moved.instead = child.instead.empty() ? -1 : index_of(child.instead);
      done[i] = true;
    }
  }
  frame.children = std::move(ordered);
}

/// What else a frame carries: constants that reading sets again, and fields declined with a reason.
void WriteCompiler::cover(WriteFrame& frame) {
  const mapping::Condition& only = frame.child != nullptr ? frame.child->only : frame.record->only;
  for (const mapping::Test& test : only) {
    if (test.path.find('.') != std::string::npos) continue;
    if (const auto field = schema.entities[frame.entity].find_field(test.path)) frame.fields.set(*field);
  }
  for (const WriteFrame& inner : frame.children) {
    for (const WriteFrame::Pair& pair : inner.into) {
      if (pair.distinct == 0xFFFF) frame.fields.set(pair.parent);
    }
    for (const std::uint16_t field : inner.expand) frame.fields.set(field);
    if (inner.self) frame.fields |= inner.fields;
  }
}

void WriteCompiler::frame_of(WriteFrame& frame, Around around) {
  const auto& fields = frame.child != nullptr ? frame.child->fields : frame.record->fields;
  const mapping::Condition& only = frame.child != nullptr ? frame.child->only : frame.record->only;
  try {
    frame.only = RowTest::compile(schema, frame.entity, around.parents, only);
  } catch (const std::invalid_argument& error) {
    fault(frame.name, error.what());
  }
  for (const Field& field : fields) operation(frame, around, field);
  // Keys that have fields of their own are not among the others.
  for (WriteOp& op : frame.ops) {
    if (op.kind != WriteOp::Kind::keyed_rest) continue;
    for (const Field& field : fields) {
      if (field.kind == Field::Kind::keyed_item && field.name == op.field->name && !field.write.declined) op.taken.push_back(field.item);
    }
  }
  std::stable_sort(frame.ops.begin(), frame.ops.end(), [](const WriteOp& a, const WriteOp& b) { return a.make.parts.empty() && !b.make.parts.empty(); });

  for (const Field& field : fields) {
    if (!field.by || !field.write.declined) continue;
    const auto target = schema.find_entity(field.ref);
    const auto own = schema.entities[frame.entity].find_field(field.name);
    if (!target || !own) continue;
    if (const auto set = plan.set_of.find({*target, field.space}); set != plan.set_of.end()) frame.by_key.push_back({*own, set->second});
  }
  key_cells(frame);

  const auto& children = frame.child != nullptr ? frame.child->children : frame.record->children;
  std::vector<const mapping::Child*> sources;
  for (const mapping::Child& child : children) {
    WriteFrame inner;
    inner.child = &child;
    inner.name = frame.name + "/" + child.name;
    inner.self = child.entity == ".";
    inner.writes = child.write;
    if (inner.self) {
      inner.entity = frame.entity;
    } else {
      const auto entity = schema.find_entity(child.entity);
      if (!entity) continue;
      inner.entity = *entity;
    }
    inner.each = child.each;
    Around inside = around;
    inside.parent = &frame;
    inside.parents.insert(inside.parents.begin(), frame.entity);
    if (child.each.kind == Each::Kind::numbered) inside.words = child.each.words;
    if (child.each.kind == Each::Kind::split) inner.split_at = locate(child.each.at, around);
    if (child.each.kind == Each::Kind::path) {
      try { inner.each_path = parse_node_path(child.each.path); } catch (const std::invalid_argument& error) { fault(child.pointer, error.what()); }
    }
    if (inner.self) inside.parents.erase(inside.parents.begin());   // the same record: paths start where the parent's do
    for (const std::string& name : child.expand) {
      if (const auto field = schema.entities[frame.entity].find_field(name)) inner.expand.push_back(*field);
    }
    mapping::Condition late;
    for (const mapping::Test& test : child.when) {
      if (looks_at_model(schema, inner.entity, test.path)) {
        late.push_back(test);
        continue;
      }
      inner.when.push_back({{}, test});
      inner.when_at.push_back(locate(test.path, around));
    }
    try {
      inner.late_when = RowTest::compile(schema, inner.entity, {}, late);
    } catch (const std::invalid_argument& error) {
      fault(child.pointer, error.what());
    }
    for (const Field& field : child.fields) {
      if (std::find(child.present.begin(), child.present.end(), field.name) != child.present.end()) inner.present.insert(inner.present.end(), field.at.begin(), field.at.end());
    }
    joins(inner, inside);
    sorts(inner, inside, child.sort, frame.entity);
    frame_of(inner, inside);
    sources.push_back(&child);
    frame.children.push_back(std::move(inner));
  }
  for (WriteFrame& inner : frame.children) {
    inner.claims_unwritten = !inner.writes && !inner.self && inner.child->read && std::none_of(frame.children.begin(), frame.children.end(), [&](const WriteFrame& other) {
      return other.writes && !other.self && other.entity == inner.entity;
    });
  }
  order_children(frame, sources);
  cover(frame);
}

}  // namespace rosterkit::convert
