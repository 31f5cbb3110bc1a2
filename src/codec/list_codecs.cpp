// Several values in one cell: plain lists, lists of key and text, and one item out of a list. On the model's side items
// are joined by item_separator, keys and texts by pair_separator (codec.hpp); neither occurs in data.
#include <algorithm>
#include <array>
#include <stdexcept>

#include "codecs.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::codec {

namespace {

constexpr std::string_view bad_item = "cell.list-item";
constexpr std::string_view item_changed = "value.separator";

// True if @p list, items joined by item_separator, holds @p item. Lists are short: looking through them is fastest.
bool has_item(std::string_view list, std::string_view item) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(item_separator), list.size());
    if (list.substr(0, end) == item) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

void append(std::string& list, std::string_view item) {
  if (item.empty()) return;
  if (!list.empty()) list += item_separator;
  list += item;
}

void append_item(std::string& list, std::string_view item) {
  if (!has_item(list, item)) append(list, item);
}

// Calls @p use with each item of a model list.
template <typename Use>
void for_each_item(std::string_view list, Use use) {
  while (true) {
    const std::size_t end = list.find(item_separator);
    use(list.substr(0, end));
    if (end == std::string_view::npos) return;
    list.remove_prefix(end + 1);
  }
}

bool remove_all(std::string& text, std::string_view word) {
  bool removed = false;
  // From the front again each time: what is left on both sides of a removed word may be the word once more.
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word)) {
    text.erase(at, word.size());
    removed = true;
  }
  return removed;
}

bool trim_in_place(std::string& text) {
  const std::string_view kept = trim(text);
  if (kept.size() == text.size()) return false;
  text = std::string(kept);
  return true;
}

/// A cell of items with a separator between them.
class SplitCodec : public Codec {
 public:
  SplitCodec(std::string separator, bool reports_others)
      : written_(std::move(separator)), separator_(trim(written_)), reports_others_(reports_others) {
    // A separator of blanks only ("a b") is one; otherwise the blanks around it belong to the writing.
    is_blank_ = separator_.empty();
    if (is_blank_) separator_ = written_;
  }

  Result decode(std::string_view cell, std::string& scratch) const override {
    bool has_empty = false, has_blanks = false;
    // What is written between items may hold a blank of its own ("; ").
    const auto trimmed = [&](std::string_view item, bool is_first) {
      const std::string_view kept = trim(item);
      if (!is_first && item.size() == kept.size() + 1 && written_.size() == separator_.size() + 1) return kept;
      has_blanks |= reports_others_ && kept.size() != item.size();
      return kept;
    };
    if (cell.find(separator_) == std::string_view::npos) {
      const std::string_view only = trimmed(cell, true);
      return has_blanks ? changed(only, other_spelling) : fine(only);
    }
    scratch.clear();
    for (bool is_first = true;; is_first = false) {
      const std::size_t end = cell.find(separator_);
      const std::string_view item = trimmed(cell.substr(0, end), is_first);
      if (item.empty()) has_empty = true;
      append(scratch, item);
      if (end == std::string_view::npos) break;
      cell.remove_prefix(end + separator_.size());
    }
    // Two blanks in a row are no empty item between them.
    if (has_empty && !is_blank_) return changed(scratch, bad_item);
    return has_blanks ? changed(scratch, other_spelling) : fine(scratch);
  }

  Result encode(std::string_view value, std::string& scratch) const override {
    const bool one_clean_item = value.find(item_separator) == std::string_view::npos && is_clean(value);
    if (one_clean_item) return fine(value);

    bool altered = false;
    std::string items;
    std::string item;
    for_each_item(value, [&](std::string_view part) {
      if (!is_clean(part)) {
        item.assign(part);
        clean(item);
        altered = true;
        part = item;
      }
      // Whether an item may be there twice is the affair of the field; one that has become equal to another may not.
      if (altered) append_item(items, part);
      else append(items, part);
    });
    scratch.clear();
    for (const char c : items) {
      if (c == item_separator) scratch += written_;
      else scratch += c;
    }
    return altered ? changed(scratch, item_changed) : fine(scratch);
  }

  bool makes_list() const override { return true; }
  std::string expects() const override { return "a list with \"" + separator_ + "\" between its items"; }

