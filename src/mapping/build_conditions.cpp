// `only`, `when`, `skip`, `expect`: an object of tests, all of which must hold.
#include "build.hpp"

namespace rosterkit::mapping {

Condition build_condition(const Json& json, const BuildContext* options) {
  Condition out;
  if (!json.is_object()) return out;
  for (const auto& [path, value] : json.get_ref<const Json::object_t&>()) {
    if (!value.is_object()) {
      out.push_back({Test::Kind::any_of, path, texts_of(value), ""});
      continue;
    }
    for (const auto& [word, operand] : value.get_ref<const Json::object_t&>()) {
      std::string other = operand.is_string() ? operand.get<std::string>() : "";
      // 'text is a text as it stands, as in `make`.
      if (other.starts_with('\'') && (word == "atLeast" || word == "atMost")) {
        const std::string text = options ? options->expand(other.substr(1)) : other.substr(1);
        out.push_back({word == "atLeast" ? Test::Kind::at_least : Test::Kind::at_most, path, {text}, ""});
        continue;
      }
      if (word == "not") out.push_back({Test::Kind::none_of, path, texts_of(operand), ""});
      if (word == "blank") {
        const bool blank = operand.is_boolean() && operand.get<bool>();
        out.push_back({blank ? Test::Kind::blank : Test::Kind::not_blank, path, {}, ""});
      }
      if (word == "atLeast") out.push_back({Test::Kind::at_least, path, {}, other});
      if (word == "atMost") out.push_back({Test::Kind::at_most, path, {}, other});
      if (word == "equals") out.push_back({Test::Kind::equals, path, {}, other});
      if (word == "differs") out.push_back({Test::Kind::differs, path, {}, other});
      if (word == "matches") out.push_back({Test::Kind::matches, path, {other}, ""});
      if (word == "sameCount") out.push_back({Test::Kind::same_count, path, {}, other});
    }
  }
  return out;
}

}  // namespace rosterkit::mapping
