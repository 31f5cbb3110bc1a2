// One operation over all its instances in a sheet. Whatever is out of the ordinary in a cell (a finding, a value that must
// be filled in, something that is counted) goes the plain way, so that it is said in one place only.
#include <optional>

#include "writer.hpp"

namespace rosterkit::convert {

using model::Row;
using model::Symbol;

void Writer::sheet_cell(const WriteOp& op, const SheetBatch& batch, std::size_t i, Sheet& sheet) {
  Out out = cell_out(batch, i, sheet);
  operation(*batch.form->frame, op, place_of(batch, i), out);
}

/// The value as it is written, remembered from now on; nothing if there is something to say about it.
template <typename Key>
std::optional<std::string_view> Writer::to_remember(const WriteOp& op, ValueMemory& memory, Key key, std::string_view value) {
  ChainScratch& chain = scratch().chain;
  chain.issues.clear();
  std::string_view text = value;
  const bool list = op.is_list;
  if (list && !op.field->keeps_repeats && has_repeats(value)) return std::nullopt;
  if (!op.chain.empty()) text = op.chain.encode(value, list && !op.chain.makes_list(), chain);
  if (!chain.issues.empty() || text.empty()) return std::nullopt;
  if (list && !op.chain.makes_list() && text.find(codec::item_separator) != std::string_view::npos) return std::nullopt;
  return memory.put(key, text);
}

/// An operation and the cells that it fills. Values are fetched a column at a time; the usual ones, which nobody has anything to
/// say about, go straight from there to their cells. The other functions take one instance each.
class Writer::SheetColumn {
 public:
  SheetColumn(Writer& writer, const SheetOp& form, const SheetBatch& batch, Sheet& sheet)
      : writer_(writer), form_(form), op_(*form.op), frame_(*batch.form->frame), batch_(batch), sheet_(sheet),
        table_(*writer.store_.tables[frame_.entity]), memory_(writer.scratch().memories[form.memory]), columns_(op_.at.front().columns),
        straight_(columns_.size() == 1 && !form.checks_form && !form.remembers && form.blank == SheetOp::Blank::stays && op_.field->blank.empty()) {}

  void fill() {
    if (form_.kind == SheetOp::Kind::derive) derived();
    else if (form_.kind == SheetOp::Kind::flags) flags();
    else if (writer_.store_.domain(frame_.entity, op_.target) != nullptr && !is_tagged()) symbols();
    else texts();
  }

 private:
  std::size_t size() const { return batch_.rows.size(); }
  /// True if what a path gives are the ids of the entity that is referred to.
  bool leads_to_ids() const { return writer_.store_.domain(op_.path.end_entity(), op_.path.end_field()) == &writer_.store_.ids(op_.refers); }
  bool is_tagged() const { return table_.entity.fields[op_.target].refs.size() > 1; }
  void symbols();
  void texts();
  void derived();
  /// @param lost  which of the values are ids of what is not written.
  void end_derived(std::string_view* values, const std::vector<std::size_t>& lost);
  void flags();

  // Many at once.

  /// Where to fetch the values: to the cells themselves if nothing else is to be done and nobody has put anything there.
  std::string_view* begin_texts(bool straight) {
    std::string_view* const cells = straight && batch_.outer == nullptr && size() == sheet_.rows() ? sheet_.fresh_column(columns_.front()) : nullptr;
    in_place_ = cells != nullptr;
    if (in_place_) return cells;
    writer_.scratch().values.resize(size());
    return writer_.scratch().values.data();
  }
  void end_texts(bool straight, const std::string_view* values) {
    if (in_place_) return;
    begin_put();
    if (straight) {
      for (std::size_t i = 0; i < size(); ++i) {
        if (!values[i].empty()) put(i, values[i]);
      }
      return;
    }
    for (std::size_t i = 0; i < size(); ++i) text_value(i, values[i]);
  }

  // One at a time.

