// docs/codecs.md, made from the table of codecs, so that the two cannot disagree (tests/codec/codecs_markdown_test.cpp).
#include "rosterkit/codec/codec.hpp"

namespace rosterkit::codec {

namespace {

constexpr std::string_view introduction = R"(# Codecs

A codec turns the text of a cell into the value of the model, and back. A field names its codecs after `as`; reading runs
them from left to right, writing from right to left:

```json
"birthDate": { "at": "DOB", "as": { "date": ["MM/dd/yyyy", "yyyy-MM-dd"] } }
"grades":    { "at": "Grades", "as": [{ "split": "," }, { "code": "grade" }] }
```

A blank cell is absent and reaches no codec. A value that a codec refuses is left empty, with a finding that names the
cell ([rules.md](rules.md)). Behind `split` and `pairs`, the other codecs work on each item.

| class | meaning |
| --- | --- |
| exact | both directions give back what was there |
| canonicalising | the value comes back, its spelling may not: several spellings, one is written |
| lossy on read, lossy on write | one side holds more than the other |
| read-only, write-only | one direction only; the field says what happens in the other |

<!-- Made from the table in src/codec/codec.cpp. Edit the table, then run test_codec once with ROSTERKIT_ACCEPT=1. -->
)";

constexpr std::string_view engine_codecs = R"(
## code

`{"code": "grade"}` (depends on its table)

Words of the format against words of the model, from a table that the mapping has under `codes`, or that it shares with
other formats (`"file"`). The first spelling of a word is written. Several spellings make the field canonicalising;
`writeOnly` and unknown words that are kept, blanked or replaced make it lossy, and are counted when they occur.

## id

Ids are a policy of the whole format, under `ids`: prefixes that keep kinds of records apart, the form an id must have,
and how ids of another form are made into valid ones. Keys and references follow it without naming a codec.
)";

// Inside a table and in code marks: a bar would end the cell, and a blank at the ends would not be seen.
std::string code(std::string_view text) {
  std::string result = "`";
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result + "`";
}

std::string code_or_blank(std::string_view text) { return text.empty() ? "(blank)" : code(text); }

}  // namespace

std::string codecs_markdown() {
  std::string page(introduction);
  for (const TableRow& row : table()) {
    const bool writes = row.klass != Class::read_only;
    page.append("\n## ").append(row.name).append("\n\n");
    page.append("`").append(row.usage).append("` (").append(class_name(row.klass)).append(")\n\n");
    page.append(row.meaning).append("\n\n");
    page.append(writes ? "| as | cell | value | written |\n| --- | --- | --- | --- |\n"
                       : "| as | cell | value |\n| --- | --- | --- |\n");
    for (const Example& example : row.examples) {
      page.append("| ").append(code(example.args_json)).append(" | ").append(code_or_blank(example.cell)).append(" | ");
      page.append(example.refused ? "refused" : code_or_blank(example.value)).append(" |");
      if (writes) page.append(" ").append(example.refused ? "" : code_or_blank(example.written)).append(" |");
      page.append("\n");
    }
  }
  page.append("\nIn these examples `|` stands between the items of a list, `=` between a key and its text.\n");
  page.append(engine_codecs);
  return page;
}

}  // namespace rosterkit::codec
