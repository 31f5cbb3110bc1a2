// `format`, `detect` and `ids`: what a format's files look like, how it is told from others, what its ids are.
#include "build.hpp"

namespace rosterkit::mapping {
namespace {

/// A delimiter or quote is one ASCII character: the reader works on bytes.
char character(const Json& object, std::string_view key, char otherwise, const std::string& pointer, BuildContext& context) {
  const Json* value = member(object, key);
  if (!value || !value->is_string()) return otherwise;
  const std::string text = value->get<std::string>();
  if (text.size() == 1 && static_cast<unsigned char>(text[0]) < 0x80 && text[0] != '\n' && text[0] != '\r') return text[0];
  context.faults.add(step(pointer, key), "expected one ASCII character, like \",\" or \"\\t\"");
  return otherwise;
}

Manifest build_manifest(const Json& json, const std::string& pointer, BuildContext& context) {
  Manifest out;
  out.file = text_of(json, "file");
  out.property_column = text_of(json, "property");
  out.value_column = text_of(json, "value");
  for (const char* key : {"file", "property", "value"}) {
    if (text_of(json, key).empty()) context.faults.add(pointer, "a manifest needs " + in_quotes(key));
  }
  if (const Json* aliases = member(json, "valueAliases")) out.value_aliases = texts_of(*aliases);
  out.constants = build_pairs(member(json, "constants"));
  for (auto& [property, text] : out.constants) {
    text = context.expand_constant(text, step(step(pointer, "constants"), property));
  }
  for (auto& [property, file] : build_pairs(member(json, "files"))) out.files.push_back({property, file});
  out.optional = build_pairs(member(json, "optional"));
  for (auto& [property, text] : out.optional) text = context.expand_constant(text, step(step(pointer, "optional"), property));
  const auto word = [&](const char* key, std::string& into) {
    if (member(json, key)) into = text_of(json, key);
  };
  word("absent", out.absent);
  word("bulk", out.bulk);
  word("delta", out.delta);
  out.required = flag_of(json, "required", false);
  return out;
}

}  // namespace

Format build_format(const Json& json, const std::string& pointer, BuildContext& context) {
  Format out;
  out.kind = text_of(json, "kind");
  if (out.kind.empty()) context.faults.add(pointer, "the format needs \"kind\": \"csv\" or \"xml\"");
  out.encoding = text_of(json, "encoding");
  out.bom = flag_of(json, "bom", false);
  out.delimiter = character(json, "delimiter", ',', pointer, context);
  if (const Json* quote = member(json, "quote"); quote && quote->is_object()) {
    const std::string at = step(pointer, "quote");
    out.quote = character(*quote, "char", '"', at, context);
    if (member(*quote, "style")) out.quoting = text_of(*quote, "style");
    out.backslash_escapes = text_of(*quote, "escape") == "backslash";
  } else {
    out.quote = character(json, "quote", '"', pointer, context);
  }
  if (out.quote == out.delimiter) context.faults.add(step(pointer, "quote"), "the quote and the delimiter are the same character");
  if (member(json, "newline")) out.newline = text_of(json, "newline");
  if (out.newline != "\n" && out.newline != "\r\n") {
    context.faults.add(step(pointer, "newline"), "a line ends with \"\\n\" or \"\\r\\n\"");
  }
  const std::string header = text_of(json, "header");
  if (header == "ignore-case") out.header = Format::Header::ignore_case;
  if (header == "none") out.header = Format::Header::none;
  out.fixed_columns = text_of(json, "columns") == "fixed";
  out.keep_unmapped = text_of(json, "unmapped") == "keep";
  out.extension = text_of(json, "extension");
  if (!out.extension.empty() && out.extension.find("{name}") == std::string::npos) {
    context.faults.add(step(pointer, "extension"), "the name of the column has no place; write {name} into it");
  }
  if (const Json* files = member(json, "extensionFiles")) out.extension_files = texts_of(*files);
  out.namespace_uri = text_of(json, "namespace");
  out.order = build_lists(member(json, "order"));
  out.blank = text_of(json, "blank");
  out.deletes = text_of(json, "deletes");
  out.container = text_of(json, "container");
  out.empty = text_of(json, "empty");
  if (const Json* manifest = member(json, "manifest")) out.manifest = build_manifest(*manifest, step(pointer, "manifest"), context);
  for (auto& [old_name, name] : build_pairs(member(json, "oldNames"))) out.header_aliases[old_name] = name;
  return out;
}

Detect build_detect(const Json& json) {
  Detect out;
  if (const Json* files = member(json, "files")) out.files = texts_of(*files);
  out.columns = build_lists(member(json, "columns"));
  if (const Json* root = member(json, "root")) out.root = texts_of(*root);
  out.namespace_prefix = text_of(json, "namespace");
  for (auto& [property, value] : build_pairs(member(json, "manifest"))) out.manifest[property] = value;
  return out;
}

std::map<std::string, IdPolicy> build_ids(const Json& json, BuildContext& context) {
  std::map<std::string, IdPolicy> out;
  for (const auto& [entity, policy] : json.get_ref<const Json::object_t&>()) {
    IdPolicy& made = out[entity];
    const std::string at = step(step("/ids", entity), "spaces");
    for (auto& [name, text] : build_pairs(member(policy, "spaces"))) {
      IdSpace space;
      space.name = name;
      space.prefix = context.expand_constant(text, step(at, name), &space.prefix_option);
      made.spaces.push_back(std::move(space));
    }
    made.valid = text_of(policy, "valid");
    made.normal = text_of(policy, "normal");
    made.mint = text_of(policy, "mint");
  }
  return out;
}

}  // namespace rosterkit::mapping