 private:
  // An item that ends with the first half of a separator of several characters, or begins with its second half, would
  // make a separator together with its neighbour.
  bool ends_badly(std::string_view item) const {
    for (std::size_t length = 1; length < separator_.size(); ++length) {
      if (item.ends_with(std::string_view(separator_).substr(0, length))) return true;
    }
    return false;
  }
  bool begins_badly(std::string_view item) const {
    for (std::size_t from = 1; from < separator_.size(); ++from) {
      if (item.starts_with(std::string_view(separator_).substr(from))) return true;
    }
    return false;
  }
  bool is_clean(std::string_view item) const {
    return item.find(separator_) == std::string_view::npos && trim(item).size() == item.size() && !ends_badly(item) &&
           !begins_badly(item);
  }
  void clean(std::string& item) const {
    while (!item.empty() && !is_clean(item)) {
      if (remove_all(item, separator_) || trim_in_place(item)) continue;
      if (ends_badly(item)) item.pop_back();
      else item.erase(0, 1);
    }
  }

  std::string written_;
  std::string separator_;
  bool is_blank_ = false, reports_others_;
};

/// OneRoster CSV, users.csv, "userIds": {Type:Id},{Type:Id}.
class PairsCodec : public Codec {
 public:
  PairsCodec(std::string open, std::string between, std::string close, std::string separator, bool reports_others)
      : open_(std::move(open)), between_(std::move(between)), close_(std::move(close)), separator_(std::move(separator)),
        reports_others_(reports_others) {
    for (const std::string* mark : {&open_, &between_, &close_, &separator_}) is_mark_[static_cast<unsigned char>(mark->front())] = true;
  }

  Result decode(std::string_view cell, std::string& scratch) const override {
    scratch.clear();
    if (decode_plain(cell, scratch)) return fine(scratch);
    scratch.clear();
    bool bad = false;
    const std::size_t size = cell.size();
    cell = trim(cell);
    bool has_blanks = cell.size() != size;
    while (true) {
      const std::string_view item = take_item(cell, bad);
      const std::size_t middle = item.find(between_);
      const std::string_view key = trim(item.substr(0, middle));
      const std::string_view text =
          middle == std::string_view::npos ? std::string_view() : trim(item.substr(middle + between_.size()));
      // Marks inside of a key, or the closing one inside of a text, are the remains of a broken item.
      if (key.empty() || text.empty() || has_mark(key) || text.find(close_) != std::string_view::npos) {
        bad = true;
      } else {
        // OneRoster CSV: exactly one colon. Ids that are addresses (https://...) have more; they are read all the same.
        bad |= reports_others_ && text.find(between_) != std::string_view::npos;
        append_pair(scratch, key, text);
      }
      if (cell.empty()) break;
      if (cell.starts_with(separator_)) {
        const std::string_view rest = cell.substr(separator_.size());
        cell = trim(rest);
        has_blanks |= cell.size() != rest.size();
      } else {
        bad = true;  // two items with nothing between them
      }
    }
    if (bad) return changed(scratch, bad_item);
    return has_blanks && reports_others_ ? changed(scratch, other_spelling) : fine(scratch);
  }

  Result encode(std::string_view value, std::string& scratch) const override {
    scratch.clear();
    bool altered = false;
    std::string written;
    for_each_item(value, [&](std::string_view pair) {
      const std::size_t middle = std::min(pair.find(pair_separator), pair.size());
      std::string key(pair.substr(0, middle));
      std::string text(pair.substr(std::min(middle + 1, pair.size())));
      for (const std::string* mark : {&open_, &between_, &close_, &separator_}) altered |= remove_all(key, *mark);
      altered |= remove_all(text, close_) | trim_in_place(key) | trim_in_place(text);
      if (key.empty() || text.empty()) {
        altered = true;
        return;
      }
      append_item(written, open_ + key + between_ + text + close_);
    });
    for (const char c : written) {
      if (c == item_separator) scratch += separator_;
      else scratch += c;
    }
    return altered ? changed(scratch, item_changed) : fine(scratch);
  }

  bool makes_list() const override { return true; }
  std::string expects() const override {
    const std::string item = open_ + "Type" + between_ + "Id" + close_;
    return "a list written " + item + separator_ + item;
  }

 private:
  static void append_pair(std::string& list, std::string_view key, std::string_view text) {
    const std::size_t before = list.size(), begin = before + (before == 0 ? 0 : 1);
    if (before != 0) list += item_separator;
    list.append(key).append(1, pair_separator).append(text);
    const std::string_view all = list;
    if (before != 0 && has_item(all.substr(0, before), all.substr(begin))) list.resize(before);
  }

