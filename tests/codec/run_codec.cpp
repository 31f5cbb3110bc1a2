// Codecs from JSON, as in a mapping. See run_codec.hpp.
#include "run_codec.hpp"

#include <nlohmann/json.hpp>

namespace rosterkit::codec::test {
namespace {

/// The arguments of the one codec that @p json names.
Arguments arguments_of(const nlohmann::json& json) {
  const auto text = [](const nlohmann::json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); };
  Arguments arguments;
  if (json.is_array()) arguments.list = json.get<std::vector<std::string>>();
  else if (!json.is_object()) arguments.text = text(json);
  else {
    for (const auto& [name, value] : json.items()) {
      if (value.is_array()) arguments.lists[name] = value.get<std::vector<std::string>>();
      else arguments.texts[name] = text(value);
    }
  }
  return arguments;
}

}  // namespace

std::unique_ptr<Codec> make(std::string_view json_text) {
  const nlohmann::json json = nlohmann::json::parse(json_text);
  const auto entry = json.items().begin();
  return find(entry.key())->make(arguments_of(entry.value()));
}

}  // namespace rosterkit::codec::test
