// Paths through the model: "class.course.title", "user.roles[role=student].orgSourcedId", "orgIds.State", "^primaryOrg..."
// (the parent's record), "*org[type=district].sourcedId" (all records of an entity). Compiled once, evaluated by row.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/model/store.hpp"

namespace rosterkit::convert {

enum class Pick : std::uint8_t { first, last, min, max, only };
Pick parse_pick(std::string_view name);                 ///< "" = first

/// What counts as the value of a field in place of the stored one: a list's current item while a record is written once
/// for each (expand), references without those that are not written.
struct Bound {
  std::uint16_t field;
  std::string_view text;
};

/// Where a path starts: a record, and the records around it.
struct Context {
  std::uint16_t entity = 0;
  model::Row row = model::no_row;
  const Context* up = nullptr;
  const std::vector<Bound>* bound = nullptr;

  /// What counts for a field of the record in place of the stored value, or nullptr.
  const Bound* bound_to(std::uint16_t field) const {
    if (bound == nullptr) return nullptr;
    for (const Bound& each : *bound) {
      if (each.field == field) return &each;
    }
    return nullptr;
  }
};

class Path {
 public:
  Path() = default;
  /// @returns the compiled path; throws std::invalid_argument with a sentence if a name is unknown.
  static Path compile(const model::Schema& schema, std::uint16_t entity, std::string_view text);
  /// @param parents  entities of the records around (nearest first), for paths that start with ^.
  static Path compile(const model::Schema& schema, std::uint16_t entity, const std::vector<std::uint16_t>& parents, std::string_view text);

  bool empty() const { return text_.empty(); }
  const std::string& text() const { return text_; }
  std::uint16_t end_entity() const { return end_entity_; }
  std::uint16_t end_field() const { return end_field_; }
  const std::string& item() const { return item_; }
  bool plain() const { return steps_.empty() && up_ == 0 && !from_all_; }   ///< a field of the record itself
  bool looks_up() const { return up_ > 0; }                                 ///< at a record around this one
  bool single() const;                                                      ///< at most one value, by its form

  /// Builds the indexes that evaluation needs; afterwards each() may run in many threads. Again for another store, and
  /// after its forget_indexes().
  void prepare(model::Store& store) const;

  /// Calls use(text, entity, row) for each value that is not blank, in order. Items of lists come singly.
  template <typename Use>
  void each(model::Store& store, const Context& context, Use&& use) const {
    const Context* start = &context;
    for (unsigned i = 0; i < up_ && start != nullptr; ++i) start = start->up;
    if (start == nullptr) return;
    if (from_all_) {
      const model::Table& table = *store.tables[start_entity_];
      for (model::Row row = 0; row < table.rows(); ++row) {
        if (table.live(row) && passes(store, start_entity_, row, all_field_, all_value_)) walk(store, {start_entity_, row}, 0, use);
      }
      return;
    }
    if (start->row == model::no_row && start->bound == nullptr) return;
    walk(store, *start, 0, use);
  }

  /// Says whether a value may be chosen at all.
  using Accept = std::function<bool(std::string_view)>;
  /// The one value that @p pick chooses; the view lives as long as the store. Blank for `only` if there are several.
  /// @param accept  what it refuses is passed over; nullptr = nothing is.
  std::string_view value(model::Store& store, const Context& context, Pick pick = Pick::first, const Accept* accept = nullptr) const;
  /// All values as one list text (no repetitions).
  std::string list(model::Store& store, const Context& context, const Accept* accept = nullptr) const;

  // The same by symbols, for many records at once: forward references to one entity, ending at a field held as symbols.
  // What the store holds is meant, nothing bound; prepare() first, and nothing put since then.

  bool symbolic(const model::Store& store) const;
  /// The one value's symbol in the domain of the end field; 0 = blank.
  model::Symbol symbol(model::Store& store, model::Row row) const;
  /// symbol() of @p count rows of a segment of the start entity, from its row @p first on, live or not.
  void symbols(model::Store& store, const model::Segment& segment, std::uint32_t first, std::uint32_t count, model::Symbol* out) const;
  /// symbol() of rows wherever they stand. @param stretches  the rows as Table::cut() cuts them.
  void symbols(model::Store& store, std::span<const model::Row> rows, std::span<const model::Stretch> stretches, model::Symbol* out) const;
  /// value() of rows of the start entity, for any path that is single() and starts at the record itself.
  void texts(model::Store& store, std::span<const model::Row> rows, std::span<const model::Stretch> stretches, std::string_view* out) const;
  /// Calls use(entity, field) for each field that evaluation looks at: predicates, references, the end.
  template <typename Use>
  void each_field(Use&& use) const {
    if (text_.empty()) return;
    if (all_field_ != 0xFFFF) use(start_entity_, all_field_);
    for (const Hop& hop : steps_) {
      use(hop.step.forward ? hop.step.from : hop.step.to, hop.step.field);
      if (hop.filter_field != 0xFFFF) use(hop.step.to, hop.filter_field);
    }
    use(end_entity_, end_field_);
  }

