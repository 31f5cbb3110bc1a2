// Keys are sorted, as their order means nothing; `constants` and `values` keep theirs, where it is the order of writing.
#include "show.hpp"

#include <algorithm>

namespace rosterkit::mapping {
namespace {

class Printer {
 public:
  Printer(const Effective& effective, bool with_origins) : effective_(effective), with_origins_(with_origins) {}

  std::string print() {
    if (with_origins_ && !effective_.layers.empty()) out_ = "// " + effective_.layers.front().label + "\n";
    value(effective_.tree, "", 0, "");
    return std::move(out_);
  }

 private:
  static bool is_flat(const Json& value) {
    if (value.is_object()) return value.empty();
    return !value.is_array() || std::all_of(value.begin(), value.end(), [](const Json& item) { return item.is_primitive(); });
  }

  static std::string flat(const Json& value) {
    if (!value.is_array()) return value.dump();
    std::string out = "[";
    for (const Json& item : value) out += (out.size() > 1 ? ", " : "") + item.dump();
    return out + "]";
  }

  void end_line(const std::string& pointer, std::string_view comma) {
    out_ += comma;
    const std::size_t layer = effective_.layer_of(pointer);
    if (with_origins_ && layer > 0) out_ += "  // " + effective_.layers[layer].label;
    out_ += '\n';
  }

  void value(const Json& value, const std::string& pointer, std::size_t depth, std::string_view comma) {
    if (is_flat(value)) {
      out_ += flat(value);
      return end_line(pointer, comma);
    }
    out_ += value.is_array() ? '[' : '{';
    end_line(pointer, "");
    const std::string indent(2 * (depth + 1), ' ');
    if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        out_ += indent;
        this->value(value[i], step(pointer, i), depth + 1, i + 1 < value.size() ? "," : "");
      }
    } else {
      std::vector<std::string> keys = keys_of(value);
      const std::string name = last_step(pointer);
      if (name != "constants" && name != "values") std::sort(keys.begin(), keys.end());
      for (std::size_t i = 0; i < keys.size(); ++i) {
        out_ += indent + Json(keys[i]).dump() + ": ";
        this->value(*member(value, keys[i]), step(pointer, keys[i]), depth + 1, i + 1 < keys.size() ? "," : "");
      }
    }
    out_ += std::string(2 * depth, ' ') + (value.is_array() ? "]" : "}");
    end_line(pointer, comma);
  }

  const Effective& effective_;
  bool with_origins_;
  std::string out_;
};

}  // namespace

std::string show_tree(const Effective& effective, bool with_origins) { return Printer(effective, with_origins).print(); }

}  // namespace rosterkit::mapping
