// Walks the file and the table of keys together. What a value means is the business of the build_* files and of lint.
#include "check_vocabulary.hpp"

#include "rosterkit/base/text.hpp"

namespace rosterkit::mapping {
namespace {

std::string_view found(const Json& value) {
  if (value.is_string()) return "a text";
  if (value.is_boolean()) return "true or false";
  if (value.is_number_unsigned()) return "a whole number";
  if (value.is_number()) return "a number";
  if (value.is_array()) return "a list";
  if (value.is_object()) return "an object";
  return "null";
}

std::vector<std::string> words_of(std::string_view words) {
  std::vector<std::string> out;
  for (std::string_view word : split(words, " ")) {
    if (!word.empty()) out.emplace_back(word);
  }
  return out;
}

/// What to say after a word that is not known: the nearest one, or all of them if they are few.
std::string instead(std::string_view word, const std::vector<std::string>& known, std::string_view lead) {
  if (const std::string near = suggestion(word, known); !near.empty()) return near;
  return known.size() > 12 ? std::string() : "; " + std::string(lead) + " " + join(known, ", ");
}

class Checker {
 public:
  Checker(const std::string& file, std::vector<std::string>& faults) : file_(file), faults_(faults) {}

  void object(const Json& value, Place place, const std::string& pointer, bool nulls) {
    nulls = nulls || member(value, "like");   // what is merged over a copy may remove parts of it
    for (const auto& [name, item] : value.get_ref<const Json::object_t&>()) {
      const std::string at = step(pointer, name);
      const Key* key = find_key(place, name);
      if (!key) {
        fault(at, in_quotes(name) + " is not a key of " + std::string(place_name(place)) + instead(name, names(place), "it has"));
      } else if (!key->built) {
        fault(at, in_quotes(name) + " is not built yet in this version; leave it out");
      } else if (place == Place::variant && name == "patch") {
        patch(item, at);
      } else {
        check(item, key->type, at, nulls);
        if (item.is_string()) check_word(*key, item.get_ref<const std::string&>(), at);
      }
    }
  }

 private:
  static std::vector<std::string> names(Place place) {
    std::vector<std::string> out;
    for (const Key& key : vocabulary()) {
      if (key.place == place && key.built) out.emplace_back(key.name);
    }
    return out;
  }

  void fault(const std::string& pointer, const std::string& what) {
    faults_.push_back(file_ + ": " + (pointer.empty() ? "" : pointer + ": ") + what);
  }

  void patch(const Json& value, const std::string& pointer) {
    if (!value.is_object()) return fault(pointer, "expected an object, found " + std::string(found(value)));
    for (const char* key : {"id", "extends", "variants", "modes"}) {
      if (member(value, key)) fault(step(pointer, key), in_quotes(key) + " cannot be changed by a variant or mode; write a mapping with \"extends\"");
    }
    object(value, Place::file, pointer, true);
  }

  void check_word(const Key& key, const std::string& word, const std::string& pointer) {
    const std::vector<std::string> later = words_of(key.words_later);
    std::vector<std::string> allowed;
    for (std::string& known : words_of(key.words)) {
      const bool not_built = std::find(later.begin(), later.end(), known) != later.end();
      if (known == word && not_built) return fault(pointer, in_quotes(word) + " is not built yet in this version");
      if (known == word) return;
      if (!not_built) allowed.push_back(std::move(known));
    }
    if (!allowed.empty()) fault(pointer, in_quotes(word) + " is not allowed here" + instead(word, allowed, "allowed are"));
  }

  void check(const Json& value, Type type, const std::string& pointer, bool nulls) {
    const TypeRow& row = type_row(type);
    if (type == Type::any) return;
    if (value.is_null()) {
      if (!nulls) fault(pointer, "null removes something in an overlay, variant or mode; here there is nothing to remove");
      return;
    }
    if (value.is_object() && member_object(value, row, pointer, nulls)) return;
    if (value.is_array() && row.items != Type::none) {
      for (std::size_t i = 0; i < value.size(); ++i) check(value[i], row.items, step(pointer, i), false);
      return;
    }
    if ((value.is_string() && row.text) || (value.is_boolean() && row.flag) || (value.is_number_unsigned() && row.count)) return;
    std::string what = "expected " + std::string(row.says) + ", found " + std::string(found(value));
    if (row.text && value.is_primitive()) what += "; put it in quotes";
    fault(pointer, what);
  }

  bool member_object(const Json& value, const TypeRow& row, const std::string& pointer, bool nulls) {
    const bool told = row.tell.empty() || member(value, row.tell);
    if (row.object != Place::none && told) {
      object(value, row.object, pointer, nulls);
    } else if (row.otherwise != Place::none) {
      patch(value, pointer);
    } else if (row.values != Type::none) {
      for (const auto& [name, item] : value.get_ref<const Json::object_t&>()) check(item, row.values, step(pointer, name), nulls);
    } else {
      return false;
    }
    return true;
  }

  const std::string& file_;
  std::vector<std::string>& faults_;
};

}  // namespace

void check_vocabulary(const std::string& file, const Json& json, Place root, bool is_patch, std::vector<std::string>& faults) {
  Checker(file, faults).object(json, root, "", is_patch);
}

}  // namespace rosterkit::mapping
