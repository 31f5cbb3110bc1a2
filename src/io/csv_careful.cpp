// CSV byte by byte, by the letter of RFC 4180, with exact findings for what is broken. Used for blocks in which the fast
// way (csv_parse.cpp) met anything odd; on good rows both give the same cells, which a test holds them to.
#include "csv_careful.hpp"

#include <algorithm>

#include "rosterkit/base/rules.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::io {

namespace {

bool is_removed_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

bool has_line_break(std::string_view cell) { return cell.find_first_of("\r\n") != std::string_view::npos; }

std::string counted(std::size_t count, const std::string& what) {
  return with_commas(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

std::size_t split_record(std::string_view text, std::size_t from, const CsvDialect& dialect, char line_end,
                         std::vector<CsvCell>& cells) {
  using Event = CsvWalker::Event;
  CsvWalker walker(dialect, line_end);
  cells.clear();
  CsvCell cell;
  std::size_t begin = from, close = from;  // of the cell; its last closing quote
  const auto finish = [&](std::size_t end) {
    const std::size_t first = cell.quoted ? begin + 1 : begin;
    cell.raw = text.substr(first, (cell.quoted && !cell.text_after_quote ? close : end) - first);
    cells.push_back(cell);
    cell = CsvCell{};
    begin = end + 1;
  };
  for (std::size_t at = from; at < text.size(); ++at) {
    switch (walker.take(text[at])) {
      case Event::open: cell.quoted = true; break;
      case Event::close: close = at; break;
      case Event::doubled:
      case Event::escape: cell.to_unescape = true; break;
      case Event::bare_quote: cell.bare_quote = true; break;
      case Event::text_after_quote: cell.text_after_quote = true; break;
      case Event::cell_end: finish(at); break;
      case Event::record_end: {
        const bool carriage_return = line_end == '\n' && !cell.quoted && at > begin && text[at - 1] == '\r';
        finish(carriage_return ? at - 1 : at);
        return at + 1;
      }
      case Event::text:
      case Event::escaped:
      case Event::gap: break;
    }
  }
  finish(text.size());
  return std::string_view::npos;
}

void unescape(std::string_view raw, const CsvDialect& dialect, std::string& into) {
  for (std::size_t at = 0; at < raw.size(); ++at) {
    const bool escape = dialect.backslash_escapes && raw[at] == '\\';
    if ((escape || raw[at] == dialect.quote) && at + 1 < raw.size()) ++at;
    into += raw[at];
  }
}

std::size_t first_slot(const std::vector<std::uint32_t>& wanted, std::size_t slot) {
  return static_cast<std::size_t>(std::find(wanted.begin(), wanted.end(), wanted[slot]) - wanted.begin());
}

std::uint64_t count_lines(std::string_view text, char line_end) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), line_end));
}

FileError csv_error(std::string rule, const std::string& shown, std::uint64_t line, std::uint64_t position,
                    std::string message, std::string hint) {
  Finding finding;
  finding.rule = std::move(rule);
  finding.severity = Severity::error;
  finding.file = shown;
  finding.line = line;
  finding.position = position;
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  return FileError(ExitCode::input_refused, std::move(finding));
}

void check_utf8(std::string_view text, std::uint64_t first_line, char line_end, const std::string& shown) {
  const auto bad = find_bad_utf8(text);
  if (!bad) return;
  const std::string_view before = text.substr(0, *bad);
  const std::size_t last_end = before.rfind(line_end);
  const std::string_view line = last_end == std::string_view::npos ? before : before.substr(last_end + 1);
  throw csv_error("file.not-utf8", shown, first_line + count_lines(before, line_end), count_code_points(line) + 1,
                  "the text is not UTF-8",
                  "The file was not used. Save it as UTF-8, or name its encoding, as in --encoding windows-1252.");
}

std::string_view delimiter_name(char delimiter) {
  switch (delimiter) {
    case ',': return "comma";
    case ';': return "semicolon";
    case '\t': return "tab";
    case '|': return "vertical bar";
    default: return "delimiter";
  }
}

std::size_t find_open_quote(std::string_view text, const CsvDialect& dialect, char line_end) {
  CsvWalker walker(dialect, line_end);
  std::size_t opened = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (walker.take(text[at]) == CsvWalker::Event::open) opened = at;
  }
  return opened;
}

Finding line_break_note(const std::string& shown, std::uint64_t line, std::uint64_t record, const std::string& column) {
  Finding note;
  note.rule = "csv.line-break-in-cell";
  note.severity = convert_severity(note.rule);
  note.file = shown;
  note.line = line;
  note.record = record;
  note.column = column;
  note.message = "the cell holds a line break";
  note.hint = "It was kept.";
  return note;
}

void CarefulParser::add(CsvBlock& block, std::string_view rule, std::string column, std::string message,
                        std::string hint) const {
  Finding finding;
  finding.rule = rule;
  finding.severity = convert_severity(rule);
  finding.file = shown_;
  finding.line = line_;
  finding.record = record_;
  finding.column = std::move(column);
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  block.findings.push_back(std::move(finding));
}

