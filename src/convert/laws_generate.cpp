// Made-up rosters. Nothing here knows an entity or a field: the model says what there is.
#include "laws_generate.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace rosterkit::convert {
namespace {

using model::EntityDef;
using model::FieldDef;
using model::Shape;
using model::Type;

/// splitmix64: short, and the same everywhere (the engines of <random> are, their distributions are not).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  bool once_in(std::size_t times) { return below(times) == 0; }
  template <typename List>
  const auto& one_of(const List& list) { return list[below(list.size())]; }

 private:
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

constexpr std::array texts = {"Ada", "Bo Example", "O'Neil-Smith", "Grün", "李", "with, comma", "with \"quotes\"", "semi;colon", "<angle> & ampersand", "0012", "1E5", "a.b@example.org",
                              "two\nlines", "a\ttab", " blank before", "blank after ", "=1+1", "100%"};
constexpr std::array keys = {"State", "Home", "Work", "Mobile", "NCES", "Unknown"};

class Generator {
 public:
  Generator(Roster& roster, std::uint64_t seed) : roster_(roster), store_(roster.store), dice_(seed) {}

  void run() {
    for (std::uint16_t e = 0; e < store_.tables.size(); ++e) ids_.push_back(ids_of(e));
    for (std::uint16_t e = 0; e < store_.tables.size(); ++e) entity(e);
  }

 private:
  /// The ids come first, so that references may point forwards as well.
  std::vector<std::string> ids_of(std::uint16_t e) {
    const EntityDef& def = store_.schema.entities[e];
    std::vector<std::string> ids;
    const bool shares = def.strong && def.fields[def.own_id].is_ref();   // demographics have the id of their user
    for (std::size_t i = 0; def.strong && !shares && i < records; ++i) {
      std::string id = def.name + "-" + std::to_string(i);
      if (i % 4 == 1) id = std::to_string(1000 * (e + 1u) + i);          // a number, different in each entity
      if (i % 4 == 2) id += "_x.y";
      ids.push_back(std::move(id));
    }
    return ids;
  }

  std::string word(const FieldDef& field) {
    const model::CodeList* list = store_.schema.find_codes(field.code_list);
    if (list == nullptr) return "word";
    if (list->open && !list->fold_prefix.empty() && dice_.once_in(12)) return list->fold_prefix + "other";
    return dice_.one_of(list->words);
  }

