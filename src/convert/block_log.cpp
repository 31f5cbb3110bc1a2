// Findings about cells of a block, while it is read.
#include <algorithm>
#include <functional>

#include "field_reader.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {

std::string column_name(const Frame& frame, std::size_t i, const Location& location) {
  std::string name = location.text;
  const std::size_t hole = name.find("{n}");
  if (location.numbered && hole != std::string::npos) {
    const Frame* at = &frame;
    std::size_t index = i;
    while (at->plan.each.kind != mapping::Each::Kind::numbered && at->parent != nullptr) {
      index = at->up[index];
      at = at->parent;
    }
    name.replace(hole, 3, at->plan.each.words[frame.word[i]]);
  }
  if (name == "$value") name = frame.plan.split_at.text;
  return name;
}

std::string BlockLog::shown(std::string_view text) const {
  return show_values_ ? "\"" + std::string(text) + "\"" : shape(text);
}

/// The character of its line with which a cell begins, from 1; 0 if that is not known (a cell that was unescaped aside, or
/// one behind a line break inside the record).
std::uint64_t BlockLog::position_of(std::string_view cell) const {
  if (block_.csv == nullptr || cell.empty()) return 0;
  const char* const begin = block_.csv->bytes.data();
  if (std::less<>()(cell.data(), begin) || !std::less<>()(cell.data(), begin + block_.csv->length)) return 0;
  const std::string_view before(begin, static_cast<std::size_t>(cell.data() - begin));
  const std::size_t line = before.find_last_of("\r\n");
  const std::string_view in_line = line == std::string_view::npos ? before : before.substr(line + 1);
  if (std::count(in_line.begin(), in_line.end(), '"') % 2 != 0 && !in_line.ends_with('"')) return 0;
  return count_code_points(in_line) + 1;
}

void BlockLog::report(std::string_view rule, const Frame& frame, std::size_t i, std::string_view column, std::string_view text,
                      const std::string& message, const std::string& hint, const std::string& severity, std::string_view cell) {
  {
    std::string told(rule);
    ((told += '\x1F') += column) += '\x1F';
    (told += message) += '\x1F';
    told += std::to_string(frame.row[i]) + '\x1F';
    told += text;
    if (!known_.insert(std::hash<std::string>{}(told)).second) return;
  }
  auto count = written_.find(rule);
  if (count == written_.end()) count = written_.emplace(std::string(rule), 0).first;
  if (++count->second > limit_) {
    ++result_.unreported[std::string(rule)];
    return;
  }
  Finding finding;
  finding.rule = rule;
  finding.severity = severity == "error" ? Severity::error : severity == "warning" ? Severity::warning : severity == "note" ? Severity::note : convert_severity(rule);
  finding.severity_of_mapping = !severity.empty();
  finding.file = block_.file_shown;
  finding.line = block_.lines == nullptr ? 0 : block_.lines[frame.row[i]];
  finding.record = block_.lines == nullptr ? 0 : block_.records != nullptr ? block_.records[frame.row[i]] : frame.row[i] + 1;
  finding.column = column;
  finding.position = position_of(cell.empty() ? text : cell);
  // The record's own id, or that of the nearest record around it.
  const Frame* at = &frame;
  std::size_t index = i;
  while (true) {
    if (at->plan.entity != 0xFFFF) {
      const model::EntityDef& entity = store_.schema.entities[at->plan.entity];
      finding.entity = store_.schema.entities[frame.plan.entity == 0xFFFF ? at->plan.entity : frame.plan.entity].name;
      if (entity.strong && entity.own_id != 0xFFFF) {
        if (const std::string_view id = at->value(entity.own_id, index); !id.empty()) {
          finding.entity = entity.name;
          finding.id = id;
          break;
        }
      }
    }
    if (at->parent == nullptr) break;
    index = at->up[index];
    at = at->parent;
  }
  const std::size_t hole = message.find("{}");
  finding.message = hole == std::string::npos ? message : message.substr(0, hole) + shown(text) + message.substr(hole + 2);
  finding.hint = hint;
  result_.findings.push_back(std::move(finding));
}

}  // namespace rosterkit::convert
