// What is checked of a cell as it stands: forms, lengths, ids, paired lists, cells that must be filled or may not be.
#include <algorithm>

#include "field_reader.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {

void FieldReader::constraints(const ReadOp& op, const Frame& frame, std::size_t i, const Location& at, std::string_view& text) {
  const mapping::Field& field = *op.field;
  if (op.pattern && !op.pattern.matches(text)) {
    log_.report(field.rule.empty() ? "cell.pattern" : field.rule, frame, i, column_name(frame, i, at), text,
                "{} does not have the form that this field must have", "the value was kept. It should match " + field.pattern + ".", field.severity);
  }
  if (!field.allowed.empty() && std::find(field.allowed.begin(), field.allowed.end(), text) == field.allowed.end()) {
    log_.report(field.rule.empty() ? "cell.enum" : field.rule, frame, i, column_name(frame, i, at), text, "{} is not one of the values allowed here",
                "the value was left out. Allowed: " + join(field.allowed, ", ") + ".", field.severity);
    text = {};
    return;
  }
  if (!field.min_length && !field.max_length) return;
  const std::size_t length = count_code_points(text);
  if ((field.min_length && length < *field.min_length) || (field.max_length && length > *field.max_length)) {
    log_.report(field.rule.empty() ? "cell.length" : field.rule, frame, i, column_name(frame, i, at), {}, std::to_string(length) + " characters are not within the length allowed here",
                "the value was kept as it stands.", field.severity);
  }
}

/// False if the file has no such column: that was said once, of the header.
bool FieldReader::has_column(const ReadOp& op) const {
  return locator_.has_column(op.at) || std::any_of(op.aliases.begin(), op.aliases.end(), [&](const Location& alias) { return locator_.has_column(alias); });
}

/// Is a blank to be reported? Not where the file has no such column, nor where its mode has no use for it. A key that is
/// made is no blank; the id of a weak record is one, although it can be made.
bool FieldReader::required_here(const ReadOp& op, const Frame& frame) const {
  const bool made = !op.field->make.empty() && frame.plan.make_is_key;
  return op.field->required && !made && (op.field->mode.empty() || op.field->mode == mode_ || mode_.empty()) && has_column(op);
}

// The identity is looked at when the frame is done: `make`, parents and children may still supply it.
bool FieldReader::must_be_filled(const ReadOp& op, const Frame& frame) const { return !op.identity && required_here(op, frame); }

void FieldReader::report_blank(const ReadOp& op, const Frame& frame, std::size_t i) {
  log_.report("cell.required", frame, i, column_name(frame, i, op.at), {}, "the cell is blank, and the format requires it",
              "the record was kept without it. Fill it in at the source.", op.field->severity);
}

const std::vector<std::string_view>* FieldReader::only_cells(const ReadOp& op) const {
  if (!locator_.plain_cell(op.at) || !op.field->blank.empty()) return nullptr;
  for (const Location& alias : op.aliases) {
    if (!locator_.plain_cell(alias) || locator_.cells(alias) != nullptr) return nullptr;   // old names that this file does not have
  }
  return locator_.cells(op.at);
}

/// The block's cells of the rows that the frame has, by place in the frame; good until the next call.
std::span<const std::string_view> FieldReader::of_frame(const Frame& frame, const std::vector<std::string_view>& cells) const {
  if (frame.whole_block) return {cells.data(), frame.size};
  memory_.cells.resize(frame.size);
  for (std::size_t i = 0; i < frame.size; ++i) memory_.cells[i] = cells[frame.row[i]];
  return memory_.cells;
}

bool FieldReader::nothing_there(const ReadOp& op, const Frame& frame) const {
  const std::vector<std::string_view>* cells = only_cells(op);
  if (cells == nullptr) return false;
  return std::all_of(frame.row.begin(), frame.row.end(), [&](std::uint32_t row) { return (*cells)[row].empty(); });
}

/// True only if it is known that no cell is blank.
bool FieldReader::all_filled(const ReadOp& op, const Frame& frame) const {
  const std::vector<std::string_view>* cells = only_cells(op);
  if (cells == nullptr) return false;
  const std::span<const std::string_view> ours = of_frame(frame, *cells);
  return std::none_of(ours.begin(), ours.end(), [](std::string_view cell) { return cell.empty(); });
}

