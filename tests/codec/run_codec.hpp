// Runs codecs as a mapping names them: {"date": ["MM/dd/yyyy"]}.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "rosterkit/codec/codec.hpp"

namespace rosterkit::codec::test {

/// Items print as "a|b", a key and its text as "k=t".
inline std::string printed(std::string_view value) {
  std::string result(value);
  for (char& c : result) c = c == item_separator ? '|' : c == pair_separator ? '=' : c;
  return result;
}

/// The codec that @p json_text names. In a file of its own: JSON takes seconds to compile, in each test that sees it.
std::unique_ptr<Codec> make(std::string_view json_text);

/// What a codec gave back, in texts of its own.
struct Outcome {
  std::string value, rule;
  bool refused = false;
  bool operator==(const Outcome&) const = default;
};

inline Outcome read(const Codec& codec, std::string_view cell) {
  std::string scratch;
  const Result result = codec.decode(cell, scratch);
  return {std::string(result.value), std::string(result.rule), result.refused};
}

inline Outcome write(const Codec& codec, std::string_view value) {
  std::string scratch;
  const Result result = codec.encode(value, scratch);
  return {std::string(result.value), std::string(result.rule), result.refused};
}

inline Outcome read(std::string_view json, std::string_view cell) {
  Outcome outcome = read(*make(json), cell);
  outcome.value = printed(outcome.value);
  return outcome;
}

/// @p value as it prints: "a|b" for a list.
inline Outcome write(std::string_view json, std::string_view value) {
  std::string text(value);
  for (char& c : text) c = c == '|' ? item_separator : c == '=' ? pair_separator : c;
  return write(*make(json), text);
}

}  // namespace rosterkit::codec::test
