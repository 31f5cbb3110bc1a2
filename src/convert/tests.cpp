// Conditions over records.
#include "tests.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace rosterkit::convert {
namespace {

bool is_number(std::string_view text, double& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

/// Numbers by size, "9" before "10"; everything else (dates) by text, which is made for it.
bool in_order(std::string_view text, std::string_view limit, bool at_least) {
  double a = 0, b = 0;
  if (is_number(text, a) && is_number(limit, b)) return at_least ? a >= b : a <= b;
  return at_least ? text >= limit : text <= limit;
}

}  // namespace

RowTest RowTest::compile(const model::Schema& schema, std::uint16_t entity, const std::vector<std::uint16_t>& parents, const mapping::Condition& condition) {
  RowTest compiled;
  compiled.entity_ = entity;
  for (const mapping::Test& test : condition) {
    Part part{test, Path::compile(schema, entity, parents, test.path), {}, {}};
    if (test.kind == mapping::Test::Kind::matches) part.form = Regex(test.values.front());
    if (!test.other.empty()) part.other = Path::compile(schema, entity, parents, test.other);
    compiled.parts_.push_back(std::move(part));
  }
  return compiled;
}

bool RowTest::looks_up() const {
  return std::any_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.path.looks_up() || part.other.looks_up(); });
}

void RowTest::prepare(model::Store& store) const {
  for (const Part& part : parts_) {
    part.path.prepare(store);
    part.other.prepare(store);
    const bool by_place = part.test.kind == mapping::Test::Kind::at_least || part.test.kind == mapping::Test::Kind::at_most;
    part.symbolic = part.test.kind < mapping::Test::Kind::same_count && part.path.symbolic(store) && (!by_place || part.other.symbolic(store));
    part.symbols.clear();
    if (!part.symbolic) continue;
    model::Interner& names = *store.domain(part.path.end_entity(), part.path.end_field());
    for (const std::string& value : part.test.values) part.symbols.push_back(names.intern(value));
  }
}

bool RowTest::Part::lists(model::Symbol symbol) const {
  return symbol != 0 && std::find(symbols.begin(), symbols.end(), symbol) != symbols.end();
}

bool RowTest::holds(const Part& part, model::Store& store, const Context& context, bool blank_passes) {
  using Kind = mapping::Test::Kind;
  const auto& values = part.test.values;
  if (part.symbolic && part.path.plain() && context.bound == nullptr && part.test.kind <= Kind::none_of) {
    const model::Symbol symbol = context.row == model::no_row ? 0 : part.path.symbol(store, context.row);
    switch (part.test.kind) {
      case Kind::blank: return symbol == 0;
      case Kind::not_blank: return symbol != 0;
      case Kind::any_of: return part.lists(symbol) || (blank_passes && symbol == 0);
      default: return !part.lists(symbol);
    }
  }
  if (part.test.kind == Kind::same_count) {
    std::size_t a = 0, b = 0;
    part.path.each(store, context, [&](std::string_view, std::uint16_t, model::Row) { ++a; });
    part.other.each(store, context, [&](std::string_view, std::uint16_t, model::Row) { ++b; });
    return a == b || (blank_passes && (a == 0 || b == 0));
  }
  if (part.test.kind == Kind::equals || part.test.kind == Kind::differs) {
    bool here = false, there = false, same = false;
    part.path.each(store, context, [&](std::string_view text, std::uint16_t, model::Row) {
      here = true;
      part.other.each(store, context, [&](std::string_view other, std::uint16_t, model::Row) {
        there = true;
        same = same || text == other;
      });
    });
    if (!here || !there) return blank_passes;
    return same == (part.test.kind == Kind::equals);
  }
  if (part.test.kind == Kind::matches) {
    bool here = false, good = true;
    part.path.each(store, context, [&](std::string_view text, std::uint16_t, model::Row) {
      here = true;
      good = good && part.form.matches(text);
    });
    return here ? good : blank_passes;
  }
  bool any = false, listed = false;
  std::string_view first;
  part.path.each(store, context, [&](std::string_view text, std::uint16_t, model::Row) {
    if (!any) first = text;
    any = true;
    listed = listed || std::find(values.begin(), values.end(), text) != values.end();
  });
  switch (part.test.kind) {
    case Kind::blank: return !any;
    case Kind::not_blank: return any;
    case Kind::any_of: return listed || (blank_passes && !any);
    case Kind::none_of: return !listed;
    default: break;
  }
  const std::string_view other = part.other.empty() ? (values.empty() ? std::string_view{} : std::string_view(values.front())) : part.other.value(store, context);
  if (!any || other.empty()) return blank_passes;
  return in_order(first, other, part.test.kind == Kind::at_least);
}