  /// Items with nothing odd about them, as nearly all are. @returns false, with anything in @p scratch, if there is.
  bool decode_plain(std::string_view cell, std::string& scratch) const {
    while (true) {
      if (cell.size() < 5 || cell.front() != open_.front()) return false;
      const std::size_t close = cell.find(close_.front()), middle = cell.find(between_.front());
      if (close == std::string_view::npos || middle >= close) return false;
      const std::string_view key = cell.substr(1, middle - 1), text = cell.substr(middle + 1, close - middle - 1);
      if (key.empty() || text.empty() || trim(key).size() != key.size() || trim(text).size() != text.size() || has_mark(key)) return false;
      if (reports_others_ && text.find(between_.front()) != std::string_view::npos) return false;
      append_pair(scratch, key, text);
      if (close + 1 == cell.size()) return true;
      if (cell[close + 1] != separator_.front()) return false;
      cell.remove_prefix(close + 2);
    }
  }

  bool has_mark(std::string_view key) const {
    return std::any_of(key.begin(), key.end(), [&](char c) { return is_mark_[static_cast<unsigned char>(c)]; });
  }

  // Takes one item off the front. Exports leave the brackets out: such an item ends at the next separator, and is
  // reported although it can be read.
  std::string_view take_item(std::string_view& cell, bool& bad) const {
    if (cell.starts_with(open_)) {
      cell.remove_prefix(open_.size());
      const std::size_t end = cell.find(close_);
      if (end == std::string_view::npos) bad = true;
      const std::string_view item = cell.substr(0, end);
      cell = end == std::string_view::npos ? std::string_view() : trim(cell.substr(end + close_.size()));
      return item;
    }
    bad = true;
    const std::size_t end = std::min(cell.find(separator_), cell.size());
    const std::string_view item = cell.substr(0, end);
    cell.remove_prefix(end);
    return item;
  }

  std::string open_, between_, close_, separator_;     // of one character each
  std::array<bool, 256> is_mark_{};
  bool reports_others_;
};

/// One item out of a list in a cell. The others are lost, so there is no way back.
class ItemCodec : public Codec {
 public:
  ItemCodec(std::string by, int index) : by_(std::move(by)), index_(index) {}

  Result decode(std::string_view cell, std::string&) const override {
    for (int index = 0;; ++index) {
      const std::size_t end = cell.find(by_);
      if (index == index_) return fine(trim(cell.substr(0, end)));
      if (end == std::string_view::npos) return fine({});
      cell.remove_prefix(end + by_.size());
    }
  }
  Result encode(std::string_view, std::string&) const override { return refuse("value.lost"); }
  std::string expects() const override { return "a list with \"" + by_ + "\" between its items"; }

 private:
  std::string by_;
  int index_;
};

}  // namespace

std::unique_ptr<Codec> make_split(const Arguments& arguments) {
  allow_arguments(arguments, {"", "by", "others"});
  std::string separator = text_argument(arguments, "");
  if (separator.empty()) separator = text_argument(arguments, "by");
  if (separator.empty()) throw std::invalid_argument("Name the text between the items, like {\"split\": \",\"}.");
  return std::make_unique<SplitCodec>(std::move(separator), reports_others(arguments));
}

std::unique_ptr<Codec> make_pairs(const Arguments& arguments) {
  allow_arguments(arguments, {"open", "between", "close", "separator", "others"});
  std::vector<std::string> marks = {text_argument(arguments, "open", "{"), text_argument(arguments, "between", ":"),
                                    text_argument(arguments, "close", "}"), text_argument(arguments, "separator", ",")};
  for (const std::string& mark : marks) {
    if (mark.size() != 1 || trim(mark).empty()) {
      throw std::invalid_argument("\"open\", \"between\", \"close\" and \"separator\" must be one character each.");
    }
    if (std::count(marks.begin(), marks.end(), mark) > 1) {
      throw std::invalid_argument("\"open\", \"between\", \"close\" and \"separator\" must differ.");
    }
  }
  return std::make_unique<PairsCodec>(marks[0], marks[1], marks[2], marks[3], reports_others(arguments));
}

std::unique_ptr<Codec> make_item(const Arguments& arguments) {
  allow_arguments(arguments, {"by", "n"});
  std::string by = text_argument(arguments, "by", ",");
  if (by.empty()) throw std::invalid_argument("\"by\" must name the text between the items.");
  return std::make_unique<ItemCodec>(std::move(by), number_argument(arguments, "n", 0, 1000, 0));
}

}  // namespace rosterkit::codec