  void begin_put() {
    if (columns_.size() == 1) only_ = sheet_.column(columns_.front());
    at_ = batch_.at.data();
  }
  void put(std::size_t i, std::string_view text) {
    if (only_ == nullptr || !only_[at_[i]].empty()) return put_beside(i, text);
    only_[at_[i]] = text;
  }
  [[gnu::noinline]] void put_beside(std::size_t i, std::string_view text) {
    if (sheet_.settle(columns_[columns_.size() > 1 ? batch_.word[i] : 0], batch_.at[i], text)) return;
    writer_.folded(frame_, op_, writer_.place_of(batch_, i));
  }
  [[gnu::noinline]] void plainly(std::size_t i) { writer_.sheet_cell(op_, batch_, i, sheet_); }
  void leave_blank(std::size_t i) {
    if (!op_.field->blank.empty()) put(i, op_.field->blank.front());
  }
  [[gnu::noinline]] void blank(std::size_t i) {
    if (form_.blank == SheetOp::Blank::stays) return leave_blank(i);
    if (form_.blank == SheetOp::Blank::is_filled && op_.fill.known_blank(table_, batch_.rows[i])) return leave_blank(i);
    if (form_.blank != SheetOp::Blank::is_made) return plainly(i);
    const Out out = cell_out(batch_, i, sheet_);
    const std::string id = writer_.made(op_, writer_.place_of(batch_, i), &out);
    if (id.empty()) leave_blank(i);
    else if (form_.checks_form && !admitted(id)) plainly(i);
    else put(i, sheet_.pool.keep(id));
  }
  /// Ids of the format, as they stand?
  bool admitted(std::string_view value) const {
    if (!form_.many_ids) return op_.id->form().admits(value);
    bool all = true;
    each_item(value, [&](std::string_view id) { all = all && op_.id->form().admits(id); });
    return all;
  }
  void text_value(std::size_t i, std::string_view value) {
    if (value.empty()) return blank(i);
    if (form_.checks_form && !admitted(value)) return plainly(i);
    if (!form_.remembers) return put(i, value);
    if (const std::string_view* known = memory_.find(value)) return put(i, *known);
    if (const auto text = writer_.to_remember(op_, memory_, value, value)) put(i, *text);
    else plainly(i);
  }

