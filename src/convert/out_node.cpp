// Rows and trees under construction.
#include "out_node.hpp"

#include <algorithm>

#include "rosterkit/base/text.hpp"
#include "rosterkit/io/xml_writer.hpp"

namespace rosterkit::convert {
namespace {

std::string_view text_under(const XmlNode& node, const std::vector<std::string>& path) {
  const XmlNode* at = &node;
  for (const std::string& name : path) {
    if (name.starts_with('@')) {
      for (const auto& [key, value] : at->attributes) {
        if (key == name.substr(1)) return value;
      }
      return {};
    }
    const auto found = std::find_if(at->children.begin(), at->children.end(), [&](const XmlNode* child) { return child->name == name; });
    if (found == at->children.end()) return {};
    at = *found;
  }
  return at->text;
}

io::XmlElement element_of(const XmlNode& node) {
  io::XmlElement element;
  element.name = node.name;
  element.attributes = node.attributes;
  element.text = node.text;
  for (const XmlNode* child : node.children) element.children.push_back(element_of(*child));
  return element;
}

}  // namespace

XmlNode* XmlTree::step(XmlNode* from, const NodeStep& each, std::size_t index, bool create) {
  for (XmlNode* child : from->children) {
    if (child->name != each.name) continue;
    if (!each.filter_path.empty() && text_under(*child, each.filter_path) != each.filter_value) continue;
    if (index-- == 0) return child;
  }
  if (!create) return nullptr;
  XmlNode* node = make(each.name);
  from->children.push_back(node);
  if (!each.filter_path.empty()) {                     // the predicate's value belongs to the node
    XmlNode* at = node;
    for (std::size_t i = 0; i < each.filter_path.size(); ++i) {
      const std::string& name = each.filter_path[i];
      if (name.starts_with('@')) {
        at->attributes.emplace_back(name.substr(1), each.filter_value);
        return node;
      }
      XmlNode* inner = make(name);
      at->children.push_back(inner);
      at = inner;
    }
    at->text = each.filter_value;
  }
  return node;
}

XmlNode* XmlTree::reach(XmlNode* from, const NodePath& path, std::size_t leave, std::size_t index, bool create) {
  for (std::size_t i = 0; i + leave < path.steps.size() && from != nullptr; ++i) {
    if (path.steps[i].attribute) return from;
    // The step that carries [] is the one that repeats.
    from = step(from, path.steps[i], path.list_at != 0 && i + 1 == path.list_at ? index : 0, create);
  }
  return from;
}

XmlNode* XmlTree::add(XmlNode* from, const NodePath& path) {
  from = reach(from, path, 1, 0, true);
  return step(from, path.steps.back(), from->children.size() + 1, true);   // further than any that is there
}

bool put(Out& out, const OutLocation& at, std::string_view text, std::size_t index) {
  using Kind = OutLocation::Kind;
  if (out.tree != nullptr) {                           // reading leaves out what stands around the text of an element
    const std::string_view kept = trim(text);
    out.tree->blanks_left += text.size() - kept.size();
    text = kept;
  }
  if (text.empty()) return true;
  const auto settle = [&](std::string& cell) {
    if (cell.empty()) cell = text;
    return cell == text;
  };
  if (at.kind == Kind::item) return out.item == nullptr || settle(*out.item);
  if (out.sheet != nullptr) {
    if (at.kind != Kind::cell) return true;
    const std::uint32_t column = at.columns[at.columns.size() > 1 ? out.word : 0];
    return column == 0xFFFFFFFFu || out.sheet->settle(column, out.sheet_row, out.sheet->pool.keep(text));
  }
  if (out.rows != nullptr) {
    if (at.kind != Kind::cell) return true;
    const std::uint32_t column = at.columns[at.columns.size() > 1 ? out.word : 0];
    if (column == 0xFFFFFFFFu) return true;
    bool fits = true;
    for (OutRow& row : *out.rows) fits = settle(row[column]) && fits;
    return fits;
  }
  XmlNode* node = out.nodes[std::min<std::size_t>(at.up, out.nodes.size() - 1)];
  if (at.kind == Kind::self) return settle(node->text);
  if (at.kind != Kind::path || at.path.steps.empty()) return true;
  const NodeStep& last = at.path.steps.back();
  if (last.attribute) {
    node = out.tree->reach(node, at.path, 1, index, true);
    for (auto& [name, value] : node->attributes) {
      if (name == last.name) return value == text;
    }
    node->attributes.emplace_back(last.name, std::string(text));
    return true;
  }
  return settle(out.tree->reach(node, at.path, 0, index, true)->text);
}

std::string_view get(const Out& out, const OutLocation& at) {
  using Kind = OutLocation::Kind;
  if (at.kind == Kind::item) return out.item == nullptr ? std::string_view{} : std::string_view(*out.item);
  if (out.sheet != nullptr) {
    if (at.kind != Kind::cell) return {};
    const std::uint32_t column = at.columns[at.columns.size() > 1 ? out.word : 0];
    return column == 0xFFFFFFFFu ? std::string_view{} : out.sheet->cell(column, out.sheet_row);
  }
  if (out.rows != nullptr) {
    if (at.kind != Kind::cell || out.rows->empty()) return {};
    const std::uint32_t column = at.columns[at.columns.size() > 1 ? out.word : 0];
    return column == 0xFFFFFFFFu ? std::string_view{} : std::string_view(out.rows->front()[column]);
  }
  XmlNode* node = out.nodes[std::min<std::size_t>(at.up, out.nodes.size() - 1)];
  if (at.kind == Kind::self) return node->text;
  if (at.kind != Kind::path || at.path.steps.empty()) return {};
  const bool attribute = at.path.steps.back().attribute;
  node = out.tree->reach(node, at.path, attribute ? 1 : 0, 0, false);
  if (node == nullptr) return {};
  if (!attribute) return node->text;
  for (const auto& [name, value] : node->attributes) {
    if (name == at.path.steps.back().name) return value;
  }
  return {};
}

void put_constant(Out& out, const OutLocation& at, std::string_view text) {
  if (out.tree == nullptr || at.kind != OutLocation::Kind::path) {
    put(out, at, text);
    return;
  }
  XmlNode* node = out.nodes[std::min<std::size_t>(at.up, out.nodes.size() - 1)];
  for (std::size_t index = 0; index < 10000; ++index) {
    const XmlNode* container = out.tree->reach(node, at.path, 1, index, false);
    if (container == nullptr || (at.path.steps.size() > 1 && container->children.empty() && container->attributes.empty() && container->text.empty())) return;
    put(out, at, text, index);
    if (at.path.list_at == 0) return;
  }
}

void sort_nodes(XmlNode& node, const std::map<std::string, std::vector<std::string>>& order,
                const std::map<std::string, std::vector<std::string>>& shared, const std::string& path) {
  const std::vector<std::string>* names = nullptr;
  if (const auto own = order.find(path); own != order.end()) names = &own->second;
  else if (const auto common = shared.find(node.name); common != shared.end()) names = &common->second;
  if (names != nullptr) {
    const auto rank = [&](const XmlNode* child) { return std::find(names->begin(), names->end(), child->name) - names->begin(); };
    std::stable_sort(node.children.begin(), node.children.end(), [&](const XmlNode* a, const XmlNode* b) { return rank(a) < rank(b); });
  }
  for (XmlNode* child : node.children) sort_nodes(*child, order, shared, path.empty() ? child->name : path + "/" + child->name);
}

std::size_t write_node(std::string& text, const XmlNode& node, int level) { return io::write_element(text, element_of(node), level); }

}  // namespace rosterkit::convert
