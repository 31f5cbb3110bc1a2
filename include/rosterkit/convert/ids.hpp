// Ids between a format and the model: spaces and their prefixes, ids that a format does not admit (minted, and remembered
// in the id map), ids made from texts. See mapping-language.md, 4.7 (docs/mapping-files.md, "Ids").
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rosterkit/base/regex.hpp"
#include "rosterkit/mapping/mapping.hpp"
#include "rosterkit/model/store.hpp"

namespace rosterkit::convert {

/// The id map file: CSV with the columns format, entity, space, native id, model id. Entries are only ever added.
class IdMap {
 public:
  /// A missing file is an empty map. Throws UsageError (exit 2) for a file that is no id map.
  static IdMap load(const std::string& path);
  IdMap() = default;
  IdMap(IdMap&& other) noexcept;
  IdMap& operator=(IdMap&& other) noexcept;

  /// Both return "" if there is no entry. Views live as long as the map.
  std::string_view model_id(std::string_view format, std::string_view entity, std::string_view space, std::string_view native) const;
  std::string_view native_id(std::string_view format, std::string_view entity, std::string_view space, std::string_view model) const;
  /// False if the native id stands for another model id already: that one stays.
  bool add(std::string_view format, std::string_view entity, std::string_view space, std::string_view native, std::string_view model);

  /// False after let_go(): nobody will read the map, so that what only it would hold need not be made.
  bool kept() const { return kept_; }
  void let_go() { kept_ = false; }
  bool changed() const { return changed_; }
  std::string text() const;                         ///< the whole file, sorted
  bool empty() const { return !any_.load(std::memory_order_acquire); }   ///< asked for each id, while others are minted

 private:
  static std::string key(std::string_view format, std::string_view entity, std::string_view space, std::string_view id);
  mutable std::mutex mutex_;
  std::map<std::string, std::string> to_model_;     // key of the native id -> model id
  std::unordered_map<std::string, std::string> to_native_;
  bool changed_ = false, kept_ = true;
  std::atomic<bool> any_ = false;
};

/// What a whole id looks like (`valid` of an id policy). Most are a set of characters with a length: those are judged
/// without a regular expression, because every id and every reference of a roster comes by here.
class IdForm {
 public:
  /// @param pattern  ECMAScript; "" admits everything.
  explicit IdForm(const std::string& pattern);
  bool admits_all() const { return pattern_.empty(); }
  bool operator==(const IdForm& other) const { return pattern_ == other.pattern_; }
  bool admits(std::string_view id) const;
  /// True if all are admitted; blank ones are passed over.
  bool admit_all(std::span<const std::string_view> ids) const;
  /// What is wrong with an id that is not admitted: "its 3rd character ...", for messages.
  std::string fault(std::string_view id) const;

 private:
  std::string pattern_;
  bool is_set_ = false;                             // [set]{least_,most_}
  std::array<bool, 256> set_{};                     // by byte
  std::size_t least_ = 0, most_ = 0;
  std::vector<std::array<bool, 256>> sets_;         // of a pattern of several parts, each with a fixed count (a GUID): its different sets
  std::vector<std::uint8_t> places_;                // by place in the id: number in sets_
  bool parse_places(std::string_view bare);
  Regex regex_;

  bool admits_bytewise(std::string_view id) const;

  /// The sets of sixteen places as ranges of bytes: what a step of several bytes asks. Only a short cut: the sets above say the same.
  struct Ranges {
    static constexpr std::size_t places = 16, most = 4;
    std::size_t count = 0;                          // of ranges that say something new
    std::array<std::array<std::uint8_t, places>, most> low{}, span{};   // range k at place p: low to low + span
  };
  struct Step;
  static std::optional<Ranges> ranges_of(const std::array<const std::array<bool, 256>*, Ranges::places>& sets);
  void make_ranges();
  std::vector<Ranges> ranges_;                      // one for all of a set; of places a step each, the last ending with the id; or none
};

/// The ids of one entity in one space of one format, both ways.
class IdRule {
 public:
  IdRule(const mapping::Mapping& mapping, std::string entity, std::string space, IdMap& map);

  bool trivial() const { return trivial_; }         ///< ids pass unchanged in both directions
  /// Ids that the format admits pass to_native() unchanged: there was no id map, and nothing is put before them.
  bool admitted_unchanged() const { return unchanged_; }
  bool read_as_they_are() const { return prefix_.empty() && !guid_ && map_->empty(); }   ///< unchanged by to_model()
  std::string_view prefix() const { return prefix_; }
  const IdForm& form() const { return form_; }

  /// Native id -> model id. @param scratch  may hold the result.
  std::string_view to_model(std::string_view native, std::string& scratch) const;
  /// Model id -> native id; mints, and records in the map, what the format does not admit.
  std::string_view to_native(std::string_view model, std::string& scratch) const;
  /// Records that @p native was made for @p model (a format without a place for the id). False as add().
  bool remember(std::string_view native, std::string_view model) const;
  /// False if nothing would come of remember().
  bool remembers() const;
  std::uint64_t minted() const;
  const std::string& entity() const { return entity_; }

 private:
  std::string format_, entity_, space_, prefix_;
  bool guid_ = false, trivial_ = true, unchanged_ = true;
  std::string mint_;
  IdForm form_{""};
  IdMap* map_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, std::string> natives_;   // what has been answered before (model -> native)
  mutable std::uint64_t minted_ = 0;
};

}  // namespace rosterkit::convert
