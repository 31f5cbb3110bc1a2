// One operation over a frame: plain values, constants, and what is kept for later. Keyed lists, flags and templates are
// in field_reader_groups.cpp.
#include "field_reader.hpp"

#include <algorithm>
#include <regex>

#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/io/xml_reader.hpp"

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

void FieldReader::run(const ReadOp& op, Frame& frame) {
  switch (op.kind) {
    case ReadOp::Kind::value: return value(op, frame);
    case ReadOp::Kind::keyed_item: return keyed_item(op, frame);
    case ReadOp::Kind::keyed_rest: return keyed_rest(op, frame);
    case ReadOp::Kind::flags: return flags(op, frame);
    case ReadOp::Kind::text_template: return text_template(op, frame);
    case ReadOp::Kind::constant: return constant(op, frame);
    case ReadOp::Kind::verify: return verify(op, frame);
    case ReadOp::Kind::by: return by(op, frame);
    case ReadOp::Kind::derive: return;                  // settled when all is read
  }
}

std::string_view FieldReader::stable(std::string_view text) {
  const auto inside = [&](const std::string& memory) { return text.data() >= memory.data() && text.data() <= memory.data() + memory.size(); };
  if (text.empty()) return {};
  return inside(scratch_.a) || inside(scratch_.b) || inside(scratch_.list) || inside(id_scratch_) ? arena_.keep(text) : text;
}

std::string_view FieldReader::raw(const ReadOp& op, const Frame& frame, std::size_t i, const Location*& from) {
  const auto blank = [&](std::string_view text) {
    return text.empty() || std::find(op.field->blank.begin(), op.field->blank.end(), text) != op.field->blank.end();
  };
  from = &op.at;
  std::string_view text = locator_.text(frame, i, op.at, op.is_list);
  for (std::size_t k = 0; blank(text) && k < op.aliases.size(); ++k) {
    from = &op.aliases[k];
    text = locator_.text(frame, i, op.aliases[k], op.is_list || op.aliases[k].path.list_at != 0);
  }
  return blank(text) ? std::string_view{} : text;
}

namespace {
/// 28/02/2017 where months come first: the cell itself is refused, but its neighbours, like 03/04/2017, would pass unseen.
bool day_and_month_swapped(const ReadOp& op, const ValueIssue& issue) {
  if (issue.rule != "cell.bad-date") return false;
  const std::string_view text = issue.text;
  const std::size_t first = text.find_first_not_of("0123456789");
  if (first == 0 || first > 2 || first == std::string_view::npos) return false;
  const std::size_t second = text.find_first_not_of("0123456789", first + 1);
  if (second == std::string_view::npos || second == first + 1 || second > first + 3) return false;
  std::string swapped(text.substr(first + 1, second - first - 1));
  swapped.append(text.substr(first, 1)).append(text.substr(0, first)).append(text.substr(second));
  ChainScratch scratch;
  return !op.chain.decode(swapped, false, scratch).empty() && scratch.issues.empty();
}
}  // namespace

