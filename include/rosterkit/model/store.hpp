// What is kept of a roster: one table an entity, in segments of columns. A segment comes from one recipe and one file, so
// that what is the same for all its rows (a constant, the id space of a reference) is held once. References and words
// are symbols, in as many bytes as they need; texts stand in the segment's own bytes.
#pragma once

#include <cassert>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/model/interner.hpp"
#include "rosterkit/model/schema.hpp"

namespace rosterkit::model {

using Row = std::uint32_t;                ///< dense number in a table, in order of arrival
inline constexpr Row no_row = 0xFFFFFFFFu;

/// One field of one segment. Symbols or texts, as the field's type says; or, of values that nobody will read, what is
/// left to tell: which rows have one (mark), or which are alike (hash).
class Column {
 public:
  enum class Kind : std::uint8_t { none, constant, byte, word, full, few, some, text, mark, hash };   ///< few, some: in runs of equal ones

  Kind kind() const { return kind_; }
  Symbol symbol(std::uint32_t index) const {
    assert(kind_ < Kind::mark);
    switch (kind_) {
      case Kind::none: return 0;
      case Kind::constant: return constant_;
      case Kind::byte: return bytes_[index];
      case Kind::word: return words_[index];
      case Kind::few: return symbols_[bytes_[index]];
      case Kind::some: return symbols_[words_[index]];
      default: return symbols_[index];
    }
  }
  std::string_view text(std::uint32_t index) const;
  /// The symbols of @p count rows from @p first on; for fields held as symbols.
  void symbols(std::uint32_t first, std::uint32_t count, Symbol* out) const;
  bool blank(std::uint32_t index) const {
    if (kind_ == Kind::text) return fixed_ == 0 && symbols_[index] == 0;
    if (kind_ == Kind::mark) return !bytes_.empty() && bytes_[index] == 0;
    if (kind_ == Kind::hash) return hash(index) == 0;
    return symbol(index) == 0;
  }
  /// Of texts, and of what is left of them: equal for equal ones. 0 = blank.
  std::uint64_t hash(std::uint32_t index) const;

  void set_symbols(std::vector<Symbol>&& symbols);                  ///< stored as narrow as they allow
  void set_texts(std::span<const std::string_view> texts);
  void set_marks(std::vector<std::uint8_t>&& filled);               ///< nothing is kept of the values; they cannot be asked for
  void set_hashes(std::span<const std::string_view> texts);         ///< of the texts only 64 bits are kept; they cannot be asked for
  void put_symbol(std::uint32_t index, Symbol symbol, std::uint32_t rows);
  void put_text(std::uint32_t index, std::string_view text, std::uint32_t rows);
  void clear() { *this = Column(); }

  std::uint8_t space = 0;                 ///< id space (number in the store) that a reference points into; 0 = any

 private:
  Kind kind_ = Kind::none;
  Symbol constant_ = 0;
  std::vector<std::uint8_t> bytes_;       // of marks: empty if no row is blank
  std::vector<std::uint16_t> words_;
  std::vector<std::uint32_t> symbols_;    // symbols; of the runs that bytes_ or words_ number; or offsets into text_ (0 = blank)
  std::string text_;                      // each text behind its length (1 byte, or 255 and 4 bytes); or 8 bytes of hash a row
  std::uint32_t fixed_ = 0;               // not 0: no text is blank and all are this long; then neither offsets nor lengths are kept
  void loosen(std::uint32_t rows);
};

enum class State : std::uint8_t { live, merged, dropped };

/// Line numbers of the rows of a segment. Rows mostly follow each other line by line, or nearly so: then one number, or
/// two bytes a row, are enough.
class Lines {
 public:
  std::uint32_t operator[](std::uint32_t index) const {   ///< 0 = no line
    switch (kind_) {
      case Kind::none: return 0;
      case Kind::dense: return first_ + index;
      case Kind::near: return first_ + near_[index];
      default: return wide_[index];
    }
  }
  void set(std::vector<std::uint32_t>&& lines);

 private:
  enum class Kind : std::uint8_t { none, dense, near, wide };
  Kind kind_ = Kind::none;
  std::uint32_t first_ = 0;
  std::vector<std::uint16_t> near_;       // behind the first
  std::vector<std::uint32_t> wide_;
};

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
  Column& column(std::size_t field) {
    if (columns.size() <= field) columns.resize(field + 1);
    return columns[field];
  }
  const Column* find(std::size_t field) const { return field < columns.size() ? &columns[field] : nullptr; }
};
inline constexpr std::uint16_t made_here = 0xFFFF;

class Store;

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

 private:
  Column values_;
  std::size_t size_ = 0;
};

class Store {
 public:
  explicit Store(const Schema& schema);

  const Schema& schema;
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
  void put(std::uint16_t entity, std::size_t field, Row row, std::string_view text);

  /// Live rows by the value of a field (items of lists singly). Built on first use; forget() after changes.
  /// Symbols are of domain(entity, field), or of text_keys() for fields held as text.
  const Index& index(std::uint16_t entity, std::size_t field);
  /// The same for a caller of its own, of some rows only: @p select sets to 0, of the live rows of a segment, those that are left out.
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