  Writer& writer_;
  const SheetOp& form_;
  const WriteOp& op_;
  const WriteFrame& frame_;
  const SheetBatch& batch_;
  Sheet& sheet_;
  const model::Table& table_;
  ValueMemory& memory_;
  const std::vector<std::uint32_t>& columns_;
  const bool straight_;                                ///< a value is written as it is held, and a blank leaves the cell blank
  bool in_place_ = false;
  std::string_view* only_ = nullptr;                   ///< the cells, if there is but one column
  const std::uint32_t* at_ = nullptr;
};

void Writer::SheetColumn::texts() {
  std::string_view* const values = begin_texts(straight_);
  writer_.store_.texts(table_, op_.target, batch_.rows, batch_.stretches, values);
  if (form_.kind == SheetOp::Kind::keyed_item) {
    for (std::size_t i = 0; i < size(); ++i) values[i] = keyed_item(values[i], op_.field->item);
  }
  end_texts(straight_, values);
}

void Writer::SheetColumn::symbols() {
  const model::Interner& names = *writer_.store_.domain(frame_.entity, op_.target);
  std::vector<Symbol>& symbols = writer_.scratch().symbols;
  symbols.resize(size());
  writer_.store_.symbols(op_.target, batch_.rows, batch_.stretches, symbols.data());
  const bool looks = form_.checks_target && !writer_.delta_;
  if (!looks && !form_.remembers) {
    std::string_view* const values = begin_texts(straight_);
    names.texts(symbols, values);
    return end_texts(straight_, values);
  }
  begin_put();
  Symbol last = 0;                                     // a word comes again and again, and in runs
  std::string_view last_text;
  for (std::size_t i = 0; i < size(); ++i) {
    const Symbol symbol = symbols[i];
    if (symbol != 0 && symbol == last) {
      put(i, last_text);
    } else if (symbol == 0) {
      blank(i);
    } else if (looks && !writer_.is_written(op_.written_set, symbol)) {
      plainly(i);
    } else {
      last = 0;
      std::string_view text;
      if (form_.checks_form || !form_.remembers) text = names.text(symbol);
      if (form_.checks_form && !op_.id->form().admits(text)) {
        plainly(i);
        continue;
      }
      if (form_.remembers) {
        if (const std::string_view* known = memory_.find(symbol)) {
          text = *known;
        } else {
          const auto encoded = writer_.to_remember(op_, memory_, symbol, names.text(symbol));
          if (!encoded) {
            plainly(i);
            continue;
          }
          text = *encoded;
        }
      }
      last = symbol;
      put(i, last_text = text);
    }
  }
}

void Writer::SheetColumn::derived() {
  // A reference to what is not written goes the plain way, which looks for the next. Neighbours mostly share theirs.
  const bool looks = writer_.must_look(op_);
  std::string_view* const values = begin_texts(straight_);
  const bool many_at_once = op_.path.single() && !op_.path.looks_up();
  std::vector<std::size_t> lost;
  if (looks && many_at_once && op_.path.symbolic(writer_.store_) && leads_to_ids()) {
    std::vector<Symbol>& symbols = writer_.scratch().symbols;
    symbols.resize(size());
    op_.path.symbols(writer_.store_, batch_.rows, batch_.stretches, symbols.data());
    writer_.store_.ids(op_.refers).texts(symbols, values);
    for (std::size_t i = 0; i < size(); ++i) {
      if (symbols[i] != 0 && !writer_.is_written(op_.written_set, symbols[i])) lost.push_back(i);
    }
    return end_derived(values, lost);
  }
  if (many_at_once) {
    op_.path.texts(writer_.store_, batch_.rows, batch_.stretches, values);
  } else {
    for (std::size_t i = 0; i < size(); ++i) {
      values[i] = op_.path.value(writer_.store_, batch_.outer == nullptr ? Context{frame_.entity, batch_.rows[i], nullptr, nullptr} : writer_.place_of(batch_, i).context, op_.pick);
    }
  }
  const char* last_id = nullptr;
  bool last_goes = true;
  for (std::size_t i = 0; looks && i < size(); ++i) {
    if (values[i].empty() || (values[i].data() == last_id && last_goes)) continue;
    if (values[i].data() != last_id) last_goes = writer_.goes_out(op_, values[i]);
    last_id = values[i].data();
    if (!last_goes) lost.push_back(i);
  }
  end_derived(values, lost);
}

void Writer::SheetColumn::end_derived(std::string_view* values, const std::vector<std::size_t>& lost) {
  if (straight_ || lost.empty()) {
    for (const std::size_t i : lost) values[i] = {};
    end_texts(straight_, values);
    for (const std::size_t i : lost) plainly(i);
    return;
  }
  begin_put();
  for (std::size_t i = 0, next = 0; i < size(); ++i) {
    if (next == lost.size() || lost[next] != i) text_value(i, values[i]);
    else plainly(lost[next++]);
  }
}

/// Which flags are set is found column by column. What is written for it depends on that alone, so flags_of() is asked once for
/// each combination that occurs, and not for each record.
void Writer::SheetColumn::flags() {
  const bool by_bits = op_.flags.size() <= 32 && std::all_of(op_.flags.begin(), op_.flags.end(), [&](const auto& flag) {
    return writer_.store_.domain(frame_.entity, flag.first) != nullptr && table_.entity.fields[flag.first].refs.empty();
  });
  if (!by_bits) {
    for (std::size_t i = 0; i < size(); ++i) plainly(i);
    return;
  }
  // The upper half of a row's word: a bit for each flag that says anything; the lower half: for each that says yes.
  std::vector<std::uint64_t>& said = writer_.scratch().said;
  said.assign(size(), 0);
  for (std::size_t f = 0; f < op_.flags.size(); ++f) {
    const std::uint16_t field = op_.flags[f].first;
    const Symbol yes = writer_.store_.domain(frame_.entity, field)->find("true");
    for (const auto& [segment, begin, end] : batch_.stretches) {
      const model::Column* column = segment->find(field);
      if (column == nullptr || column->kind() == model::Column::Kind::none) continue;
      column->with_symbols([&, first = segment->first, begin = begin, end = end](auto&& symbol_of) {
        const Row* const rows = batch_.rows.data();
        std::uint64_t* const words = said.data();
        for (std::uint32_t i = begin; i < end; ++i) {
          const Symbol symbol = symbol_of(rows[i] - first);
          words[i] |= (std::uint64_t{symbol != 0} << 32 | std::uint64_t{symbol != 0 && symbol == yes}) << f;
        }
      });
    }
  }
  struct Known {
    std::uint64_t word;
    std::string_view text, what, why;
    std::uint64_t times;
  };
  std::vector<Known> known;
  const auto of_word = [&](std::uint64_t word, Row row) -> Known& {
    for (Known& each : known) {
      if (each.word == word) return each;
    }
    const FlagText text = writer_.flags_of(op_, table_, row);
    return known.emplace_back(Known{word, sheet_.pool.keep(text.text), text.what, text.why, 0});
  };
  begin_put();
  for (std::size_t i = 0; i < size(); ++i) {
    if (said[i] == 0) {
      blank(i);
      continue;
    }
    Known& found = of_word(said[i], batch_.rows[i]);
    if (!found.text.empty()) put(i, found.text);
    else if (found.what.empty()) blank(i);
    else if (form_.blank == SheetOp::Blank::stays) leave_blank(i);
    else plainly(i);
    if (!found.text.empty() || form_.blank == SheetOp::Blank::stays) ++found.times;   // else told the plain way
  }
  for (const Known& each : known) {
    if (!each.what.empty() && each.times != 0) writer_.tally(frame_.entity, op_.field->key, std::string(each.what), std::string(each.why), each.times);
  }
}

void Writer::sheet_operation(const SheetOp& form, const SheetBatch& batch, Sheet& sheet) {
  if (form.kind == SheetOp::Kind::nothing) return;
  if (form.kind == SheetOp::Kind::cells || (form.many_ids && must_look(*form.op))) {
    for (std::size_t i = 0; i < batch.rows.size(); ++i) sheet_cell(*form.op, batch, i, sheet);
    return;
  }
  SheetColumn(*this, form, batch, sheet).fill();
}

}  // namespace rosterkit::convert
