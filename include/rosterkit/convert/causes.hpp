// Root causes. An org that is missing makes a thousand classes dangle, and what needs those classes cannot be written
// either: that is one thing to mend, not thirty thousand. Whoever meets such a loss says what it follows from; numbers are
// added up while data is looked at, texts are made at the end, when it is known which losses explain others. A loss takes
// a few bytes here, never a text.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/model/store.hpp"

namespace rosterkit::convert {

struct ReadOp;

class Causes {
 public:
  using Number = std::uint32_t;
  static constexpr Number none = 0xFFFFFFFF;

  enum class Kind : std::uint8_t {
    missing,    ///< records name this id, and no record has it; id 0 = there is no record of this entity at all
    collided,   ///< the record with this id was left out, because somebody else has the id
    unwritten,  ///< this row cannot be written to the target
  };

  /// The cause of this kind, made on first use. @p what  the id's symbol, for `unwritten` the row.
  Number of(Kind kind, std::uint16_t entity, std::uint32_t what);
  /// The same, or none if there is no such cause.
  Number find(Kind kind, std::uint16_t entity, std::uint32_t what) const;

  /// @p number exists because of @p because. A circle is cut where it closes.
  void follow(Number number, Number because);
  Number root(Number number) const;   ///< itself, if it follows from nothing

  /// Counts a finding about this cause. Thread-safe, as long as no cause is added.
  void add(Number number, std::uint64_t times = 1);

  /// A reference that points to nothing, and was left out.
  struct Dangling {
    model::Row row;
    std::uint16_t entity, field;
    bool wrong_space;
    model::Symbol id;                       ///< the id that was named
    Number cause;
  };
  /// Those of one field come together, by row.
  void dangling(const Dangling& reference);
  /// Calls use(Dangling) for each, in the order in which they came.
  template <typename Use>
  void each_dangling(Use&& use) const {
    for (const DanglingField& field : dangling_) {
      for (const Lost& each : field.lost) use(Dangling{each.row, field.entity, field.field, each.wrong_space != 0, each.id, each.cause});
    }
  }
  /// What the value of this field was lost to; none if it was not.
  Number of_blank(std::uint16_t entity, std::uint16_t field, model::Row row) const;

  /// A cell that repeats a reference held elsewhere, and names a record that is not there.
  struct Copy {
    model::Row row;
    std::uint16_t entity;
    const ReadOp* op;                       ///< of the cell
    model::Symbol id;
    Number cause;
  };
  void copy(const Copy& reference);
  const std::vector<Copy>& copies() const { return copies_; }

  /// A record that was left out because its id belongs to another one.
  struct Collided {
    model::Row first, again;
    std::uint16_t entity;
    Number cause;
  };
  void collided(const Collided& record);
  const std::vector<Collided>& collided() const { return collided_; }

  /// How a finding about a cause is shown. Call it once for each finding, in order: the first that is about the root
  /// itself shows it.
  struct Part {
    bool shows = false;                     ///< the finding that shows the cause; false with follows 0: stands alone
    bool follower = false;
    Number root = none;
    std::uint64_t follows = 0;
  };
  Part part(Number number);
  std::uint16_t entity(Number number) const { return nodes_[number].entity; }
  Kind kind(Number number) const { return nodes_[number].kind; }
  std::uint32_t what(Number number) const { return nodes_[number].what; }
  /// "org s-99"; "org" for all of them.
  std::string text(const model::Store& store, Number number) const;

 private:
  struct Node {
    Kind kind;
    std::uint16_t entity;
    std::uint32_t what;
    Number because = none;
    std::uint64_t findings = 0;             // about the node itself
    std::uint64_t total = 0;                // on roots, once settled: all that lead here
    bool told = false;
  };
  struct Lost {
    model::Row row;
    model::Symbol id;
    Number cause : 31, wrong_space : 1;
  };
  static_assert(sizeof(Lost) == 12, "there may be one for each enrollment");
  struct DanglingField {
    std::uint16_t entity, field;
    std::deque<Lost> lost;                  // grows without a copy
  };
  Number shorten(Number number);            // root(), leaving a short way behind
  void settle();

  std::deque<Node> nodes_;
  std::unordered_map<std::uint64_t, Number> numbers_;
  std::vector<DanglingField> dangling_;
  std::vector<Collided> collided_;
  std::vector<Copy> copies_;
  bool settled_ = false;
};

}  // namespace rosterkit::convert
