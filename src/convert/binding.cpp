// A file's header against the columns that a plan reads: spellings, what is missing, what nobody knows, the order.
#include "binding.hpp"

#include <algorithm>
#include <optional>

#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {
namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

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

class Binder {
 public:
  Binder(const ReadPlan& plan, const mapping::Mapping& mapping, const io::CsvReader& reader, const std::string& shown,
         const std::vector<std::size_t>& records, bool go_on, Diagnostics& diagnostics)
      : plan_(plan), format_(mapping.format), reader_(reader), shown_(shown), records_(records), go_on_(go_on), diagnostics_(diagnostics),
        names_(reader.header()), ignore_case_(format_.header == mapping::Format::Header::ignore_case), used_(names_.size()), is_(names_.size()) {}

  Binding bind() {
    if (format_.header == mapping::Format::Header::none) by_position();
    binding_.slot_of_cell.assign(plan_.cells.size(), -1);
    all_columns();
    names_as_they_stand();
    cells();
    columns_without_field();
    missing();
    unknown();
    order();
    return std::move(binding_);
  }

 private:
  void by_position();
  void all_columns();
  void names_as_they_stand();
  void cells();
  void columns_without_field();
  void missing();
  void unknown();
  void order();
  std::optional<std::size_t> find(const std::string& wanted);
  std::size_t find_old(const std::string& wanted);
  std::int32_t slot_of(std::size_t column);
  std::optional<std::string> extension_name(const std::string& name) const;
  bool is_bound(const ReadOp& op, std::size_t record) const;
  void report(std::string_view rule, std::size_t column, std::string message, std::string hint) {
    diagnostics_.report(header_fault(rule, shown_, names_[column], std::move(message), std::move(hint), reader_.header_line()));
  }

  const ReadPlan& plan_;
  const mapping::Format& format_;
  const io::CsvReader& reader_;
  const std::string& shown_;
  const std::vector<std::size_t>& records_;
  bool go_on_;
  Diagnostics& diagnostics_;
  std::vector<std::string> names_;
  bool ignore_case_;
  std::vector<bool> used_;
  std::vector<std::string> is_;                        // by column of the file: the format's column that it was taken for
  std::vector<std::string> columns_, known_;           // of the format: in its order; all names that lead anywhere
  Binding binding_;
};

void Binder::by_position() {
  for (const std::size_t record : records_) {
    const auto& columns = plan_.records[record]->record->columns;
    for (std::size_t i = 0; i < columns.size() && i < names_.size(); ++i) names_[i] = columns[i];
  }
}

void Binder::all_columns() {
  const auto add = [](std::vector<std::string>& list, const std::string& name) {
    if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
  };
  for (const std::size_t record : records_) {
    for (const std::string& column : plan_.records[record]->record->columns) add(columns_, column);
  }
  known_ = columns_;
  for (const ReadPlan::Cell& cell : plan_.cells) {
    if (cell.file == plan_.records[records_.front()]->record->file) add(known_, cell.column);
  }
}

void Binder::names_as_they_stand() {
  for (const std::string& name : reader_.twins()) {
    const auto column = static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
    report("header.duplicate", column, "the header names this column twice", "the first one was read. Rename the other, or take it out.");
  }
  std::size_t twins = reader_.twins().size();
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (format_.fixed_columns && i < reader_.padded().size() && reader_.padded()[i]) {
      report("header.case", i, "there are blanks around the name of this column", "it was read as \"" + names_[i] + "\". Remove the blanks.");
    }
    if (!names_[i].empty()) continue;
    if (twins != 0 && i != 0) {                        // a twin has lost its name to the first
      --twins;
      continue;
    }
    report("header.empty-name", i, "column " + std::to_string(i + 1) + " has no name", "it was left out. Name it, or remove the separator that makes it.");
  }
}

std::int32_t Binder::slot_of(std::size_t column) {
  auto& wanted = binding_.wanted;
  const auto found = std::find(wanted.begin(), wanted.end(), column);
  if (found != wanted.end()) return static_cast<std::int32_t>(found - wanted.begin());
  wanted.push_back(static_cast<std::uint32_t>(column));
  return static_cast<std::int32_t>(wanted.size() - 1);
}