void FieldReader::issues(const ReadOp& op, const Frame& frame, std::size_t i, const Location& at) {
  for (const ValueIssue& issue : scratch_.issues) {
    const std::string_view cell = at.kind == Location::Kind::cell ? locator_.text(frame, i, at, false) : std::string_view{};
    if (issue.refused) {
      const std::string kept = op.identity ? "the record cannot be told from others without it" : "the value was left out";
      log_.report(issue.rule, frame, i, column_name(frame, i, at), issue.text, "{} is not " + op.chain.expects(),
                  kept + ". " + (day_and_month_swapped(op, issue) ?
                  "It is a date if day and month change places. If the whole column is written so, other dates in it were read wrongly: name the way they are "
                  "written for the field \"" + op.field->key + "\" in an overlay of the mapping." :
                  "Mend it in the source, or add this spelling to the field \"" + op.field->key + "\" of the mapping."), {}, cell);
    } else if (issue.rule == "cell.spelling") {
      log_.report(issue.rule, frame, i, column_name(frame, i, at), issue.text, "{} is understood, but it is not how the format writes it",
                  op.chain.makes_list() && issue.text.find_first_of(" \t") != std::string::npos ? "leave out the blanks around the items." : "write " + op.chain.expects() + ".", {}, cell);
    } else if (issue.rule == "cell.enum") {
      log_.report(issue.rule, frame, i, column_name(frame, i, at), issue.text, "{} is not " + op.chain.expects(),
                  "the word was kept as it stands. Use one of the words of the list.", {}, cell);
    } else if (issue.rule == "code.unknown-word") {
      log_.report(issue.rule, frame, i, column_name(frame, i, at), issue.text, "{} is not in the list of this field",
                  "the word was kept as it stands. Add it to the code table of the mapping if it means one of the known words.", {}, cell);
    } else {
      const Rule* rule = find_rule(issue.rule);
      log_.report(issue.rule, frame, i, column_name(frame, i, at), issue.text,
                  "{}: " + std::string(rule != nullptr ? rule->title : "the value was changed"), rule != nullptr ? std::string(rule->fix) : "", {}, cell);
    }
  }
  scratch_.issues.clear();
}

std::string_view FieldReader::decoded(const ReadOp& op, const Frame& frame, std::size_t i, const Location*& from) {
  const std::string_view text = raw(op, frame, i, from);
  had_issues_ = false;
  was_filled_ = !text.empty();
  if (text.empty()) return text;
  if (op.chain.empty()) return op.is_list ? once_each(op, frame, i, *from, text) : text;
  scratch_.candidates = nullptr;
  const std::string_view value = op.chain.decode(text, op.is_list, scratch_);
  had_issues_ = !scratch_.issues.empty();
  const std::string_view kept = stable(value);
  if (had_issues_) issues(op, frame, i, *from);
  return op.is_list || op.chain.makes_list() ? once_each(op, frame, i, *from, kept) : kept;
}

/// A list of the model holds nothing twice, unless its items go with those of another list.
std::string_view FieldReader::once_each(const ReadOp& op, const Frame& frame, std::size_t i, const Location& at, std::string_view list) {
  if (op.field->keeps_repeats) return list;
  std::string text;
  std::size_t left = 0;
  list = without_repeats(list, text, left);
  if (left == 0) return list;
  had_issues_ = true;
  log_.report("cell.list-repeat", frame, i, column_name(frame, i, at), {}, with_commas(left) + (left == 1 ? " item is" : " items are") + " in the list already",
              "each was kept once.");
  return arena_.keep(text);
}

std::string_view FieldReader::to_model_ids(const ReadOp& op, std::string_view text, bool list) {
  if (op.id == nullptr || text.empty()) return text;
  if (!list) return op.id->read_as_they_are() ? text : stable(op.id->to_model(text, id_scratch_));
  if (op.id->read_as_they_are()) return text;
  std::string all;
  each_item(text, [&](std::string_view item) {
    if (!all.empty()) all.push_back(codec::item_separator);
    all.append(op.id->to_model(item, id_scratch_));
  });
  return arena_.keep(all);
}

bool FieldReader::secret(const ReadOp& op, const Frame& frame, std::string_view text) {
  if (!op.secret || keep_passwords_ || text.empty()) return false;
  ++result_.secrets[{frame.plan.entity, op.target}];
  return true;
}

