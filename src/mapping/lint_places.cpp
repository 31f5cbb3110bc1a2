// Where a record writes: no cell twice, every cell in `columns`, every element in `order`. Locations are followed through
// the children, as they share the row or the element of the record unless they have items of their own.
#include <algorithm>
#include <set>

#include "lint.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::mapping {
namespace {

struct Written {
  std::string place;         ///< unique name of the cell: column, or path of elements
  std::string path;          ///< the path alone, without what keeps items of different children apart
  std::string pointer;
  bool conditional = false;  ///< written only sometimes: another field may write it at other times
};

std::string joined(const std::string& container, const std::string& path) {
  if (path.empty() || path == ".") return container;
  return container.empty() ? path : container + "/" + path;
}

std::string with_word(std::string at, const std::string& word) {
  for (std::size_t hole = at.find("{n}"); hole != std::string::npos; hole = at.find("{n}", hole + word.size())) at.replace(hole, 3, word);
  return at;
}

/// A path without predicates and list marks: the names of its elements.
std::string bare(std::string_view path) {
  std::string out;
  bool in_brackets = false;
  for (const char c : path) {
    if (c == '[') in_brackets = true;
    if (!in_brackets) out += c;
    if (c == ']') in_brackets = false;
  }
  return out;
}

/// Where the fields of a record or child stand.
struct Node {
  std::string place, path;
  const Node* outer = nullptr;
  std::vector<std::string> words{""};   ///< of numbered columns
  std::string cell;                     ///< of a split child: what $value stands for
  bool conditional = false;
};

class PlaceLint {
 public:
  PlaceLint(const Mapping& mapping, const Record& record, Faults& faults)
      : mapping_(mapping), record_(record), faults_(faults), is_csv_(mapping.format.kind == "csv") {}

  void run() {
    const Node root;
    collect(record_.fields, record_.children, root);
    twice();
    if (is_csv_) {
      columns();
      read_only_cells();
    } else {
      order();
    }
  }

 private:
  void collect(const std::vector<Field>& fields, const std::vector<Child>& children, const Node& node) {
    for (const Field& field : fields) {
      if (writes_cell(field)) this->field(field, node);
      if (field.by && !field.write.declined) {
        for (const auto& [cell, path] : field.by->writes) add(cell, field, node);
      }
    }
    for (const Child& child : children) {
      if (child.write) this->child(child, node);
    }
  }

  void field(const Field& field, const Node& node) {
    if (field.kind != Field::Kind::keyed_rest) return add(field.at.front(), field, node);
    for (const std::string& at : field.at) {
      for (const std::string& part : {field.item_key, field.item_value}) {
        if (!part.empty()) add(is_csv_ || at == "." ? part : joined(at, part), field, node);
      }
    }
  }

  void add(std::string at, const Field& field, const Node& node) {
    const Node* from = &node;
    while (at.starts_with('^') && from->outer) {
      at.erase(0, 1);
      from = from->outer;
    }
    if (at == "$value" && !from->cell.empty()) at = from->cell;
    if (at.starts_with('$')) return;   // a place among items, not a cell
    for (const std::string& word : node.words) {
      const std::string name = with_word(at, word);
      const bool conditional = node.conditional || !field.when.empty();
      if (is_csv_) written_.push_back({name, name, field.pointer, conditional});
      else written_.push_back({joined(from->place, name), joined(from->path, name), field.pointer, conditional});
    }
  }

  void child(const Child& child, const Node& outer) {
    Node node;
    node.place = outer.place;
    node.path = outer.path;
    node.outer = &outer;
    node.words = outer.words;
    // Children that exclude each other may share cells.
    node.conditional = outer.conditional || !child.when.empty() || !child.instead.empty() || !child.rest.empty();
    if (child.each.kind == Each::Kind::numbered) node.words = child.each.words;
    if (child.each.kind == Each::Kind::split) node.cell = child.each.at;
    if (child.each.kind == Each::Kind::path) {
      node.path = node.place = joined(outer.path, child.each.path);
      const bool shares_node = child.max && *child.max == 1;
      if (!shares_node) node.place += "#" + child.name;   // each item has an element of its own
    }
    collect(child.fields, child.children, node);
  }

  void twice() {
    std::map<std::string, const Written*> first;
    for (const Written& written : written_) {
      const auto [it, is_new] = first.try_emplace(written.place, &written);
      if (is_new || it->second->pointer == written.pointer) continue;
      if (it->second->conditional || written.conditional) continue;
      faults_.add_because(written.pointer, "at", in_quotes(written.path) + " is written by " + it->second->pointer + " too; give one of the two \"write\": false, or a \"when\"");
    }
  }

