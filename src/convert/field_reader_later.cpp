// Operations whose outcome is settled when all is read (resolve.cpp): copies to compare, and references by another key. Until then
// what they found is kept in hidden columns.
#include "field_reader.hpp"
#include "rosterkit/base/text.hpp"
#include "segment_maker.hpp"

namespace rosterkit::convert {

void FieldReader::verify(const ReadOp& op, Frame& frame) {
  auto& hashes = frame.hidden[op.hidden - frame.plan.field_count];
  model::Interner* const names = copied_domain(store_, op);
  const std::vector<std::string_view>* const cells = only_cells(op);
  const bool as_they_stand = cells != nullptr && op.chain.empty() && (op.id == nullptr || op.id->read_as_they_are());
  const bool numbered = as_they_stand && names != nullptr;
  if (numbered) hashes = intern_column(of_frame(frame, *cells), *names, 0, memory_);
  const bool forms = op.form != nullptr && !(numbered && op.judged_by == names && names->as_expected()) && !good_ids(op, frame);
  const bool blanks = required_here(op, frame) && !all_filled(op, frame);
  for (std::size_t i = 0; (blanks || forms) && i < frame.size; ++i) {
    const Location* from = nullptr;
    const std::string_view cell = raw(op, frame, i, from);
    if (cell.empty() && blanks) report_blank(op, frame, i);
    if (!cell.empty() && forms) check_ids(op, frame, i, *from, cell);
  }
  if (numbered) return;
  hashes.resize(frame.size);
  const auto mark = [&](std::size_t i, std::string_view text) {       // 0 = blank
    if (!text.empty()) hashes[i] = names != nullptr ? names->intern(text) : static_cast<model::Symbol>(model::hash_text(text) >> 32) | 1u;
  };
  const std::span<const std::string_view> ours = as_they_stand ? of_frame(frame, *cells) : std::span<const std::string_view>();
  for (std::size_t i = 0; i < frame.size; ++i) {
    const Location* from = nullptr;
    mark(i, as_they_stand ? ours[i] : to_model_ids(op, decoded(op, frame, i, from), op.is_list));
  }
}

void FieldReader::by(const ReadOp& op, Frame& frame) {
  auto& tuples = frame.hidden_texts[op.hidden - frame.plan.field_count];
  tuples.resize(frame.size);
  // Cells of the record around it (^) are always there: only a cell of its own makes a reference.
  const bool any_own = std::any_of(op.more.begin(), op.more.end(), [](const Location& cell) { return cell.up == 0; });
  const auto add = [&](std::string& all, const std::vector<std::string>& cells) {
    bool refers = false;
    for (std::size_t k = 0; k < cells.size(); ++k) refers = refers || (!cells[k].empty() && (op.more[k].up == 0 || !any_own));
    if (!refers) return;
    const std::string tuple = join(cells, std::string(1, codec::pair_separator));
    if (!all.empty()) all.push_back(codec::item_separator);
    all += tuple;
  };
  for (std::size_t i = 0; i < frame.size; ++i) {
    if (frame.node.empty() || op.at.kind != Location::Kind::path) {
      std::vector<std::string> cells;
      for (const Location& cell : op.more) cells.emplace_back(locator_.text(frame, i, cell, false));
      add(tuples[i], cells);
      continue;
    }
    std::vector<const io::XmlNode*> items;
    locator_.nodes(*frame.node[i], op.at.path, items);
    for (const io::XmlNode* const item : items) {
      std::vector<std::string> cells;
      for (const Location& cell : op.more) {
        // Cells stand under the item, or, with ^, in the record around it.
        cells.emplace_back(cell.up == 0 ? locator_.node_text(*item, cell.path, false) : locator_.node_text(*frame.node[i], cell.path, false));
      }
      add(tuples[i], cells);
    }
  }
}

}  // namespace rosterkit::convert
