// Looking up codes. The tables are small and asked for nearly each row of the largest files.
#include "rosterkit/codec/code_table.hpp"

#include <cstring>

#include "rosterkit/base/text.hpp"

namespace rosterkit::codec {

void CodeTable::Index::add(std::string text, std::uint32_t number) {
  for (const auto& [known, known_number] : entries_) {
    if (known == text) return;
  }
  entries_.emplace_back(std::move(text), number);
}

void CodeTable::Index::build() {
  std::size_t size = 8;
  while (size < entries_.size() * 4) size *= 2;
  slots_.assign(size, 0);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    std::size_t slot = hash(entries_[i].first) & (size - 1);
    while (slots_[slot] != 0) slot = (slot + 1) & (size - 1);
    slots_[slot] = static_cast<std::uint32_t>(i + 1);
  }
}

const std::uint32_t* CodeTable::Index::find(std::string_view text) const {
  if (slots_.empty()) return nullptr;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = hash(text) & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
    const auto& [known, number] = entries_[slots_[slot] - 1];
    if (known == text) return &number;
  }
  return nullptr;
}

std::size_t CodeTable::Index::hash(std::string_view text) {
  std::uint64_t front = 0, back = 0;
  const std::size_t bytes = text.size() < sizeof front ? text.size() : sizeof front;
  if (bytes == 0) return 0;
  std::memcpy(&front, text.data(), bytes);
  std::memcpy(&back, text.data() + (text.size() - bytes), bytes);
  const std::uint64_t mixed = (front ^ (back << 1) ^ text.size()) * 0x9E3779B97F4A7C15u;
  return static_cast<std::size_t>(mixed ^ (mixed >> 32));
}

void CodeTable::prepare() {
  by_spelling_ = {};
  by_word_ = {};
  by_write_only_ = {};
  candidates_.clear();
  const auto folded = [&](const std::string& spelling) { return ignore_case ? lower_ascii(spelling) : spelling; };

  std::vector<std::string> spellings;
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    by_word_.add(values[i].word, i);
    for (const std::string& spelling : values[i].spellings) {
      const std::string text = folded(spelling);
      std::size_t at = 0;
      while (at < spellings.size() && spellings[at] != text) ++at;
      if (at == spellings.size()) {
        spellings.push_back(text);
        candidates_.emplace_back();
      }
      // Two spellings of one value may differ in capitals only.
      if (candidates_[at].empty() || candidates_[at].back() != i) candidates_[at].push_back(i);
    }
  }
  for (std::uint32_t i = 0; i < spellings.size(); ++i) by_spelling_.add(std::move(spellings[i]), i);
  for (std::uint32_t i = 0; i < write_only.size(); ++i) by_write_only_.add(write_only[i].first, i);
  by_spelling_.build();
  by_word_.build();
  by_write_only_.build();

  // {"as": word} names a word of the model, which has a spelling; a text that is no such word is written as it stands.
  const std::uint32_t* const as = by_word_.find(unknown_on_write.as);
  const bool has_spelling = as != nullptr && !values[*as].spellings.empty();
  unknown_written_ = has_spelling ? values[*as].spellings.front() : unknown_on_write.as;
}

CodeTable::Hit CodeTable::decode(std::string_view spelling, std::string& scratch) const {
  std::string_view wanted = spelling;
  if (ignore_case) {
    scratch.assign(spelling);
    for (char& c : scratch) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
    wanted = scratch;
  }
  const std::uint32_t* const found = by_spelling_.find(wanted);
  if (found == nullptr) return read_unknown(spelling);

  const std::vector<std::uint32_t>& candidates = candidates_[*found];
  const Value& first = values[candidates.front()];
  const bool other = reports_others && first.spellings.front() != spelling;
  if (candidates.size() == 1 && !first.conditional) return {first.word, Found::yes, nullptr, other};
  std::string_view otherwise;
  bool conditional = false;
  for (const std::uint32_t candidate : candidates) {
    const Value& value = values[candidate];
    conditional |= value.conditional;
    if (!value.conditional && otherwise.empty()) otherwise = value.word;
  }
  return {otherwise, conditional ? Found::conditional : Found::yes, conditional ? &candidates : nullptr, other};
}

bool CodeTable::is_extension(std::string_view spelling) const {
  return !extension.empty() && spelling.size() > extension.size() && spelling.starts_with(extension);
}

CodeTable::Hit CodeTable::encode(std::string_view word) const {
  if (const std::uint32_t* const found = by_word_.find(word); found != nullptr && !values[*found].spellings.empty()) {
    return {values[*found].spellings.front(), Found::yes, nullptr};
  }
  if (const std::uint32_t* const found = by_write_only_.find(word)) {
    return {write_only[*found].second, Found::replaced, nullptr};
  }
  return write_unknown(word);
}

CodeTable::Hit CodeTable::read_unknown(std::string_view spelling) const {
  switch (unknown_on_read.kind) {
    case Unknown::keep: return {spelling, Found::kept, nullptr};
    case Unknown::blank: return {{}, Found::blank, nullptr};
    case Unknown::as: return {unknown_on_read.as, Found::replaced, nullptr};
    case Unknown::error: break;
  }
  return {{}, Found::unknown, nullptr};
}

CodeTable::Hit CodeTable::write_unknown(std::string_view word) const {
  switch (unknown_on_write.kind) {
    case Unknown::keep: return {word, Found::kept, nullptr};
    case Unknown::blank: return {{}, Found::blank, nullptr};
    case Unknown::as: return {unknown_written_, Found::replaced, nullptr};
    case Unknown::error: break;
  }
  return {{}, Found::unknown, nullptr};
}

}  // namespace rosterkit::codec
