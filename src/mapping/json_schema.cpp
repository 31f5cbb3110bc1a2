// JSON Schema (2020-12) of mapping files, made from the table of keys: what the loader takes, an editor completes. Names of
// entities, codecs and code lists are enumerated from the model and the codec table.
#include <set>

#include "json.hpp"
#include "rosterkit/base/text.hpp"
#include "rosterkit/codec/codec.hpp"
#include "rosterkit/mapping/catalog.hpp"
#include "vocabulary.hpp"

namespace rosterkit::mapping {
namespace {

class SchemaWriter {
 public:
  explicit SchemaWriter(const Model& model) : model_(model) {}

  std::string write() {
    Json schema = Json::object();
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
    schema["title"] = "rosterkit mapping";
    schema["$ref"] = place_ref(Place::file);
    while (!waiting_.empty()) {
      const Place place = *waiting_.begin();
      waiting_.erase(waiting_.begin());
      definitions_[name_of(place)] = place_schema(place);
    }
    // A file that stands alone needs these; a mapping with `extends` takes them from its base.
    Json& file = definitions_[name_of(Place::file)];
    schema["required"] = {"rosterMap", "id"};
    file["properties"]["rosterMap"]["const"] = 1;
    schema["$defs"] = std::move(definitions_);
    return schema.dump(2) + "\n";
  }

 private:
  static std::string name_of(Place place) { return "place" + std::to_string(static_cast<int>(place)); }

  std::string place_ref(Place place) {
    if (met_.insert(place).second) waiting_.insert(place);
    return "#/$defs/" + name_of(place);
  }

  Json place_schema(Place place) {
    Json out = Json::object();
    out["title"] = place_name(place);
    out["type"] = "object";
    Json& properties = out["properties"] = Json::object();
    for (const Key& key : vocabulary()) {
      if (key.place == place && key.built) properties[std::string(key.name)] = key_schema(key);
    }
    properties["$comment"] = Json::object();
    out["additionalProperties"] = false;
    return out;
  }

  Json key_schema(const Key& key) {
    Json out = key.place == Place::variant && key.name == "patch" ? Json::object({{"$ref", place_ref(Place::file)}}) : type_schema(key.type);
    if (!key.words.empty() && out.contains("type")) out["enum"] = words(key);
    if (key.name == "entity" || (key.name == "ref" && key.place == Place::field)) out["enum"] = entities();
    out["description"] = key.description;
    if (const Json example = Json::parse(key.example.begin(), key.example.end(), nullptr, false); !example.is_discarded() && !key.example.empty()) {
      out["examples"] = Json::array({example});
    }
    return out;
  }

  static Json words(const Key& key) {
    Json out = Json::array();
    for (const std::string_view word : split(key.words, " ")) {
      if (key.words_later.find(word) == std::string_view::npos) out.push_back(word);
    }
    return out;
  }

  Json entities() const {
    Json out = Json::array();
    out.push_back(".");
    for (const model::EntityDef& entity : model_.schema.entities) out.push_back(entity.name);
    return out;
  }

  Json codec_schema() const {
    Json properties = Json::object();
    properties["code"] = {{"type", "string"}, {"description", "A code table of this mapping."}};
    properties["id"] = Json::object();
    for (const codec::TableRow& row : codec::table()) properties[std::string(row.name)] = {{"description", row.meaning}};
    return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}, {"minProperties", 1}, {"maxProperties", 1}};
  }

  Json type_schema(Type type) {
    const TypeRow& row = type_row(type);
    if (type == Type::any) return Json::object();
    Json forms = Json::array();
    const auto form = [&](Json schema) { forms.push_back(std::move(schema)); };
    if (row.text) form({{"type", "string"}});
    if (row.flag) form({{"type", "boolean"}});
    if (row.count) form({{"type", "integer"}, {"minimum", 0}});
    if (row.items != Type::none) form({{"type", "array"}, {"items", type_schema(row.items)}});
    if (row.object != Place::none) form({{"$ref", place_ref(row.object)}});
    if (row.otherwise != Place::none) form({{"$ref", place_ref(row.otherwise)}});
    if (type == Type::codec || type == Type::codecs) form(codec_schema());
    else if (row.values != Type::none) form({{"type", "object"}, {"additionalProperties", nullable(row.values)}});
    if (forms.size() == 1) return forms[0];
    return Json::object({{"anyOf", std::move(forms)}});
  }

  /// null removes an entry in overlays, variants and modes.
  Json nullable(Type type) {
    if (type == Type::any) return Json::object();
    return Json::object({{"anyOf", Json::array({type_schema(type), Json::object({{"type", "null"}})})}});
  }

  const Model& model_;
  Json definitions_ = Json::object();
  std::set<Place> waiting_, met_;
};

}  // namespace

std::string json_schema(const Model& model) { return SchemaWriter(model).write(); }

}  // namespace rosterkit::mapping
