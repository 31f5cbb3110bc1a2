// One operation over a frame: plain values and constants. Checks of cells are in field_checks.cpp, keyed lists, flags and templates
// in field_reader_groups.cpp, what is kept for later in field_reader_later.cpp.
#include "field_reader.hpp"

#include <algorithm>

#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/runs.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {

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
  const bool must = must_be_filled(op, frame);
  bool any = false;
  for (std::size_t i = 0; i < frame.size && (must || !any); ++i) {
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

/// Coded cells: each spelling is decoded once a thread, and looked up once for a run of it.
/// @param out   as many as the frame has rows, blank so far.
/// @param find  find(cell, value) tells what a spelling was read as before; false if that is not known.
/// @param make  make(text, cell) gives the value of a decoded text. @p cell is its spelling if that may be remembered, else blank.
template <typename Value, typename Find, typename Make>
void FieldReader::by_spelling(const ReadOp& op, Frame& frame, const std::vector<std::string_view>& cells, std::vector<Value>& out, Find&& find, Make&& make) {
  const bool must = must_be_filled(op, frame);
  const std::span<const std::string_view> ours = of_frame(frame, cells);
  for (std::size_t i = 0, end = 0; i < ours.size(); i = end) {
    const std::string_view cell = ours[i];
    end = end_of_run(ours, i);
    if (cell.empty()) {
      for (std::size_t k = i; must && k < end; ++k) report_blank(op, frame, k);
      continue;
    }
    Value value{};
    if (!find(cell, value)) {
      bool sure = true;
      const std::string_view text = value_of_row(op, frame, i, sure);
      sure = sure && !text.empty();
      if (!sure) end = i + 1;                           // told of each row
      value = make(text, sure ? cell : std::string_view());
    }
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(i), out.begin() + static_cast<std::ptrdiff_t>(end), value);
  }
}

void FieldReader::symbols_by_cache(const ReadOp& op, Frame& frame, const std::vector<std::string_view>& cells, model::Interner& names) {
  SymbolCache& cache = memory_.spellings[&op].cache;
  std::vector<model::Symbol> symbols(frame.size);
  by_spelling(
      op, frame, cells, symbols, [&](std::string_view cell, model::Symbol& symbol) { return cache.find(cell, symbol); },
      [&](std::string_view text, std::string_view cell) {
        const model::Symbol symbol = names.intern(text);
        if (!cell.empty()) cache.put(cell, symbol);
        return symbol;
      });
  if (std::any_of(symbols.begin(), symbols.end(), [](model::Symbol symbol) { return symbol != 0; })) frame.values[op.target].set_symbols(names, std::move(symbols));
}

/// The same for fields kept as text: lists of grades, say.
void FieldReader::texts_by_cache(const ReadOp& op, Frame& frame, const std::vector<std::string_view>& cells) {
  ReadMemory::Spellings& known = memory_.spellings[&op];
  by_spelling(
      op, frame, cells, frame.column(op.target),
      [&](std::string_view cell, std::string_view& text) {
        std::uint32_t place = 0;
        if (!known.cache.find(cell, place)) return false;
        text = known.texts[place];
        return true;
      },
      [&](std::string_view text, std::string_view cell) {
        if (!cell.empty() && known.cache.put(cell, static_cast<std::uint32_t>(known.texts.size()))) known.texts.emplace_back(text);
        return text;
      });
}

void FieldReader::value(const ReadOp& op, Frame& frame) {
  check_cells(op, frame);
  const mapping::Field& field = *op.field;
  const bool constrained = op.pattern || !field.allowed.empty() || field.min_length || field.max_length;
  const bool plain = !constrained && (!op.secret || keep_passwords_) && !field.default_value && (op.id == nullptr || op.id->read_as_they_are());
  if (const std::vector<std::string_view>* cells = plain ? only_cells(op) : nullptr; cells != nullptr) {
    if (!locator_.filled(op.at) && !must_be_filled(op, frame)) return;   // most formats have columns that most files leave blank
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

}  // namespace rosterkit::convert
