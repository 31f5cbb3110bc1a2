// JSON -> the structs of mapping.hpp. The tree has passed check_vocabulary, so forms are right and only meaning is looked
// at; what cannot be understood is a fault and leaves its struct as it is. One function a part of the file, in build_*.cpp.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "effective.hpp"
#include "json.hpp"
#include "rosterkit/mapping/mapping.hpp"
#include "rosterkit/model/schema.hpp"

namespace rosterkit::mapping {

/// What the builders share.
struct BuildContext {
  const model::Schema& schema;
  std::vector<Option> options;
  Faults& faults;
  /// The text of a code table's CSV, by its name in the mapping and the pointer that names it; nothing if there is none.
  std::function<std::optional<std::string>(const std::string& file, const std::string& pointer)> read_code_file;

  const Option* find_option(std::string_view name) const;
  /// @p text with each {name} of an option replaced; other braces stay. @p used receives the last option's name.
  std::string expand(std::string_view text, std::string* used = nullptr) const;
  /// The same for constants, where a hole that is no option is a mistake.
  std::string expand_constant(std::string_view text, const std::string& pointer, std::string* used = nullptr) const;
};

std::vector<Option> build_options(const Json& options);
Format build_format(const Json& json, const std::string& pointer, BuildContext& context);
Detect build_detect(const Json& json);
std::map<std::string, IdPolicy> build_ids(const Json& json, BuildContext& context);
void build_codes(const Json& json, const std::string& pointer, BuildContext& context, Mapping& mapping);
std::vector<Record> build_records(const Json& json, BuildContext& context);
std::vector<Check> build_checks(const Json& json, const BuildContext& context);
std::vector<ExampleSet> build_examples(const Json& json);

/// @param options  expands options in the texts that values are compared with; nullptr = there are none.
Condition build_condition(const Json& json, const BuildContext* options = nullptr);
/// @param entity    of the model, or nothing if it is not known
/// @param distinct  paths that may be keys too
std::vector<Field> build_fields(const Json& json, const std::string& pointer, const model::EntityDef* entity,
                                const std::vector<std::string>& distinct, BuildContext& context);
std::vector<CodecUse> build_codecs(const Json& json, const std::string& pointer, BuildContext& context);
std::vector<Fill> build_fills(const Json& json, const std::string& pointer, BuildContext& context);
std::vector<MakePart> build_make(const Json& json);

/// The whole mapping; origin, variant and mode are the caller's.
Mapping build_mapping(const Json& tree, BuildContext& context);

/// Reads `[{name: value}]` in the order of the file.
std::vector<std::pair<std::string, std::string>> build_pairs(const Json* json);
std::map<std::string, std::vector<std::string>> build_lists(const Json* json);
bool flag_of(const Json& object, std::string_view key, bool otherwise);

}  // namespace rosterkit::mapping
