// JSON pointers and small questions to a JSON tree. Messages of nlohmann's exceptions quote data: nothing here throws them.
#include "json.hpp"

#include "rosterkit/base/text.hpp"

namespace rosterkit::mapping {

std::string step(std::string_view pointer, std::string_view key) {
  std::string out(pointer);
  out += '/';
  for (char c : key) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
  return out;
}

std::string step(std::string_view pointer, std::size_t index) { return std::string(pointer) + '/' + std::to_string(index); }

std::string last_step(std::string_view pointer) {
  const std::size_t slash = pointer.rfind('/');
  if (slash == std::string_view::npos) return {};
  std::string out;
  for (std::size_t i = slash + 1; i < pointer.size(); ++i) {
    if (pointer[i] == '~' && i + 1 < pointer.size()) out += pointer[++i] == '1' ? '/' : '~';
    else out += pointer[i];
  }
  return out;
}

std::string parent_of(std::string_view pointer) {
  const std::size_t slash = pointer.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(pointer.substr(0, slash));
}

const Json* member(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  for (const auto& [name, value] : object.get_ref<const Json::object_t&>()) {
    if (name == key) return &value;
  }
  return nullptr;
}

Json* member(Json& object, std::string_view key) { return const_cast<Json*>(member(std::as_const(object), key)); }

std::string text_of(const Json& object, std::string_view key) {
  const Json* value = member(object, key);
  return value && value->is_string() ? value->get<std::string>() : std::string();
}

std::vector<std::string> texts_of(const Json& value) {
  if (value.is_string()) return {value.get<std::string>()};
  std::vector<std::string> out;
  if (!value.is_array()) return out;
  for (const Json& item : value) {
    if (item.is_string()) out.push_back(item.get<std::string>());
  }
  return out;
}

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> out;
  if (!object.is_object()) return out;
  for (const auto& [name, value] : object.get_ref<const Json::object_t&>()) out.push_back(name);
  return out;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  const auto near = nearest(word, candidates);
  return near ? ", did you mean " + in_quotes(*near) + "?" : std::string();
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  out += text;
  out += '"';
  return out;
}

}  // namespace rosterkit::mapping
