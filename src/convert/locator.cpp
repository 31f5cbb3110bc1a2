// Finding texts at locations: cells of CSV rows, paths in XML objects.
#include <cstring>

#include "frame.hpp"
#include "rosterkit/io/xml_reader.hpp"

namespace rosterkit::convert {
namespace {

/// Whether a name is @p wanted behind its prefix. Most names are not: the last characters tell, without a search for the colon.
bool has_local_name(const char* qualified, std::string_view wanted) {
  const std::string_view name = qualified;
  return name.ends_with(wanted) && (name.size() == wanted.size() || io::local_name(qualified) == wanted);
}

std::string_view text_at(const pugi::xml_node& node, const std::vector<std::string>& path, std::string& scratch) {
  pugi::xml_node at = node;
  for (const std::string& name : path) {
    if (name.starts_with('@')) {
      for (pugi::xml_attribute attribute = at.first_attribute(); attribute; attribute = attribute.next_attribute()) {
        if (has_local_name(attribute.name(), std::string_view(name).substr(1))) return attribute.value();
      }
      return {};
    }
    at = at.first_child();
    while (at && !has_local_name(at.name(), name)) at = at.next_sibling();
    if (!at) return {};
  }
  return io::element_text(at, scratch);
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

bool Locator::matches(const pugi::xml_node& node, const NodeStep& step) const {
  if (!step.name.empty() && !has_local_name(node.name(), step.name)) return false;
  if (step.filter_path.empty()) return true;
  std::string scratch;
  return text_at(node, step.filter_path, scratch) == step.filter_value;
}

template <typename Use>
void Locator::walk(const pugi::xml_node& from, const NodePath& path, std::size_t depth, bool all, Use&& use) const {
  if (depth == path.steps.size()) {
    use(from);
    return;
  }
  const NodeStep& step = path.steps[depth];
  if (step.attribute) {
    for (pugi::xml_attribute attribute = from.first_attribute(); attribute; attribute = attribute.next_attribute()) {
      if (has_local_name(attribute.name(), step.name)) use(attribute);
    }
    return;
  }
  // Not with children(): its iterators call into the library four times a child.
  for (pugi::xml_node child = from.first_child(); child; child = child.next_sibling()) {
    if (!matches(child, step) || child.type() != pugi::node_element) continue;
    walk(child, path, depth + 1, all, use);
    if (!all && depth >= path.list_at) return;        // only the steps up to [] repeat
  }
}

namespace {
void add_item(std::string& list, std::string_view item) {
  if (item.empty()) return;
  if (!list.empty()) list.push_back(codec::item_separator);
  list.append(item);
}

struct TextOf {
  std::string& scratch;
  std::string_view operator()(const pugi::xml_node& node) const { return io::element_text(node, scratch); }
  std::string_view operator()(const pugi::xml_attribute& attribute) const { return attribute.value(); }
};
}  // namespace

std::string_view Locator::self_text(const pugi::xml_node& node) const {
  std::string scratch;
  const std::string_view text = io::element_text(node, scratch);
  return text.data() == scratch.data() ? arena_.keep(text) : text;
}

std::string_view Locator::node_text(const pugi::xml_node& from, const NodePath& path, bool as_list) const {
  std::string scratch;
  if (!as_list) {
    std::string_view found;
    walk(from, path, 0, false, [&](const auto& at) {
      if (!found.empty()) return;
      found = TextOf{scratch}(at);
      if (!scratch.empty() && found.data() == scratch.data()) found = arena_.keep(found);
    });
    return found;
  }
  std::string list;
  walk(from, path, 0, false, [&](const auto& at) { add_item(list, TextOf{scratch}(at)); });
  return arena_.keep(list);
}

void Locator::nodes(const pugi::xml_node& from, const NodePath& path, std::vector<pugi::xml_node>& into) const {
  walk(from, path, 0, true, [&](const auto& at) {
    if constexpr (std::is_same_v<std::decay_t<decltype(at)>, pugi::xml_node>) into.push_back(at);
  });
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
      return self_text(frame.node[i]);
    case Location::Kind::path: {
      const Frame* at = &frame;
      std::size_t index = i;
      for (unsigned level = 0; level < location.up && at->parent != nullptr; ++level) {
        index = at->up[index];
        at = at->parent;
      }
      return node_text(at->node[index], location.path, as_list);
    }
  }
  return {};
}

}  // namespace rosterkit::convert