  void columns() {
    if (record_.columns.empty()) {
      if (!written_.empty()) faults_.add(record_.pointer, "a record of a CSV file needs \"columns\", the order of output");
      return;
    }
    std::set<std::string> known;
    for (const std::string& column : record_.columns) {
      if (!known.insert(column).second) faults_.add(step(record_.pointer, "columns"), "the column " + in_quotes(column) + " stands there twice");
    }
    for (const Written& written : written_) {
      if (known.contains(written.path)) continue;
      faults_.add_because(written.pointer, "at", in_quotes(written.path) + " is not in \"columns\", so that it would not be written" + suggestion(written.path, record_.columns));
    }
  }

  /// Cells that only `make` and conditions name: a misspelt one would be blank on every row, and nobody would say so. A
  /// condition may look at a column that nothing else reads, so there only a name close to a known one is refused.
  void read_only_cells() {
    std::vector<std::string> known = record_.columns;
    const auto know = [&](const auto& self, const std::vector<Field>& fields, const std::vector<Child>& children, const std::vector<std::string>& words) -> void {
      const auto add_all = [&](const std::string& at) {
        for (const std::string& word : words) known.push_back(with_word(at.substr(std::min(at.size(), at.find_first_not_of('^'))), word));
      };
      for (const Field& field : fields) {
        for (const auto* list : {&field.at, &field.aliases}) {
          for (const std::string& at : *list) add_all(at);
        }
        for (const std::string* part : {&field.item_key, &field.item_value}) {
          if (!part->empty()) add_all(*part);
        }
      }
      for (const Child& child : children) {
        if (!child.each.at.empty()) add_all(child.each.at);
        self(self, child.fields, child.children, child.each.kind == Each::Kind::numbered ? child.each.words : words);
      }
    };
    know(know, record_.fields, record_.children, {""});
    const std::set<std::string> names(known.begin(), known.end());
    const auto look = [&](std::string cell, const std::string& pointer, const std::string& key, const std::vector<std::string>& words, bool strictly) {
      cell.erase(0, std::min(cell.size(), cell.find_first_not_of('^')));
      if (cell.empty() || cell.starts_with('$')) return;
      for (const std::string& word : words) {
        const std::string name = with_word(cell, word);
        if (names.contains(name)) continue;
        const std::string near = suggestion(name, known);
        if (!near.empty() || strictly) faults_.add_because(pointer, key, in_quotes(key) + " names " + in_quotes(name) + ", which is no column that this record has" + near);
      }
    };
    const auto walk = [&](const auto& self, const std::vector<Field>& fields, const std::vector<Child>& children, const std::vector<std::string>& words) -> void {
      for (const Field& field : fields) {
        for (const MakePart& part : field.make) {
          if (part.kind == MakePart::Kind::cell) look(part.text, field.pointer, "make", words, true);
        }
      }
      for (const Child& child : children) {
        const auto& inner = child.each.kind == Each::Kind::numbered ? child.each.words : words;
        for (const Test& test : child.when) {
          if (test.path.find('.') == std::string::npos) look(test.path, child.pointer, "when", inner, false);
        }
        self(self, child.fields, child.children, inner);
      }
    };
    walk(walk, record_.fields, record_.children, {""});
    for (const Test& test : record_.skip) look(test.path, record_.pointer, "skip", {""}, false);
  }

  /// The list that orders a container: the record's own, or one for all containers of that name.
  const std::vector<std::string>* order_of(const std::string& container) const {
    if (const auto own = record_.order.find(container); own != record_.order.end()) return &own->second;
    const std::size_t slash = container.rfind('/');
    const auto shared = mapping_.format.order.find(slash == std::string::npos ? container : container.substr(slash + 1));
    return shared == mapping_.format.order.end() || container.empty() ? nullptr : &shared->second;
  }

  void order() {
    if (record_.order.empty()) return;
    std::map<std::string, std::map<std::string, std::string>> children;   // container -> element -> who writes it first
    for (const Written& written : written_) {
      std::string container;
      const std::string path = bare(written.path);
      for (const std::string_view name : split(path, "/")) {
        if (name.empty() || name.starts_with('@')) break;
        children[container].try_emplace(std::string(name), written.pointer);
        container = joined(container, std::string(name));
      }
    }
    for (const auto& [container, elements] : children) {
      const std::vector<std::string>* list = order_of(container);
      if (!list && elements.size() < 2) continue;   // one element needs no order
      const std::string place = container.empty() ? "the record (\"\")" : in_quotes(container);
      for (const auto& [name, pointer] : elements) {
        if (!list) {
          faults_.add_because(pointer, "at", "\"order\" has no list for " + place + ", which has several elements, " + in_quotes(name) + " among them");
          break;
        }
        if (std::find(list->begin(), list->end(), name) == list->end()) {
          faults_.add_because(pointer, "at", in_quotes(name) + " is not in the \"order\" of " + place + suggestion(name, *list));
        }
      }
    }
  }

  const Mapping& mapping_;
  const Record& record_;
  Faults& faults_;
  bool is_csv_;
  std::vector<Written> written_;
};

}  // namespace

void lint_places(const Mapping& mapping, const Record& record, Faults& faults) { PlaceLint(mapping, record, faults).run(); }

}  // namespace rosterkit::mapping
