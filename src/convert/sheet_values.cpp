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

/// The value as it is written, from memory or by the codecs; nothing if there is something to say about it.
template <typename Key>
std::optional<std::string_view> Writer::remembered(const WriteOp& op, ValueMemory& memory, Key key, std::string_view value) {
  if (const std::string_view* known = memory.find(key)) return *known;
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

void Writer::sheet_operation(const SheetOp& form, const SheetBatch& batch, Sheet& sheet) {
  const WriteOp& op = *form.op;
  const WriteFrame& frame = *batch.form->frame;
  if (form.kind == SheetOp::Kind::cells || (form.many_ids && must_look(op))) {
    for (std::size_t i = 0; i < batch.rows.size(); ++i) sheet_cell(op, batch, i, sheet);
    return;
  }
  const std::vector<std::uint32_t>& columns = op.at.front().columns;
  ValueMemory& memory = scratch().memories[form.memory];
  std::string_view* const only = columns.size() == 1 ? sheet.column(columns.front()) : nullptr;
  const auto put = [&](std::size_t i, std::string_view text) {
    if (only != nullptr && only[batch.at[i]].empty()) {
      only[batch.at[i]] = text;
      return;
    }
    if (sheet.settle(columns[columns.size() > 1 ? batch.word[i] : 0], batch.at[i], text)) return;
    folded(frame, op, place_of(batch, i));
  };
  const auto leave_blank = [&](std::size_t i) {
    if (!op.field->blank.empty()) put(i, op.field->blank.front());
  };
  // Ids of the format, as they stand?
  const auto admitted = [&](std::string_view value) {
    if (!form.many_ids) return op.id->form().admits(value);
    bool all = true;
    each_item(value, [&](std::string_view id) { all = all && op.id->form().admits(id); });
    return all;
  };
  const auto blank = [&](std::size_t i) {
    if (form.blank == SheetOp::Blank::stays) return leave_blank(i);
    if (form.blank == SheetOp::Blank::is_filled && op.fill.known_blank(*store_.tables[frame.entity], batch.rows[i])) return leave_blank(i);
    if (form.blank != SheetOp::Blank::is_made) return sheet_cell(op, batch, i, sheet);
    const Out out = cell_out(batch, i, sheet);
    const std::string id = made(op, place_of(batch, i), &out);
    if (id.empty()) leave_blank(i);
    else if (form.checks_form && !admitted(id)) sheet_cell(op, batch, i, sheet);
    else put(i, sheet.pool.keep(id));
  };
  const auto text_value = [&](std::size_t i, std::string_view value) {
    if (value.empty()) return blank(i);
    if (form.checks_form && !admitted(value)) return sheet_cell(op, batch, i, sheet);
    if (!form.remembers) return put(i, value);
    if (const auto text = remembered(op, memory, value, value)) put(i, *text);
    else sheet_cell(op, batch, i, sheet);
  };
  // A derived reference to what is not written goes the plain way, which looks for the next. Neighbours mostly share theirs.
  const bool looks = form.kind == SheetOp::Kind::derive && must_look(op);
  const char* last_id = nullptr;
  bool last_goes = true;
  const auto derived = [&](std::size_t i, std::string_view value) {
    if (looks && !value.empty()) {
      if (value.data() != last_id) last_goes = goes_out(op, value);
      last_id = value.data();
      if (!last_goes) return sheet_cell(op, batch, i, sheet);
    }
    text_value(i, value);
  };
  if (form.kind == SheetOp::Kind::derive && op.path.single() && !op.path.looks_up()) {
    std::vector<std::string_view>& values = scratch().values;
    values.resize(batch.rows.size());
    op.path.texts(store_, batch.rows, values.data());
    for (std::size_t i = 0; i < batch.rows.size(); ++i) derived(i, values[i]);
    return;
  }
  if (form.kind == SheetOp::Kind::derive) {
    for (std::size_t i = 0; i < batch.rows.size(); ++i) {
      derived(i, op.path.value(store_, batch.outer == nullptr ? Context{frame.entity, batch.rows[i], nullptr, nullptr} : place_of(batch, i).context, op.pick));
    }
    return;
  }
  const model::Table& table = *store_.tables[frame.entity];
  if (form.kind == SheetOp::Kind::flags) {
    for (std::size_t i = 0; i < batch.rows.size(); ++i) {
      const FlagText text = flags_of(op, table, batch.rows[i]);
      if (!text.what.empty()) sheet_cell(op, batch, i, sheet);
      else if (text.text.empty()) blank(i);
      else put(i, sheet.pool.keep(text.text));
    }
    return;
  }
  const bool is_item = form.kind == SheetOp::Kind::keyed_item;
  const model::Interner* names = store_.domain(frame.entity, op.target);
  const bool tagged = table.entity.fields[op.target].refs.size() > 1;
  Symbol last = 0;                                     // a word comes again and again, and in runs
  std::string_view last_text;
  const auto symbol_value = [&](std::size_t i, Symbol symbol) {
    if (symbol == 0) return blank(i);
    if (form.checks_target && !delta_ && !is_written(op.written_set, symbol)) return sheet_cell(op, batch, i, sheet);
    if (symbol == last) return put(i, last_text);
    last = 0;
    std::string_view text = names->text(symbol);
    if (form.checks_form && !op.id->form().admits(text)) return sheet_cell(op, batch, i, sheet);
    if (form.remembers) {
      const auto known = remembered(op, memory, symbol, text);
      if (!known) return sheet_cell(op, batch, i, sheet);
      text = *known;
    }
    last = symbol;
    put(i, last_text = text);
  };
  // Neighbours mostly stand in one segment: what is the same for all of it is asked once.
  for (std::size_t i = 0; i < batch.rows.size();) {
    const model::Segment& segment = *table.at(batch.rows[i]).segment;
    const model::Column* column = segment.find(op.target);
    const bool nothing = column == nullptr || column->kind() == model::Column::Kind::none;
    // Ids are scattered in memory, words stand close together.
    constexpr std::uint32_t ahead = 16;
    const bool fetches = !nothing && !form.remembers && column->kind() == model::Column::Kind::full;
    const bool passes = nothing && form.blank == SheetOp::Blank::stays && op.field->blank.empty();
    for (; i < batch.rows.size() && batch.rows[i] - segment.first < segment.rows; ++i) {
      if (passes) continue;
      const std::uint32_t index = batch.rows[i] - segment.first;
      if (nothing) {
        blank(i);
      } else if (names == nullptr || tagged) {
        const std::string_view value = tagged ? store_.text(table, op.target, segment, index) : column->text(index);
        text_value(i, is_item ? keyed_item(value, op.field->item) : value);
      } else {
        if (fetches && index + ahead < segment.rows) names->prefetch(column->symbol(index + ahead));
        symbol_value(i, column->symbol(index));
      }
    }
  }
}

}  // namespace rosterkit::convert
