// Root causes: numbers first, texts last.
#include "rosterkit/convert/causes.hpp"

#include <algorithm>

#include "rosterkit/convert/roster.hpp"

namespace rosterkit::convert {

namespace {

std::uint64_t key_of(Causes::Kind kind, std::uint16_t entity, std::uint32_t what) {
  return (static_cast<std::uint64_t>(kind) << 48) | (static_cast<std::uint64_t>(entity) << 32) | what;
}

}  // namespace

Causes::Number Causes::of(Kind kind, std::uint16_t entity, std::uint32_t what) {
  const auto [found, is_new] = numbers_.emplace(key_of(kind, entity, what), static_cast<Number>(nodes_.size()));
  if (is_new) nodes_.push_back({kind, entity, what});
  return found->second;
}

Causes::Number Causes::find(Kind kind, std::uint16_t entity, std::uint32_t what) const {
  const auto found = numbers_.find(key_of(kind, entity, what));
  return found == numbers_.end() ? none : found->second;
}

void Causes::follow(Number number, Number because) {
  if (number == because || shorten(because) == number) return;
  nodes_[number].because = because;
}

Causes::Number Causes::root(Number number) const {
  while (nodes_[number].because != none) number = nodes_[number].because;
  return number;
}

Causes::Number Causes::shorten(Number number) {
  const Number end = root(number);
  while (nodes_[number].because != none && nodes_[number].because != end) {
    const Number next = nodes_[number].because;
    nodes_[number].because = end;
    number = next;
  }
  return end;
}

void Causes::add(Number number, std::uint64_t times) {
  std::atomic_ref<std::uint64_t>(nodes_[number].findings).fetch_add(times, std::memory_order_relaxed);
}

void Causes::dangling(const Dangling& reference) {
  if (dangling_.empty() || dangling_.back().entity != reference.entity || dangling_.back().field != reference.field) {
    dangling_.push_back({reference.entity, reference.field, {}});
  }
  dangling_.back().lost.push_back({reference.row, reference.id, reference.cause & 0x7FFFFFFFu, reference.wrong_space ? 1u : 0u});
  add(reference.cause);
}

void Causes::copy(const Copy& reference) {
  copies_.push_back(reference);
  add(reference.cause);
}

void Causes::collided(const Collided& record) {
  collided_.push_back(record);
  add(record.cause);
}

Causes::Number Causes::of_blank(std::uint16_t entity, std::uint16_t field, model::Row row) const {
  for (const DanglingField& each : dangling_) {
    if (each.entity != entity || each.field != field) continue;
    const auto found = std::lower_bound(each.lost.begin(), each.lost.end(), row, [](const Lost& lost, model::Row wanted) { return lost.row < wanted; });
    if (found != each.lost.end() && found->row == row) return found->cause;
  }
  return none;
}

void Causes::settle() {
  settled_ = true;
  for (Number number = 0; number < nodes_.size(); ++number) nodes_[shorten(number)].total += nodes_[number].findings;
}

Causes::Part Causes::part(Number number) {
  if (!settled_) settle();
  Part part;
  part.root = root(number);
  Node& root = nodes_[part.root];
  if (root.total < 2) return part;
  if (part.root == number && !root.told) {
    root.told = true;
    part.shows = true;
    part.follows = root.total - 1;
  } else {
    part.follower = true;
  }
  return part;
}

std::string Causes::text(const model::Store& store, Number number) const {
  const Node& node = nodes_[number];
  std::string text = store.schema.entities[node.entity].name;
  if (node.kind == Kind::unwritten) return text + ' ' + record_id(store, node.entity, node.what);
  if (node.what != 0) text.append(" ").append(store.ids(node.entity).text(node.what));
  return text;
}

}  // namespace rosterkit::convert
