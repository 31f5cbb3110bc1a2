// The model is data as the mappings are, and is read by the same means: table of keys, pointers, all faults at once.
#include "load_model.hpp"

#include <algorithm>

#include "check_vocabulary.hpp"
#include "lint.hpp"
#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::mapping {
namespace {

model::Personal personal_of(const std::string& word) {
  using enum model::Personal;
  static constexpr std::pair<std::string_view, model::Personal> words[] = {
      {"id", id}, {"name", name}, {"contact", contact}, {"birth", birth}, {"sensitive", sensitive}, {"secret", secret}};
  for (const auto& [known, value] : words) {
    if (word == known) return value;
  }
  return none;
}

std::optional<model::Type> type_of(const std::string& word) {
  using enum model::Type;
  static constexpr std::pair<std::string_view, model::Type> words[] = {
      {"text", text}, {"code", code}, {"date", date}, {"datetime", datetime},
      {"time", time}, {"boolean", boolean}, {"integer", integer}, {"number", number}};
  for (const auto& [known, value] : words) {
    if (word == known) return value;
  }
  return std::nullopt;
}

class SchemaBuilder {
 public:
  SchemaBuilder(const Json& json, Faults& faults) : json_(json), faults_(faults) {}

  model::Schema build() {
    schema_.version = text_of(json_, "version");
    const Json nothing = Json::object();
    const Json& status = member(json_, "status") ? *member(json_, "status") : nothing;
    schema_.deleted_status = text_of(status, "deleted");
    schema_.active_status = text_of(status, "active");
    own_id_ = text_of(status, "ownId");
    if (own_id_.empty()) faults_.add("", "the model needs \"status\" with \"ownId\", the field of every record's own id");
    status_ = text_of(status, "field");
    modified_ = text_of(status, "modified");
    code_lists();
    const Json* entities = member(json_, "entities");
    if (!entities) {
      faults_.add("", "the model needs \"entities\"");
      return schema_;
    }
    for (const Json& entity : *entities) schema_.entities.push_back(model::EntityDef{.name = text_of(entity, "name")});
    for (std::size_t i = 0; i < entities->size(); ++i) this->entity(i, (*entities)[i], step("/entities", i));
    return schema_;
  }

 private:
  void code_lists() {
    const Json* lists = member(json_, "codeLists");
    if (!lists) return;
    for (const auto& [name, list] : lists->get_ref<const Json::object_t&>()) {
      model::CodeList made;
      made.name = name;
      if (const Json* words = member(list, "words")) made.words = texts_of(*words);
      made.open = flag_of(list, "open", false);
      made.fold_prefix = text_of(list, "prefix");
      schema_.code_lists.push_back(std::move(made));
    }
  }

  void entity(std::size_t index, const Json& json, const std::string& pointer) {
    model::EntityDef& entity = schema_.entities[index];
    if (entity.name.empty()) faults_.add(pointer, "an entity needs a \"name\"");
    if (schema_.find_entity(entity.name) != index) faults_.add(pointer, "there are two entities " + in_quotes(entity.name));
    entity.strong = flag_of(json, "strong", false);
    entity.description = text_of(json, "description");
    const Json* fields = member(json, "fields");
    for (const std::string& name : {own_id_, status_, modified_}) {
      if (!name.empty() && !(fields && member(*fields, name))) entity.fields.push_back(usual_field(name));
    }
    if (fields) {
      for (const auto& [name, field] : fields->get_ref<const Json::object_t&>()) {
        entity.fields.push_back(this->field(static_cast<std::uint16_t>(index), name, field, step(step(pointer, "fields"), name)));
        add_steps(static_cast<std::uint16_t>(index), static_cast<std::uint16_t>(entity.fields.size() - 1));
      }
    }
    entity.own_id = entity.find_field(own_id_).value_or(0xFFFF);
    entity.status = entity.find_field(status_).value_or(0xFFFF);
    entity.modified = entity.find_field(modified_).value_or(0xFFFF);
    key(entity, json, pointer);
  }

  void key(model::EntityDef& entity, const Json& json, const std::string& pointer) {
    const Json* key = member(json, "key");
    if (entity.strong) {
      entity.key = {entity.own_id};
      if (key) faults_.add(step(pointer, "key"), "a strong entity is known by its own id; leave \"key\" out");
      return;
    }
    if (!key) faults_.add(pointer, "an entity that is not strong needs \"key\", its natural key");
    for (const std::string& name : key ? texts_of(*key) : std::vector<std::string>()) {
      const auto field = entity.find_field(name);
      if (field) entity.key.push_back(*field);
      else faults_.add(step(pointer, "key"), unknown_field(entity, name));
    }
  }

  /// Own id, status and time of change stand in every entity, whether model.json spells them there or not.
  model::FieldDef usual_field(const std::string& name) const {
    model::FieldDef field;
    field.name = name;
    if (name == status_) field.type = model::Type::code;
    if (name == modified_) field.type = model::Type::datetime;
    return field;
  }

