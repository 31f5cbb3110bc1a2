// The value of one operation: from the model, filled, made, put together; encoded for the format.
#include <algorithm>

#include "rosterkit/base/uuid.hpp"
#include "writer.hpp"

namespace rosterkit::convert {

namespace {
std::string field_name(const WriteOp& op) { return op.field->key; }
}  // namespace

void Writer::tally(std::uint16_t entity, const std::string& field, const std::string& what, const std::string& why, std::uint64_t times) {
  auto& slot = scratch().fields[{entity, field, what}];
  slot.first += times;
  if (slot.second.empty() || why < slot.second) slot.second = why;   // whichever thread met it first
}

Writer::FlagText Writer::flags_of(const WriteOp& op, const model::Table& table, model::Row row) const {
  const auto [segment, index] = table.at(row);
  std::size_t true_ones = 0;
  bool many = false, said = false, said_false = false;
  const std::string* first = nullptr;
  const std::string* many_code = nullptr;
  const bool listed = op.list_location || !op.field->flags->split.empty();
  const std::string separator = op.list_location ? std::string(1, codec::item_separator) : op.field->flags->split;
  std::string all;
  for (const auto& [field, code] : op.flags) {
    if (field == op.many) many_code = &code;
    const model::Column* column = segment->find(field);
    if (column == nullptr || column->blank(index)) continue;
    said = true;
    if (store_.text(table, field, *segment, index) != "true") {
      said_false = true;
      continue;
    }
    if (field == op.many) many = true;
    if (true_ones++ == 0) first = &code;
    if (listed) all += (all.empty() ? "" : separator) + code;
  }
  if (true_ones == 0) return said ? FlagText{{}, "lost", "all said to be false is written like not known"} : FlagText{};
  if (listed && many && true_ones == 1 && said_false) return {std::move(all), "lost", "what is said to be false is not written beside \"several\""};
  if (listed) return {std::move(all), {}, {}};
  if (many || true_ones > 1) {
    if (many_code != nullptr && !many_code->empty()) {
      const bool more = true_ones > (many ? 1u : 0u) && !(many && true_ones == 1);
      return more ? FlagText{*many_code, "folded", "several are written as one word"} : FlagText{*many_code, {}, {}};
    }
    return {*first, "folded", "one place for several"};
  }
  return {*first, {}, {}};
}

std::string Writer::made(const WriteOp& op, const Place& place, const Out* out) {
  std::vector<std::string_view>& texts = scratch().parts;
  texts.clear();
  bool any = false;
  for (const WriteMake::Part& part : op.make.parts) {
    std::string_view text;
    using Kind = mapping::MakePart::Kind;
    if (part.kind == Kind::literal) text = part.literal;
    else if (part.kind == Kind::cell) text = out == nullptr ? std::string_view{} : get(*out, part.at);
    else if (part.distinct != 0xFFFF) {
      const Place* holder = part.kind == Kind::parent_field ? place.parent : &place;
      if (holder != nullptr && holder->combination != nullptr) text = (*holder->combination)[part.distinct];
    } else {
      text = part.path.value(store_, place.context);
    }
    any = any || (part.kind != Kind::literal && !text.empty());
    texts.push_back(text);
  }
  return any ? uuid_of(texts, plan_.uuid_version) : std::string();
}

std::string_view Writer::value_at(const Context& context, std::uint16_t field) const {
  if (const Bound* bound = context.bound_to(field)) return bound->text;
  return store_.text(context.entity, field, context.row);
}

std::string Writer::would_write(const WriteFrame& frame, const WriteOp& op, const Place& place) {
  if (!op.when.empty() && !op.when.holds(store_, place.context)) return {};
  return encoded(frame, op, place, value_of(frame, op, place, nullptr, false), false);
}

std::string Writer::value_of(const WriteFrame& frame, const WriteOp& op, const Place& place, const Out* out, bool count, bool checked) {
  std::string value;
  // A reference that is looked for elsewhere in the model must be to something that is written: the next one that is counts.
  Path::Accept written;
  const Path::Accept* accept = nullptr;
  if (checked && is_computed(op) && must_look(op)) {
    written = [&](std::string_view id) { return goes_out(op, id); };
    accept = &written;
  }
  if (op.distinct != 0xFFFF) {
    value = place.combination == nullptr ? "" : (*place.combination)[op.distinct];
  } else {
    switch (op.kind) {
      case WriteOp::Kind::value: value = value_at(place.context, op.target); break;
      case WriteOp::Kind::keyed_item: value = keyed_item(store_.text(frame.entity, op.target, place.context.row), op.field->item); break;
      case WriteOp::Kind::keyed_rest: value = store_.text(frame.entity, op.target, place.context.row); break;
      case WriteOp::Kind::derive: value = op.is_list ? op.path.list(store_, place.context, accept) : std::string(op.path.value(store_, place.context, op.pick, accept)); break;
      case WriteOp::Kind::make: value = made(op, place, out); break;
      case WriteOp::Kind::flags: {
        FlagText flags = flags_of(op, *store_.tables[place.context.entity], place.context.row);
        if (count && !flags.what.empty()) tally(place.context.entity, field_name(op), std::string(flags.what), std::string(flags.why));
        value = std::move(flags.text);
        break;
      }
      case WriteOp::Kind::text_template: {
        bool any = false, whole = true;
        // Reading takes such a cell apart again, unless a hole looks elsewhere in the model or the mapping declines it.
        const bool is_read = !op.field->read.declined &&
                             std::all_of(op.holes.begin(), op.holes.end(), [](const auto& hole) { return hole.second.plain(); });
        for (std::size_t i = 0; i < op.holes.size(); ++i) {
          const std::string_view part = op.holes[i].second.value(store_, place.context);
          any = any || !part.empty();
          const std::string& after = i + 1 < op.holes.size() ? op.holes[i + 1].first : op.tail;
          whole = whole && (after.empty() || part.find(after) == std::string_view::npos);
          value += op.holes[i].first;
          value += part;
        }
        value = any ? value + op.tail : "";
        if (any && !whole && is_read) {
          if (count) log_.report("value.blanked", frame.entity, place.context.row, [&](Finding& finding) {
            finding.column = op.at.front().text;
            finding.message = "a part holds the text that separates the parts in " + mapping_.id;
            finding.hint = "the cell was left blank: it could not be read back.";
          });
          value.clear();
        }
        break;
      }
      case WriteOp::Kind::constant: break;
    }
  }
  if (accept != nullptr && op.kind == WriteOp::Kind::value && !op.is_list && !value.empty() && !goes_out(op, value)) {
    if (count) tally(frame.entity, field_name(op), "lost", "what it refers to is not written");
    value.clear();                                     // `fill` may know another
  }
  if (value.empty() && op.own_id && !op.make.parts.empty()) value = made(op, place, out);
  if (value.empty() && !op.fill.empty()) {
    std::size_t which = 0;
    value = op.fill.value(store_, place.context, &which, accept);
    if (!value.empty() && count) {
      const mapping::Fill& source = op.fill.sources()[which];
      tally(frame.entity, field_name(op), "filled", source.kind == mapping::Fill::Kind::path ? "from " + source.text : source.kind == mapping::Fill::Kind::constant ? "with \"" + source.text + "\"" : "put together");
    }
  }
  if (!value.empty() && op.field->default_value && value == *op.field->default_value && !op.field->required) value.clear();
  return value;
}

/// Native spelling of a value: ids of the format, then codecs backwards.
std::string Writer::encoded(const WriteFrame& frame, const WriteOp& op, const Place& place, const std::string& value, bool count) {
  if (value.empty() || op.kind == WriteOp::Kind::flags) return value;
  const bool list = op.is_list;
  if (!op.field->allowed.empty() && std::find(op.field->allowed.begin(), op.field->allowed.end(), value) == op.field->allowed.end()) {
    if (count) tally(frame.entity, field_name(op), "lost", "the format has no such word");
    return {};
  }
  std::string text = value;
  if (op.id != nullptr) {
    const bool checked = op.target != 0xFFFF && op.kind == WriteOp::Kind::value && must_look(op) && (!op.required || list);
    std::string scratch, all;
    std::uint64_t left = 0;
    const auto one = [&](std::string_view id) {
      if (checked && !goes_out(op, id)) {
        ++left;
        return;
      }
      if (!all.empty()) all.push_back(codec::item_separator);
      all.append(op.id->to_native(id, scratch));
    };
    if (list) each_item(text, one);
    else one(text);
    text = std::move(all);
    if (left != 0 && count) tally(frame.entity, field_name(op), "lost", "what it refers to is not written", left);
  }
  if (list && !op.field->keeps_repeats) {
    std::string kept;
    std::size_t twice = 0;
    const std::string_view once = without_repeats(text, kept, twice);
    if (count && twice != 0) tally(frame.entity, field_name(op), "lost", "it is in the list already", twice);
    if (twice != 0) text = std::string(once);
  }
  if (text.empty() || op.chain.empty()) return text;
  ChainScratch scratch;
  text = std::string(op.chain.encode(text, list && (op.list_location || !op.chain.makes_list()), scratch));
  if (!count) return text;
  for (const ValueIssue& issue : scratch.issues) {
    if (issue.rule == "value.lost") {
      tally(frame.entity, field_name(op), text.empty() ? "lost" : "folded", "the format has no such word");
      continue;
    }
    log_.report(issue.rule, frame.entity, place.context.row, [&](Finding& finding) {
      finding.column = op.at.empty() ? "" : op.at.front().text;
      const Rule* rule = find_rule(issue.rule);
      finding.message = "in " + mapping_.id + ": " + (rule == nullptr ? "the value was changed" : std::string(rule->title));
      finding.hint = rule == nullptr ? "" : std::string(rule->fix);
    });
  }
  return text;
}

}  // namespace rosterkit::convert
