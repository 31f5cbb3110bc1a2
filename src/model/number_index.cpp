// The half of adding: families of ids as they are first seen, and the pages of their arrays.
#include "number_index.hpp"

#include <bit>

namespace rosterkit::model {

const NumberIndex::Slot* NumberIndex::find_any(std::string_view text, std::uint32_t& family) const {
  const std::uint32_t count = count_.load(std::memory_order_acquire);
  std::uint64_t number = 0;
  if (const std::uint32_t found = family_of(text, count, number); found < count) return slot(families_[family = found], number);
  return count == most_families || !may_be_first(text) ? nullptr : &none_;
}

void NumberIndex::Family::begin(std::string_view text) {
  size = text.size();
  digits = digits_at_end(text, most_digits);
  prefix_size = size - digits;
  std::copy_n(text.data(), prefix_size, prefix.data());
  all_pages.push_back(std::make_unique<Pages>(4));
  pages.store(all_pages.back().get(), std::memory_order_relaxed);
  if (std::endian::native != std::endian::little || size < 8 || prefix_size > 8 || digits > 8) return;
  first_mask = prefix_size == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << 8 * prefix_size) - 1;
  first = load<std::uint64_t>(text.data()) & first_mask;
  digit_mask = ~std::uint64_t{0} << 8 * (8 - digits);
  quick.store(true, std::memory_order_release);
}

bool NumberIndex::may_be_first(std::string_view text) {
  const std::size_t digits = digits_at_end(text, most_digits + 1);
  std::uint64_t number = 0;
  return digits != 0 && digits <= most_digits && text.size() - digits <= most_prefix && last_digits(text, digits, number) && number < most_numbers;
}

NumberIndex::Slot* NumberIndex::place(std::string_view text) {
  const std::uint32_t count = count_.load(std::memory_order_relaxed);
  std::uint64_t number = 0;
  const std::uint32_t which = family_of(text, count, number);
  Family& family = families_[std::min(which, most_families - 1)];
  if (which == count) {
    if (count == most_families || !may_be_first(text)) return nullptr;
    family.begin(text);
    last_digits(text, family.digits, number);
    count_.store(count + 1, std::memory_order_release);
  }
  if (number >= most_numbers) return nullptr;
  Page* const found = page(family, number >> page_bits);
  return found == &hashed_ ? nullptr : &(*found)[number % found->size()];
}

NumberIndex::Page* NumberIndex::page(Family& family, std::size_t at) {
  Pages* pages = family.all_pages.back().get();
  if (at >= pages->size) {
    auto larger = std::make_unique<Pages>(std::bit_ceil(at + 1));
    for (std::size_t k = 0; k < pages->size; ++k) larger->page[k].store(pages->page[k].load(std::memory_order_relaxed), std::memory_order_relaxed);
    pages = larger.get();
    family.all_pages.push_back(std::move(larger));
    family.pages.store(pages, std::memory_order_release);
  }
  Page* found = pages->page[at].load(std::memory_order_relaxed);
  if (found != nullptr) return found;
  if (pages_.size() < free_pages || symbols_ * 8 >= pages_.size() << page_bits) {
    pages_.push_back(std::make_unique<Page>());
    found = pages_.back().get();
  } else {
    found = &hashed_;
  }
  pages->page[at].store(found, std::memory_order_release);
  return found;
}

void NumberIndex::settle() {
  for (Family& family : families_) {
    if (!family.all_pages.empty()) family.all_pages.erase(family.all_pages.begin(), family.all_pages.end() - 1);
  }
}

}  // namespace rosterkit::model
