// Compiling a mapping for writing, record by record. Records and their children are compiled in write_plan_frames.cpp, fields in
// write_plan_fields.cpp.
#include "write_plan.hpp"

#include <algorithm>
#include <stdexcept>

#include "rosterkit/base/errors.hpp"
#include "write_compiler.hpp"

namespace rosterkit::convert {
namespace {

using mapping::Each;
using mapping::Field;

/// Calls use(entity, field) for each field of a record or child and of the children in it.
template <typename Holder, typename Use>
void each_field(const Holder& holder, const std::string& entity, Use&& use) {
  for (const Field& field : holder.fields) use(entity, field);
  for (const mapping::Child& child : holder.children) each_field(child, child.entity == "." ? entity : child.entity, use);
}

/// Numbers the frames, and those of each entity for the claims, once nothing moves any more.
void number_claims(WritePlan& plan, WriteFrame& frame) {
  frame.number = plan.frame_count++;
  if (!frame.self && frame.distinct.empty()) {
    auto& claims = plan.claims[frame.entity];
    frame.claim = claims.size();
    claims.push_back(&frame);
  }
  for (WriteFrame& child : frame.children) number_claims(plan, child);
}

}  // namespace

WritePlan compile_writing(const mapping::Mapping& mapping, const model::Schema& schema, IdMap& ids,
                          const std::map<std::uint16_t, std::set<std::string>>& ext_names) {
  WritePlan plan;
  plan.mapping = &mapping;
  plan.claims.resize(schema.entities.size());
  if (const auto all = mapping.ids.find("*"); all != mapping.ids.end() && all->second.mint == "uuid5-as-4") plan.uuid_version = 4;
  WriteCompiler compiler{plan, schema, mapping, ids, mapping.format.kind == "xml", {}};
  // Which records of an entity are written by whom decides which references may be written.
  for (const mapping::Record& record : mapping.records) {
    const auto entity = schema.find_entity(record.entity);
    if (!entity || !record.distinct.empty() || record.each.kind == Each::Kind::once || !schema.entities[*entity].strong) continue;
    plan.set_of.emplace(std::pair{*entity, record.space}, static_cast<std::int32_t>(plan.set_of.size()));
    if (!record.space.empty()) plan.set_of.emplace(std::pair{*entity, std::string()}, static_cast<std::int32_t>(plan.set_of.size()));
  }
  for (const mapping::Record& record : mapping.records) {
    each_field(record, record.entity, [&](const std::string&, const Field& field) {
      const auto target = schema.find_entity(field.ref);
      if (!field.written_by.empty() && target) plan.set_of.emplace(std::pair{*target, "@" + field.written_by}, static_cast<std::int32_t>(plan.set_of.size()));
      if (!field.by || !field.write.declined || !target || !schema.entities[*target].strong) return;
      if (plan.set_of.emplace(std::pair{*target, field.space}, static_cast<std::int32_t>(plan.set_of.size())).second) plan.nested.insert(*target);
    });
  }
  for (const mapping::Record& record : mapping.records) {
    const auto entity = schema.find_entity(record.entity);
    if (!entity) continue;
    auto frame = std::make_unique<WriteFrame>();
    frame->record = &record;
    frame->name = record.name;
    frame->entity = *entity;
    frame->each = record.each;
    if (record.each.kind == Each::Kind::path) {
      try { frame->each_path = parse_node_path(record.each.path); } catch (const std::invalid_argument& error) { compiler.fault(record.pointer, error.what()); }
    }
    plan.columns.push_back(record.columns);
    const std::size_t number = plan.records.size();
    if (const auto names = ext_names.find(*entity); names != ext_names.end() && mapping.format.keep_unmapped && record.distinct.empty()) {
      const auto& files = mapping.format.extension_files;
      if (files.empty() || std::find(files.begin(), files.end(), record.file) != files.end()) {
        for (const std::string& name : names->second) {
          std::string column = mapping.format.extension;
          if (const std::size_t hole = column.find("{name}"); hole != std::string::npos) column.replace(hole, 6, name);
          else column = name;
          if (std::find(record.columns.begin(), record.columns.end(), column) == record.columns.end()) plan.columns.back().push_back(column);
        }
        frame->ext = true;
      }
    }
    if (const auto set = plan.set_of.find({*entity, record.space}); set != plan.set_of.end() && record.distinct.empty() && record.each.kind != Each::Kind::once) frame->written_set = set->second;
    for (const std::string& path : record.distinct) {
      frame->distinct.emplace_back(path, Path());
      try { frame->distinct.back().second = Path::compile(schema, *entity, path); } catch (const std::invalid_argument& error) { compiler.fault(record.pointer, error.what()); }
    }
    compiler.frame_of(*frame, {number, {}, {}, nullptr});
    compiler.sorts(*frame, {number, {}, {}, nullptr}, record.sort, *entity);
    plan.records.push_back(std::move(frame));
  }
  for (auto& record : plan.records) {
    if (record->record->each.kind == Each::Kind::once) { record->writes = false; }
    number_claims(plan, *record);
  }
  if (!compiler.faults.empty()) throw MappingError(std::move(compiler.faults));
  return plan;
}

}  // namespace rosterkit::convert
