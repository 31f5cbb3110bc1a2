// What the counts of a run answer for. A count says how often something happened to a field of an entity, not to which
// record; so a difference is answered for if its field was counted at all, and records if as many were counted.
#include "laws_counted.hpp"

#include <algorithm>
#include <set>

#include "explain_sides.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::convert {
namespace {

/// "userIds.State" and "userIds.*" are about userIds.
std::string base_of(const std::string& key) { return key.substr(0, key.find('.')); }

class Auditor {
 public:
  explicit Auditor(const Accounts& accounts) : accounts_(accounts) {
    for (const auto& [key, count] : accounts.fields) {
      const auto& [entity, field, what] = key;
      blanks_counted_ = blanks_counted_ || field.empty();
      if (count.first != 0) counted_.emplace(entity, base_of(field));
    }
    for (const Diagnostics* diagnostics : {&accounts.writing, &accounts.reading}) {
      for (const Finding& finding : diagnostics->sorted()) reported_.insert(finding.column);
    }
  }

  void entity(std::uint16_t e, const std::vector<Difference>& found, std::vector<Difference>& open) const {
    const model::EntityDef& def = accounts_.schema.entities[e];
    std::vector<const Difference*> gone, changed;
    std::size_t came = 0;
    for (const Difference& each : found) {
      if (each.entity != def.name) continue;
      if (each.kind == Difference::Kind::gone) gone.push_back(&each);
      else if (each.kind == Difference::Kind::came) ++came;
      else if (!answered(e, each)) changed.push_back(&each);
    }
    // A weak record of which a part of the key changed is another record; and what is found under its key may be another
    // that was written like it.
    const bool other_key = std::any_of(def.key.begin(), def.key.end(), [&](std::uint16_t field) { return is_counted(e, def.fields[field].name); });
    if (!def.strong && !gone.empty()) changed.clear();
    const Counts& wrote = accounts_.wrote[e];
    const Counts& read = accounts_.read[e];
    const std::size_t known = wrote.dropped + wrote.unwritten + read.dropped + read.merged + (other_key ? came : 0);
    for (const Difference* each : changed) open.push_back(*each);
    for (std::size_t i = known; i < gone.size(); ++i) open.push_back(*gone[i]);
  }

 private:
  bool answered(std::uint16_t e, const Difference& each) const {
    if (is_counted(e, each.field)) return true;
    // A blank that reading fills: what the format says of all its records, a flag that a list does not name.
    if (each.kind == Difference::Kind::filled) return true;
    return each.kind == Difference::Kind::trimmed && blanks_counted_;   // blanks are counted for whole records
  }

  bool is_counted(std::uint16_t e, const std::string& field) const {
    if (counted_.contains({e, field})) return true;
    // Several fields in one cell are counted by its name.
    const auto group = counted_.lower_bound({e, "+"});
    if (group != counted_.end() && group->first == e && group->second.starts_with('+')) return true;
    // More items than there is room for: a finding that names no cell.
    const auto number = accounts_.schema.entities[e].find_field(field);
    const model::FieldDef* def = number ? &accounts_.schema.entities[e].fields[*number] : nullptr;
    if (def != nullptr && def->shape == model::Shape::list && def->is_ref() && accounts_.writing.count_of_rule("value.folded") != 0) return true;
    // Two records that the format takes for one: what refers to the second comes to the first.
    if (def != nullptr && def->is_ref() && def->refs.front() != e) {
      const model::EntityDef& target = accounts_.schema.entities[def->refs.front()];
      if (target.strong && counted_.contains({def->refs.front(), target.fields[target.own_id].name})) return true;
    }
    return std::any_of(accounts_.mapping.records.begin(), accounts_.mapping.records.end(),
                       [&](const mapping::Record& record) { return is_reported(record, record.entity, accounts_.schema.entities[e].name, field); });
  }

  /// True if a finding is about a cell of the field.
  template <typename Holder>
  bool is_reported(const Holder& holder, const std::string& entity, const std::string& wanted, const std::string& field) const {
    for (const mapping::Field& each : holder.fields) {
      if (entity == wanted && each.name == field && std::any_of(each.at.begin(), each.at.end(), [&](const std::string& at) { return reported_.contains(at); })) return true;
    }
    return std::any_of(holder.children.begin(), holder.children.end(),
                       [&](const mapping::Child& child) { return is_reported(child, child.entity == "." ? entity : child.entity, wanted, field); });
  }

  const Accounts& accounts_;
  std::set<std::pair<std::uint16_t, std::string>> counted_;
  bool blanks_counted_ = false;
  std::set<std::string> reported_;                     // columns that findings name
};

}  // namespace

std::vector<Difference> uncounted(const std::vector<Difference>& found, const Accounts& accounts) {
  const Auditor auditor(accounts);
  std::vector<Difference> open;
  for (std::uint16_t e = 0; e < accounts.schema.entities.size(); ++e) auditor.entity(e, found, open);
  return open;
}

std::vector<std::string> unannounced(const Accounts& accounts, const WritePlan& plan) {
  const auto takers = takers_of(accounts.mapping, plan, accounts.schema);
  std::vector<std::string> lines;
  for (const auto& [key, count] : accounts.fields) {
    const auto& [entity, field, what] = key;
    // What a reference or a whole record falls by is no matter of the field's class.
    const bool of_the_value = count.second.starts_with("the format has no ") || count.second.starts_with("room for ");
    if (count.first == 0 || (what != "lost" && what != "folded") || !of_the_value) continue;
    const model::EntityDef& def = accounts.schema.entities[entity];
    bool promised = false, announced = false;
    for (const auto& taker : takers) {
      if (taker->frame->entity != entity) continue;
      for (const auto* list : {&taker->holds, &taker->fills}) {
        for (const Holding& holding : *list) {
          if (holding.field >= def.fields.size() || def.fields[holding.field].name != base_of(field)) continue;
          (holding.promise <= Promise::canonicalising ? promised : announced) = true;
        }
      }
    }
    if (promised && !announced) lines.push_back(def.name + "." + field + " is called exact, and " + with_commas(count.first) + " values were " + what + ": " + count.second);
  }
  return lines;
}

}  // namespace rosterkit::convert