/// One part over a whole segment by symbols; false if the part is none for that.
bool RowTest::mark_symbols(const Part& part, model::Store& store, const model::Segment& segment, bool blank_passes,
                           std::vector<std::uint8_t>& keep_of_rows) {
  using Kind = mapping::Test::Kind;
  using model::Symbol;
  if (!part.symbolic) return false;
  std::uint8_t* const keep = keep_of_rows.data();
  const std::uint32_t rows = segment.rows;
  thread_local std::vector<Symbol> symbols, others;
  if (part.test.kind != Kind::at_least && part.test.kind != Kind::at_most) {
    const auto good = [&](Symbol symbol) {
      switch (part.test.kind) {
        case Kind::blank: return symbol == 0;
        case Kind::not_blank: return symbol != 0;
        case Kind::any_of: return part.lists(symbol) || (blank_passes && symbol == 0);
        default: return !part.lists(symbol);
      }
    };
    // One after the other of the same value is the rule, not the exception: what the last one gave is kept.
    const auto each = [&](auto&& symbol_of) {
      Symbol last = 0;
      std::uint8_t last_good = good(0) ? 1 : 0;
      for (std::uint32_t i = 0; i < rows; ++i) {
        if (const Symbol symbol = symbol_of(i); symbol != last) last_good = good(last = symbol) ? 1 : 0;
        keep[i] &= last_good;
      }
    };
    if (part.path.plain()) {
      const model::Column* column = segment.find(part.path.end_field());
      const bool uniform = column == nullptr || column->kind() == model::Column::Kind::none || column->kind() == model::Column::Kind::constant;
      if (!uniform && column->numbered_symbols().number.size() == rows) {
        const auto [number, different] = column->numbered_symbols();
        std::array<std::uint8_t, 256> good_ones{};
        for (std::size_t k = 0; k < different.size(); ++k) good_ones[k] = good(different[k]) ? 1 : 0;
        for (std::uint32_t i = 0; i < rows; ++i) keep[i] &= good_ones[number[i]];
      } else if (!uniform) {
        column->with_symbols(each);
      } else if (rows != 0 && !good(column == nullptr ? 0 : column->symbol(0))) {
        std::fill_n(keep, rows, 0);
      }
      return true;
    }
    symbols.resize(rows);
    part.path.symbols(store, segment, 0, rows, symbols.data());
    each([at = symbols.data()](std::uint32_t index) { return at[index]; });
    return true;
  }
  symbols.resize(rows);
  others.resize(rows);
  part.path.symbols(store, segment, 0, rows, symbols.data());
  part.other.symbols(store, segment, 0, rows, others.data());
  const model::Interner& names = *store.domain(part.path.end_entity(), part.path.end_field());
  const model::Interner& other_names = *store.domain(part.other.end_entity(), part.other.end_field());
  const auto good = [&](Symbol symbol, Symbol other) {
    if (symbol == 0 || other == 0) return blank_passes;
    const std::string_view text = names.text(symbol), limit = other_names.text(other);
    return in_order(text, limit, part.test.kind == Kind::at_least);
  };
  const Symbol* const at = symbols.data();
  const Symbol* const other_at = others.data();
  Symbol last = 0, last_other = 0;
  std::uint8_t last_good = good(0, 0) ? 1 : 0;
  for (std::uint32_t i = 0; i < rows; ++i) {
    if (at[i] != last || other_at[i] != last_other) last_good = good(last = at[i], last_other = other_at[i]) ? 1 : 0;
    keep[i] &= last_good;
  }
  return true;
}

void RowTest::mark(model::Store& store, const model::Segment& segment, bool blank_passes, std::vector<std::uint8_t>& keep) const {
  for (const Part& part : parts_) {
    if (mark_symbols(part, store, segment, blank_passes, keep)) continue;
    for (std::uint32_t i = 0; i < segment.rows; ++i) {
      if (keep[i] != 0 && !holds(part, store, {entity_, segment.first + i, nullptr, nullptr}, blank_passes)) keep[i] = 0;
    }
  }
}

bool RowTest::holds(model::Store& store, const Context& context) const {
  return std::all_of(parts_.begin(), parts_.end(), [&](const Part& part) { return holds(part, store, context, false); });
}

bool RowTest::passes(model::Store& store, const Context& context) const {
  return std::all_of(parts_.begin(), parts_.end(), [&](const Part& part) { return holds(part, store, context, true); });
}

}  // namespace rosterkit::convert
