// Codecs: how one text cell becomes a model value, and back. THE table is in codec.cpp: name, usage, class, both
// directions, examples; the loader, docs/codecs.md, `map schema` and the property tests are made from it.
// Codecs know nothing of formats. Values are UTF-8; blank never reaches a codec (product.md, promise 2).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rosterkit::codec {

/// Items of a list value travel in one text, separated by this character; keyed lists as key, pair_separator, text.
/// Readers remove both characters from cells (rule cell.control-character), so they cannot occur in data.
inline constexpr char item_separator = '\x1F';
inline constexpr char pair_separator = '\x1E';

/// Arguments as written in the mapping, without JSON: {"date": ["a","b"]} -> list; {"split": ","} -> text;
/// {"bool": {"true": ["Y"]}} -> lists["true"]; {"item": {"by": ",", "n": 0}} -> texts["by"], texts["n"].
struct Arguments {
  std::string text;
  std::vector<std::string> list;
  std::map<std::string, std::string> texts;
  std::map<std::string, std::vector<std::string>> lists;
};

enum class Direction { read, write };

/// What a codec step gives back: the value (may be blank), or why it refuses.
struct Result {
  std::string_view value;       ///< points into the input, into @p scratch, or into the codec
  std::string_view rule;        ///< "" = fine; else the rule id of a finding (with `refused`, the value is emptied)
  bool refused = false;         ///< true: the value is emptied; false with a rule: kept, but changed or unknown
};

/// One codec with its arguments, ready to run. Immutable, so that threads may share it.
class Codec {
 public:
  virtual ~Codec() = default;
  /// @param scratch  owned by the caller; the codec may overwrite it and return a view into it. The cell or value must
  ///                 not lie in it: a chain of codecs takes two scratch texts in turn.
  virtual Result decode(std::string_view cell, std::string& scratch) const = 0;
  virtual Result encode(std::string_view value, std::string& scratch) const = 0;
  /// True if the value is a list on the model's side and the cell holds it whole (split, pairs).
  virtual bool makes_list() const { return false; }
  /// Says, for messages, what a good cell looks like: "a date written YYYY-MM-DD or MM/DD/YYYY".
  virtual std::string expects() const = 0;
};

enum class Class { exact, canonicalising, lossy_on_read, lossy_on_write, read_only, write_only };

struct Example {
  std::string_view args_json;   ///< as in a mapping: R"({"date": ["MM/dd/yyyy"]})"
  std::string_view cell;        ///< before reading
  std::string_view value;       ///< model value (list items joined with "|" for print); "" with refused
  std::string_view written;     ///< cell after writing the value
  bool refused = false;
};

struct TableRow {
  std::string_view name;
  std::string_view usage;       ///< one line of JSON, as an author writes it
  std::string_view meaning;     ///< two or three sentences
  Class klass;
  /// Builds the codec. Throws std::invalid_argument with a sentence for the author if the arguments are wrong.
  std::unique_ptr<Codec> (*make)(const Arguments& arguments);
  std::vector<Example> examples;
};

std::span<const TableRow> table();
const TableRow* find(std::string_view name);

/// "canonicalising", "lossy on read", ...: as the documents and `explain` spell it.
std::string_view class_name(Class klass);

/// The text of docs/codecs.md, made from the table.
std::string codecs_markdown();

}  // namespace rosterkit::codec
