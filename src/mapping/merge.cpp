// JSON Merge Patch (RFC 7396) with a memory of origins, and with the refusals that make an overlay safe to write: plain
// merge patch takes every mistyped name for a new one. A field that moves to another column renames it in `columns` too:
// merge patch replaces lists whole, so that a district would have to copy thirty columns to rename one.
#include "effective.hpp"

#include <algorithm>
#include <array>

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

constexpr std::array location_keys = {"at", "key", "value"};
using Locations = std::array<std::string, location_keys.size()>;

/// Where a field stands; "" where it says nothing, or several places.
Locations locations_of(const Json& field) {
  Locations out;
  if (field.is_string()) out[0] = field.get<std::string>();
  for (std::size_t i = 0; field.is_object() && i < out.size(); ++i) {
    const Json* text = member(field, location_keys[i]);
    if (text && text->is_string()) out[i] = text->get<std::string>();
  }
  return out;
}

class Patcher {
 public:
  /// @param patch  what is merged is moved out of it
  Patcher(Effective& effective, Json& patch, std::size_t layer, Faults& faults)
      : effective_(effective), patch_(patch), layer_(layer), faults_(faults) {}

  /// @param in_like  below an entry with `like`: what is merged is itself merged later, so nulls are kept.
  void merge(Json& target, Json& patch, const std::string& pointer, bool in_like) {
    in_like = in_like || member(target, "like") || member(patch, "like");
    const std::string container = last_step(pointer);
    for (auto& [key, value] : patch.get_ref<Json::object_t&>()) {
      const std::string at = step(pointer, key);
      Json* old = member(target, key);
      const Locations before = container == "fields" && old && !in_like ? locations_of(*old) : Locations();
      if (value.is_null()) {
        remove(target, key, old, at, in_like);
        continue;
      }
      if (value.is_object() && old && old->is_string() && container == "fields") {
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
        target[key] = in_like || !holds_null(value) ? std::move(value) : copy(value, at, in_like);
        forget_below(effective_.origin, at);
        effective_.origin[at] = layer_;
      }
      if (container == "fields") follow(before, locations_of(target[key]), at);
    }
  }

 private:
  /// Renames in `columns` what a field of the record moved from, unless this layer writes the list itself.
  void follow(const Locations& before, const Locations& after, const std::string& pointer) {
    constexpr std::string_view records = "/records/";
    if (before == after || !pointer.starts_with(records)) return;
    const std::string record = pointer.substr(0, pointer.find('/', records.size()));
    const auto columns_in = [&](auto& tree) {
      auto* entries = member(tree, "records");
      auto* entry = entries ? member(*entries, last_step(record)) : nullptr;
      return entry ? member(*entry, "columns") : nullptr;
    };
    Json* columns = columns_in(effective_.tree);
    if (!columns || !columns->is_array() || columns_in(patch_)) return;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const auto old = std::find(columns->begin(), columns->end(), before[i]);
      if (after[i].empty() || old == columns->end() || std::find(columns->begin(), columns->end(), after[i]) != columns->end()) continue;
      *old = after[i];
      effective_.origin[step(record, "columns")] = layer_;
    }
  }

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

  static bool holds_null(const Json& value) {
    if (!value.is_object()) return false;
    const auto& members = value.get_ref<const Json::object_t&>();
    return std::any_of(members.begin(), members.end(), [](const auto& each) { return each.second.is_null() || holds_null(each.second); });
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
  Json& patch_;
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

void apply_patch(Effective& effective, Json patch, const Layer& layer, Faults& faults) {
  effective.layers.push_back(layer);
  if (effective.layers.size() == 1) {
    effective.tree = std::move(patch);
    return;
  }
  Patcher(effective, patch, effective.layers.size() - 1, faults).merge(effective.tree, patch, "", false);
}

}  // namespace rosterkit::mapping
