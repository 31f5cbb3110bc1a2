// Random small stores, to hold quick ways of doing something against the plain one.
#pragma once

#include <random>

#include "small_roster.hpp"

namespace rosterkit::convert {

/// Some orgs, users and roles in several segments, with blanks, references to nothing, and records that are gone.
inline void fill_randomly(model::Store& store, unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&](unsigned most) { return static_cast<unsigned>(random() % most); };
  const auto one_of = [&](const char* kind, unsigned most) { return kind + std::to_string(below(most)); };
  const auto maybe = [&](std::string text) { return below(4) == 0 ? std::string() : text; };
  using Record = std::map<std::string, std::string>;
  const auto fill = [&](const std::string& entity, auto&& make) {
    for (unsigned segment = 0, i = 0; segment < 3; ++segment) {
      std::vector<Record> records;
      for (unsigned k = 1 + below(5); k > 0; --k) records.push_back(make(i++));
      add(store, entity, records);
    }
  };
  fill("org", [&](unsigned i) {
    return Record{{"sourcedId", "o" + std::to_string(i)}, {"name", maybe(one_of("Org ", 4))}, {"type", maybe("school")}, {"parentSourcedId", maybe(one_of("o", 14))}};
  });
  fill("user", [&](unsigned i) {
    return Record{{"sourcedId", "u" + std::to_string(i)}, {"fullName", maybe(one_of("Ada ", 5))}, {"birthDate", maybe(one_of("2015-01-0", 9))},
                  {"grades", maybe("KG\x1F" "01")}, {"primaryOrgSourcedId", maybe(one_of("o", 14))}};
  });
  fill("role", [&](unsigned) {
    return Record{{"userSourcedId", maybe(one_of("u", 14))}, {"orgSourcedId", maybe(one_of("o", 14))}, {"role", maybe(below(2) ? "student" : "teacher")}, {"title", maybe("Dr")}};
  });
  for (const char* name : {"org", "user", "role"}) {
    for (const auto& segment : store.tables[*store.schema.find_entity(name)]->segments()) {
      for (auto& state : segment->states) state = below(6) == 0 ? model::State::dropped : model::State::live;
    }
  }
  store.forget_indexes();
}

}  // namespace rosterkit::convert