 private:
  struct Hop {
    model::Step step;
    std::uint16_t filter_field = 0xFFFF;
    std::string filter_value;
    mutable model::Symbol filter_symbol = 0;             // of the value, in the store last prepared for; 0 = compare texts
  };
  static bool passes(model::Store& store, std::uint16_t entity, model::Row row, std::uint16_t field, const std::string& value,
                     model::Symbol symbol = 0) {
    if (field == 0xFFFF) return true;
    return symbol != 0 ? store.symbol(entity, field, row) == symbol : store.text(entity, field, row) == value;
  }
  bool forward_singles() const;
  void follow(model::Store& store, std::span<model::Symbol> ids) const;   ///< from the values of the first reference to those of the end field
  template <typename Use>
  void walk(model::Store& store, const Context& at, std::size_t depth, Use&& use) const;
  template <typename Use>
  void end(model::Store& store, const Context& at, Use&& use) const;

  std::string text_;
  unsigned up_ = 0;
  bool from_all_ = false;
  std::uint16_t start_entity_ = 0, all_field_ = 0xFFFF;
  std::string all_value_;
  std::vector<Hop> steps_;
  std::uint16_t end_entity_ = 0, end_field_ = 0;
  std::string item_;                                     // key in a keyed list
  const model::Schema* schema_ = nullptr;
};

/// Calls use(item) for each item of a list text.
template <typename Use>
void each_item(std::string_view list, Use&& use) {
  while (!list.empty()) {
    const std::size_t end = list.find('\x1F');
    use(list.substr(0, end));
    if (end == std::string_view::npos) return;
    list.remove_prefix(end + 1);
  }
}

/// A list text without the items that stand before themselves. @returns the list as it is if there are none.
/// @param into  takes the new text. @param left  receives how many were left out.
std::string_view without_repeats(std::string_view list, std::string& into, std::size_t& left);

/// True if an item stands before itself. Makes nothing: hardly a list has repeats.
bool has_repeats(std::string_view list);

/// The text under a key of a keyed list text, or "".
std::string_view keyed_item(std::string_view keyed, std::string_view key);

template <typename Use>
void Path::end(model::Store& store, const Context& at, Use&& use) const {
  if (const Bound* bound = at.entity == end_entity_ ? at.bound_to(end_field_) : nullptr) {
    each_item(bound->text, [&](std::string_view item) { use(item, at.entity, at.row); });
    return;
  }
  if (at.row == model::no_row) return;
  const std::string_view text = store.text(end_entity_, end_field_, at.row);
  if (text.empty()) return;
  if (!item_.empty()) {
    if (const std::string_view found = keyed_item(text, item_); !found.empty()) use(found, at.entity, at.row);
    return;
  }
  if (end_field_ < schema_->entities[end_entity_].fields.size() &&
      schema_->entities[end_entity_].fields[end_field_].shape == model::Shape::list) {
    each_item(text, [&](std::string_view item) { use(item, at.entity, at.row); });
    return;
  }
  use(text, at.entity, at.row);
}

template <typename Use>
void Path::walk(model::Store& store, const Context& at, std::size_t depth, Use&& use) const {
  if (depth == steps_.size()) return end(store, at, use);
  const Hop& hop = steps_[depth];
  const auto go = [&](model::Row row) {
    if (row == model::no_row || !store.tables[hop.step.to]->live(row)) return;
    if (!passes(store, hop.step.to, row, hop.filter_field, hop.filter_value, hop.filter_symbol)) return;
    walk(store, Context{hop.step.to, row, nullptr, nullptr}, depth + 1, use);
  };
  const model::Table& target = *store.tables[hop.step.to];
  if (!hop.step.forward) {
    if (at.row == model::no_row) return;
    const std::uint16_t own = store.schema.entities[at.entity].own_id;
    model::Symbol id = store.symbol(at.entity, own, at.row);
    if (id == 0) return;
    const auto& refs = store.schema.entities[hop.step.to].fields[hop.step.field].refs;
    for (std::size_t i = 0; refs.size() > 1 && i < refs.size(); ++i) {
      if (refs[i] == at.entity) id |= static_cast<model::Symbol>(i) << model::Store::target_shift;
    }
    for (const model::Row row : store.index(hop.step.to, hop.step.field).of(id)) go(row);
    return;
  }
  if (const Bound* bound = at.bound_to(hop.step.field)) {
    return each_item(bound->text, [&](std::string_view item) { go(target.find(store.ids(hop.step.to).find(item))); });
  }
  if (at.row == model::no_row) return;
  const model::FieldDef& field = store.schema.entities[at.entity].fields[hop.step.field];
  if (field.shape == model::Shape::list) {
    each_item(store.text(at.entity, hop.step.field, at.row),
              [&](std::string_view item) { go(target.find(store.ids(hop.step.to).find(item))); });
    return;
  }
  const model::Symbol id = store.symbol(at.entity, hop.step.field, at.row);
  if (id == 0) return;
  if (field.refs.size() > 1) {
    if (field.refs[id >> model::Store::target_shift] != hop.step.to) return;
    return go(target.find(id & model::Store::target_mask));
  }
  go(target.find(id));
}

}  // namespace rosterkit::convert
