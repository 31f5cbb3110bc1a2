// `checks`, `profile` and `examples`.
#include "build.hpp"

namespace rosterkit::mapping {

std::vector<Check> build_checks(const Json& json, const BuildContext& context) {
  std::vector<Check> out;
  for (const auto& [name, entry] : json.get_ref<const Json::object_t&>()) {
    Check check;
    check.name = name;
    check.rule = text_of(entry, "rule");
    check.entity = text_of(entry, "entity");
    check.message = text_of(entry, "message");
    check.why = text_of(entry, "why");
    check.source = text_of(entry, "source");
    check.mode = text_of(entry, "mode");
    const std::string severity = text_of(entry, "severity");
    if (severity == "error") check.severity = Severity::error;
    if (severity == "note") check.severity = Severity::note;
    if (const Json* when = member(entry, "when")) check.when = build_condition(*when, &context);
    if (const Json* expect = member(entry, "expect")) check.expect = build_condition(*expect, &context);
    if (const Json* unique = member(entry, "unique")) check.unique = texts_of(*unique);
    out.push_back(std::move(check));
  }
  return out;
}

std::vector<ExampleSet> build_examples(const Json& json) {
  std::vector<ExampleSet> out;
  for (const auto& [name, entry] : json.get_ref<const Json::object_t&>()) {
    ExampleSet example;
    example.name = name;
    if (const Json* files = member(entry, "read")) {
      for (const auto& [file, content] : files->get_ref<const Json::object_t&>()) {
        std::string text;
        if (content.is_string()) text = content.get<std::string>();
        for (const std::string& line : content.is_array() ? texts_of(content) : std::vector<std::string>()) text += line + "\n";
        example.files.emplace_back(file, std::move(text));
      }
    }
    if (const Json* model = member(entry, "model")) example.model_json = model->dump();
    if (const Json* rules = member(entry, "rules")) example.rules = texts_of(*rules);
    out.push_back(std::move(example));
  }
  return out;
}

}  // namespace rosterkit::mapping
