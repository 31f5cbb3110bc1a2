// Arrays of zeros.
#include "rosterkit/base/zero_array.hpp"

#include <catch2/catch.hpp>
#include <cstdint>

namespace rosterkit {

TEST_CASE("small and large arrays begin with zeros and are aligned") {
  for (const std::size_t size : {std::size_t{1}, std::size_t{1000}, std::size_t{3} << 18}) {
    ZeroArray<std::uint64_t> numbers(size);
    REQUIRE(numbers.size() == size);
    CHECK(reinterpret_cast<std::uintptr_t>(numbers.data()) % 64 == 0);
    CHECK(numbers[0] == 0);
    CHECK(numbers[size - 1] == 0);
    numbers[size - 1] = 7;
    const ZeroArray<std::uint64_t> moved = std::move(numbers);
    CHECK(moved[size - 1] == 7);
  }
}

TEST_CASE("an array that is looked at all over is zero as well, however large it is") {
  for (const std::size_t size : {std::size_t{10}, std::size_t{1} << 18, (std::size_t{5} << 18) + 3}) {   // the second one is a large page
    ZeroArray<std::uint64_t> numbers(size, Access::all_over);
    CHECK(reinterpret_cast<std::uintptr_t>(numbers.data()) % 64 == 0);
    for (std::size_t i = 0; i < size; ++i) REQUIRE(numbers[i] == 0);
    numbers[0] = 6;
    numbers[size - 1] = 7;
    numbers.take_memory(2);
    CHECK(numbers[size - 1] == 7);
    ZeroArray<std::uint64_t> other(size * 2, Access::all_over);
    other = std::move(numbers);
    CHECK(other[size - 1] == 7);
  }
}

TEST_CASE("arrays whose pages several threads touch are zero all over") {
  ZeroArray<std::uint32_t> zeros(300000);
  zeros.take_memory(3);
  for (std::size_t i = 0; i < zeros.size(); ++i) REQUIRE(zeros[i] == 0);
}

TEST_CASE("an array without elements needs no memory") {
  const ZeroArray<int> none(0);
  CHECK(none.empty());
  CHECK(none.data() == nullptr);
}

}  // namespace rosterkit
