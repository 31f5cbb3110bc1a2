// The hash of a text: one multiplication for each sixteen bytes, and no branch for the last ones of a long text.
#include <bit>
#include <cstring>

#include "rosterkit/base/load.hpp"
#include "rosterkit/model/interner.hpp"

namespace rosterkit::model {
namespace {

using Word = std::uint64_t;

Word mix(Word a, Word b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<Word>(product) ^ static_cast<Word>(product >> 64);
}

/// The @p size bytes (at most 8) as a number, the first lowest. Two loads that overlap: no loop, no call of memcpy.
Word load_few(const char* bytes, std::size_t size) {
  if constexpr (std::endian::native != std::endian::little) {
    Word word = 0;
    std::memcpy(&word, bytes, size);
    return word;
  }
  if (size >= 8) return load<Word>(bytes);
  if (size >= 4) return load<std::uint32_t>(bytes) | static_cast<Word>(load<std::uint32_t>(bytes + size - 4)) << 8 * (size - 4);
  if (size == 0) return 0;
  const auto byte = [&](std::size_t at) { return static_cast<Word>(static_cast<unsigned char>(bytes[at])) << 8 * at; };
  return byte(0) | byte(size / 2) | byte(size - 1);
}

}  // namespace

std::uint64_t hash_text(std::string_view text) {
  const char* p = text.data();
  const std::size_t n = text.size();
  Word hash = n * 0x9E3779B97F4A7C15ull ^ 0x2545F4914F6CDD1Dull;
  if (n > 16) {
    const char* const last = p + n - 16;               // what it has in common with the rest does no harm
    for (; p < last; p += 16) hash = mix(hash ^ load<Word>(p), load<Word>(p + 8) ^ 0xD6E8FEB86659FD93ull);
    return mix(hash ^ load<Word>(last), load<Word>(last + 8) ^ 0xA0761D6478BD642Full);
  }
  const Word first = load_few(p, n < 8 ? n : 8);
  const Word second = n <= 8 ? 0 : load<Word>(p + n - 8);
  return mix(hash ^ first, second ^ 0xA0761D6478BD642Full);
}

}  // namespace rosterkit::model
