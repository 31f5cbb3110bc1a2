// Comparing by words against comparing by bytes, for every length around the sizes of words and every place of a difference.
#include "rosterkit/base/same_text.hpp"

#include <catch2/catch.hpp>
#include <string>

using rosterkit::same_text;

TEST_CASE("texts are the same if their bytes are, whatever their length") {
  CHECK(same_text({}, {}));
  CHECK(same_text({}, ""));
  for (std::size_t size = 0; size < 60; ++size) {
    const std::string text(size, 'x');
    CAPTURE(size);
    CHECK(same_text(text, std::string(size, 'x')));
    CHECK_FALSE(same_text(text, std::string(size + 1, 'x')));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'y';
      CAPTURE(at);
      CHECK_FALSE(same_text(text, other));
    }
  }
}
