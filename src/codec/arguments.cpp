// Reading the arguments of a codec. Messages name the argument; the loader adds the file and the place in it.
#include <charconv>
#include <stdexcept>

#include "codecs.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::codec {

namespace {

std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }

}  // namespace

void allow_arguments(const Arguments& arguments, std::initializer_list<std::string_view> known) {
  std::vector<std::string> names;
  bool bare = false;
  for (const std::string_view name : known) {
    if (name.empty()) bare = true;
    else names.emplace_back(name);
  }
  const auto check = [&](const std::string& name) {
    for (const std::string& allowed : names) {
      if (name == allowed) return;
    }
    throw std::invalid_argument("There is no argument " + in_quotes(name) + '.' + did_you_mean(name, names));
  };
  for (const auto& [name, text] : arguments.texts) check(name);
  for (const auto& [name, list] : arguments.lists) check(name);
  if (bare || (arguments.text.empty() && arguments.list.empty())) return;
  if (names.empty()) throw std::invalid_argument("This codec takes no arguments; write {}.");
  throw std::invalid_argument("Write the arguments with their names: " + join(names, ", ") + '.');
}

std::string text_argument(const Arguments& arguments, std::string_view name, std::string_view fallback) {
  if (name.empty()) {
    if (!arguments.text.empty()) return arguments.text;
    return std::string(arguments.list.size() == 1 ? std::string_view(arguments.list.front()) : fallback);
  }
  const auto found = arguments.texts.find(std::string(name));
  return found == arguments.texts.end() ? std::string(fallback) : found->second;
}

std::vector<std::string> list_argument(const Arguments& arguments, std::string_view name) {
  if (name.empty()) {
    if (!arguments.list.empty()) return arguments.list;
    if (!arguments.text.empty()) return {arguments.text};
    return {};
  }
  const std::string key(name);
  if (const auto list = arguments.lists.find(key); list != arguments.lists.end()) return list->second;
  if (const auto text = arguments.texts.find(key); text != arguments.texts.end()) return {text->second};
  return {};
}

int number_argument(const Arguments& arguments, std::string_view name, int least, int most, int fallback) {
  const std::string text = text_argument(arguments, name);
  if (text.empty()) return fallback;
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && number >= least && number <= most) return number;
  throw std::invalid_argument((name.empty() ? "The argument" : in_quotes(name)) + " must be a whole number from " +
                              std::to_string(least) + " to " + std::to_string(most) + '.');
}

bool reports_others(const Arguments& arguments) {
  const std::string others = text_argument(arguments, "others", "accept");
  if (others != "accept" && others != "report") throw std::invalid_argument("\"others\" must be \"accept\" or \"report\".");
  return others == "report";
}

std::size_t bytes_of_characters(std::string_view text, std::size_t characters) {
  std::size_t seen = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool starts = (static_cast<unsigned char>(text[at]) & 0xC0u) != 0x80u;
    if (starts && seen++ == characters) return at;
  }
  return text.size();
}

}  // namespace rosterkit::codec
