// Records of CSV formats a column at a time: which items stand where, then each operation over all of them. What this way
// has no form for (several items that repeat the row, conditions on cells, findings) goes the plain way of
// write_record.cpp: a cell of its own, or the record as a whole, in its place between the others.
#include <algorithm>
#include <numeric>

#include "item_finder.hpp"

namespace rosterkit::convert {

using mapping::Each;
using model::Row;

namespace {
constexpr Row none = model::no_row - 1;                // no table has so many
}  // namespace

const Writer::Place& Writer::place_of(const SheetBatch& batch, std::size_t i, std::size_t depth) {
  const std::uint16_t entity = batch.form->frame->entity;
  std::vector<Place>& chain = scratch().places;
  if (batch.outer == nullptr) return chain[depth] = Place{{entity, batch.rows[i], nullptr, nullptr}, nullptr, nullptr};
  place_of(*batch.outer, batch.up[i], depth + 1);
  const Place& around = chain[depth + 1];
  return chain[depth] = Place{{entity, batch.rows[i], &around.context, nullptr}, nullptr, &around};
}

/// Where the cells of one instance go.
Out Writer::cell_out(const SheetBatch& batch, std::size_t i, Sheet& sheet) {
  Out out;
  out.sheet = &sheet;
  out.sheet_row = batch.at[i];
  out.word = batch.word[i];
  return out;
}

/// By instance: the one item that it has of a child, if there is nothing to be said about it; none if it has no item; no_row if
/// it must be looked at.
std::vector<Row> Writer::whole_ones(const SheetBatch& batch, const SheetChild& child) const {
  const WriteFrame& inner = *child.frame;
  std::vector<Row> ones(batch.rows.size(), model::no_row);
  const ItemFinder finder(*this, inner, batch.form->frame->entity);
  if (!finder.usable() || child.apart || child.room == 0 || !inner.by_key.empty()) return ones;
  std::vector<model::Symbol> keys(batch.rows.size());
  store_.symbols(finder.field(), batch.rows, batch.stretches, keys.data());
  std::vector<Row> items, others;                      // others: several of one instance
  std::vector<std::uint32_t> around;
  for (std::uint32_t i = 0; i < keys.size(); ++i) {
    std::size_t count = 0;
    finder.each(keys[i], [&](Row row) {
      ++count;
      others.push_back(row);
    });
    if (count == 0) ones[i] = none;
    if (count != 1) continue;
    items.push_back(others.back());
    others.pop_back();
    around.push_back(i);
  }
  if (!std::is_sorted(items.begin(), items.end())) finder.touch(items, others);   // of records in scattered order
  const bool requires_some = std::any_of(inner.ops.begin(), inner.ops.end(), [](const WriteOp& op) { return op.required; });
  const std::vector<std::uint8_t> doubtful = requires_some ? finder.doubtful(items, &Writer::lacking, &Writer::dangling)
                                             : child.may_be_blank || !inner.children.empty() ? finder.doubtful(items)
                                                                                             : finder.doubtful(items, &Writer::maybe_empty);
  for (std::size_t k = 0; k < items.size(); ++k) {
    if (doubtful[k] == 0) ones[around[k]] = items[k];
  }
  return ones;
}

/// Finds the items of all children, and marks the records that must be written plainly. Nothing is claimed or reported yet.
void Writer::find_items(SheetBatch& batch, std::vector<std::uint8_t>& plainly) {
  const WriteFrame& frame = *batch.form->frame;
  for (const WriteOp* op : batch.form->rows_of_pairs) {
    for (std::size_t i = 0; i < batch.rows.size(); ++i) {
      if (!op->fill.empty() || !store_.text(frame.entity, op->target, batch.rows[i]).empty()) plainly[batch.at[i]] = 1;
    }
  }
  store_.tables[frame.entity]->cut(batch.rows, batch.stretches);
  batch.children.resize(batch.form->children.size());
  std::vector<Row>& rows = scratch().items;
  for (std::size_t c = 0; c < batch.children.size(); ++c) {
    const SheetChild& child = batch.form->children[c];
    if (!child.frame->writes) continue;
    SheetBatch& inner = batch.children[c];
    inner.form = &child.form;
    inner.outer = &batch;
    const bool numbered = child.frame->each.kind == Each::Kind::numbered;
    const bool may_lack = std::any_of(child.frame->ops.begin(), child.frame->ops.end(), [](const WriteOp& op) { return op.required; });
    const std::vector<Row> ones = whole_ones(batch, child);
    for (std::uint32_t i = 0; i < batch.rows.size(); ++i) {
      if (plainly[batch.at[i]] != 0 || ones[i] == none) continue;
      if (ones[i] != model::no_row) {
        inner.add(ones[i], i, batch.at[i], numbered ? 0 : batch.word[i]);
        continue;
      }
      const Place& place = place_of(batch, i);
      items(*child.frame, place, rows);
      if (!rows.empty() && !child.apart && !child.may_be_blank && leave_out_empty(*child.frame, place, rows) && !child.frame->into.empty()) plainly[batch.at[i]] = 1;
      if (rows.empty()) continue;
      const bool fits = !child.apart && (rows.size() <= child.room || child.folds) && !some_alike(*child.frame, place, rows) &&
                        (!may_lack || std::all_of(rows.begin(), rows.end(), [&](Row row) { return item_is_whole(*child.frame, place, row); }));
      if (!fits) {
        plainly[batch.at[i]] = 1;
        continue;
      }
      if (rows.size() > child.room) {
        inner.more.push_back({i, static_cast<std::uint32_t>(rows.size() - child.room)});
        rows.resize(child.room);
      }
      for (std::uint32_t k = 0; k < rows.size(); ++k) inner.add(rows[k], i, batch.at[i], numbered ? k : batch.word[i]);
    }
    if (!inner.rows.empty() && !child.apart) find_items(inner, plainly);
  }
}

/// Takes out what is written plainly, so that nobody looks at it again.
void Writer::leave_out(SheetBatch& batch, const std::vector<std::uint8_t>& plainly) {
  for (SheetBatch& inner : batch.children) {
    std::erase_if(inner.more, [&](const SheetBatch::More& more) { return plainly[batch.at[more.around]] != 0; });
  }
  std::vector<std::uint32_t> moved(batch.rows.size());
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < batch.rows.size(); ++i) {
    moved[i] = kept;
    if (plainly[batch.at[i]] != 0) continue;
    batch.rows[kept] = batch.rows[i];
    batch.up[kept] = batch.up[i];
    batch.at[kept] = batch.at[i];
    batch.word[kept++] = batch.word[i];
  }
  batch.rows.resize(kept);
  if (kept == 0) batch.stretches.clear();
  else store_.tables[batch.form->frame->entity]->cut(batch.rows, batch.stretches);
  for (SheetBatch& inner : batch.children) {
    leave_out(inner, plainly);
    for (std::size_t i = 0; i < inner.rows.size(); ++i) inner.up[i] = moved[inner.up[i]];
    for (SheetBatch::More& more : inner.more) more.around = moved[more.around];
  }
}

