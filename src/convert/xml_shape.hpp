// The elements that a mapping has a place for in one XML object, and what stands elsewhere. Private to src/convert.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/convert/read_plan.hpp"
#include "rosterkit/io/xml_reader.hpp"
#include "rosterkit/mapping/mapping.hpp"

namespace rosterkit::convert {

class XmlShape {
 public:
  /// Made from all locations of the records that read one element, those that are only written included, and from their
  /// lists of order. Throws std::invalid_argument for a path that is none.
  static std::shared_ptr<const XmlShape> of(const std::vector<const mapping::Record*>& records, const mapping::Format& format);

  enum class Fault : std::uint8_t { unknown, repeated, misplaced };
  /// @param path   "address/line3", "@code"; @p other of a misplaced element: one before it that belongs behind it; of an
  ///               unknown one: the known name it may be meant for, as a sentence.
  using Report = std::function<void(Fault fault, const std::string& path, std::string_view other)>;
  /// Looks at each element of an object and what is in it; the content of an unknown element is not looked at.
  void check(const io::XmlNode& object, const Report& report) const;

 private:
  struct Element {
    std::string name;
    bool repeats = false;
    std::vector<std::string> attributes;
    std::vector<std::unique_ptr<Element>> children;
    const std::vector<std::string>* order = nullptr;   ///< of the children
    std::ptrdiff_t rank = -1;                          ///< in the order of the element around it; -1 = not listed
    std::size_t place = 0;                             ///< among the children of its parent
    Element* child(std::string_view wanted);
    /// @param expected  place at which the search begins: elements mostly stand in the order of the mapping.
    const Element* find(const io::XmlNode& wanted, std::size_t expected) const;
  };
  template <typename Holder>
  void add_all(const Holder& holder, std::vector<Element*> around);
  Element* add(const std::vector<Element*>& around, std::string_view location, bool is_list);
  void put_in_order(Element& element, const std::string& path, const mapping::Record& record, const mapping::Format& format);
  /// The elements around one while it is looked at; its text is made only where there is something to report.
  struct Trail {
    const Trail* around;                               ///< nullptr: the object
    std::string_view name;
    std::string text() const;
  };
  void check(const Element& element, const io::XmlNode& node, const Trail& trail, const Report& report) const;

  Element root_;
};

}  // namespace rosterkit::convert
