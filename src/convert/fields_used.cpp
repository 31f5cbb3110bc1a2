// Everything that a writing plan holds of the model, collected frame by frame. A member that is forgotten here would leave
// values out: tests/cases hold every shipped target to that.
#include "fields_used.hpp"

namespace rosterkit::convert {
namespace {

class Collector {
 public:
  Collector(FieldsUsed& used, const model::Schema& schema) : used_(used), schema_(schema) {}

  void frame(const WriteFrame& frame, const WriteFrame* parent);

 private:
  void add(std::uint16_t entity, std::size_t field) {
    if (entity != 0xFFFF && field != 0xFFFF) used_.emplace(entity, static_cast<std::uint16_t>(field));
  }
  void operation(const WriteFrame& frame, const WriteOp& op);
  template <typename Program>
  void all_of(const Program& program) {
    program.each_field([&](std::uint16_t entity, std::size_t field) { add(entity, field); });
  }
  FieldsUsed& used_;
  const model::Schema& schema_;
};

void Collector::operation(const WriteFrame& frame, const WriteOp& op) {
  add(frame.entity, op.target);
  add(frame.entity, op.many);
  for (const auto& [field, code] : op.flags) add(frame.entity, field);
  all_of(op.fill);
  all_of(op.when);
  all_of(op.path);
  for (const WriteMake::Part& part : op.make.parts) all_of(part.path);
  for (const auto& [literal, path] : op.holes) all_of(path);
}

void Collector::frame(const WriteFrame& frame, const WriteFrame* parent) {
  if (frame.entity != 0xFFFF) {
    for (std::size_t field = 0; field < schema_.entities[frame.entity].fields.size(); ++field) {
      if (field < frame.fields.size() && frame.fields.test(field)) add(frame.entity, field);
    }
    for (const std::uint16_t field : frame.entity_fields) add(frame.entity, field);
    for (const std::uint16_t field : frame.expand) add(frame.entity, field);
  }
  all_of(frame.only);
  all_of(frame.late_when);
  for (const auto* ops : {&frame.ops, &frame.constants}) {
    for (const WriteOp& op : *ops) operation(frame, op);
  }
  for (const auto* pairs : {&frame.parent, &frame.into}) {
    for (const WriteFrame::Pair& pair : *pairs) {
      add(frame.entity, pair.own);
      if (parent != nullptr) add(parent->entity, pair.parent);
    }
  }
  for (const WriteSort& sort : frame.sort) {
    all_of(sort.path);
    if (sort.equals) all_of(*sort.equals);
  }
  for (const auto& [name, path] : frame.distinct) all_of(path);
  for (const WriteFrame& child : frame.children) this->frame(child, &frame);
}

}  // namespace

FieldsUsed fields_used(const WritePlan& plan, const model::Schema& schema) {
  FieldsUsed used;
  for (const auto& [entity, name] : plan.required) {
    if (const auto field = schema.entities[entity].find_field(name)) used.emplace(entity, *field);
  }
  Collector collector(used, schema);
  for (const auto& record : plan.records) collector.frame(*record, nullptr);
  for (std::uint16_t e = 0; e < schema.entities.size(); ++e) {
    const model::EntityDef& entity = schema.entities[e];
    for (const std::uint16_t field : entity.key) used.emplace(e, field);
    for (const std::uint16_t field : {entity.status, entity.modified}) {
      if (field != 0xFFFF) used.emplace(e, field);
    }
    if (entity.strong && entity.own_id != 0xFFFF) used.emplace(e, entity.own_id);
  }
  return used;
}

}  // namespace rosterkit::convert
