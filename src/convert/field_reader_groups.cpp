// Operations that join several values: keyed lists, flags in one cell, texts put together by a template.
#include <algorithm>

#include "field_reader.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {

namespace {
/// Appends a pair to a keyed list text, unless the very pair is there. A key may stand twice (two home phones).
void add_keyed(std::string& list, std::string_view key, std::string_view text) {
  const auto is_the_pair = [&](std::string_view item) {
    return item.size() == key.size() + 1 + text.size() && item.starts_with(key) && item[key.size()] == codec::pair_separator && item.ends_with(text);
  };
  bool known = false;
  each_item(list, [&](std::string_view item) { known = known || is_the_pair(item); });
  if (known) return;
  if (!list.empty()) list.push_back(codec::item_separator);
  list.append(key).append(1, codec::pair_separator).append(text);
}
}  // namespace

void FieldReader::keyed_item(const ReadOp& op, Frame& frame) {
  if (!op.field->default_value && nothing_there(op, frame)) return;
  auto& column = frame.column(op.target);
  std::string list;
  for (std::size_t i = 0; i < frame.size; ++i) {
    const Location* from = nullptr;
    std::string_view text = decoded(op, frame, i, from);
    if (secret(op, frame, text)) text = {};
    if (text.empty() && op.field->default_value) text = *op.field->default_value;
    if (text.empty()) continue;
    list = column[i];
    add_keyed(list, op.field->item, text);
    column[i] = arena_.keep(list);
  }
}

void FieldReader::keyed_rest(const ReadOp& op, Frame& frame) {
  auto& column = frame.column(op.target);
  const auto add = [&](std::string& list, std::size_t i, std::string_view key, std::string_view text) {
    if (text.empty()) return;
    std::string word(key.empty() ? std::string_view(op.field->no_key) : key);
    if (op.key_code != nullptr && !key.empty()) {
      std::string scratch;
      const auto hit = op.key_code->decode(key, scratch);
      if (hit.found == codec::CodeTable::Found::unknown) {
        log_.report("cell.unknown-code", frame, i, op.item_key.text, key, "{} is not a known kind", "the value was kept under this kind.");
      } else {
        word = hit.text.empty() ? op.field->no_key : std::string(hit.text);
      }
    }
    if (word.empty()) word = "Unknown";
    add_keyed(list, word, text);
  };
  for (std::size_t i = 0; i < frame.size; ++i) {
    std::string list(column[i]);
    if (frame.node.empty()) {
      if (op.item_value.kind == Location::Kind::cell) {
        add(list, i, locator_.text(frame, i, op.item_key, false), locator_.text(frame, i, op.item_value, false));
      } else {
        const Location* from = nullptr;
        each_item(decoded(op, frame, i, from), [&](std::string_view item) {   // `pairs`: the cell holds key and text
          const std::size_t end = item.find(codec::pair_separator);
          if (end != std::string_view::npos) add(list, i, item.substr(0, end), item.substr(end + 1));
        });
      }
    } else {
      std::vector<const io::XmlNode*> items;
      locator_.nodes(*frame.node[i], op.at.path, items);
      for (const Location& more : op.more) locator_.nodes(*frame.node[i], more.path, items);
      for (const io::XmlNode* const item : items) {
        add(list, i, locator_.node_text(*item, op.item_key.path, false), locator_.node_text(*item, op.item_value.path, false));
      }
    }
    if (!list.empty()) column[i] = arena_.keep(list);
  }
}

void FieldReader::flags(const ReadOp& op, Frame& frame) {
  std::vector<std::vector<std::string_view>*> columns;
  for (const ReadOp::Flag& flag : op.flags) columns.push_back(&frame.column(flag.field));
  const bool listed = op.is_list || !op.field->flags->split.empty();
  for (std::size_t i = 0; i < frame.size; ++i) {
    const Location* from = nullptr;
    const std::string_view text = raw(op, frame, i, from);
    if (text.empty()) continue;
    std::vector<std::string_view> codes;
    if (op.is_list) each_item(text, [&](std::string_view item) { codes.push_back(item); });
    else if (listed) codes = split(text, op.field->flags->split);
    else codes.push_back(text);
    bool any = false, only_many = true;
    for (const std::string_view each : codes) {
      const std::string_view code = trim(each);
      if (code.empty()) continue;
      const auto found = std::find_if(op.flags.begin(), op.flags.end(), [&](const ReadOp::Flag& flag) { return equal_ignoring_case(flag.code, code); });
      if (found == op.flags.end()) {
        std::string known;
        for (const ReadOp::Flag& flag : op.flags) known += (known.empty() ? "" : ", ") + flag.code;
        log_.report("cell.unknown-code", frame, i, column_name(frame, i, *from), code, "{} is not one of " + known,
                    "the value was left out. Add this spelling to the field \"" + op.field->key + "\" of the mapping.");
        continue;
      }
      (*columns[static_cast<std::size_t>(found - op.flags.begin())])[i] = "true";
      any = true;
      only_many = only_many && found->field == op.many;
    }
    if (!any || only_many) continue;                   // after `many` alone the others stay unknown
    for (auto* column : columns) {
      if ((*column)[i].empty()) (*column)[i] = "false";
    }
  }
}

void FieldReader::text_template(const ReadOp& op, Frame& frame) {
  std::vector<std::vector<std::string_view>*> columns;
  for (const auto& [literal, field] : op.holes) columns.push_back(&frame.column(field));
  for (std::size_t i = 0; i < frame.size; ++i) {
    const Location* from = nullptr;
    const std::string_view text = decoded(op, frame, i, from);
    if (text.empty()) continue;
    std::string_view rest = text;
    std::vector<std::string_view> parts;
    bool fits = rest.starts_with(op.holes.front().first);
    if (fits) rest.remove_prefix(op.holes.front().first.size());
    for (std::size_t k = 0; fits && k < op.holes.size(); ++k) {
      const bool last = k + 1 == op.holes.size();
      const std::string& after = last ? op.tail : op.holes[k + 1].first;
      if (last) {                                      // the last hole takes the rest
        fits = rest.ends_with(after);
        if (fits) parts.push_back(rest.substr(0, rest.size() - after.size()));
        break;
      }
      const std::size_t end = rest.find(after);
      fits = end != std::string_view::npos;
      if (!fits) break;
      parts.push_back(rest.substr(0, end));
      rest.remove_prefix(end + after.size());
    }
    if (!fits) {
      log_.report("cell.bad-template", frame, i, column_name(frame, i, *from), text,
                  "{} is not written \"" + op.field->template_text + "\"", "the value was left out. Mend it in the source.");
      continue;
    }
    for (std::size_t k = 0; k < parts.size(); ++k) (*columns[k])[i] = parts[k];
  }
}

}  // namespace rosterkit::convert