/// The column of that name; of another column in other capitals only if no column has the very name.
std::optional<std::size_t> Binder::find(const std::string& wanted) {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i] == wanted) return i;
  }
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (!equal_ignoring_case(names_[i], wanted)) continue;
    if (ignore_case_) return i;
    if (std::find(known_.begin(), known_.end(), names_[i]) != known_.end()) continue;
    if (is_[i].empty()) {
      report("header.case", i, "this column should be called \"" + wanted + "\"", "it was read as \"" + wanted + "\". Capitals matter in this format.");
    }
    return i;
  }
  return std::nullopt;
}

std::size_t Binder::find_old(const std::string& wanted) {
  for (const auto& [old_name, name] : format_.header_aliases) {
    if (name != wanted) continue;
    const auto old = std::find(names_.begin(), names_.end(), old_name);
    const auto at = static_cast<std::size_t>(old - names_.begin());
    if (old == names_.end() || used_[at]) continue;
    report("header.old-spelling", at, "this is an old spelling of \"" + name + "\"", "it was read as \"" + name + "\".");
    return at;
  }
  return nowhere;
}

void Binder::cells() {
  for (std::size_t c = 0; c < plan_.cells.size(); ++c) {
    const ReadPlan::Cell& cell = plan_.cells[c];
    if (cell.file != plan_.records[records_.front()]->record->file) continue;
    const std::size_t at = find(cell.column).value_or(nowhere);
    const std::size_t column = at != nowhere ? at : find_old(cell.column);
    if (column == nowhere) continue;
    used_[column] = true;
    if (is_[column].empty()) is_[column] = cell.column;
    binding_.slot_of_cell[c] = slot_of(column);
  }
}

void Binder::columns_without_field() {
  for (const std::string& column : columns_) {
    const auto at = find(column);
    if (!at) continue;
    used_[*at] = true;
    if (is_[*at].empty()) is_[*at] = column;
  }
}

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

}  // namespace

Finding header_fault(std::string_view rule, const std::string& shown, const std::string& column, std::string message, std::string hint,
                     std::uint64_t line) {
  Finding finding;
  finding.rule = rule;
  finding.severity = convert_severity(rule);
  finding.file = shown;
  finding.line = line;
  finding.column = column;
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  return finding;
}

Binding bind_header(const ReadPlan& plan, const mapping::Mapping& mapping, const io::CsvReader& reader, const std::string& shown,
                    const std::vector<std::size_t>& records, bool go_on, Diagnostics& diagnostics) {
  return Binder(plan, mapping, reader, shown, records, go_on, diagnostics).bind();
}

std::vector<std::uint16_t> entities_without_key(const FramePlan& frame, const Binding& binding) {
  std::vector<std::uint16_t> entities;
  for (const ReadOp& op : frame.ops) {
    if (frame.entity == 0xFFFF || op.target >= frame.required_key.size() || !frame.required_key[op.target]) continue;
    if (op.at.kind != Location::Kind::cell || op.at.numbered || binding.slot_of_cell[op.at.cell] >= 0) continue;
    const bool elsewhere = std::any_of(op.aliases.begin(), op.aliases.end(), [&](const Location& alias) {
      return alias.kind == Location::Kind::cell && binding.slot_of_cell[alias.cell] >= 0;
    });
    if (!elsewhere && (frame.make.empty() || !frame.make_is_key)) entities.push_back(frame.entity);
  }
  for (const FramePlan& child : frame.children) {
    for (const std::uint16_t entity : entities_without_key(child, binding)) entities.push_back(entity);
  }
  // What hangs on a record without key goes with it.
  if (!entities.empty()) {
    for (const FramePlan& child : frame.children) {
      if (child.entity != 0xFFFF) entities.push_back(child.entity);
    }
  }
  return entities;
}

}  // namespace rosterkit::convert