/// What is said of cells as they stand, whatever way their values are taken: ids, cells of another mode, paired lists.
void FieldReader::check_cells(const ReadOp& op, Frame& frame) {
  const bool ids = op.form != nullptr && op.chain.empty() && !op.shadow;
  const bool other_mode = !op.field->mode.empty() && !mode_.empty() && op.field->mode != mode_;
  const bool paired = op.paired.kind != Location::Kind::none;
  if (paired) {
    for (std::size_t i = 0; i < frame.size; ++i) check_pair(op, frame, i);
  }
  if (!ids && (!other_mode || nothing_there(op, frame))) return;
  if (!other_mode && op.judged_by != nullptr && frame.whole_block && only_cells(op) != nullptr) {
    frame.judged_later.push_back(&op);
    return;
  }
  if (!other_mode && good_ids(op, frame)) return;
  check_each(op, frame, ids, other_mode);
}

void FieldReader::judge_ids(const Frame& frame) {
  for (const ReadOp* const op : frame.judged_later) {
    // A field that is not kept whole, that was changed, or of which rows were dropped, has cells that were not numbered.
    const bool numbered = !frame.any_dropped && (frame.plan.kept.empty() || frame.plan.kept[op->target] == Keep::whole);
    const bool all = numbered && frame.values[op->target].are_cells(*only_cells(*op));
    if ((all && op->judged_by->as_expected()) || good_ids(*op, frame)) continue;
    check_each(*op, frame, true, false);
  }
}

void FieldReader::check_each(const ReadOp& op, const Frame& frame, bool ids, bool other_mode) {
  for (std::size_t i = 0; i < frame.size; ++i) {
    const Location* from = nullptr;
    const std::string_view text = raw(op, frame, i, from);
    if (text.empty()) continue;
    if (ids) check_ids(op, frame, i, *from, text);
    if (other_mode) check_mode(op, frame, i, *from);
  }
}

/// True if all cells are single ids of the right form, as nearly always: then nothing needs to be said of any row.
bool FieldReader::good_ids(const ReadOp& op, const Frame& frame) const {
  const std::vector<std::string_view>* cells = only_cells(op);
  if (cells == nullptr || op.is_list) return false;
  if (!locator_.filled(op.at)) return true;
  return op.form->admit_all(of_frame(frame, *cells));
}

/// @returns false if an id was reported
bool FieldReader::check_ids(const ReadOp& op, const Frame& frame, std::size_t i, const Location& at, std::string_view text) {
  bool good = true;
  std::string column;
  each_item(text, [&](std::string_view id) {
    if (op.form->admits(id)) return;
    good = false;
    message_.assign("{} is not an id as the format has them: ").append(op.form->fault(id));
    const bool as_written = !at.numbered && at.text != "$value";   // a set may have a million of these
    log_.report("cell.bad-id", frame, i, as_written ? std::string_view(at.text) : std::string_view(column = column_name(frame, i, at)), id, message_,
                "it was kept as it stands. Give the record another id at the source, and change what refers to it.");
  });
  return good;
}

void FieldReader::check_mode(const ReadOp& op, const Frame& frame, std::size_t i, const Location& at) {
  log_.report("cell.not-in-mode", frame, i, column_name(frame, i, at), {},
              "the manifest calls this file " + std::string(mode_) + ", and there the cell must be blank",
              "the value was used. Leave the cell blank, or declare the file " + op.field->mode + " in the manifest.");
}

void FieldReader::check_pair(const ReadOp& op, const Frame& frame, std::size_t i) {
  if (!has_column(op) || !locator_.has_column(op.paired)) return;
  const std::string_view separator = op.pair_separator;
  const auto items = [&](const Location& at) {
    const std::string_view text = trim(locator_.text(frame, i, at, false));
    std::size_t count = text.empty() ? 0 : 1;
    for (std::size_t next = text.find(separator); !separator.empty() && next != std::string_view::npos; next = text.find(separator, next + separator.size())) ++count;
    return count;
  };
  const std::size_t here = items(op.at), there = items(op.paired);
  if (here == there) return;
  if ((here == 0 || there == 0) && !op.field->pair_blank_reported) return;
  const std::string counts = "\"" + column_name(frame, i, op.at) + "\" has " + std::to_string(here) + " and \"" + column_name(frame, i, op.paired) + "\" " + std::to_string(there);
  if (here != 0 && there != 0) {
    log_.report("cell.list-pair", frame, i, column_name(frame, i, op.at), {}, "two lists that go together differ in length: " + counts,
                "both were kept. Write one item in each for every item of the other, in the same order.");
  } else {
    log_.report("cell.list-unpaired", frame, i, column_name(frame, i, op.at), {}, "one of two lists that go together is blank: " + counts,
                "it was kept. Fill both or none: some receivers refuse the record.");
  }
}

}  // namespace rosterkit::convert
