// Text -> JSON tree, with what a mapping file must not have refused while parsing: a key that stands twice (the parser
// alone would keep the last one silently), endless nesting, endless size. The parser's own messages quote the file and
// are never shown; a place in lines and columns is.
#include <algorithm>
#include <unordered_set>
#include <utility>

#include "json.hpp"

namespace rosterkit::mapping {
namespace {

constexpr std::size_t max_depth = 64;
constexpr std::size_t max_members = 20'000;          // of one object: look-ups in it are linear
constexpr std::string_view comment_key = "$comment";

std::string place(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(offset - start + 1);
}

/// Builds the tree from the parser's events. What is in containers that are still open waits on one stack, and is moved into its
/// container when that ends: then it is known how much room it takes, so nothing is moved twice.
class Builder {
 public:
  Builder(const std::string& file, std::string_view text, std::vector<std::string>& faults)
      : file_(file), text_(text), faults_(faults) {}

  Json result;

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(std::int64_t value) { return put(value); }
  bool number_unsigned(std::uint64_t value) { return put(value); }
  bool number_float(double value, const std::string&) { return put(value); }
  bool string(std::string& value) { return put(std::move(value)); }
  bool binary(Json::binary_t&) { return false; }   // not in JSON texts
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }

  bool key(std::string& name) {
    Level& level = levels_.back();
    if (is_twin(level, name)) {
      faults_.push_back(file_ + ": " + step(pointer(), name) + ": this key stands twice in one object; keep one of the two");
    }
    if (waiting_.size() - level.first >= max_members) {
      fault(pointer(), "one object has more than 20,000 keys, which no mapping needs; split the table or use a code table file");
      return false;
    }
    key_ = std::move(name);
    return true;
  }

  bool end_object() {
    const std::size_t first = levels_.back().first;
    auto& members = static_cast<Json::object_t::Container&>(waiting_[first - 1].value.get_ref<Json::object_t&>());
    members.reserve(waiting_.size() - first);
    // Not emplace(): it looks for the key first, which is_twin() has done already.
    for (std::size_t i = first; i < waiting_.size(); ++i) members.emplace_back(std::move(waiting_[i].key), std::move(waiting_[i].value));
    return close();
  }

  bool end_array() {
    const std::size_t first = levels_.back().first;
    auto& items = waiting_[first - 1].value.get_ref<Json::array_t&>();
    items.reserve(waiting_.size() - first);
    for (std::size_t i = first; i < waiting_.size(); ++i) items.push_back(std::move(waiting_[i].value));
    return close();
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
    faults_.push_back(file_ + ": " + place(text_, position == 0 ? 0 : position - 1) +
                      ": this is not JSON from here on; look for a missing or extra comma, bracket or quote just before");
    return false;
  }

 private:
  struct Waiting {
    std::string key;                        // "" in an array
    Json value;
  };
  struct Level {
    std::size_t first;                      // of what waits for it; just before that waits the container itself, empty until it ends
    bool has_comment = false;               // comments are not kept
    std::unordered_set<std::string> seen{}; // of an object with many keys
  };

  /// Whether the object has the key already. Most objects have so few that a set of them costs more than looking.
  bool is_twin(Level& level, const std::string& name) const {
    constexpr std::size_t few = 16;
    if (name == comment_key) return std::exchange(level.has_comment, true);
    const auto begin = waiting_.begin() + static_cast<std::ptrdiff_t>(level.first);
    if (waiting_.size() - level.first < few) return std::any_of(begin, waiting_.end(), [&](const Waiting& each) { return each.key == name; });
    if (level.seen.empty()) {
      for (auto each = begin; each != waiting_.end(); ++each) level.seen.insert(each->key);
    }
    return !level.seen.insert(name).second;
  }

  /// Of the innermost container that is open.
  std::string pointer() const {
    std::string out;
    for (std::size_t i = 1; i < levels_.size(); ++i) {
      const std::size_t at = levels_[i].first - 1, around = levels_[i - 1].first;
      out = waiting_[around - 1].value.is_array() ? step(out, at - around) : step(out, waiting_[at].key);
    }
    return out;
  }

  void fault(const std::string& where, std::string_view what) {
    faults_.push_back(file_ + ": " + (where.empty() ? "" : where + ": ") + std::string(what));
  }

  bool open(Json container) {
    if (levels_.size() == max_depth) {
      fault(pointer(), "more than 64 levels of nesting; no mapping needs more than 20");
      return false;
    }
    waiting_.push_back({std::move(key_), std::move(container)});
    key_.clear();
    levels_.push_back({waiting_.size()});
    return true;
  }

  bool close() {
    waiting_.resize(levels_.back().first);
    levels_.pop_back();
    if (levels_.empty()) result = std::move(waiting_.back().value);
    else if (is_comment(waiting_.back().key)) waiting_.pop_back();
    return true;
  }

  bool put(Json value) {
    if (levels_.empty()) result = std::move(value);
    else if (!is_comment(key_)) waiting_.push_back({std::move(key_), std::move(value)});
    key_.clear();
    return true;
  }

  static bool is_comment(std::string_view key) { return key == comment_key; }

  const std::string& file_;
  std::string_view text_;
  std::vector<std::string>& faults_;
  std::string key_;                         // of the value that comes next
  std::vector<Waiting> waiting_;
  std::vector<Level> levels_;
};

}  // namespace

Json load_json(const std::string& file, std::string_view text, std::vector<std::string>& faults) {
  const std::size_t before = faults.size();
  if (text.size() > most_mapping_bytes) {
    faults.push_back(file + ": larger than 4 MiB, which no mapping needs; move long code tables to CSV files");
    return nullptr;
  }
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    faults.push_back(file + ": " + place(text, nul) + ": a NUL character; save the file as UTF-8 text");
    return nullptr;
  }
  Builder builder(file, text, faults);
  const bool parsed = Json::sax_parse(text.begin(), text.end(), &builder);
  if (!parsed && faults.size() == before) faults.push_back(file + ": this is not JSON");
  if (faults.size() != before) return nullptr;
  if (!builder.result.is_object()) {
    faults.push_back(file + ": a mapping is a JSON object: it begins with { and ends with }");
    return nullptr;
  }
  return std::move(builder.result);
}

}  // namespace rosterkit::mapping
