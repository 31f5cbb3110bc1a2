// Lists of key and text in one cell. Items without brackets are read, what is left of broken ones is not, and either is reported.
#include <algorithm>
#include <array>
#include <stdexcept>

#include "codecs.hpp"
#include "model_list.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::codec {
namespace {

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

}  // namespace

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

}  // namespace rosterkit::codec
