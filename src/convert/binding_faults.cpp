// What is wrong with a header as a whole, once it is known which column is which: what is missing, what nobody knows, the order.
#include <algorithm>

#include "binder.hpp"
#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {
namespace {

/// Fields whose column must be there: required ones of the record, and of children that the record requires.
/// @param made_too  also those of a record whose id can be made without them
void required_locations(const FramePlan& frame, bool made_too, std::vector<const ReadOp*>& into) {
  for (const ReadOp& op : frame.ops) {
    if (op.field == nullptr || !op.field->required || op.at.kind != Location::Kind::cell || op.field->default_value) continue;
    if (!frame.make.empty() && (!made_too || (!op.field->make.empty() && frame.make_is_key))) continue;
    into.push_back(&op);
  }
  for (const FramePlan& child : frame.children) {
    if (child.child->required) required_locations(child, made_too, into);
  }
}

}  // namespace

bool Binder::is_bound(const ReadOp& op, std::size_t record) const {
  const std::size_t words = op.at.numbered ? plan_.cells.size() : op.at.cell + 1u;
  for (std::size_t c = op.at.cell; c < words; ++c) {
    if (op.at.numbered && plan_.cells[c].file != plan_.records[record]->record->file) break;
    if (binding_.slot_of_cell[c] >= 0) return true;
  }
  return std::any_of(op.aliases.begin(), op.aliases.end(), [&](const Location& alias) {
    return alias.kind == Location::Kind::cell && binding_.slot_of_cell[alias.cell] >= 0;
  });
}

void Binder::missing() {
  std::vector<std::string> told;
  std::vector<Finding> fatal;
  const auto fault = [&](std::string_view rule, const std::string& column, const std::string& message) {
    told.push_back(column);
    std::vector<std::string> unused;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (!used_[i] && !names_[i].empty()) unused.push_back(names_[i]);
    }
    const auto near = nearest(column, unused);
    if (near) used_[static_cast<std::size_t>(std::find(names_.begin(), names_.end(), *near) - names_.begin())] = go_on_;   // one mistake, one finding
    return header_fault(rule, shown_, column, message,
                        near ? "there is a column \"" + *near + "\": if it is a misspelling, correct the header at the source, or name it in an overlay of the mapping."
                             : "add the column at the source, or say in an overlay of the mapping where the value stands.",
                        reader_.header_line());
  };
  for (const std::size_t record : records_) {
    std::vector<const ReadOp*> required;
    required_locations(*plan_.records[record], false, required);
    for (const ReadOp* op : required) {
      if (is_bound(*op, record) || std::find(told.begin(), told.end(), op->at.text) != told.end()) continue;
      fatal.push_back(fault("header.missing-column", op->at.text, "the file has no such column, and the format requires it"));
    }
  }
  if (format_.fixed_columns) {
    std::vector<std::string> needed;
    for (const std::size_t record : records_) {
      std::vector<const ReadOp*> required;
      required_locations(*plan_.records[record], true, required);
      for (const ReadOp* op : required) needed.push_back(op->at.text);
      for (const FramePlan& child : plan_.records[record]->children) {
        if (child.child->required && child.each.kind == mapping::Each::Kind::split) needed.push_back(child.split_at.text);
      }
    }
    for (const std::string& column : columns_) {
      if (std::find(is_.begin(), is_.end(), column) != is_.end() || std::find(told.begin(), told.end(), column) != told.end()) continue;
      const bool alias_read = std::any_of(records_.begin(), records_.end(), [&](std::size_t record) {
        const auto& ops = plan_.records[record]->ops;
        return std::any_of(ops.begin(), ops.end(), [&](const ReadOp& op) { return op.at.text == column && op.at.kind == Location::Kind::cell && is_bound(op, record); });
      });
      if (alias_read) continue;
      const bool must = std::find(needed.begin(), needed.end(), column) != needed.end();
      diagnostics_.report(must ? fault("header.missing-column", column, "the file has no such column, and the format requires it")
                               : fault("header.missing-optional", column, "the file has no such column; it may be blank, but the format wants it there"));
    }
  }
  if (fatal.empty()) return;
  // All are named; the last one is what stops the run.
  const std::size_t reported = go_on_ ? fatal.size() : fatal.size() - 1;
  for (std::size_t i = 0; i < reported; ++i) diagnostics_.report(fatal[i]);
  if (!go_on_) throw FileError(ExitCode::input_refused, fatal.back());
}

/// "metadata.locker" -> "locker", if the format names further columns that way.
std::optional<std::string> Binder::extension_name(const std::string& name) const {
  const std::string& pattern = format_.extension;
  const std::size_t hole = pattern.find("{name}");
  if (hole == std::string::npos) return std::nullopt;
  const std::string before = pattern.substr(0, hole), after = pattern.substr(hole + 6);
  const bool fits = name.size() > before.size() + after.size() && name.ends_with(after) &&
                    (ignore_case_ ? equal_ignoring_case(name.substr(0, before.size()), before) : name.starts_with(before));
  if (!fits) return std::nullopt;
  return name.substr(before.size(), name.size() - before.size() - after.size());
}

void Binder::unknown() {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (used_[i] || names_[i].empty()) continue;
    const auto extended = extension_name(names_[i]);
    if (format_.keep_unmapped) binding_.extras.emplace_back(slot_of(i), extended.value_or(names_[i]));
    const bool other_edition = std::any_of(records_.begin(), records_.end(), [&](std::size_t record) {
      const auto& others = plan_.records[record]->record->other_columns;
      return std::find(others.begin(), others.end(), names_[i]) != others.end();
    });
    if ((extended && format_.keep_unmapped) || other_edition) continue;
    std::string hint = format_.keep_unmapped ? "it was kept under its own name." : "it was left out.";
    hint += did_you_mean(names_[i], known_);
    if (!format_.fixed_columns) {
      report("header.unknown-column", i, "this is not a column of the format", std::move(hint));
    } else {
      if (!format_.extension.empty()) hint += " Columns of your own are called \"" + format_.extension + "\", and stand last.";
      report("header.extra-column", i, "this is not a column of the format, and it allows no others", std::move(hint));
    }
  }
}

void Binder::order() {
  if (!format_.fixed_columns) return;
  std::size_t last = 0;
  std::string before, extension;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const auto at = std::find(columns_.begin(), columns_.end(), is_[i]);
    if (at == columns_.end()) {
      if (extension.empty() && extension_name(names_[i])) extension = names_[i];
      continue;
    }
    if (!extension.empty()) {
      report("header.order", i, "this column stands after \"" + extension + "\", and further columns must be the last", "it was read all the same. Put the columns of the format first.");
      return;
    }
    const auto place = static_cast<std::size_t>(at - columns_.begin());
    if (i != 0 && place < last) {
      report("header.order", i, "this column stands after \"" + before + "\", and must stand before it", "it was read all the same. The order is " + join(columns_, ", ") + ".");
      return;
    }
    last = place;
    before = *at;
  }
}

}  // namespace rosterkit::convert
