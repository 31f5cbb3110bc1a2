// A file's header against the columns that a plan reads: which column is which, and how it is spelled. What is missing, what
// nobody knows and the order are in binding_faults.cpp.
#include "binding.hpp"

#include <algorithm>
#include <optional>

#include "binder.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {
namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

}  // namespace

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
