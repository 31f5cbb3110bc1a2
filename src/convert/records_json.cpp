// Records of the model as JSON.
#include "records_json.hpp"

namespace rosterkit::convert {

Json record_json(const model::Store& store, std::uint16_t entity, model::Row row) {
  Json fields = Json::object();
  const model::Table& table = *store.tables[entity];
  const auto [segment, index] = table.at(row);
  for (std::size_t f = 0; f <= table.ext_field(); ++f) {
    const std::string_view text = store.text(table, f, *segment, index);
    if (text.empty()) continue;
    const bool is_field = f < table.entity.fields.size();
    const model::Shape shape = is_field ? table.entity.fields[f].shape : model::Shape::keyed;
    const std::string name = is_field ? table.entity.fields[f].name : "ext";
    if (shape == model::Shape::single) {
      fields[name] = std::string(text);
      continue;
    }
    Json items = Json::array();
    each_item(text, [&](std::string_view item) {
      const std::size_t end = item.find(codec::pair_separator);
      if (shape == model::Shape::keyed && end != std::string_view::npos) items.push_back(Json::array({std::string(item.substr(0, end)), std::string(item.substr(end + 1))}));
      else items.push_back(std::string(item));
    });
    fields[name] = std::move(items);
  }
  return fields;
}

}  // namespace rosterkit::convert
