// A file's header against the columns that a plan reads: spellings, what is missing, what nobody knows.
#include "binding.hpp"

#include <algorithm>
#include <optional>

#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {
namespace {

/// Fields whose column must be there: required ones of the record, and of children that the record requires.
void required_locations(const FramePlan& frame, std::vector<const ReadOp*>& into) {
  for (const ReadOp& op : frame.ops) {
    if (op.field != nullptr && op.field->required && op.at.kind == Location::Kind::cell && !op.field->default_value && frame.make.empty()) into.push_back(&op);
  }
  for (const FramePlan& child : frame.children) {
    if (child.child->required) required_locations(child, into);
  }
}

}  // namespace

Finding header_fault(std::string_view rule, const std::string& shown, const std::string& column, std::string message, std::string hint) {
  Finding finding;
  finding.rule = rule;
  finding.severity = convert_severity(rule);
  finding.file = shown;
  finding.line = 1;
  finding.column = column;
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  return finding;
}

Binding bind_header(const ReadPlan& plan, const mapping::Mapping& mapping, const std::vector<std::string>& header, const std::string& shown,
                    const std::vector<std::size_t>& records, Diagnostics& diagnostics) {
  Binding binding;
  const bool ignore_case = mapping.format.header == mapping::Format::Header::ignore_case;
  const bool positional = mapping.format.header == mapping::Format::Header::none;
  binding.slot_of_cell.assign(plan.cells.size(), -1);
  std::vector<bool> used(header.size());
  std::vector<std::string> names(header.begin(), header.end());
  if (positional) {
    for (const std::size_t record : records) {
      const auto& columns = plan.records[record]->record->columns;
      for (std::size_t i = 0; i < columns.size() && i < names.size(); ++i) names[i] = columns[i];
    }
  }
  const auto slot_of = [&](std::size_t column) {
    const auto found = std::find(binding.wanted.begin(), binding.wanted.end(), column);
    if (found != binding.wanted.end()) return static_cast<std::int32_t>(found - binding.wanted.begin());
    binding.wanted.push_back(static_cast<std::uint32_t>(column));
    return static_cast<std::int32_t>(binding.wanted.size() - 1);
  };
  const auto find = [&](const std::string& wanted) -> std::optional<std::size_t> {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == wanted) return i;
    }
    for (std::size_t i = 0; ignore_case && i < names.size(); ++i) {
      if (equal_ignoring_case(names[i], wanted)) return i;
    }
    return std::nullopt;
  };
  std::vector<std::string> known;
  for (std::size_t c = 0; c < plan.cells.size(); ++c) {
    const ReadPlan::Cell& cell = plan.cells[c];
    if (cell.file != plan.records[records.front()]->record->file) continue;
    known.push_back(cell.column);
    auto at = find(cell.column);
    if (!at) {                                         // an old spelling of the same column
      for (const auto& [old_name, name] : mapping.format.header_aliases) {
        if (name != cell.column) continue;
        if (const auto old = find(old_name); old && !used[*old]) {
          at = old;
          diagnostics.report(header_fault("header.old-spelling", shown, names[*old], "this is an old spelling of \"" + name + "\"", "it was read as \"" + name + "\"."));
        }
      }
    }
    if (!at) continue;
    used[*at] = true;
    binding.slot_of_cell[c] = slot_of(*at);
  }
  for (const std::size_t record : records) {
    const auto& columns = plan.records[record]->record->columns;
    known.insert(known.end(), columns.begin(), columns.end());
    for (std::size_t i = 0; i < names.size(); ++i) {
      for (const std::string& column : columns) used[i] = used[i] || column == names[i] || (ignore_case && equal_ignoring_case(column, names[i]));
    }
  }
  std::vector<Finding> missing;
  for (const std::size_t record : records) {
    std::vector<const ReadOp*> required;
    required_locations(*plan.records[record], required);
    for (const ReadOp* op : required) {
      bool there = false;
      const std::size_t words = op->at.numbered ? plan.cells.size() : op->at.cell + 1u;
      for (std::size_t c = op->at.cell; c < words && !there; ++c) {
        if (op->at.numbered && plan.cells[c].file != plan.records[record]->record->file) break;
        there = binding.slot_of_cell[c] >= 0;
      }
      for (const Location& alias : op->aliases) there = there || (alias.kind == Location::Kind::cell && binding.slot_of_cell[alias.cell] >= 0);
      if (there) continue;
      std::vector<std::string> unused;
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (!used[i]) unused.push_back(names[i]);
      }
      const auto near = nearest(op->at.text, unused);
      missing.push_back(header_fault("header.missing-column", shown, op->at.text, "the file has no such column, and the format requires it",
                     near ? "there is a column \"" + *near + "\": if it is a misspelling, correct the header at the source, or name it in an overlay of the mapping."
                          : "add the column at the source, or say in an overlay of the mapping where the value stands."));
    }
  }
  if (!missing.empty()) {
    // All are named; the last one is what stops the run.
    for (std::size_t i = 0; i + 1 < missing.size(); ++i) diagnostics.report(missing[i]);
    throw FileError(ExitCode::input_refused, missing.back());
  }
  const std::string& extension = mapping.format.extension;
  const std::size_t hole = extension.find("{name}");
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (used[i] || names[i].empty()) continue;
    std::string name = names[i];
    bool extended = false;
    if (hole != std::string::npos) {
      const std::string before = extension.substr(0, hole), after = extension.substr(hole + 6);
      extended = name.size() > before.size() + after.size() && (ignore_case ? equal_ignoring_case(name.substr(0, before.size()), before) : name.starts_with(before)) && name.ends_with(after);
      if (extended) name = name.substr(before.size(), name.size() - before.size() - after.size());
    }
    if (mapping.format.keep_unmapped) binding.extras.emplace_back(slot_of(i), name);
    if (extended && mapping.format.keep_unmapped) continue;
    diagnostics.report(header_fault("header.unknown-column", shown, names[i], "this is not a column of the format",
                   std::string(mapping.format.keep_unmapped ? "it was kept under its own name." : "it was left out.") + did_you_mean(names[i], known)));
  }
  return binding;
}

}  // namespace rosterkit::convert
