// What a value of a mapping may be, one line a type, and what the places of a mapping file are called in faults.
#include "vocabulary.hpp"

#include <iterator>

namespace rosterkit::mapping {
namespace {

using enum Type;

constexpr TypeRow type_table[] = {
    {.type = none, .says = "nothing"},
    {.type = any, .says = "anything", .text = true, .flag = true, .count = true, .items = any, .values = any},
    {.type = text, .says = "a text", .text = true},
    {.type = flag, .says = "true or false", .flag = true},
    {.type = count, .says = "a whole number", .count = true},
    {.type = texts, .says = "a list of texts", .items = text},
    {.type = text_or_texts, .says = "a text or a list of texts", .text = true, .items = text},
    {.type = text_map, .says = "an object of texts", .values = text},
    {.type = texts_map, .says = "an object of lists of texts", .values = text_or_texts},
    {.type = scalar_map, .says = "an object", .values = any},
    {.type = Type::format, .says = "an object", .object = Place::format},
    {.type = Type::quote, .says = "a character or an object", .text = true, .object = Place::quote},
    {.type = Type::manifest, .says = "an object", .object = Place::manifest},
    {.type = Type::detect, .says = "an object", .object = Place::detect},
    {.type = variants, .says = "an object of variants by name", .values = Type::variant},
    {.type = Type::variant, .says = "an object", .object = Place::variant},
    {.type = modes, .says = "an object of modes by name", .values = mode},
    {.type = mode, .says = "an object", .object = Place::variant, .tell = "patch", .otherwise = Place::file},
    {.type = options, .says = "an object of options by name", .values = Type::option},
    {.type = Type::option, .says = "a text or an object", .text = true, .object = Place::option},
    {.type = ids, .says = "an object of id policies by entity", .values = Type::id_policy},
    {.type = Type::id_policy, .says = "an object", .object = Place::id_policy},
    {.type = codes, .says = "an object of code tables by name", .values = Type::code_table},
    {.type = Type::code_table, .says = "an object", .object = Place::code_table},
    {.type = unknown, .says = "a text or {\"as\": word}", .text = true, .object = Place::unknown_rule},
    {.type = records, .says = "an object of records by name", .values = Type::record},
    {.type = Type::record, .says = "an object", .object = Place::record},
    {.type = Type::skip, .says = "a condition with \"why\"", .object = Place::skip, .values = Type::test, .tell = "where"},
    {.type = children, .says = "an object of children by name", .values = Type::child},
    {.type = Type::child, .says = "an object", .object = Place::child},
    {.type = Type::each, .says = "a text or an object", .text = true, .object = Place::each},
    {.type = sorts, .says = "a sort key or a list of them", .text = true, .items = Type::sort, .object = Place::sort},
    {.type = Type::sort, .says = "a text or an object", .text = true, .object = Place::sort},
    {.type = fields, .says = "an object of fields by name", .values = Type::field},
    {.type = Type::field, .says = "a location or an object", .text = true, .object = Place::field},
    {.type = Type::one_way, .says = "true, false or an object", .flag = true, .object = Place::one_way},
    {.type = fills, .says = "a path, an object or a list of these", .text = true, .items = Type::fill, .object = Place::fill},
    {.type = Type::fill, .says = "a path or an object", .text = true, .object = Place::fill},
    {.type = Type::by, .says = "an object", .object = Place::by},
    {.type = cells, .says = "a list of locations or an object", .items = text, .values = text},
    {.type = Type::flags, .says = "an object", .object = Place::flags},
    {.type = condition, .says = "a condition object", .values = Type::test},
    {.type = condition_map, .says = "an object of conditions by word", .values = condition},
    {.type = Type::test, .says = "a text, a list of texts or an object", .text = true, .items = text, .object = Place::test},
    {.type = codecs, .says = "a codec or a list of codecs", .text = true, .items = codec, .values = any},
    {.type = codec, .says = "a codec", .text = true, .values = any},
    {.type = checks, .says = "an object of checks by name", .values = Type::check},
    {.type = Type::check, .says = "an object", .object = Place::check},
    {.type = examples, .says = "an object of examples by name", .values = Type::example},
    {.type = Type::example, .says = "an object", .object = Place::example},
    {.type = Type::model_status, .says = "an object", .object = Place::model_status},
    {.type = model_lists, .says = "an object of code lists by name", .values = Type::model_list},
    {.type = Type::model_list, .says = "an object", .object = Place::model_list},
    {.type = model_entities, .says = "a list of entities", .items = Type::model_entity},
    {.type = Type::model_entity, .says = "an object", .object = Place::model_entity},
    {.type = model_fields, .says = "an object of fields by name", .values = Type::model_field},
    {.type = Type::model_field, .says = "an object", .object = Place::model_field},
    {.type = completions, .says = "a list of completions", .items = Type::completion},
    {.type = Type::completion, .says = "an object", .object = Place::completion},
    {.type = completion_sets, .says = "an object by field", .values = Type::completion_set},
    {.type = Type::completion_set, .says = "a path, a list of fills or an object", .text = true, .items = Type::fill, .object = Place::completion_set},
};

consteval bool in_order_of_the_enum() {
  for (std::size_t i = 0; i < std::size(type_table); ++i) {
    if (static_cast<std::size_t>(type_table[i].type) != i) return false;
  }
  return std::size(type_table) == static_cast<std::size_t>(completion_set) + 1;
}
static_assert(in_order_of_the_enum(), "type_row() looks rows up by their number");

}  // namespace

const TypeRow& type_row(Type type) { return type_table[static_cast<std::size_t>(type)]; }

std::string_view place_name(Place place) {
  switch (place) {
    case Place::none: return "nothing";
    case Place::file: return "a mapping";
    case Place::format: return "the format";
    case Place::quote: return "the quote";
    case Place::manifest: return "the manifest";
    case Place::detect: return "detect";
    case Place::variant: return "a variant";
    case Place::option: return "an option";
    case Place::id_policy: return "an id policy";
    case Place::code_table: return "a code table";
    case Place::unknown_rule: return "this rule";
    case Place::record: return "a record";
    case Place::skip: return "skip";
    case Place::child: return "a child";
    case Place::each: return "each";
    case Place::sort: return "a sort key";
    case Place::field: return "a field";
    case Place::one_way: return "one direction of a field";
    case Place::fill: return "fill";
    case Place::by: return "by";
    case Place::flags: return "flags";
    case Place::test: return "a condition";
    case Place::check: return "a check";
    case Place::example: return "an example";
    case Place::model: return "the model";
    case Place::model_status: return "status";
    case Place::model_list: return "a code list";
    case Place::model_entity: return "an entity";
    case Place::model_field: return "a field of the model";
    case Place::completion: return "a completion";
    case Place::completion_set: return "a set";
  }
  return "nothing";
}

}  // namespace rosterkit::mapping
