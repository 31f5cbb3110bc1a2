// Indexes of the store, built by several threads, against the plain way: all rows, one after the other.
#include "rosterkit/model/store.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <random>

namespace rosterkit::model {
namespace {

constexpr std::uint32_t rows_of_segment = 9000;   // four of them: enough for several threads to be asked

/// Two strong entities, and one that points to them in all the ways there are.
Schema two_and_one() {
  const auto field = [](std::string name, Shape shape = Shape::single, std::vector<std::uint16_t> refs = {}, Type type = Type::text) {
    FieldDef def;
    def.name = std::move(name);
    def.shape = shape;
    def.refs = std::move(refs);
    def.type = type;
    return def;
  };
  Schema schema;
  for (const char* name : {"one", "other", "pointing"}) {
    EntityDef entity;
    entity.name = name;
    entity.own_id = 0;
    entity.strong = schema.entities.size() < 2;
    entity.key = {0};
    entity.fields = {field("id"), field("to", Shape::single, {0}), field("either", Shape::single, {0, 1}), field("several", Shape::list, {0}), field("words", Shape::list)};
    schema.entities.push_back(entity);
  }
  return schema;
}

using ByText = std::map<std::string, std::vector<Row>>;

/// Fills the pointing entity; @returns for each of its fields the rows by the text of what they point to ("1:x" in the other entity).
std::vector<ByText> fill(Store& store, unsigned seed) {
  std::mt19937 random(seed);
  const auto any = [&] { return std::to_string(random() % 5000); };
  std::vector<ByText> expected(5);
  Table& table = *store.tables[2];
  for (int number = 0; number < 4; ++number) {
    const auto first = static_cast<Row>(number) * rows_of_segment;
    auto segment = std::make_unique<Segment>();
    segment->rows = rows_of_segment;
    table.append(std::move(segment));
    Segment& added = *table.segments().back();
    std::vector<Symbol> to(rows_of_segment), either(rows_of_segment);
    std::vector<std::string> lists(rows_of_segment);
    for (std::uint32_t i = 0; i < rows_of_segment; ++i) {
      const bool live = random() % 5 != 0;
      added.states[i] = live ? State::live : State::merged;
      const auto expect = [&](std::size_t field, const std::string& text) {
        if (live) expected[field][text].push_back(first + i);
      };
      if (random() % 4 != 0) {
        const std::string id = any();
        to[i] = store.ids(0).intern(id);
        expect(1, id);
      }
      if (const auto target = static_cast<Symbol>(random() % 3); target < 2) {
        const std::string id = any();
        either[i] = store.ids(static_cast<std::uint16_t>(target)).intern(id) | target << Store::target_shift;
        expect(2, std::to_string(target) + ":" + id);
      }
      for (auto items = random() % 3; items > 0; --items) {
        const std::string item = any();
        lists[i] += (lists[i].empty() ? "" : "\x1F") + item;
        expect(3, item);
        expect(4, item);
      }
    }
    added.column(1).set_symbols(std::move(to));
    added.column(2).set_symbols(std::move(either));
    const std::vector<std::string_view> views(lists.begin(), lists.end());
    added.column(3).set_texts(views);
    added.column(4).set_texts(views);
  }
  return expected;
}

Symbol symbol_of(const Store& store, std::size_t field, const std::string& text) {
  if (field == 4) return store.text_keys().find(text);
  if (field != 2) return store.ids(0).find(text);
  const auto target = static_cast<Symbol>(text[0] - '0');
  return store.ids(static_cast<std::uint16_t>(target)).find(text.substr(2)) | target << Store::target_shift;
}

/// Whether an index holds these rows, in this order, and no others.
bool holds(const Store& store, std::size_t field, const Index& index, const ByText& expected) {
  std::size_t rows = 0;
  for (const auto& [text, of_text] : expected) {
    const Index::Range found = index.of(symbol_of(store, field, text));
    if (!std::equal(found.begin(), found.end(), of_text.begin(), of_text.end())) return false;
    rows += of_text.size();
  }
  return index.rows.size() == rows;
}

}  // namespace

TEST_CASE("an index has the live rows of each value in order of arrival, however many threads build it") {
  const Schema schema = two_and_one();
  for (const unsigned jobs : {1u, 2u, 3u}) {
    Store store(schema);
    store.jobs = jobs;
    const auto expected = fill(store, 7);
    for (std::size_t field = 1; field < 5; ++field) {
      INFO("jobs " << jobs << ", field " << field);
      CHECK(holds(store, field, store.index(2, field), expected[field]));
      CHECK(store.index(2, field).of(0).begin() == store.index(2, field).of(0).end());
    }
  }
}

TEST_CASE("an index of chosen rows leaves the others out") {
  const Schema schema = two_and_one();
  for (const unsigned jobs : {1u, 3u}) {
    Store store(schema);
    store.jobs = jobs;
    auto expected = fill(store, 8);
    for (std::size_t field = 1; field < 5; ++field) {
      for (auto& [text, rows] : expected[field]) std::erase_if(rows, [](Row row) { return row % 3 != 0; });
      const Index index = store.make_index(2, field, [](const Segment& segment, std::vector<std::uint8_t>& keep) {
        for (std::uint32_t i = 0; i < segment.rows; ++i) keep[i] &= (segment.first + i) % 3 == 0 ? 1 : 0;
      });
      INFO("jobs " << jobs << ", field " << field);
      CHECK(holds(store, field, index, expected[field]));
    }
  }
}

TEST_CASE("an index of no rows finds nothing") {
  const Schema schema = two_and_one();
  Store store(schema);
  const Symbol symbol = store.ids(0).intern("x");
  CHECK(store.index(2, 1).of(symbol).begin() == store.index(2, 1).of(symbol).end());
  fill(store, 9);
  const Index none = store.make_index(2, 1, [](const Segment&, std::vector<std::uint8_t>& keep) { std::fill(keep.begin(), keep.end(), 0); });
  CHECK(none.of(symbol).begin() == none.of(symbol).end());
}

TEST_CASE("a field by id is that of the one row that has the id, if it is live, however many threads gather it") {
  const Schema schema = two_and_one();
  for (const unsigned jobs : {1u, 3u}) {
    Store store(schema);
    store.jobs = jobs;
    Table& table = *store.tables[0];
    std::map<Symbol, Symbol> expected;
    for (Row row = 0; row < 4 * rows_of_segment; row += rows_of_segment) {
      auto segment = std::make_unique<Segment>();
      segment->rows = rows_of_segment;
      table.append(std::move(segment));
      Segment& added = *table.segments().back();
      std::vector<Symbol> ids, to;
      for (std::uint32_t i = 0; i < rows_of_segment; ++i) {   // each tenth id stands a second time, in the next segment
        ids.push_back(store.ids(0).intern(std::to_string(i % 10 == 9 && row != 0 ? row + i - rows_of_segment : row + i)));
        to.push_back(i % 7 == 0 ? 0 : 1 + i % 300);
        added.states[i] = i % 11 == 0 ? State::dropped : State::live;
      }
      table.row_of.resize(store.ids(0).bound() + 1, no_row);
      for (std::uint32_t i = 0; i < rows_of_segment; ++i) {
        if (Row& slot = table.row_of[ids[i]]; slot == no_row) {
          slot = added.first + i;
          if (added.states[i] == State::live) expected[ids[i]] = to[i];
        }
      }
      added.column(0).set_symbols(std::move(ids));
      added.column(1).set_symbols(std::move(to));
    }
    const Dense& dense = store.dense(0, 1);
    bool same = true;
    for (Symbol id = 0; id < table.row_of.size(); ++id) same = same && dense.of(id) == (expected.contains(id) ? expected[id] : 0);
    CHECK(same);
  }
}

TEST_CASE("rows that stand anywhere are cut where the segment changes; to touch them reads what is there, and no more") {
  const Schema schema = two_and_one();
  Store store(schema);
  fill(store, 5);
  const Table& table = *store.tables[2];
  const std::vector<Row> rows = {4 * rows_of_segment - 1, 0, rows_of_segment - 1, rows_of_segment, 2 * rows_of_segment, 2 * rows_of_segment + 7, 3};
  std::vector<Stretch> stretches;
  table.cut(rows, stretches);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> cuts;
  for (const Stretch& each : stretches) cuts.emplace_back(each.begin, each.end);
  CHECK(cuts == std::vector<std::pair<std::uint32_t, std::uint32_t>>{{0, 1}, {1, 3}, {3, 4}, {4, 6}, {6, 7}});
  const std::vector<std::uint16_t> fields = {0, 1, 2, 3, 4, 99};   // nothing is held of the first and the last one
  table.touch(rows, fields);
  table.touch({}, fields);
}

}  // namespace rosterkit::model
