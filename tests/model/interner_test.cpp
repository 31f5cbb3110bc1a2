// Interning: the same text, the same symbol, from any number of threads and for many texts at once.
#include "rosterkit/model/interner.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace rosterkit::model {
namespace {

/// Texts of every length that is treated in its own way, some of them equal but for one byte.
std::vector<std::string> many_texts(std::size_t count) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    std::string text = std::to_string(i);
    text.insert(0, std::string(i % 31, static_cast<char>('a' + i % 7)));
    texts.push_back(text);
  }
  return texts;
}

/// Each case is run for both.
Interner::Use any_use() { return GENERATE(Interner::Use::words, Interner::Use::ids); }

/// Each table may have set a few more symbols aside.
bool dense(const Interner& names, std::size_t texts) { return names.bound() > texts && names.bound() <= texts + texts / 64 + 1; }

}  // namespace

TEST_CASE("few texts have the first symbols, without a gap") {
  Interner names(any_use());
  for (const std::string& text : many_texts(100)) names.intern(text);
  CHECK(names.bound() == 101);
}

TEST_CASE("a text has one symbol, and the symbol gives the text") {
  Interner names(any_use());
  std::set<Symbol> symbols;
  const std::vector<std::string> texts = many_texts(5000);
  for (const std::string& text : texts) symbols.insert(names.intern(text));
  CHECK(symbols.size() == texts.size());
  CHECK(*symbols.begin() == 1);
  CHECK(dense(names, texts.size()));
  for (const std::string& text : texts) {
    const Symbol symbol = names.intern(text);
    REQUIRE(names.text(symbol) == text);
    REQUIRE(names.find(text) == symbol);
  }
  CHECK(dense(names, texts.size()));
}

TEST_CASE("blank is symbol 0") {
  Interner names(any_use());
  CHECK(names.intern("") == 0);
  CHECK(names.find("") == 0);
  CHECK(names.text(0).empty());
  CHECK(names.bound() == 1);
}

TEST_CASE("what was never interned is not found") {
  Interner names(any_use());
  names.intern("stu-1");
  CHECK(names.find("stu-2") == 0);
  CHECK(names.find(std::string_view("stu-1\0", 6)) == 0);   // the bytes behind a short text are zero, and no part of it
}

TEST_CASE("texts that differ in any one byte, at any length, are different") {
  for (std::size_t size = 1; size <= 40; ++size) {
    Interner names(any_use());
    const std::string text(size, 'x');
    std::set<Symbol> symbols{names.intern(text)};
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'y';
      symbols.insert(names.intern(other));
    }
    CHECK(symbols.size() == size + 1);
  }
}

TEST_CASE("many texts at once have the symbols that they have one by one") {
  Interner names(any_use());
  std::vector<std::string_view> views;
  const std::vector<std::string> texts = many_texts(1000);
  for (std::size_t i = 0; i < 2500; ++i) views.push_back(i % 9 == 0 ? std::string_view{} : std::string_view(texts[i * 7 % 1000]));   // blanks and repetitions
  std::vector<Symbol> symbols(views.size());
  names.intern(views, symbols.data());
  for (std::size_t i = 0; i < views.size(); ++i) {
    REQUIRE(symbols[i] == names.find(views[i]));
    REQUIRE(names.text(symbols[i]) == views[i]);
  }
}

TEST_CASE("texts of all lengths keep apart, whatever length the others around them have") {
  const Interner::Use use = any_use();
  for (const std::size_t first : {1u, 12u, 13u, 20u, 28u, 36u, 37u, 300u}) {   // it decides how much room its block has
    Interner names(use);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < 2000; ++i) {
      texts.push_back(std::to_string(i) + std::string(i == 0 ? first : i * 7919 % 60, 'x'));
    }
    std::vector<Symbol> symbols;
    for (const std::string& text : texts) symbols.push_back(names.intern(text));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      CAPTURE(first, i);
      CHECK(names.text(symbols[i]) == texts[i]);
      CHECK(names.find(texts[i]) == symbols[i]);
    }
  }
}

