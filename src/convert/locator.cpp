// Finding texts at locations: cells of CSV rows, paths in XML objects.
#include <cstring>

#include "frame.hpp"
#include "rosterkit/io/xml_reader.hpp"

namespace rosterkit::convert {
namespace {

std::string_view text_at(const io::XmlNode& node, const std::vector<std::string>& path) {
  const io::XmlNode* at = &node;
  for (const std::string& name : path) {
    if (name.starts_with('@')) {
      for (const io::XmlNode& attribute : at->attributes()) {
        if (attribute.is(std::string_view(name).substr(1))) return attribute.text();
      }
      return {};
    }
    const io::XmlNode* found = nullptr;
    for (const io::XmlNode& child : at->children()) {
      if (!child.is(name)) continue;
      found = &child;
      break;
    }
    if (found == nullptr) return {};
    at = found;
  }
  return at->text();
}

}  // namespace

std::string_view Arena::keep(std::string_view text) {
  if (text.empty()) return {};
  if (text.size() > left_) {
    const std::size_t size = std::max<std::size_t>(text.size(), 32 << 10);
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    at_ = chunks_.back().get();
    left_ = size;
  }
  std::memcpy(at_, text.data(), text.size());
  const std::string_view kept(at_, text.size());
  at_ += text.size();
  left_ -= text.size();
  return kept;
}

bool Locator::matches(const io::XmlNode& node, const NodeStep& step) {
  if (!step.name.empty() && !node.is(step.name)) return false;
  return step.filter_path.empty() || text_at(node, step.filter_path) == step.filter_value;
}

template <typename Use>
void Locator::walk(const io::XmlNode& from, const NodePath& path, std::size_t depth, bool all, Use&& use) const {
  if (depth == path.steps.size()) {
    use(from);
    return;
  }
  const NodeStep& step = path.steps[depth];
  if (step.attribute) {
    for (const io::XmlNode& attribute : from.attributes()) {
      if (attribute.is(step.name)) use(attribute);
    }
    return;
  }
  for (const io::XmlNode& child : from.children()) {
    if (!matches(child, step)) continue;
    walk(child, path, depth + 1, all, use);
    if (!all && depth >= path.list_at) return;        // only the steps up to [] repeat
  }
}

std::string_view Locator::node_text(const io::XmlNode& from, const NodePath& path, bool as_list) const {
  if (!as_list) {
    std::string_view found;
    walk(from, path, 0, false, [&](const io::XmlNode& at) {
      if (found.empty()) found = at.text();
    });
    return found;
  }
  std::string list;
  walk(from, path, 0, false, [&](const io::XmlNode& at) {
    if (at.text().empty()) return;
    if (!list.empty()) list.push_back(codec::item_separator);
    list.append(at.text());
  });
  return arena_.keep(list);
}

void Locator::nodes(const io::XmlNode& from, const NodePath& path, std::vector<const io::XmlNode*>& into) const {
  if (!path.steps.empty() && path.steps.back().attribute) return;
  walk(from, path, 0, true, [&](const io::XmlNode& at) { into.push_back(&at); });
}

std::string_view Locator::text(const Frame& frame, std::size_t i, const Location& location, bool as_list) const {
  switch (location.kind) {
    case Location::Kind::none: return {};
    case Location::Kind::cell: {
      const std::size_t cell = location.cell + (location.numbered ? frame.word[i] : 0);
      const std::int32_t slot = block_.binding->slot_of_cell[cell];
      return slot < 0 ? std::string_view{} : block_.csv->columns[static_cast<std::size_t>(slot)][frame.row[i]];
    }
    case Location::Kind::item: return frame.item.empty() ? std::string_view{} : frame.item[i];
    case Location::Kind::first: return frame.place_of(i) == 0 ? "true" : "false";
    case Location::Kind::index: return arena_.keep(std::to_string(frame.place_of(i) + 1));
    case Location::Kind::word: {
      const Frame* at = &frame;
      std::size_t index = i;
      while (at->plan.each.kind != mapping::Each::Kind::numbered && at->parent != nullptr) {
        index = at->up[index];
        at = at->parent;
      }
      return at->plan.each.kind == mapping::Each::Kind::numbered ? std::string_view(at->plan.each.words[at->word[index]]) : std::string_view{};
    }
    case Location::Kind::self:
      if (block_.csv != nullptr) return frame.item.empty() ? std::string_view{} : frame.item[i];
      return frame.node[i]->text();
    case Location::Kind::path: {
      const Frame* at = &frame;
      std::size_t index = i;
      for (unsigned level = 0; level < location.up && at->parent != nullptr; ++level) {
        index = at->up[index];
        at = at->parent;
      }
      return node_text(*at->node[index], location.path, as_list);
    }
  }
  return {};
}

}  // namespace rosterkit::convert
