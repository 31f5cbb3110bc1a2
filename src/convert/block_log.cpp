// Findings about cells of a block, while it is read.
#include <algorithm>

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

/// True if so many findings of the rule stand on earlier lines of the file that the text of one here would not be kept. Sets
/// whose every id is of the wrong form have millions of findings, and texts for all of them took a third of the time.
bool BlockLog::stands_too_late(OfRule& of_rule, std::uint64_t line) const {
  std::vector<std::uint64_t>& lines = of_rule.first_lines;
  if (lines.size() < texts_kept_) {
    lines.push_back(line);
  } else {
    if (line > lines.front()) return true;
    std::pop_heap(lines.begin(), lines.end());
    lines.back() = line;
  }
  std::push_heap(lines.begin(), lines.end());
  return false;
}

void BlockLog::report(std::string_view rule, const Frame& frame, std::size_t i, std::string_view column, std::string_view text,
                      std::string_view message, std::string_view hint, std::string_view severity, std::string_view cell) {
  std::uint64_t told = frame.row[i];
  for (const std::string_view part : {rule, column, message, text}) told = (told ^ model::hash_text(part)) * 0x9E3779B97F4A7C15u;
  if (!known_.insert(told)) return;
  auto of_rule = rules_.find(rule);
  if (of_rule == rules_.end()) of_rule = rules_.try_emplace(std::string(rule)).first;
  const std::uint64_t line = block_.lines == nullptr ? 0 : block_.lines[frame.row[i]];
  // A severity of the mapping's goes with the text.
  const bool only_counted = severity.empty() && stands_too_late(of_rule->second, line);
  if (only_counted || ++of_rule->second.written > limit_) {
    ++result_.unreported[std::string(rule)];
    return;
  }
  Finding finding;
  finding.rule = rule;
  finding.severity = severity == "error" ? Severity::error : severity == "warning" ? Severity::warning : severity == "note" ? Severity::note : convert_severity(rule);
  finding.severity_of_mapping = !severity.empty();
  finding.file = block_.file_shown;
  finding.line = line;
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
  finding.message = message;
  if (hole != std::string_view::npos) finding.message.replace(hole, 2, shown(text));
  finding.hint = hint;
  result_.findings.push_back(std::move(finding));
}

}  // namespace rosterkit::convert
