// Comparing rosters by identity.
#include "laws_json.hpp"

#include <algorithm>
#include <set>

#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {
namespace {

std::string identity(const model::Store& store, std::uint16_t entity, model::Row row) {
  std::string id;
  for (const std::uint16_t field : store.schema.entities[entity].key) {
    if (!id.empty()) id += " / ";
    id += store.text(entity, field, row);
  }
  return id;
}

/// Without blanks at the ends of texts; what is left blank is not there.
Json trimmed(const Json& value) {
  if (value.is_string()) return std::string(trim(value.get_ref<const Json::string_t&>()));
  if (!value.is_array()) return value;
  Json out = Json::array();
  for (const Json& item : value) {
    Json kept = trimmed(item);
    if (!kept.is_string() || !kept.get_ref<const Json::string_t&>().empty()) out.push_back(std::move(kept));
  }
  if (!out.empty() && out.front().is_array()) std::sort(out.begin(), out.end());   // keyed: their order means nothing
  return out.empty() ? Json() : out;
}

void compare_records(const std::string& entity, const std::string& id, const Json& before, const Json& after, std::vector<Difference>& found) {
  std::set<std::string> names;
  for (const auto* side : {&before, &after}) {
    for (const auto& [name, value] : side->items()) names.insert(name);
  }
  for (const std::string& name : names) {
    const Json was = before.value(name, Json());
    const Json is = after.value(name, Json());
    if (was == is) continue;
    using Kind = Difference::Kind;
    const bool all_there = was.is_array() && is.is_array() && std::all_of(was.begin(), was.end(), [&](const Json& item) { return std::find(is.begin(), is.end(), item) != is.end(); });
    const Kind kind = was.is_null() || (all_there && was.size() < is.size()) ? Kind::filled : trimmed(was) == trimmed(is) ? Kind::trimmed : Kind::changed;
    found.push_back({kind, entity, id, name, entity + " \"" + id + "\": \"" + name + "\" was " + shape_of(was) + " and came back as " + shape_of(is)});
  }
}

}  // namespace

void settle(Json& record) {
  for (auto& [name, value] : record.items()) {
    if (value.is_array() && !value.empty() && value.front().is_array()) std::sort(value.begin(), value.end());
  }
}

Image image_of(const model::Store& store) {
  Image image;
  for (std::uint16_t e = 0; e < store.tables.size(); ++e) {
    const model::Table& table = *store.tables[e];
    auto& records = image.entities.emplace_back(table.entity.name, std::map<std::string, std::vector<Json>>()).second;
    for (model::Row row = 0; row < table.rows(); ++row) {
      if (!table.live(row)) continue;
      Json record = record_json(store, e, row);
      settle(record);
      records[identity(store, e, row)].push_back(std::move(record));
    }
    // Twins have no order of their own.
    for (auto& [id, twins] : records) std::sort(twins.begin(), twins.end());
  }
  return image;
}

std::string shape_of(const Json& value) {
  if (value.is_null()) return "nothing";
  if (value.is_string()) return "\"" + shape(value.get_ref<const Json::string_t&>()) + "\"";
  std::string text;
  for (const Json& item : value) text += (text.empty() ? "" : ", ") + shape_of(item);
  return "[" + text + "]";
}

std::vector<Difference> differences(const Image& before, const Image& after) {
  std::vector<Difference> found;
  for (std::size_t e = 0; e < before.entities.size(); ++e) {
    const auto& [entity, was] = before.entities[e];
    const auto& is = after.entities[e].second;
    for (const auto& [id, records] : was) {
      const auto other = is.find(id);
      const std::size_t there = other == is.end() ? 0 : other->second.size();
      for (std::size_t i = 0; i < records.size(); ++i) {
        if (i < there) compare_records(entity, id, records[i], other->second[i], found);
        else found.push_back({Difference::Kind::gone, entity, id, "", entity + " \"" + id + "\" did not come back"});
      }
    }
    for (const auto& [id, records] : is) {
      const auto other = was.find(id);
      for (std::size_t i = other == was.end() ? 0 : other->second.size(); i < records.size(); ++i) {
        found.push_back({Difference::Kind::came, entity, id, "", entity + " \"" + id + "\" came back, and was not there before"});
      }
    }
  }
  return found;
}

std::string listed(const std::vector<Difference>& found, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < found.size() && i < most; ++i) text += (i == 0 ? "" : "\n") + found[i].text;
  if (found.size() > most) text += "\nand " + with_commas(found.size() - most) + " more";
  return text;
}

}  // namespace rosterkit::convert