  model::FieldDef field(std::uint16_t entity, const std::string& name, const Json& json, const std::string& pointer) {
    model::FieldDef out;
    out.name = name;
    out.personal = personal_of(text_of(json, "personal"));
    out.description = text_of(json, "description");
    out.forward = text_of(json, "forward");
    out.backward = text_of(json, "backward");
    const Json* list = member(json, "list");
    if (const Json* refs = member(json, "ref")) {
      if (list && list->is_boolean() && list->get<bool>()) out.shape = model::Shape::list;
      for (const std::string& target : texts_of(*refs)) {
        const auto found = schema_.find_entity(target);
        if (found) out.refs.push_back(*found);
        else faults_.add(step(pointer, "ref"), "there is no entity " + in_quotes(target) + suggestion(target, entity_names(schema_)));
      }
      return out;
    }
    std::string type = text_of(json, "type");
    if (type == "{}") {
      out.shape = model::Shape::keyed;
      return out;
    }
    if (type.ends_with("[]")) {
      out.shape = model::Shape::list;
      type.resize(type.size() - 2);
    }
    if (const auto known = type_of(type)) out.type = *known;
    else faults_.add(pointer, in_quotes(schema_.entities[entity].name + "." + name) + " has no known type; write text, code, date, datetime, time, boolean, integer or number, with [] behind it for a list, or {}");
    if (list && list->is_string()) {
      out.code_list = list->get<std::string>();
      std::vector<std::string> names;
      for (const model::CodeList& known : schema_.code_lists) names.push_back(known.name);
      if (!schema_.find_codes(out.code_list)) {
        faults_.add(step(pointer, "list"), "there is no code list " + in_quotes(out.code_list) + suggestion(out.code_list, names));
      }
    }
    return out;
  }

  void add_steps(std::uint16_t entity, std::uint16_t index) {
    const model::FieldDef& field = schema_.entities[entity].fields[index];
    for (const std::uint16_t target : field.refs) {
      if (!field.forward.empty()) schema_.steps.push_back({field.forward, entity, target, index, true});
      if (!field.backward.empty()) schema_.steps.push_back({field.backward, target, entity, index, false});
    }
  }

  const Json& json_;
  Faults& faults_;
  model::Schema schema_;
  std::string own_id_, status_, modified_;
};

Completion::Set build_set(const std::string& name, const Json& json, const std::string& pointer, BuildContext& context) {
  Completion::Set set;
  set.field = name;
  if (!json.is_object()) {
    set.fill = build_fills(json, pointer, context);
  } else if (const Json* make = member(json, "make")) {
    set.make = build_make(*make);
  } else if (const Json* fill = member(json, "fill")) {
    set.fill = build_fills(*fill, step(pointer, "fill"), context);
  } else {
    set.fill = build_fills(json, pointer, context);
  }
  return set;
}

Completion build_completion(const Json& json, const std::string& pointer, BuildContext& context) {
  Completion out;
  out.name = text_of(json, "name");
  out.why = text_of(json, "why");
  out.entity = member(json, "make") ? text_of(json, "make") : text_of(json, "entity");
  out.field = text_of(json, "field");
  if (const Json* fill = member(json, "fill")) out.fill = build_fills(*fill, step(pointer, "fill"), context);
  out.from = text_of(json, "from");
  if (const Json* sets = member(json, "set")) {
    for (const auto& [name, set] : sets->get_ref<const Json::object_t&>()) {
      out.sets.push_back(build_set(name, set, step(step(pointer, "set"), name), context));
    }
  }
  if (const Json* same = member(json, "unlessSame")) out.unless_same = texts_of(*same);
  out.into = build_pairs(member(json, "into"));
  if (const Json* when = member(json, "when")) out.when = build_condition(*when);
  out.only_if_required = flag_of(json, "onlyIfRequired", false);
  return out;
}

std::vector<Completion> build_all(const Effective& source, BuildContext& context) {
  std::vector<Completion> out;
  const Json* list = member(source.tree, "completions");
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    out.push_back(build_completion((*list)[i], step("/completions", i), context));
  }
  return out;
}

}  // namespace

std::vector<Completion> build_completions(const Effective& source, const model::Schema& schema, const std::vector<Option>& options) {
  Faults faults(source);
  BuildContext context{schema, options, faults, {}};
  return build_all(source, context);
}

LoadedModel load_model(const std::string& file, std::string_view text, bool shipped) {
  std::vector<std::string> texts;
  LoadedModel out;
  out.source.tree = load_json(file, text, texts);
  out.source.layers.push_back({file, "", file});
  if (texts.empty() && !shipped) check_vocabulary(file, out.source.tree, Place::model, false, texts);
  if (!texts.empty()) throw MappingError(texts);

  Faults faults(out.source);
  out.model.schema = SchemaBuilder(out.source.tree, faults).build();
  if (const Json* options = member(out.source.tree, "options")) out.model.options = build_options(*options);
  BuildContext context{out.model.schema, out.model.options, faults, {}};
  Mapping tables;
  if (const Json* codes = member(out.source.tree, "codes")) build_codes(*codes, "/codes", context, tables);
  out.model.codes = std::move(tables.codes);
  out.model.completions = build_all(out.source, context);
  if (faults.texts().empty() && !shipped) lint_model(out.model, faults);
  if (!faults.texts().empty()) throw MappingError(faults.texts());
  return out;
}

}  // namespace rosterkit::mapping
