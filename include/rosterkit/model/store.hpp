// What is kept of a roster: one table an entity, in segments of columns. A segment comes from one recipe and one file, so
// that what is the same for all its rows (a constant, the id space of a reference) is held once. References and words
// are symbols, in as many bytes as they need; texts stand in the segment's own bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/model/column.hpp"
#include "rosterkit/model/interner.hpp"
#include "rosterkit/model/schema.hpp"

namespace rosterkit::model {

using Row = std::uint32_t;                ///< dense number in a table, in order of arrival
inline constexpr Row no_row = 0xFFFFFFFFu;

struct Segment {
  std::uint32_t rows = 0;
  Row first = 0;                          ///< set when it joins the table
  std::uint16_t recipe = 0;               ///< which recipe made it (number in the reading plan); made_here for completions
  std::uint16_t file = 0;                 ///< number in Store::files
  std::uint8_t space = 0;                 ///< id space of the records themselves; 0 = none
  bool delta = false;                     ///< from a file of changes: references may point outside
  Lines lines;
  std::vector<Column> columns;            ///< by field; then ext; then hidden columns of the recipe
  std::vector<State> states;

  std::uint32_t line(std::uint32_t index) const { return lines[index]; }   ///< 0 = made here, or from no file
  /// 1 for each row that is live, 0 for the others. Nearly all are.
  void mark_live(std::vector<std::uint8_t>& live) const;
  Column& column(std::size_t field) {
    if (columns.size() <= field) columns.resize(field + 1);
    return columns[field];
  }
  /// Column::symbols() of a field; zeros if there is no such column.
  std::span<const Symbol> symbols(std::size_t field, std::uint32_t begin, std::uint32_t count, std::vector<Symbol>& room) const;
  const Column* find(std::size_t field) const { return field < columns.size() ? &columns[field] : nullptr; }
};
inline constexpr std::uint16_t made_here = 0xFFFF;

class Store;

/// Rows [begin, end) of a list of rows, which all stand in one segment.
struct Stretch {
  const Segment* segment;
  std::uint32_t begin, end;
};

class Table {
 public:
  Table(const EntityDef& def, std::uint16_t index) : entity(def), number(index) {}

  const EntityDef& entity;
  const std::uint16_t number;
  std::size_t ext_field() const { return entity.fields.size(); }

  void append(std::unique_ptr<Segment> segment);
  Row rows() const { return rows_; }
  std::vector<std::unique_ptr<Segment>>& segments() { return segments_; }
  const std::vector<std::unique_ptr<Segment>>& segments() const { return segments_; }

  struct At {
    Segment* segment;
    std::uint32_t index;
  };
  At at(Row row) const {
    std::size_t number_of = guide_[row >> guide_shift];
    while (row >= segments_[number_of]->first + segments_[number_of]->rows) ++number_of;
    Segment* segment = segments_[number_of].get();
    return {segment, row - segment->first};
  }
  /// A list of rows in stretches, which are long where the rows are neighbours; @p stretches is overwritten.
  void cut(std::span<const Row> rows, std::vector<Stretch>& stretches) const;
  /// Reads what rows that stand anywhere have in these fields, which is looked at soon. Each of them costs several misses of memory, one
  /// after the other, but where nothing else is done those of many rows are under way at a time.
  void touch(std::span<const Row> rows, std::span<const std::uint16_t> fields) const;
  bool live(Row row) const { const At place = at(row); return place.segment->states[place.index] == State::live; }

  std::vector<Row> row_of;                ///< strong entities: symbol of the id -> row, no_row if there is none
  Row find(Symbol id) const { return id < row_of.size() ? row_of[id] : no_row; }

