// Columns of texts that nobody will read: what is kept tells which of them are alike, as a number where they are ids that are
// numbered through, else as 64 bits of hash.
#include "rosterkit/model/column.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "digits.hpp"
#include "rosterkit/base/load.hpp"
#include "rosterkit/base/same_text.hpp"

namespace rosterkit::model {
namespace {

constexpr std::size_t most_digits = 18;                // fit into 64 bits

/// One more digit is one of a larger number, not a zero in front: so a number has one text.
bool goes_on_longer(std::string_view text, std::size_t prefix, std::size_t digits) {
  return text.size() > prefix + digits && text.size() <= prefix + most_digits && text[prefix] != '0';
}

}  // namespace

std::string NumberedTexts::text(std::uint64_t number) const {
  const std::string written = std::to_string(number);
  std::string all = prefix;
  all.append(digits > written.size() ? digits - written.size() : 0, '0');
  return all += written;
}

std::uint64_t Column::hash(std::uint32_t index) const {
  if (kind_ != Kind::hash) return hash_or_blank(text(index));
  if (numbered_) return hash_or_blank(numbered_->text(numbered_->first + (words_.empty() ? symbols_[index] : words_[index])));
  return load<std::uint64_t>(text_.data() + std::size_t{index} * sizeof(std::uint64_t));
}

void Column::hashes(std::span<std::uint64_t> out) const {
  if (kind_ == Kind::hash && !numbered_) std::memcpy(out.data(), text_.data(), out.size_bytes());
  else for (std::size_t i = 0; i < out.size(); ++i) out[i] = hash(static_cast<std::uint32_t>(i));
}

/// @returns false if the texts are not numbered, or so far apart that hashes take no more.
bool Column::set_numbered(std::span<const std::string_view> texts) {
  const std::string_view model = texts.front();
  const std::size_t digits = digits_at_end(model, most_digits);
  if (digits == 0) return false;
  const std::string_view prefix = model.substr(0, model.size() - digits);
  thread_local std::vector<std::uint64_t> kept;
  std::vector<std::uint64_t>& values = kept;           // looked up once, not for each text
  values.resize(texts.size());
  std::uint64_t* into = values.data();
  bool ascending = true;
  for (const std::string_view text : texts) {
    if (text.size() != model.size() && !goes_on_longer(text, prefix.size(), digits)) return false;
    if (!same_bytes(text.data(), prefix.data(), prefix.size())) return false;
    std::uint64_t value = 0;
    if (!last_digits(text, text.size() - prefix.size(), value)) return false;
    ascending &= into == values.data() || value > into[-1];
    *into++ = value;
  }
  std::uint64_t first = values.front(), last = values.back();
  if (!ascending) {
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    first = *least;
    last = *most;
  }
  if (last - first > 0xFFFFFFFFu) return false;
  kind_ = Kind::hash;
  fixed_ = 1;
  numbered_ = std::make_unique<const NumberedTexts>(NumberedTexts{std::string(prefix), static_cast<std::uint32_t>(digits), first, last, ascending});
  const auto keep = [&](auto& numbers) {
    numbers.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) numbers[i] = static_cast<std::remove_reference_t<decltype(numbers.front())>>(values[i] - first);
  };
  if (last - first < 0x10000) keep(words_);
  else keep(symbols_);
  return true;
}

void Column::set_hashes(std::span<const std::string_view> texts) {
  *this = Column();
  if (texts.empty() || set_numbered(texts)) return;
  kind_ = Kind::hash;
  text_.resize(texts.size() * sizeof(std::uint64_t));
  fixed_ = std::none_of(texts.begin(), texts.end(), [](std::string_view text) { return text.empty(); }) ? sizeof(std::uint64_t) : 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::uint64_t hash = hash_or_blank(texts[i]);
    std::memcpy(text_.data() + i * sizeof hash, &hash, sizeof hash);
  }
}

}  // namespace rosterkit::model
