// `like`: a record or child that begins as a copy of another. Expanded after all merging, so that an overlay of the
// original reaches its copies. A copy keeps the origins of what it was copied from.
#include <set>

#include "effective.hpp"

namespace rosterkit::mapping {
namespace {

constexpr std::size_t max_copies = 1'000;   // copies of copies grow fast: a small file must not fill the memory
constexpr std::size_t max_nodes = 200'000;

Json* find(Json& tree, const std::string& pointer) {
  Json* at = &tree;
  std::string key;
  for (std::size_t i = 0; i < pointer.size();) {
    const std::size_t next = std::min(pointer.find('/', i + 1), pointer.size());
    at = member(*at, last_step(std::string_view(pointer).substr(i, next - i)));
    if (!at) return nullptr;
    i = next;
  }
  return at;
}

std::size_t count_nodes(const Json& value) {
  std::size_t count = 1;
  if (value.is_structured()) {
    for (const Json& item : value) count += count_nodes(item);
  }
  return count;
}

class Expander {
 public:
  Expander(Effective& effective, Faults& faults) : effective_(effective), faults_(faults) {}

  /// All entries of `records` or `children` at @p pointer.
  void entries(const std::string& pointer) {
    const Json* container = find(effective_.tree, pointer);
    if (!container) return;
    for (const std::string& name : keys_of(*container)) entry(step(pointer, name));
  }

 private:
  void entry(const std::string& pointer) {
    const Json* value = find(effective_.tree, pointer);
    if (!value || !value->is_object()) return;
    if (const Json* like = member(*value, "like")) {
      const std::string source = like->is_string() ? like->get<std::string>() : std::string();
      if (!copy(pointer, source)) find(effective_.tree, pointer)->erase("like");
    }
    entries(step(pointer, "children"));
  }

  bool copy(const std::string& pointer, const std::string& source) {
    const std::string at = step(pointer, "like");
    const std::string kind = last_step(parent_of(source));
    const Json* from = source.starts_with('/') ? find(effective_.tree, source) : nullptr;
    if (!from || !from->is_object() || (kind != "records" && kind != "children")) {
      faults_.add(at, "there is no record or child at " + in_quotes(source) + "; write its JSON pointer, like \"/records/NAME\"");
      return false;
    }
    if (pointer == source || pointer.starts_with(source + "/") || !open_.insert(pointer).second || open_.contains(source)) {
      faults_.add(at, "this copies itself, directly or by way of another \"like\"");
      open_.erase(pointer);
      return false;
    }
    entry(source);   // its own `like` first
    open_.erase(pointer);

    Json result = *find(effective_.tree, source);
    nodes_ += count_nodes(result);
    if (++copies_ > max_copies || nodes_ > max_nodes) {
      faults_.add(at, "the copies made by \"like\" grow beyond all measure; write these entries out");
      return false;
    }
    Json rest = *find(effective_.tree, pointer);
    rest.erase("like");
    const auto rest_origin = origins_of(rest, pointer);
    adopt_origins(source, pointer);
    for (const auto& [place, layer] : rest_origin) effective_.origin[place] = layer;
    merge(result, rest, pointer);
    *find(effective_.tree, pointer) = std::move(result);
    return true;
  }

  /// The layer of each value of the rest, said for each: the copy's origins would hide them.
  std::map<std::string, std::size_t> origins_of(const Json& value, const std::string& pointer) const {
    std::map<std::string, std::size_t> out;
    for (const auto& [key, item] : value.get_ref<const Json::object_t&>()) {
      const std::string at = step(pointer, key);
      if (item.is_object()) out.merge(origins_of(item, at));
      else out[at] = effective_.layer_of(at);
    }
    return out;
  }

  void adopt_origins(const std::string& source, const std::string& pointer) {
    std::map<std::string, std::size_t> adopted;
    adopted[pointer] = effective_.layer_of(source);
    for (const auto& [place, layer] : effective_.origin) {
      if (place.starts_with(source + "/")) adopted[pointer + place.substr(source.size())] = layer;
    }
    for (const auto& [place, layer] : adopted) effective_.origin[place] = layer;
  }

  void merge(Json& target, const Json& rest, const std::string& pointer) {
    const bool fields = last_step(pointer) == "fields";
    for (const auto& [key, value] : rest.get_ref<const Json::object_t&>()) {
      const std::string at = step(pointer, key);
      Json* old = member(target, key);
      if (value.is_null()) {
        if (old) target.erase(key);
        else faults_.add(at, "there is no " + in_quotes(key) + " in the copy to remove" + suggestion(key, keys_of(target)));
      } else if (value.is_object() && old && old->is_string() && fields) {
        *old = Json::object({{"at", *old}});
        merge(*old, value, at);
      } else if (value.is_object()) {
        if (!old || !old->is_object()) target[key] = Json::object();
        merge(target[key], value, at);
      } else {
        target[key] = value;
      }
    }
  }

  Effective& effective_;
  Faults& faults_;
  std::set<std::string> open_;   // entries whose source is being expanded
  std::size_t copies_ = 0, nodes_ = 0;
};

}  // namespace

void expand_like(Effective& effective, Faults& faults) { Expander(effective, faults).entries("/records"); }

}  // namespace rosterkit::mapping
