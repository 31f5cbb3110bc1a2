// THE table of keys of the mapping language (and of model.json): for each place of a file, the keys that may stand there,
// what their values look like, and a sentence about them. The checker and the JSON Schema are both made from it, so an
// editor's completion and the loader never disagree. A key that is not here does not exist.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace rosterkit::mapping {

/// Objects with a fixed set of keys.
enum class Place : std::uint8_t {
  none, file, format, quote, manifest, detect, variant, option, id_policy, code_table, unknown_rule, record, skip, child, each,
  sort, field, one_way, fill, by, flags, test, check, example,
  model, model_status, model_list, model_entity, model_field, completion, completion_set,
};

/// What a value looks like; type_row() tells.
enum class Type : std::uint8_t {
  none, any, text, flag, count, texts, text_or_texts, text_map, texts_map, scalar_map,
  format, quote, manifest, detect, variants, variant, modes, mode, options, option, ids, id_policy, codes, code_table, unknown,
  records, record, skip, children, child, each, sorts, sort, fields, field, one_way, fills, fill, by, cells, flags,
  condition, condition_map, test, codecs, codec, checks, check, examples, example,
  model_status, model_lists, model_list, model_entities, model_entity, model_fields, model_field, completions, completion,
  completion_sets, completion_set,
};

/// The forms that a type admits; a type may admit several, at most one of each.
struct TypeRow {
  Type type;
  std::string_view says;              ///< "a text or a list of texts", for messages
  bool text = false, flag = false, count = false;
  Type items = Type::none;            ///< a list of these
  Place object = Place::none;         ///< an object with the keys of this place
  Type values = Type::none;           ///< an object whose keys the author chooses, with these values
  std::string_view tell = "";         ///< if both object and values: the key that makes it `object`
  Place otherwise = Place::none;      ///< like `values`, for an object of another place
};

struct Key {
  Place place;
  std::string_view name;
  Type type;
  std::string_view description;
  std::string_view example = "";      ///< JSON
  std::string_view words = "";        ///< for texts: the only ones allowed, separated by blanks
  bool built = true;                  ///< false: part of the language, not of this version
  std::string_view words_later = "";  ///< of `words`: those that are not built yet
};

const TypeRow& type_row(Type type);
std::span<const Key> vocabulary();
const Key* find_key(Place place, std::string_view name);

/// "a record", "the format": what a place is called in messages.
std::string_view place_name(Place place);

}  // namespace rosterkit::mapping
