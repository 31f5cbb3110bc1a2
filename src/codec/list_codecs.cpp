// Several values in one cell: plain lists, and one item out of a list. Lists of key and text are in pairs_codec.cpp.
#include <stdexcept>

#include "codecs.hpp"
#include "model_list.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::codec {
namespace {

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

std::unique_ptr<Codec> make_item(const Arguments& arguments) {
  allow_arguments(arguments, {"by", "n"});
  std::string by = text_argument(arguments, "by", ",");
  if (by.empty()) throw std::invalid_argument("\"by\" must name the text between the items.");
  return std::make_unique<ItemCodec>(std::move(by), number_argument(arguments, "n", 0, 1000, 0));
}

}  // namespace rosterkit::codec