void Writer::fill_sheet(SheetBatch& batch, Sheet& sheet) {
  const WriteFrame& frame = *batch.form->frame;
  for (const SheetOp& op : batch.form->ops) sheet_operation(op, batch, sheet);
  std::vector<Row>& rows = scratch().items;
  for (std::size_t c = 0; c < batch.children.size(); ++c) {
    const WriteFrame& inner = *batch.form->children[c].frame;
    if (!inner.writes) {                               // declined, but reading would make it again
      if (!inner.claims_unwritten) continue;
      for (std::size_t i = 0; i < batch.rows.size(); ++i) {
        items(inner, place_of(batch, i), rows);
        for (const Row row : rows) claim(inner, row);
      }
      continue;
    }
    for (const SheetBatch::More& each : batch.children[c].more) {
      if (inner.child->when_more != mapping::WhenMore::ignore) more(inner, place_of(batch, each.around), each.left);
    }
    if (batch.children[c].rows.empty()) continue;
    const bool may_be_blank = batch.form->children[c].may_be_blank;
    if (!may_be_blank && (inner.into.empty() || inner.parent.empty())) {
      claims_[inner.entity].set(batch.children[c].rows, inner.claim);
    } else if (!may_be_blank) {
      for (std::size_t i = 0; i < batch.children[c].rows.size(); ++i) claim_item(inner, batch.children[c].rows[i], place_of(batch, batch.children[c].up[i]));
    }
    fill_sheet(batch.children[c], sheet);
    if (!may_be_blank) continue;
    for (std::size_t i = 0; i < batch.children[c].rows.size(); ++i) {
      const std::uint32_t at = batch.children[c].at[i];
      const bool filled = std::any_of(inner.ops.begin(), inner.ops.end(), [&](const WriteOp& op) { return !sheet.cell(op.at.front().columns.front(), at).empty(); });
      if (filled) claim(inner, batch.children[c].rows[i]);
    }
  }
  if (!frame.echoes.empty()) {
    for (std::size_t i = 0; i < batch.rows.size(); ++i) {
      Out out = cell_out(batch, i, sheet);
      echo(frame, place_of(batch, i), out);
    }
  }
  for (const WriteOp& op : frame.constants) {
    for (std::size_t i = 0; i < batch.rows.size(); ++i) {
      if (!op.when.empty() && !op.when.holds(store_, place_of(batch, i).context)) continue;
      Out out = cell_out(batch, i, sheet);
      put_constant(out, op.at.front(), *op.field->write.constant);
    }
  }
}

