// Structure of XML objects: unknown, repeated and misplaced elements, from what the mapping says of places and orders.
#include "xml_shape.hpp"

#include <algorithm>

#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {

namespace {
/// Which of an element's children were there, by place. The first 64 take no memory of their own: millions of elements are looked at.
class SeenElements {
 public:
  bool insert(std::size_t place) {
    if (place >= 64) {
      if (further_.size() <= place) further_.resize(place + 1);
      if (further_[place]) return false;
      further_[place] = true;
      return true;
    }
    const std::uint64_t bit = std::uint64_t{1} << place;
    const bool is_new = (first_ & bit) == 0;
    first_ |= bit;
    return is_new;
  }

 private:
  std::uint64_t first_ = 0;
  std::vector<bool> further_;
};
}  // namespace

XmlShape::Element* XmlShape::Element::child(std::string_view wanted) {
  for (const auto& each : children) {
    if (each->name == wanted) return each.get();
  }
  children.push_back(std::make_unique<Element>());
  children.back()->name = std::string(wanted);
  children.back()->place = children.size() - 1;
  return children.back().get();
}

const XmlShape::Element* XmlShape::Element::find(const io::XmlNode& wanted, std::size_t expected) const {
  for (std::size_t tried = 0, at = expected; tried < children.size(); ++tried, ++at) {
    if (at >= children.size()) at = 0;
    if (wanted.is(children[at]->name)) return children[at].get();
  }
  return nullptr;
}

/// The element of a location, made if it is new. @param around  the elements that ^ climbs, nearest first.
XmlShape::Element* XmlShape::add(const std::vector<Element*>& around, std::string_view location, bool is_list) {
  std::size_t up = 0;
  while (location.starts_with('^')) {
    ++up;
    location.remove_prefix(1);
  }
  if (up >= around.size()) return nullptr;
  Element* at = around[up];
  if (location.empty() || location == "." || location.starts_with('$')) return at;
  const NodePath path = parse_node_path(location);
  for (std::size_t i = 0; i < path.steps.size(); ++i) {
    const NodeStep& step = path.steps[i];
    if (step.attribute) {
      if (std::find(at->attributes.begin(), at->attributes.end(), step.name) == at->attributes.end()) at->attributes.push_back(step.name);
      return at;
    }
    if (step.name.empty() || step.name == ".") continue;
    at = at->child(step.name);
    // One element is told from others of its name by what is in it, so there are several.
    at->repeats = at->repeats || i + 1 == path.list_at || !step.filter_path.empty() || (is_list && i + 1 == path.steps.size());
    Element* inner = at;
    for (const std::string& each : step.filter_path) {
      if (each.starts_with('@')) inner->attributes.push_back(each.substr(1));
      else inner = inner->child(each);
    }
  }
  return at;
}

template <typename Holder>
void XmlShape::add_all(const Holder& holder, std::vector<Element*> around) {
  for (const auto& [name, cells] : holder.keys) {
    for (const std::string& cell : cells) add(around, cell, false);
  }
  for (const mapping::Field& field : holder.fields) {
    std::vector<std::string> places = field.at;
    places.insert(places.end(), field.aliases.begin(), field.aliases.end());
    for (const std::string& place : places) {
      Element* const at = add(around, place, field.list);
      if (at == nullptr || field.item_key.empty()) continue;
      std::vector<Element*> inside = around;
      inside.insert(inside.begin(), at);
      add(inside, field.item_key, false);
      add(inside, field.item_value, false);
    }
    for (const mapping::MakePart& part : field.make) {
      if (part.kind == mapping::MakePart::Kind::cell) add(around, part.text, false);
    }
    if (!field.by) continue;
    std::vector<Element*> from = around;
    if (Element* const at = field.at.empty() ? nullptr : add(around, field.at.front(), field.list); at != nullptr && field.list) from.insert(from.begin(), at);
    for (const std::string& cell : field.by->cells) add(from, cell, false);
  }
  for (const mapping::Child& child : holder.children) {
    std::vector<Element*> inside = around;
    if (child.each.kind == mapping::Each::Kind::path) {
      Element* const at = add(around, child.each.path, false);
      at->repeats = at->repeats || child.max != std::size_t{1};
      inside.insert(inside.begin(), at);
    } else if (child.entity != ".") {
      inside.insert(inside.begin(), around.front());
    }
    for (const mapping::Test& test : child.when) {
      if (test.path.find('.') == std::string::npos) add(around, test.path, false);
    }
    add_all(child, inside);
  }
}

void XmlShape::put_in_order(Element& element, const std::string& path, const mapping::Record& record, const mapping::Format& format) {
  if (const auto own = record.order.find(path); own != record.order.end()) element.order = &own->second;
  else if (const auto shared = format.order.find(element.name); shared != format.order.end()) element.order = &shared->second;
  if (element.order != nullptr) {
    for (const auto& inner : element.children) inner->rank = -1;   // another record's order may have been here
    for (std::size_t i = 0; i < element.order->size(); ++i) {
      Element& listed = *element.child((*element.order)[i]);
      if (listed.rank < 0) listed.rank = static_cast<std::ptrdiff_t>(i);
    }
  }
  for (const auto& inner : element.children) put_in_order(*inner, path.empty() ? inner->name : path + "/" + inner->name, record, format);
}

std::shared_ptr<const XmlShape> XmlShape::of(const std::vector<const mapping::Record*>& records, const mapping::Format& format) {
  auto shape = std::make_shared<XmlShape>();
  for (const mapping::Record* record : records) shape->add_all(*record, {&shape->root_});
  for (const mapping::Record* record : records) shape->put_in_order(shape->root_, "", *record, format);
  return shape;
}

std::string XmlShape::Trail::text() const {
  if (around == nullptr) return {};
  std::string path = around->text();
  if (!path.empty()) path += '/';
  return path += name;
}

void XmlShape::check(const io::XmlNode& object, const Report& report) const { check(root_, object, {nullptr, {}}, report); }

void XmlShape::check(const Element& element, const io::XmlNode& node, const Trail& trail, const Report& report) const {
  for (const io::XmlNode& attribute : node.attributes()) {
    const std::string_view name = attribute.name();
    if (attribute.has_prefix() || name.starts_with("xmlns")) continue;   // of XML itself, or of a schema
    if (std::find(element.attributes.begin(), element.attributes.end(), name) == element.attributes.end()) {
      report(Fault::unknown, Trail{&trail, "@" + std::string(name)}.text(), {});
    }
  }
  std::ptrdiff_t highest = -1;
  bool told = false;                                   // once a container: all that follow are misplaced with the first
  const Element* last = nullptr;
  SeenElements seen;
  for (const io::XmlNode& inner : node.children()) {
    const std::string_view name = inner.name();
    const Element* const known = last == nullptr ? element.find(inner, 0) : inner.is(last->name) ? last : element.find(inner, last->place + 1);
    const Trail inside{&trail, name};
    if (known == nullptr) {
      std::vector<std::string> names;
      for (const auto& each : element.children) names.push_back(each->name);
      report(Fault::unknown, inside.text(), did_you_mean(name, names));
      continue;
    }
    if (!known->repeats) {
      if (!seen.insert(known->place)) report(Fault::repeated, inside.text(), {});
    }
    if (element.order != nullptr && known != last) {
      if (known->rank >= 0 && known->rank < highest && !told) {
        report(Fault::misplaced, inside.text(), (*element.order)[static_cast<std::size_t>(highest)]);
        told = true;
      }
      highest = std::max(highest, known->rank);
    }
    last = known;
    check(*known, inner, inside, report);
  }
}

}  // namespace rosterkit::convert
