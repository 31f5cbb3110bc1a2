// Conditions over records.
#include "tests.hpp"

#include <algorithm>

namespace rosterkit::convert {

RowTest RowTest::compile(const model::Schema& schema, std::uint16_t entity, const std::vector<std::uint16_t>& parents, const mapping::Condition& condition) {
  RowTest compiled;
  for (const mapping::Test& test : condition) {
    Part part{test, Path::compile(schema, entity, parents, test.path), {}};
    if (!test.other.empty()) part.other = Path::compile(schema, entity, parents, test.other);
    compiled.parts_.push_back(std::move(part));
  }
  return compiled;
}

bool RowTest::looks_up() const {
  return std::any_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.path.looks_up() || part.other.looks_up(); });
}

void RowTest::prepare(model::Store& store) const {
  for (const Part& part : parts_) {
    part.path.prepare(store);
    part.other.prepare(store);
  }
}

bool RowTest::holds(const Part& part, model::Store& store, const Context& context, bool blank_passes) {
  using Kind = mapping::Test::Kind;
  const auto& values = part.test.values;
  if (part.test.kind == Kind::same_count) {
    std::size_t a = 0, b = 0;
    part.path.each(store, context, [&](std::string_view, std::uint16_t, model::Row) { ++a; });
    part.other.each(store, context, [&](std::string_view, std::uint16_t, model::Row) { ++b; });
    return a == b || (blank_passes && (a == 0 || b == 0));
  }
  bool any = false, listed = false;
  std::string_view first;
  part.path.each(store, context, [&](std::string_view text, std::uint16_t, model::Row) {
    if (!any) first = text;
    any = true;
    listed = listed || std::find(values.begin(), values.end(), text) != values.end();
  });
  switch (part.test.kind) {
    case Kind::blank: return !any;
    case Kind::not_blank: return any;
    case Kind::any_of: return listed || (blank_passes && !any);
    case Kind::none_of: return !listed;
    default: break;
  }
  const std::string_view other = part.other.value(store, context);
  if (!any || other.empty()) return blank_passes;
  return part.test.kind == Kind::at_least ? first >= other : first <= other;
}

bool RowTest::holds(model::Store& store, const Context& context) const {
  return std::all_of(parts_.begin(), parts_.end(), [&](const Part& part) { return holds(part, store, context, false); });
}

bool RowTest::passes(model::Store& store, const Context& context) const {
  return std::all_of(parts_.begin(), parts_.end(), [&](const Part& part) { return holds(part, store, context, true); });
}

}  // namespace rosterkit::convert