void Writer::sheet_extensions(const WriteFrame& record, std::size_t number, const SheetBatch& batch, Sheet& sheet) {
  const auto& columns = plan_.columns[number];
  for (std::size_t i = 0; i < batch.rows.size(); ++i) {
    each_extension(record, batch.rows[i], columns, [&](std::size_t column, std::string_view text) {
      sheet.cell(static_cast<std::uint32_t>(column), batch.at[i]) = text;
    });
  }
}

void Writer::write_sheet(const SheetFrame& form, std::size_t number, const std::vector<Row>& rows, std::string& text, std::uint64_t& count) {
  const WriteFrame& record = *form.frame;
  Scratch& own = scratch();
  for (ValueMemory& memory : own.memories) memory.rest();
  Sheet& sheet = own.sheet;
  const std::size_t width = plan_.columns[number].size();
  sheet.start(rows.size(), width);
  std::vector<std::uint8_t> plainly(rows.size());
  SheetBatch batch;
  batch.form = &form;
  batch.rows = rows;
  batch.up.assign(rows.size(), 0);
  batch.at.resize(rows.size());
  std::iota(batch.at.begin(), batch.at.end(), 0u);
  batch.word.assign(rows.size(), 0);
  find_items(batch, plainly);
  if (std::find(plainly.begin(), plainly.end(), 1) != plainly.end()) leave_out(batch, plainly);
  fill_sheet(batch, sheet);
  if (record.ext) sheet_extensions(record, number, batch, sheet);
  claims_[record.entity].set(batch.rows, record.claim);
  std::vector<const std::string_view*> columns(width);
  for (std::uint32_t c = 0; c < width; ++c) columns[c] = sheet.column(c);
  for (std::uint32_t i = 0; i < rows.size();) {
    if (plainly[i] != 0) {
      one_record(record, number, {{record.entity, rows[i], nullptr, nullptr}, nullptr, nullptr}, text, count);
      ++i;
      continue;
    }
    const std::uint32_t begin = i;
    i = static_cast<std::uint32_t>(std::find(plainly.begin() + i, plainly.end(), 1) - plainly.begin());
    csv_.records(text, columns, begin, i);
    count += i - begin;
  }
}

}  // namespace rosterkit::convert
