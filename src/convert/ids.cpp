// The id map and the id rules of a format.
#include "rosterkit/convert/ids.hpp"

#include <libfccp/csv.h>

#include <cctype>
#include <fstream>
#include <sstream>

#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/uuid.hpp"
#include "rosterkit/io/csv_writer.hpp"

namespace rosterkit::convert {
namespace {

constexpr const char* id_map_header = "format,entity,space,native id,model id";

/// Lower case with dashes, if it is 32 hexadecimal digits with or without dashes or braces; else as it stands.
std::string_view normal_guid(std::string_view text, std::string& scratch) {
  static const IdForm normal("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  if (normal.admits(text)) return text;
  std::string digits;
  for (const char c : text) {
    if (std::isxdigit(static_cast<unsigned char>(c))) digits.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    else if (c != '-' && c != '{' && c != '}') return text;
  }
  if (digits.size() != 32) return text;
  scratch.clear();
  for (std::size_t i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) scratch.push_back('-');
    scratch.push_back(digits[i]);
  }
  return scratch;
}

}  // namespace

IdMap::IdMap(IdMap&& other) noexcept
    : to_model_(std::move(other.to_model_)), to_native_(std::move(other.to_native_)), changed_(other.changed_), kept_(other.kept_),
      any_(other.any_.load()) {}

IdMap& IdMap::operator=(IdMap&& other) noexcept {
  to_model_ = std::move(other.to_model_);
  to_native_ = std::move(other.to_native_);
  changed_ = other.changed_;
  kept_ = other.kept_;
  any_ = other.any_.load();
  return *this;
}

std::string IdMap::key(std::string_view format, std::string_view entity, std::string_view space, std::string_view id) {
  std::string text;
  text.reserve(format.size() + entity.size() + space.size() + id.size() + 3);
  for (const std::string_view part : {format, entity, space}) (text += part) += '\x1F';
  return text += id;
}

IdMap IdMap::load(const std::string& path) {
  IdMap map;
  std::ifstream file(path, std::ios::binary);
  if (!file) return map;
  std::stringstream bytes;
  bytes << file.rdbuf();
  std::string text = bytes.str();
  if (text.empty()) return map;
  if (text.back() != '\n') text += '\n';
  try {
    ::io::CSVReader<5, ::io::trim_chars<>, ::io::double_quote_escape<',', '"'>> reader(path, text.data(), text.data() + text.size());
    reader.read_header(::io::ignore_no_column, "format", "entity", "space", "native id", "model id");
    std::string format, entity, space, native, model;
    while (reader.read_row(format, entity, space, native, model)) map.add(format, entity, space, native, model);
  } catch (const ::io::error::base&) {
    throw UsageError(path + " is not an id map: its first line must be \"" + id_map_header +
                     "\" and each line must have these five cells. Name another file with --id-map, or mend this one; it was left as it is.");
  }
  map.changed_ = false;
  return map;
}

std::string_view IdMap::model_id(std::string_view format, std::string_view entity, std::string_view space, std::string_view native) const {
  const std::lock_guard lock(mutex_);
  const auto found = to_model_.find(key(format, entity, space, native));
  return found == to_model_.end() ? std::string_view{} : found->second;
}

std::string_view IdMap::native_id(std::string_view format, std::string_view entity, std::string_view space, std::string_view model) const {
  const std::lock_guard lock(mutex_);
  const auto found = to_native_.find(key(format, entity, space, model));
  return found == to_native_.end() ? std::string_view{} : found->second;
}

bool IdMap::add(std::string_view format, std::string_view entity, std::string_view space, std::string_view native, std::string_view model) {
  const std::lock_guard lock(mutex_);
  const auto [known, is_new] = to_model_.emplace(key(format, entity, space, native), model);
  any_.store(true, std::memory_order_release);
  if (!is_new) return known->second == model;
  to_native_.emplace(key(format, entity, space, model), native);
  changed_ = true;
  return true;
}

std::string IdMap::text() const {
  const std::lock_guard lock(mutex_);
  const io::CsvWriter csv{{}};
  std::string text = std::string(id_map_header) + "\n";
  for (const auto& [packed, model] : to_model_) {
    std::size_t begin = 0;
    for (int part = 0; part < 4; ++part) {
      const std::size_t end = part < 3 ? packed.find('\x1F', begin) : packed.size();
      csv.cell(text, std::string_view(packed).substr(begin, end - begin), part == 0);
      begin = end + 1;
    }
    csv.cell(text, model, false);
    csv.end_row(text);
  }
  return text;
}

IdRule::IdRule(const mapping::Mapping& mapping, std::string entity, std::string space, IdMap& map)
    : format_(mapping.base_id.empty() ? mapping.id : mapping.base_id), entity_(std::move(entity)), space_(std::move(space)), map_(&map) {
  auto policy = mapping.ids.find(entity_);
  if (policy == mapping.ids.end()) policy = mapping.ids.find("*");
  if (policy != mapping.ids.end()) {
    for (const mapping::IdSpace& each : policy->second.spaces) {
      if (each.name == space_) prefix_ = each.prefix;
    }
    guid_ = policy->second.normal == "guid";
    mint_ = policy->second.mint;
    form_ = IdForm(policy->second.valid);
  }
  unchanged_ = prefix_.empty() && !guid_ && map_->empty();
  trivial_ = prefix_.empty() && !guid_ && mint_.empty() && map_->empty();
}

std::string_view IdRule::to_model(std::string_view native, std::string& scratch) const {
  if (trivial_ || native.empty()) return native;
  if (guid_) native = normal_guid(native, scratch);
  if (!map_->empty()) {
    if (const std::string_view known = map_->model_id(format_, entity_, space_, native); !known.empty()) return known;
  }
  if (prefix_.empty()) return native;
  std::string prefixed = prefix_;
  prefixed += native;
  scratch = std::move(prefixed);
  return scratch;
}

std::string_view IdRule::to_native(std::string_view model, std::string& scratch) const {
  if (trivial_ || model.empty()) return model;
  if (unchanged_ && form_.admits(model)) return model;   // nearly all: nothing to look up, and no lock
  if (!map_->empty()) {
    if (const std::string_view known = map_->native_id(format_, entity_, space_, model); !known.empty()) return known;
  }
  std::string_view bare = model;
  if (!prefix_.empty() && bare.starts_with(prefix_)) bare.remove_prefix(prefix_.size());
  if (mint_.empty()) return bare;
  const std::lock_guard lock(mutex_);
  const auto known = natives_.find(std::string(model));
  if (known != natives_.end()) return scratch = known->second;
  std::string native;
  if (guid_) bare = normal_guid(bare, scratch);
  if (form_.admits(bare)) {
    native = bare;
  } else {
    const std::string_view parts[] = {entity_, model};
    native = uuid_of(parts, mint_ == "uuid5-as-4" ? 4 : 5);
    map_->add(format_, entity_, space_, native, model);
    ++minted_;
  }
  natives_.emplace(model, native);
  return scratch = std::move(native);
}

bool IdRule::remembers() const { return map_->kept() || !mint_.empty(); }

bool IdRule::remember(std::string_view native, std::string_view model) const {
  return native == model || map_->add(format_, entity_, space_, native, model);
}

std::uint64_t IdRule::minted() const {
  const std::lock_guard lock(mutex_);
  return minted_;
}

}  // namespace rosterkit::convert