void CarefulParser::check_limits(std::size_t record_bytes) const {
  if (record_bytes > limits_.max_record_bytes) {
    throw csv_error("file.limit", shown_, line_, 0, "a record is over " + with_commas(limits_.max_record_bytes) + " bytes",
                    "The file was not used. Look for a quote that is not closed near this line, or raise --max-record.");
  }
  for (std::size_t index = 0; index < cells_.size(); ++index) {
    if (cells_[index].raw.size() <= limits_.max_field_bytes) continue;
    throw csv_error("file.limit", shown_, line_, 0,
                    "cell " + std::to_string(index + 1) + " is over " + with_commas(limits_.max_field_bytes) + " bytes",
                    "The file was not used. Look for a quote that is not closed near this line, or raise --max-field.");
  }
}

/// Reports what makes a row unusable as a whole. A row has one such fault at most: the second would follow from the first.
bool CarefulParser::is_usable(CsvBlock& block, std::uint64_t last_line) const {
  for (std::size_t index = 0; index < cells_.size(); ++index) {
    if (!cells_[index].text_after_quote) continue;
    std::string message = "text follows a closing quote";
    if (last_line > line_) message += "; the record runs to line " + std::to_string(last_line);
    add(block, "csv.text-after-quote", index < header_.size() ? header_[index] : "", std::move(message),
        "The row was left out. Write a quote that belongs to the text twice, and close the cell before the next " +
            std::string(delimiter_name(dialect_.delimiter)) + ".");
    return false;
  }
  const std::size_t width = header_.size();
  const bool only_blanks_beyond =
      cells_.size() > width && std::all_of(cells_.begin() + static_cast<std::ptrdiff_t>(width), cells_.end(),
                                           [](const CsvCell& cell) { return trim(cell.raw).empty(); });
  if (only_blanks_beyond) {
    add(block, "csv.blank-cells", "", counted(cells_.size() - width, "blank cell") + " behind the last column",
        "The row was read all the same. Let the export end each row with its last cell.");
  }
  if (cells_.size() == width || only_blanks_beyond) return true;
  const std::string delimiter(delimiter_name(dialect_.delimiter));
  add(block, "csv.row-width", "", counted(cells_.size(), "cell") + " where the header has " + with_commas(width),
      cells_.size() > width
          ? "The row was left out. A " + delimiter + " in a cell without quotes is the usual cause: quote that cell."
          : "The row was left out. A line break in a cell without quotes, or a " + delimiter + " left out, is the usual cause.");
  return false;
}

void CarefulParser::report_cells(CsvBlock& block) const {
  for (std::size_t index = 0; index < header_.size(); ++index) {
    const CsvCell& cell = cells_[index];
    if (cell.bare_quote) {
      add(block, "csv.bare-quote", header_[index], "a quote in a cell that is not quoted",
          "It was kept as text. Quote the whole cell, and write the quote in it twice.");
    }
    if (has_line_break(cell.raw)) block.findings.push_back(line_break_note(shown_, line_, record_, header_[index]));
    const auto controls = static_cast<std::size_t>(std::count_if(cell.raw.begin(), cell.raw.end(), is_removed_control));
    if (controls == 0) continue;
    add(block, "cell.control-character", header_[index], counted(controls, "control character") + " in the cell",
        (controls == 1 ? "It was removed." : "They were removed.") + std::string(" Take them out where the text is kept."));
  }
}

std::string_view CarefulParser::mended(const CsvCell& cell, std::string& side) const {
  const bool has_control = std::any_of(cell.raw.begin(), cell.raw.end(), is_removed_control);
  if (!cell.to_unescape && !has_control) return cell.raw;
  const std::size_t begin = side.size();
  if (cell.to_unescape) {
    unescape(cell.raw, dialect_, side);
  } else {
    side += cell.raw;
  }
  if (has_control) {
    side.erase(std::remove_if(side.begin() + static_cast<std::ptrdiff_t>(begin), side.end(), is_removed_control), side.end());
  }
  return std::string_view(side).substr(begin);
}

void CarefulParser::parse(CsvBlock& block, const std::vector<std::uint32_t>& wanted) {
  const std::string_view text(block.bytes.data(), block.length);
  // Mended cells are never longer than they stood: with this room the text never moves, and views into it stay good.
  std::string& side = block.side.emplace_back(std::make_unique<std::string>()).operator*();
  side.reserve(text.size());
  for (auto& column : block.columns) column.clear();
  block.lines.clear();
  std::uint64_t next_line = block.first_line;
  std::vector<std::uint32_t> records;
  record_ = 0;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.size(), split_record(text, from, dialect_, line_end_, cells_));
    line_ = next_line;
    next_line += count_lines(text.substr(from, end - from), line_end_);
    check_limits(end - from);
    from = end;
    if (std::all_of(cells_.begin(), cells_.end(), [](const CsvCell& cell) { return trim(cell.raw).empty(); })) continue;
    ++record_;
    if (!is_usable(block, next_line - 1)) {
      ++block.dropped;
      continue;
    }
    report_cells(block);
    for (std::size_t slot = 0; slot < wanted.size(); ++slot) {
      const std::size_t first = first_slot(wanted, slot);
      block.columns[slot].push_back(first < slot ? block.columns[first].back() : mended(cells_[wanted[slot]], side));
    }
    block.lines.push_back(line_);
    records.push_back(static_cast<std::uint32_t>(record_));
  }
  block.rows = block.lines.size();
  if (block.dropped != 0) block.records = std::move(records);
}

}  // namespace rosterkit::io
