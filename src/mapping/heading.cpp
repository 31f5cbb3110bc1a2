// A scanner over brackets and quotes finds where each member begins and ends; only the wanted ones are parsed.
#include "heading.hpp"

#include <array>

namespace rosterkit::mapping {
namespace {

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) ++at;
  return at;
}

/// The offset behind the string that begins at @p at.
std::size_t skip_string(std::string_view text, std::size_t at) {
  for (std::size_t quote = text.find('"', at + 1); quote != std::string_view::npos; quote = text.find('"', quote + 1)) {
    std::size_t escape = quote;
    while (text[escape - 1] == '\\') --escape;       // ends at the latest at the first quote
    if ((quote - escape) % 2 == 0) return quote + 1;
  }
  return std::string_view::npos;
}

/// Quotes, brackets and commas: all that tells where a value ends. Of all shipped mappings, each start passes every byte.
constexpr std::array<bool, 256> is_structure = [] {
  std::array<bool, 256> out{};
  for (const unsigned char c : std::string_view("\"{}[],")) out[c] = true;
  return out;
}();

std::size_t skip_value(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  for (;;) {
    while (at < text.size() && !is_structure[static_cast<unsigned char>(text[at])]) ++at;
    if (at == text.size()) return std::string_view::npos;
    const char c = text[at];
    if (c == '"') {
      at = skip_string(text, at);
      if (at == std::string_view::npos || depth == 0) return at;
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;   // behind a number, true, false, null
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at + 1;
    ++at;
  }
}

Json parse(std::string_view text) {
  Json value = Json::parse(text.begin(), text.end(), nullptr, false);   // no exceptions: their texts quote the file
  return value.is_discarded() ? Json() : value;
}

std::string parse_text(std::string_view text) {
  const Json value = parse(text);
  return value.is_string() ? value.get<std::string>() : std::string();
}

}  // namespace

std::vector<std::pair<std::string, std::string_view>> members_of(std::string_view text, std::string_view end_key) {
  std::vector<std::pair<std::string, std::string_view>> out;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::size_t at = skip_blanks(text, 0);
  if (at >= text.size() || text[at] != '{') return {};
  at = skip_blanks(text, at + 1);
  while (at < text.size() && text[at] == '"') {
    const std::size_t key_end = skip_string(text, at);
    if (key_end == std::string_view::npos) return {};
    const std::string_view key = text.substr(at + 1, key_end - at - 2);
    if (key == end_key && !end_key.empty()) return out;
    at = skip_blanks(text, key_end);
    if (at >= text.size() || text[at] != ':') return {};
    at = skip_blanks(text, at + 1);
    const std::size_t end = skip_value(text, at);
    if (end == std::string_view::npos) return {};
    out.emplace_back(std::string(key), text.substr(at, end - at));
    at = skip_blanks(text, end);
    if (at >= text.size() || text[at] != ',') break;
    at = skip_blanks(text, at + 1);
  }
  return at < text.size() && text[at] == '}' ? out : decltype(out)();
}

namespace {

RawHeading heading_of(const std::vector<std::pair<std::string, std::string_view>>& members) {
  RawHeading out;
  for (const auto& [key, value] : members) {
    if (key == "id") out.id = parse_text(value);
    if (key == "title") out.title = parse_text(value);
    if (key == "extends") out.extends = parse_text(value);
    if (key == "detect") out.detect = parse(value);
    if (key == "modes") {
      for (const auto& [name, mode] : members_of(value)) out.modes.push_back(name);
    }
    if (key != "variants") continue;
    for (const auto& [name, variant] : members_of(value)) {
      Json detect = Json::object();
      for (const auto& [part, content] : members_of(variant)) {
        if (part == "detect") detect = parse(content);
      }
      out.variants.emplace_back(name, std::move(detect));
    }
  }
  return out;
}

}  // namespace

RawHeading read_heading(std::string_view text) { return heading_of(members_of(text)); }
RawHeading read_shipped_heading(std::string_view text) { return heading_of(members_of(text, "codes")); }

}  // namespace rosterkit::mapping