void FieldReader::constraints(const ReadOp& op, const Frame& frame, std::size_t i, const Location& at, std::string_view& text) {
  const mapping::Field& field = *op.field;
  if (op.pattern && !std::regex_match(text.begin(), text.end(), *op.pattern)) {
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

bool FieldReader::nothing_there(const ReadOp& op, const Frame& frame) const {
  const std::vector<std::string_view>* cells = only_cells(op);
  if (cells == nullptr) return false;
  return std::all_of(frame.row.begin(), frame.row.end(), [&](std::uint32_t row) { return (*cells)[row].empty(); });
}

/// What is said of cells as they stand, whatever way their values are taken: ids, cells of another mode, paired lists.
void FieldReader::check_cells(const ReadOp& op, const Frame& frame) {
  const bool ids = op.form != nullptr && op.chain.empty() && !op.shadow;
  const bool other_mode = !op.field->mode.empty() && !mode_.empty() && op.field->mode != mode_;
  const bool paired = op.paired.kind != Location::Kind::none;
  if (paired) {
    for (std::size_t i = 0; i < frame.size; ++i) check_pair(op, frame, i);
  }
  if (!ids && (!other_mode || nothing_there(op, frame))) return;
  if (!other_mode && good_ids(op, frame)) return;
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
  std::string_view last;                               // references come in runs
  for (const std::uint32_t row : frame.row) {
    const std::string_view id = (*cells)[row];
    if (id == last || id.empty()) continue;
    if (!op.form->admits(id)) return false;
    last = id;
  }
  return true;
}

/// @returns false if an id was reported
bool FieldReader::check_ids(const ReadOp& op, const Frame& frame, std::size_t i, const Location& at, std::string_view text) {
  bool good = true;
  each_item(text, [&](std::string_view id) {
    if (op.form->admits(id)) return;
    good = false;
    log_.report("cell.bad-id", frame, i, column_name(frame, i, at), id, "{} is not an id as the format has them: " + op.form->fault(id),
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
  const auto items = [&](const Location& at) {
    const std::string_view text = trim(locator_.text(frame, i, at, false));
    if (text.empty()) return std::size_t{0};
    return split(text, op.pair_separator).size();
  };
  const std::size_t here = items(op.at), there = items(op.paired);
  if (here == there) return;
  const std::string counts = "\"" + column_name(frame, i, op.at) + "\" has " + std::to_string(here) + " and \"" + column_name(frame, i, op.paired) + "\" " + std::to_string(there);
  if (here != 0 && there != 0) {
    log_.report("cell.list-pair", frame, i, column_name(frame, i, op.at), {}, "two lists that go together differ in length: " + counts,
                "both were kept. Write one item in each for every item of the other, in the same order.");
  } else if (op.field->pair_blank_reported) {
    log_.report("cell.list-unpaired", frame, i, column_name(frame, i, op.at), {}, "one of two lists that go together is blank: " + counts,
                "it was kept. Fill both or none: some receivers refuse the record.");
  }
}

/// The whole way from a cell to its value. @param sure  false if there was something to say, or something is left open.
std::string_view FieldReader::value_of_row(const ReadOp& op, Frame& frame, std::size_t i, bool& sure) {
  const mapping::Field& field = *op.field;
  const Location* from = nullptr;
  std::string_view text = decoded(op, frame, i, from);
  sure = !had_issues_ && scratch_.candidates == nullptr;
  if (scratch_.candidates != nullptr && !text.empty()) {
    frame.codes.push_back({static_cast<std::uint32_t>(i), op.target, scratch_.table, scratch_.candidates});
    scratch_.candidates = nullptr;
  } else if (scratch_.candidates != nullptr) {
    // Every word of this spelling has a condition: the first stands in until they can be looked at.
    frame.codes.push_back({static_cast<std::uint32_t>(i), op.target, scratch_.table, scratch_.candidates});
    text = scratch_.table->values[scratch_.candidates->front()].word;
    scratch_.candidates = nullptr;
  }
  if (!text.empty() && (op.pattern || !field.allowed.empty() || field.min_length || field.max_length)) constraints(op, frame, i, *from, text);
  if (op.form != nullptr && !op.chain.empty() && !op.shadow && !text.empty() && !check_ids(op, frame, i, *from, text)) sure = false;
  if (secret(op, frame, text)) text = {};
  if (text.empty() && field.default_value) text = *field.default_value;
  if (!text.empty()) return to_model_ids(op, text, op.is_list || op.chain.makes_list());
  if (!was_filled_ && must_be_filled(op, frame)) report_blank(op, frame, i);
  return {};
}

/// Cells that are values without any work: the frame's column is the block's. @returns false if they are not.
/// @param by_row  @p cells are the block's, by row; else the frame's own.
bool FieldReader::as_it_stands(const ReadOp& op, Frame& frame, const std::vector<std::string_view>& cells, bool by_row) {
  if (!op.chain.empty() || !frame.values[op.target].empty()) return false;
  bool any = false;
  const bool must = must_be_filled(op, frame);
  for (std::size_t i = 0; i < frame.size; ++i) {
    const bool filled = !cells[by_row ? frame.row[i] : i].empty();
    any = any || filled;
    if (must && !filled) report_blank(op, frame, i);
  }
  if (!any) return true;
  if (frame.whole_block || !by_row) {
    frame.values[op.target].set_cells(cells);
    return true;
  }
  auto& column = frame.column(op.target);
  for (std::size_t i = 0; i < frame.size; ++i) column[i] = cells[frame.row[i]];
  return true;
}

/// Coded cells of a field that is kept as symbols: each spelling is decoded once a thread.
void FieldReader::symbols_by_cache(const ReadOp& op, Frame& frame, const std::vector<std::string_view>& cells, model::Interner& names) {
  SymbolCache& cache = memory_.spellings[&op].cache;
  const bool must = must_be_filled(op, frame);
  std::vector<model::Symbol> symbols(frame.size);
  model::Symbol any = 0;
  for (std::size_t i = 0; i < frame.size; ++i) {
    const std::string_view cell = cells[frame.row[i]];
    if (cell.empty()) {
      if (must) report_blank(op, frame, i);
    } else if (!cache.find(cell, symbols[i])) {
      bool sure = true;
      const std::string_view text = value_of_row(op, frame, i, sure);
      symbols[i] = names.intern(text);
      if (sure && !text.empty()) cache.put(cell, symbols[i]);
    }
    any |= symbols[i];
  }
  if (any != 0) frame.values[op.target].set_symbols(names, std::move(symbols));
}

/// The same for fields kept as text: lists of grades, say.
void FieldReader::texts_by_cache(const ReadOp& op, Frame& frame, const std::vector<std::string_view>& cells) {
  auto& [cache, texts] = memory_.spellings[&op];
  const bool must = must_be_filled(op, frame);
  auto& column = frame.column(op.target);
  for (std::size_t i = 0; i < frame.size; ++i) {
    const std::string_view cell = cells[frame.row[i]];
    if (cell.empty()) {
      if (must) report_blank(op, frame, i);
      continue;
    }
    std::uint32_t place = 0;
    if (cache.find(cell, place)) {
      column[i] = texts[place];
      continue;
    }
    bool sure = true;
    column[i] = value_of_row(op, frame, i, sure);
    if (!sure || column[i].empty() || cell.size() > SymbolCache::max_text) continue;
    if (cache.put(cell, static_cast<std::uint32_t>(texts.size()))) texts.emplace_back(column[i]);
  }
}

void FieldReader::value(const ReadOp& op, Frame& frame) {
  check_cells(op, frame);
  const mapping::Field& field = *op.field;
  const bool constrained = op.pattern || !field.allowed.empty() || field.min_length || field.max_length;
  const bool plain = !constrained && (!op.secret || keep_passwords_) && !field.default_value && (op.id == nullptr || op.id->read_as_they_are());
  if (const std::vector<std::string_view>* cells = plain ? only_cells(op) : nullptr; cells != nullptr) {
    if (as_it_stands(op, frame, *cells, true)) return;
    model::Interner* names = frame.plan.entity == 0xFFFF ? nullptr : store_.domain(frame.plan.entity, op.target);
    const bool tagged = names != nullptr && store_.schema.entities[frame.plan.entity].fields[op.target].refs.size() > 1;
    if (names != nullptr && !tagged && !op.is_list && !op.chain.makes_list() && frame.values[op.target].empty()) {
      return symbols_by_cache(op, frame, *cells, *names);
    }
    if (names == nullptr && frame.values[op.target].empty() && !nothing_there(op, frame)) return texts_by_cache(op, frame, *cells);
  }
  const bool only_item = op.at.kind == Location::Kind::item && op.aliases.empty() && field.blank.empty() && frame.item.size() == frame.size;
  if (plain && only_item && as_it_stands(op, frame, frame.item, false)) return;
  if (!must_be_filled(op, frame) && !field.default_value && nothing_there(op, frame)) return;
  auto& column = frame.column(op.target);
  for (std::size_t i = 0; i < frame.size; ++i) {
    bool sure = true;
    if (const std::string_view text = value_of_row(op, frame, i, sure); !text.empty()) column[i] = text;
  }
}

void FieldReader::constant(const ReadOp& op, Frame& frame) {
  const std::string& text = !op.tail.empty() ? op.tail : op.field->read.constant ? *op.field->read.constant : *op.field->default_value;
  if (text.empty()) return;
  const std::string_view value = to_model_ids(op, text, false);
  if (frame.values[op.target].empty()) return frame.values[op.target].set_constant(value);
  auto& column = frame.column(op.target);
  for (std::size_t i = 0; i < frame.size; ++i) {
    if (column[i].empty()) column[i] = value;
  }
}

void FieldReader::verify(const ReadOp& op, Frame& frame) {
  auto& hashes = frame.hidden[op.hidden - frame.plan.field_count];
  hashes.resize(frame.size);
  const bool required = required_here(op, frame);
  const bool forms = op.form != nullptr && !good_ids(op, frame);
  for (std::size_t i = 0; (required || forms) && i < frame.size; ++i) {
    const Location* from = nullptr;
    const std::string_view cell = raw(op, frame, i, from);
    if (cell.empty() && required) report_blank(op, frame, i);
    if (!cell.empty() && forms) check_ids(op, frame, i, *from, cell);
  }
  model::Interner* names = copied_domain(store_, op);
  const auto mark = [&](std::string_view text) {       // 0 = blank
    return names != nullptr ? names->intern(text) : static_cast<model::Symbol>(model::hash_text(text) >> 32) | 1u;
  };
  if (op.chain.empty() && (op.id == nullptr || op.id->read_as_they_are())) {
    if (const std::vector<std::string_view>* cells = only_cells(op); cells != nullptr) {
      std::string_view last;                            // copies of another record's field come in runs
      model::Symbol last_mark = 0;
      for (std::size_t i = 0; i < frame.size; ++i) {
        const std::string_view cell = (*cells)[frame.row[i]];
        if (cell != last) {
          last = cell;
          last_mark = cell.empty() ? 0 : mark(cell);
        }
        hashes[i] = last_mark;
      }
      return;
    }
  }
  for (std::size_t i = 0; i < frame.size; ++i) {
    const Location* from = nullptr;
    const std::string_view text = to_model_ids(op, decoded(op, frame, i, from), op.is_list);
    if (!text.empty()) hashes[i] = mark(text);
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
    std::vector<pugi::xml_node> items;
    locator_.nodes(frame.node[i], op.at.path, items);
    for (const pugi::xml_node& item : items) {
      std::vector<std::string> cells;
      for (const Location& cell : op.more) {
        // Cells stand under the item, or, with ^, in the record around it.
        cells.emplace_back(cell.up == 0 ? locator_.node_text(item, cell.path, false) : locator_.node_text(frame.node[i], cell.path, false));
      }
      add(tuples[i], cells);
    }
  }
}

}  // namespace rosterkit::convert
