// The frame of a mapping, options, and the small helpers of the other builders.
#include "build.hpp"

#include "rosterkit/base/text.hpp"

namespace rosterkit::mapping {
namespace {

bool is_name(std::string_view text) {
  if (text.empty()) return false;
  for (char c : text) {
    const bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (!ok) return false;
  }
  return true;
}

/// Calls @p hole with each {name} in the text and @p literal with what stands between.
template <class Literal, class Hole>
void walk_holes(std::string_view text, Literal literal, Hole hole) {
  for (;;) {
    const std::size_t open = text.find('{');
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    literal(text.substr(0, open));
    const std::string_view name = text.substr(open + 1, close - open - 1);
    if (is_name(name)) {
      hole(name);
      text.remove_prefix(close + 1);
    } else {
      literal(text.substr(open, 1));
      text.remove_prefix(open + 1);
    }
  }
  literal(text);
}

}  // namespace

const Option* BuildContext::find_option(std::string_view name) const {
  for (const Option& option : options) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

std::string BuildContext::expand(std::string_view text, std::string* used) const {
  std::string out;
  walk_holes(text, [&](std::string_view literal) { out += literal; },
             [&](std::string_view name) {
               const Option* option = find_option(name);
               if (option) out += option->value;
               else out.append("{").append(name).append("}");
               if (option && used) *used = option->name;
             });
  return out;
}

std::string BuildContext::expand_constant(std::string_view text, const std::string& pointer, std::string* used) const {
  walk_holes(text, [](std::string_view) {},
             [&](std::string_view name) {
               if (find_option(name)) return;
               std::vector<std::string> names;
               for (const Option& option : options) names.push_back(option.name);
               const std::string near = suggestion(name, names);
               faults.add(pointer, "there is no option " + in_quotes(name) + (near.empty() ? "; add it to \"options\"" : near));
             });
  return expand(text, used);
}

std::vector<std::pair<std::string, std::string>> build_pairs(const Json* json) {
  std::vector<std::pair<std::string, std::string>> out;
  if (!json || !json->is_object()) return out;
  for (const auto& [name, value] : json->get_ref<const Json::object_t&>()) {
    if (value.is_string()) out.emplace_back(name, value.get<std::string>());
  }
  return out;
}

std::map<std::string, std::vector<std::string>> build_lists(const Json* json) {
  std::map<std::string, std::vector<std::string>> out;
  if (!json || !json->is_object()) return out;
  for (const auto& [name, value] : json->get_ref<const Json::object_t&>()) out[name] = texts_of(value);
  return out;
}

bool flag_of(const Json& object, std::string_view key, bool otherwise) {
  const Json* value = member(object, key);
  return value && value->is_boolean() ? value->get<bool>() : otherwise;
}

std::vector<Option> build_options(const Json& options) {
  std::vector<Option> out;
  if (!options.is_object()) return out;
  for (const auto& [name, value] : options.get_ref<const Json::object_t&>()) {
    if (value.is_string()) out.push_back({name, value.get<std::string>(), "", ""});
    else out.push_back({name, text_of(value, "value"), text_of(value, "description"), text_of(value, "mends")});
  }
  return out;
}

Mapping build_mapping(const Json& tree, BuildContext& context) {
  const Json nothing = Json::object();
  const auto part = [&](const char* key) -> const Json& {
    const Json* value = member(tree, key);
    return value ? *value : nothing;
  };
  Mapping mapping;
  mapping.id = text_of(tree, "id");
  mapping.version = text_of(tree, "version");
  mapping.title = text_of(tree, "title");
  mapping.spec = text_of(tree, "spec");
  mapping.options = context.options;
  mapping.format = build_format(part("format"), "/format", context);
  mapping.detect = build_detect(part("detect"));
  mapping.ids = build_ids(part("ids"), context);
  build_codes(part("codes"), "/codes", context, mapping);
  mapping.records = build_records(part("records"), context);
  mapping.checks = build_checks(part("checks"), context);
  mapping.profile = build_checks(part("profile"), context);
  mapping.examples = build_examples(part("examples"));
  return mapping;
}

}  // namespace rosterkit::mapping