 private:
  static constexpr unsigned guide_shift = 10;
  std::vector<std::unique_ptr<Segment>> segments_;
  std::vector<std::uint32_t> guide_;      // row >> guide_shift -> first segment that may hold it
  Row rows_ = 0;
};

/// Rows of a table by the value of one field: what points to a record.
struct Index {
  std::vector<std::uint32_t> start;       ///< by flat symbol; size bound + 1
  std::size_t targets = 1;                ///< entities that the field may point to
  std::vector<Row> rows;                  ///< of one symbol: in order of arrival
  struct Range { const Row* first; const Row* last; const Row* begin() const { return first; } const Row* end() const { return last; } };
  std::size_t flat(Symbol symbol) const {   // tagged symbols stand side by side
    if (targets == 1) return symbol;
    return static_cast<std::size_t>(symbol & ((Symbol{1} << 30) - 1)) * targets + (symbol >> 30);
  }
  Range of(Symbol symbol) const {
    const std::size_t at = flat(symbol);
    if (symbol == 0 || at + 1 >= start.size()) return {nullptr, nullptr};
    return {rows.data() + start[at], rows.data() + start[at + 1]};
  }
};

/// One field of a strong entity by the symbol of the record's id, so that following a reference is one look-up in an
/// array: of users' roles, one byte each, the cache holds far more than of whole records.
class Dense {
 public:
  Dense() = default;
  explicit Dense(std::vector<Symbol>&& by_id) : size_(by_id.size()) { values_.set_symbols(std::move(by_id)); }
  /// 0 if the field is blank, or if no live record has this id.
  Symbol of(Symbol id) const { return id < size_ ? values_.symbol(id) : 0; }
  /// of() each of them, in place.
  void follow(std::span<Symbol> ids) const {
    values_.with_symbols([&](auto&& symbol_of) {
      for (Symbol& id : ids) id = id < size_ ? symbol_of(id) : 0;
    });
  }

 private:
  Column values_;
  std::size_t size_ = 0;
};

class Store {
 public:
  explicit Store(const Schema& schema);

  const Schema& schema;
  unsigned jobs = 1;                                  ///< threads that what is built on first use may take
  std::vector<std::unique_ptr<Table>> tables;         ///< by entity number
  std::vector<std::string> files;                     ///< as messages name them; 0 = none
  std::vector<std::string> spaces{""};                ///< id spaces; 0 = none

  /// The domain that a field's symbols come from: the ids of an entity, or words. Nullptr for fields held as text.
  Interner* domain(std::uint16_t entity, std::size_t field) const;
  Interner& words() const { return *words_; }
  Interner& ids(std::uint16_t entity) const { return *ids_[id_domain_[entity]]; }
  std::uint16_t id_domain(std::uint16_t entity) const { return id_domain_[entity]; }  ///< entity whose ids these are

  // References to one of several entities carry which one in the top bits of the symbol.
  static constexpr unsigned target_shift = 30;
  static constexpr Symbol target_mask = (Symbol{1} << target_shift) - 1;

  std::string_view text(std::uint16_t entity, std::size_t field, Row row) const;
  std::string_view text(const Table& table, std::size_t field, const Segment& segment, std::uint32_t index) const;
  Symbol symbol(std::uint16_t entity, std::size_t field, Row row) const;
  /// symbol() and text() of a list of rows that was cut into stretches, see Table::cut().
  void symbols(std::size_t field, std::span<const Row> rows, std::span<const Stretch> stretches, Symbol* out) const;
  void texts(const Table& table, std::size_t field, std::span<const Row> rows, std::span<const Stretch> stretches, std::string_view* out) const;
  void put(std::uint16_t entity, std::size_t field, Row row, std::string_view text);

  /// Live rows by the value of a field (items of lists singly). Built on first use; forget() after changes.
  /// Symbols are of domain(entity, field), or of text_keys() for fields held as text.
  const Index& index(std::uint16_t entity, std::size_t field);
  /// The same for a caller of its own, of some rows only: @p select sets to 0, of the live rows of a segment, those that are left out.
  /// It is called in several threads; if it is empty, all live rows are taken.
  Index make_index(std::uint16_t entity, std::size_t field, const std::function<void(const Segment&, std::vector<std::uint8_t>& keep)>& select) const;
  Interner& text_keys() const { return *text_keys_; }
  /// A field of a strong entity by its id, see Dense. The field is single, held as symbols, and points to one entity.
  /// Built on first use (not by several threads); forget_indexes() after changes.
  const Dense& dense(std::uint16_t entity, std::size_t field);
  void forget_indexes();
  void settle();                          ///< gives back what only reading threads needed

 private:
  std::vector<std::unique_ptr<Interner>> ids_;
  std::vector<std::uint16_t> id_domain_;
  std::unique_ptr<Interner> words_, text_keys_;
  std::vector<std::vector<Interner*>> domains_;       // by entity, field
  std::vector<std::vector<std::unique_ptr<Index>>> indexes_;   // by entity, field
  std::vector<std::vector<std::unique_ptr<Dense>>> dense_;
};

}  // namespace rosterkit::model