TEST_CASE("several threads may intern, look up and read at the same time") {
  Interner names(any_use());
  const std::vector<std::string> texts = many_texts(20000);
  constexpr std::size_t count = 4;
  std::vector<std::vector<Symbol>> symbols(count, std::vector<Symbol>(texts.size()));
  std::vector<std::size_t> wrong(count);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < count; ++t) {
    threads.emplace_back([&, t] {
      // Each goes through all texts in an order of its own, one by one or in batches.
      std::vector<std::string_view> batch;
      std::vector<std::size_t> which;
      for (std::size_t k = 0; k < texts.size(); ++k) {
        const std::size_t i = (k * (2 * t + 7) + t) % texts.size();
        if (t % 2 == 0) {
          symbols[t][i] = names.intern(texts[i]);
          wrong[t] += names.text(symbols[t][i]) != texts[i] || names.find(texts[i]) != symbols[t][i];
          continue;
        }
        batch.push_back(texts[i]);
        which.push_back(i);
        if (batch.size() < 100 && k + 1 < texts.size()) continue;
        std::vector<Symbol> got(batch.size());
        names.intern(batch, got.data());
        for (std::size_t j = 0; j < got.size(); ++j) {
          symbols[t][which[j]] = got[j];
          wrong[t] += names.text(got[j]) != batch[j];
        }
        batch.clear();
        which.clear();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t t = 0; t < count; ++t) {
    CHECK(wrong[t] == 0);
    CHECK(symbols[t] == symbols[0]);
  }
  CHECK(dense(names, texts.size()));
  names.settle();
  for (std::size_t i = 0; i < texts.size(); ++i) REQUIRE(names.find(texts[i]) == symbols[0][i]);
}

TEST_CASE("equal texts have equal hashes, wherever they stand in memory") {
  const std::string text = "00112233-4455-6677-8899-aabbccddeeff";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const std::string moved = "?" + text.substr(0, size) + "!";
    CHECK(hash_text(std::string_view(text).substr(0, size)) == hash_text(std::string_view(moved).substr(1, size)));
  }
}

TEST_CASE("texts of many symbols are those of each, blank and repeated ones too") {
  Interner names(any_use());
  std::vector<Symbol> symbols;
  for (unsigned i = 0; i < 300; ++i) {
    const Symbol symbol = names.intern(std::string(i % 60, 'x') + std::to_string(i / 3));
    symbols.insert(symbols.end(), i % 5, symbol);      // runs, over the borders of groups
    if (i % 7 == 0) symbols.insert(symbols.end(), {0, symbol, 0, 0});
  }
  std::vector<std::string_view> texts(symbols.size());
  names.texts(symbols, texts.data());
  for (std::size_t i = 0; i < symbols.size(); ++i) CHECK(texts[i] == names.text(symbols[i]));
}

TEST_CASE("texts are judged once, when they are new, and who finds one knows the outcome") {
  Interner names(any_use());
  std::vector<std::string> judged;
  REQUIRE(names.expect([&](std::string_view text) {
    judged.emplace_back(text);
    return text.find('*') == std::string_view::npos;
  }));
  const std::vector<std::string_view> good{"stu-1", "", "code", "stu-1", "00112233-4455-6677-8899-aabbccddeeff"};
  std::vector<Symbol> symbols(good.size());
  names.intern(good, symbols.data());
  names.intern("stu-1");
  CHECK(judged.size() == 3);
  CHECK(names.as_expected());
  CHECK(names.find("s*") == 0);                            // looked for, but never one of its texts
  CHECK(names.as_expected());
  names.intern("s*");
  CHECK_FALSE(names.as_expected());
  names.intern("stu-2");
  CHECK_FALSE(names.as_expected());
  CHECK(judged.size() == 5);
}

TEST_CASE("who has texts, or another judge, takes none") {
  const auto anything = [](std::string_view) { return true; };
  Interner names(any_use());
  CHECK(names.expect(anything));
  CHECK_FALSE(names.expect(anything));
  Interner others(any_use());
  others.intern("stu-1");
  CHECK_FALSE(others.expect(anything));
}

}  // namespace rosterkit::model
