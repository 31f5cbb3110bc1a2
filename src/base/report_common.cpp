// What several report formats share: words, places, and the choice of the worst findings.
#include <nettle/sha2.h>

#include <algorithm>
#include <array>

#include "report_formats.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::report {

namespace {

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

std::string digest(const std::string& text) {
  std::array<unsigned char, SHA256_DIGEST_SIZE> bytes{};
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, text.size(), reinterpret_cast<const unsigned char*>(text.data()));
  sha256_digest(&context, bytes.size(), bytes.data());
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (unsigned i = 0; i < 16; ++i) {  // half of it is more than enough, and easier to read
    hex += digits[bytes[i] >> 4];
    hex += digits[bytes[i] & 15];
  }
  return hex;
}

bool is_worse(const Finding& a, const Finding& b) {
  if (a.severity != b.severity) return a.severity > b.severity;
  if ((a.follows > 0) != (b.follows > 0)) return a.follows > 0;
  return a.follows > 0 ? mended_before(a, b) : comes_before(a, b);
}

}  // namespace

std::vector<Listed> worst(const Diagnostics& diagnostics, std::size_t most) {
  std::vector<Listed> all;
  std::map<Baseline::Entry, std::uint64_t> seen;
  for (Finding& finding : diagnostics.sorted()) {
    const Baseline::Entry identity = diagnostics.identity(finding);
    // Followers are counted, too: whether a finding shows a cause must not change the number of its equals.
    const std::uint64_t number = seen[identity]++;
    if (finding.follower) continue;
    std::string key;
    for (const std::string* part : {&identity.rule, &identity.file, &identity.entity, &identity.id, &identity.column}) (key += *part) += '\x1F';
    all.push_back({std::move(finding), digest(key + std::to_string(number))});
  }
  const auto before = [](const Listed& a, const Listed& b) { return is_worse(a.finding, b.finding); };
  std::stable_sort(all.begin(), all.end(), before);
  if (all.size() > most) all.resize(most);
  return all;
}

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::string_view good = text.substr(0, find_bad_utf8(text).value_or(text.size()));
    for (std::size_t at = 0; at < good.size(); ++at) {
      const auto byte = static_cast<unsigned char>(good[at]);
      const auto next = static_cast<unsigned char>(at + 1 < good.size() ? good[at + 1] : 0);
      const bool long_control = byte == 0xC2 && next >= 0x80 && next <= 0x9F;  // U+0080 to U+009F
      if (long_control) ++at;
      result += byte < 0x20 || byte == 0x7F || long_control ? '?' : good[at];
    }
    text.remove_prefix(good.size());
    if (text.empty()) break;
    result += replacement;
    text.remove_prefix(1);
  }
  return result;
}

std::string begin_sentence(std::string text) {
  if (!text.empty() && is_small(text[0])) text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string continue_sentence(std::string text) {
  const bool word_in_capitals = text.size() > 1 && is_capital(text[1]);
  if (!text.empty() && is_capital(text[0]) && !word_in_capitals) text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::string what(const Finding& finding) {
  return (finding.column.empty() ? "" : "column \"" + finding.column + "\": ") + finding.message;
}

std::string followers(std::uint64_t count) {
  return count == 1 ? "1 further finding follows from this one." : with_commas(count) + " further findings follow from this one.";
}

std::string then(const Finding& finding) {
  std::string who = finding.entity;
  if (!finding.id.empty()) who += (who.empty() ? "\"" : " \"") + finding.id + '"';
  std::string done = finding.hint;
  if (finding.follows > 0) {
    if (!done.empty()) done += ' ';
    done += followers(finding.follows);
  }
  if (who.empty()) return begin_sentence(std::move(done));
  return done.empty() ? who + '.' : who + "; " + done;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return with_commas(number) + ' ' + std::string(noun) + (number == 1 ? "" : "s");
}

std::string verdict(const Diagnostics& diagnostics) {
  const std::uint64_t errors = diagnostics.count_of(Severity::error), warnings = diagnostics.count_of(Severity::warning);
  if (errors == 0 && warnings == 0) return "no errors, no warnings";
  std::string text = errors == 0 ? "" : counted(errors, "error");
  if (warnings != 0) text += (text.empty() ? "" : ", ") + counted(warnings, "warning");
  const std::uint64_t following = diagnostics.count_of_following();
  if (following != 0) text += " (" + with_commas(following) + " of them follow" + (following == 1 ? "s" : "") + " from others)";
  return text;
}

std::string marked_up(std::string_view text) {
  std::string result;
  for (const char c : printable(text)) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      default: result += c;
    }
  }
  return result;
}

Place place_of(const Finding& finding, const RunFacts& facts) {
  if (finding.file.empty()) return {};
  Place place{finding.file, ""};
  const auto known = std::find_if(facts.files.begin(), facts.files.end(), [&](const FileFacts& each) { return each.file == finding.file; });
  if (known != facts.files.end()) {
    if (!known->archive.empty()) place = {known->archive, known->file.substr(std::min(known->file.size(), known->archive.size() + 1))};
  } else if (!facts.files.empty() && !facts.files.front().archive.empty() && finding.file.find('/') == std::string::npos) {
    // A file that the set lacks is named without its place: it is missing in the zip, if the set is one.
    const std::string& archive = facts.files.front().archive;
    const bool one = std::all_of(facts.files.begin(), facts.files.end(), [&](const FileFacts& each) { return each.archive == archive; });
    const bool itself = finding.file == archive;
    if (one && !itself) place = {archive, finding.file};
  }
  while (place.path.starts_with("./")) place.path.erase(0, 2);
  return place;
}

}  // namespace rosterkit::report
