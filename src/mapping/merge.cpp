// JSON Merge Patch (RFC 7396) with a memory of origins, and with the refusals that make an overlay safe to write: plain
// merge patch takes every mistyped name for a new one.
#include "effective.hpp"

namespace rosterkit::mapping {
namespace {

/// What an entry needs to mean anything when nothing of that name is in the base.
bool stands_alone(std::string_view container, const Json& entry) {
  const auto has = [&](std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
      if (member(entry, key)) return true;
    }
    return false;
  };
  if (container == "fields") return has({"at", "make", "derive", "read", "write", "by", "default", "key"});
  if (container == "records" || container == "children") return has({"entity", "like"});
  if (container == "codes") return has({"values", "file"});
  return true;
}

std::string_view noun(std::string_view container) {
  if (container == "fields") return "field";
  if (container == "records") return "record";
  if (container == "children") return "child";
  return "code table";
}

void forget_below(std::map<std::string, std::size_t>& origin, const std::string& pointer) {
  const std::string prefix = pointer + "/";
  for (auto it = origin.lower_bound(prefix); it != origin.end() && it->first.starts_with(prefix);) it = origin.erase(it);
}

class Patcher {
 public:
  Patcher(Effective& effective, std::size_t layer, Faults& faults) : effective_(effective), layer_(layer), faults_(faults) {}

  /// @param in_like  below an entry with `like`: what is merged is itself merged later, so nulls are kept.
  void merge(Json& target, const Json& patch, const std::string& pointer, bool in_like) {
    in_like = in_like || member(target, "like") || member(patch, "like");
    const std::string container = last_step(pointer);
    for (const auto& [key, value] : patch.get_ref<const Json::object_t&>()) {
      const std::string at = step(pointer, key);
      Json* old = member(target, key);
      if (value.is_null()) {
        remove(target, key, old, at, in_like);
      } else if (value.is_object() && old && old->is_string() && container == "fields") {
        *old = Json::object({{"at", *old}});   // a plain text is short for {"at": text}
        merge(*old, value, at, in_like);
      } else if (value.is_object() && old && old->is_object()) {
        merge(*old, value, at, in_like);
      } else {
        if (!old && !in_like && value.is_object() && !stands_alone(container, value)) {
          faults_.add_in(layer_, at, "there is no " + std::string(noun(container)) + " " + in_quotes(key) + " here to change" +
                                         near_or(key, target, ", and this says too little for a new one"));
          continue;
        }
        target[key] = copy(value, at, in_like);
        forget_below(effective_.origin, at);
        effective_.origin[at] = layer_;
      }
    }
  }

 private:
  static std::string near_or(std::string_view key, const Json& target, std::string_view otherwise) {
    const std::string near = suggestion(key, keys_of(target));
    return near.empty() ? std::string(otherwise) : near;
  }

  void remove(Json& target, const std::string& key, const Json* old, const std::string& at, bool in_like) {
    if (in_like) {
      target[key] = nullptr;
      effective_.origin[at] = layer_;
    } else if (old) {
      target.erase(key);
      effective_.origin.erase(at);
      forget_below(effective_.origin, at);
    } else {
      faults_.add_in(layer_, at, "there is no " + in_quotes(key) + " here to remove" + near_or(key, target, ""));
    }
  }

  Json copy(const Json& value, const std::string& pointer, bool in_like) {
    in_like = in_like || member(value, "like");
    if (!value.is_object() || in_like) return value;
    Json out = Json::object();
    for (const auto& [key, item] : value.get_ref<const Json::object_t&>()) {
      if (item.is_null()) faults_.add_in(layer_, step(pointer, key), "there is no " + in_quotes(key) + " here to remove");
      else out[key] = copy(item, step(pointer, key), false);
    }
    return out;
  }

  Effective& effective_;
  std::size_t layer_;
  Faults& faults_;
};

}  // namespace

std::size_t Effective::layer_of(std::string_view pointer) const {
  std::string at(pointer);
  for (;;) {
    if (const auto it = origin.find(at); it != origin.end()) return it->second;
    if (at.empty()) return 0;
    at = parent_of(at);
  }
}

void Faults::add(const std::string& pointer, const std::string& what) { add_in(effective_.layer_of(pointer), pointer, what); }

void Faults::add_because(const std::string& pointer, std::string_view key, const std::string& what) {
  add_in(effective_.layer_of(step(pointer, key)), pointer, what);
}

void Faults::add_in(std::size_t layer, const std::string& pointer, const std::string& what) {
  const Layer& from = effective_.layers[layer];
  const std::string place = from.prefix + pointer;
  texts_.push_back(from.file + ": " + (place.empty() ? "" : place + ": ") + what);
}

void apply_patch(Effective& effective, const Json& patch, const Layer& layer, Faults& faults) {
  effective.layers.push_back(layer);
  if (effective.layers.size() == 1) {
    effective.tree = patch;
    return;
  }
  Patcher(effective, effective.layers.size() - 1, faults).merge(effective.tree, patch, "", false);
}

}  // namespace rosterkit::mapping