  std::string date(unsigned year) {
    const auto two = [](std::size_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return std::to_string(year) + "-" + two(1 + dice_.below(12)) + "-" + two(1 + dice_.below(28));
  }

  std::string single(const FieldDef& field) {
    switch (field.type) {
      case Type::code: return word(field);
      case Type::date: return date(2010 + static_cast<unsigned>(dice_.below(17)));
      case Type::datetime: return date(2025) + "T10:20:30Z";
      case Type::time: return dice_.once_in(2) ? "08:15:00" : "13:05:00";
      case Type::boolean: return dice_.once_in(2) ? "true" : "false";
      case Type::integer: return std::to_string(1 + dice_.below(9));
      case Type::number: return dice_.once_in(2) ? "1" : "0.5";
      case Type::text: break;
    }
    return dice_.one_of(texts);
  }

  std::string reference(const FieldDef& field, std::size_t which) {
    const auto& ids = ids_[store_.id_domain(field.refs[which])];
    return ids.empty() ? std::string() : dice_.one_of(ids);
  }

  std::string value(const FieldDef& field) {
    if (field.shape == Shape::single) return field.is_ref() ? reference(field, 0) : single(field);
    std::string list;
    std::set<std::string> known;
    for (std::size_t i = 1 + dice_.below(3); i > 0; --i) {
      std::string item = field.shape == Shape::keyed ? std::string(dice_.one_of(keys)) : field.is_ref() ? reference(field, 0) : single(field);
      if (item.empty() || (!known.insert(item).second && (field.is_ref() || !dice_.once_in(4)))) continue;
      if (field.shape == Shape::keyed) item += codec::pair_separator + single(field);
      list += (list.empty() ? "" : std::string(1, codec::item_separator)) + item;
    }
    return list;
  }

  void entity(std::uint16_t e) {
    const EntityDef& def = store_.schema.entities[e];
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> targets;                   // of references to one of several entities
    std::set<std::string> known;
    const bool shares = def.strong && def.fields[def.own_id].is_ref();
    const std::size_t count = def.strong && !shares ? records : records * 2;
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<std::string> row(def.fields.size());
      const std::size_t target = dice_.below(8);
      for (std::size_t f = 0; f < def.fields.size(); ++f) {
        const FieldDef& field = def.fields[f];
        const bool in_key = std::find(def.key.begin(), def.key.end(), f) != def.key.end();
        if (f == def.status || f == def.modified || field.personal == model::Personal::secret) continue;
        if (f == def.own_id && !shares) {
          // The own id of a weak record is an attribute: made where it is needed.
          if (def.strong) row[f] = ids_[e][i];
          else if (dice_.once_in(2)) row[f] = def.name + "." + std::to_string(i);
          continue;
        }
        if (!in_key && dice_.once_in(3)) continue;
        if (in_key && !field.is_ref() && dice_.once_in(4)) continue;   // a blank part of a natural key
        row[f] = field.refs.size() > 1 ? reference(field, target % field.refs.size()) : value(field);
        if (field.is_ref() && !in_key && def.strong && row[f] == row[def.own_id]) row[f].clear();   // nobody is his own parent
      }
      std::string key;
      for (const std::uint16_t f : def.key) (key += row[f]) += '\x1F';
      // Two of one key are twins if their own ids tell them apart.
      const bool has_id = !def.strong && def.own_id != 0xFFFF && !row[def.own_id].empty();
      if (has_id && i + 1 < count && dice_.once_in(8)) {
        known.insert(key);
        rows.push_back(row);
        targets.push_back(target);
        row[def.own_id] += ".twin";
      } else if (!known.insert(key).second) {
        continue;
      }
      rows.push_back(std::move(row));
      targets.push_back(target);
    }
    put(e, rows, targets);
  }

  void put(std::uint16_t e, const std::vector<std::vector<std::string>>& rows, const std::vector<std::size_t>& targets) {
    if (rows.empty()) return;
    model::Table& table = *store_.tables[e];
    auto made = std::make_unique<model::Segment>();
    made->rows = static_cast<std::uint32_t>(rows.size());
    made->recipe = model::made_here;
    for (std::uint32_t i = 0; i < made->rows; ++i) {
      for (std::size_t f = 0; f < rows[i].size(); ++f) {
        if (rows[i][f].empty()) continue;
        const FieldDef& field = table.entity.fields[f];
        if (field.refs.size() > 1) {
          const std::size_t which = targets[i] % field.refs.size();
          made->column(f).put_symbol(i, store_.ids(field.refs[which]).intern(rows[i][f]) | static_cast<model::Symbol>(which) << model::Store::target_shift, made->rows);
        } else if (model::Interner* names = store_.domain(e, f); names != nullptr) {
          made->column(f).put_symbol(i, names->intern(rows[i][f]), made->rows);
        } else {
          made->column(f).put_text(i, rows[i][f], made->rows);
        }
      }
    }
    roster_.counts[e].in += made->rows;
    const model::Column* ids = table.entity.own_id == 0xFFFF ? nullptr : made->find(table.entity.own_id);
    std::vector<model::Symbol> own(made->rows);
    for (std::uint32_t i = 0; table.entity.strong && ids != nullptr && i < made->rows; ++i) own[i] = ids->symbol(i);
    table.append(std::move(made));
    if (!table.entity.strong) return;
    table.row_of.assign(store_.ids(e).bound() + 1, model::no_row);
    for (std::uint32_t i = 0; i < own.size(); ++i) {
      if (own[i] != 0) table.row_of[own[i]] = i;
    }
  }

  static constexpr std::size_t records = 6;
  Roster& roster_;
  model::Store& store_;
  Dice dice_;
  std::vector<std::vector<std::string>> ids_;          // by entity, of strong ones
};

}  // namespace

void generate_roster(Roster& roster, std::uint64_t seed) { Generator(roster, seed).run(); }

}  // namespace rosterkit::convert
