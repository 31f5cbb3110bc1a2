// What one field may have wrong: its name, its directions, its codecs, its references.
#include <algorithm>
#include <stdexcept>

#include "lint.hpp"
#include "rosterkit/base/regex.hpp"
#include "rosterkit/base/text.hpp"

namespace rosterkit::mapping {
namespace {

bool has_source(const Field& field) {
  return field.read.constant || !field.read.derive.empty() || !field.at.empty() || !field.aliases.empty() || !field.make.empty() ||
         field.by || field.default_value;
}

/// The names between braces of a template.
std::vector<std::string> holes(std::string_view text) {
  std::vector<std::string> out;
  for (;;) {
    const std::size_t open = text.find('{');
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) return out;
    out.emplace_back(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
}

const IdPolicy* policy_of(const Mapping& mapping, const std::string& entity) {
  const auto found = mapping.ids.find(entity);
  if (found != mapping.ids.end()) return &found->second;
  const auto any = mapping.ids.find("*");
  return any == mapping.ids.end() ? nullptr : &any->second;
}

class FieldLint {
 public:
  FieldLint(const Mapping& mapping, const model::Schema& schema, const Field& field, const Scope& scope, bool once, Faults& faults)
      : mapping_(mapping), schema_(schema), field_(field), scope_(scope), once_(once), faults_(faults) {}

  void run() {
    name();
    directions();
    locations();
    lint_codecs(mapping_.codes, field_.as, step(field_.pointer, "as"), faults_);
    codec_directions();
    code_words();
    reference();
    values();
    patterns();
  }

 private:
  void fault(const std::string& what) { faults_.add(field_.pointer, what); }
  void fault_at(const char* key, const std::string& what) {
    if (!what.empty()) faults_.add(step(field_.pointer, key), what);
  }
  bool is_column() const { return field_.kind == Field::Kind::column; }

  void name() {
    if (is_column()) return;
    if (field_.kind == Field::Kind::group) {
      if (field_.template_text.empty() && !field_.flags) fault("a field that begins with + needs \"template\" or \"flags\"");
      return;
    }
    if (const std::string what = field_fault(scope_, field_.key); !what.empty()) return fault(what);
    const bool is_path = scope_.distinct && std::find(scope_.distinct->begin(), scope_.distinct->end(), field_.key) != scope_.distinct->end();
    if (scope_.distinct && !scope_.distinct->empty() && !is_path) {
      fault("a record with \"distinct\" has only those paths, columns (#) and children as its fields");
    }
  }

  void directions() {
    const bool reads = !field_.read.declined && has_source(field_);
    const bool writes = writes_cell(field_) || (field_.by && !field_.by->writes.empty());
    if (!reads && !writes) {
      return fault(in_quotes(field_.key) + " is neither read nor written; give it \"at\", or leave it out");
    }
    if (is_column()) return;
    if (field_.read.declined && scope_.read && field_.why.empty()) fault_at("read", "\"read\": false needs \"why\"");
    if (field_.write.declined && scope_.written && !once_ && field_.why.empty()) fault_at("write", "\"write\": false needs \"why\"");
    const bool from_no_cell = (field_.read.constant || !field_.read.derive.empty()) && field_.at.empty();
    if (from_no_cell && !field_.write.declined && scope_.written && !once_) {
      fault("this is said by no cell, so that it cannot be written; add \"write\": false and \"why\"");
    }
  }

  void locations() {
    if (field_.kind == Field::Kind::keyed_rest) {
      if (field_.item_key.empty() || field_.item_value.empty()) fault("the items of a keyed list need \"key\" and \"value\", the locations of both");
      if (!field_.key_code.empty() && !mapping_.codes.contains(field_.key_code)) fault_at("keyCode", unknown_table(mapping_.codes, field_.key_code));
    } else if (field_.at.size() > 1) {
      fault_at("at", "several locations are for the items of a keyed list (.*); further places to read from go to \"aliases\"");
    }
    if (mapping_.format.kind != "xml") return;
    for (const std::string& at : field_.at) {
      if (at.find("//") != std::string::npos || at.find('(') != std::string::npos || at.find("..") != std::string::npos) {
        fault_at("at", "a location has child steps, @attribute and [name=value] only; ^ stands for the parent");
      }
    }
  }

  void codec_directions() {
    for (const CodecUse& use : field_.as) {
      const codec::TableRow* row = use.name == "code" || use.name == "id" ? nullptr : codec::find(use.name);
      if (!row || !field_.why.empty()) continue;
      if (row->klass == codec::Class::read_only && writes_cell(field_) && !field_.write.constant && scope_.written) {
        fault_at("as", "the codec " + in_quotes(use.name) + " cannot write; add \"write\": false and \"why\"");
      }
      if (row->klass == codec::Class::write_only && !field_.read.declined && scope_.read) {
        fault_at("as", "the codec " + in_quotes(use.name) + " cannot read; add \"read\": false and \"why\"");
      }
    }
  }

  /// A list that is not open takes its own words only: another one in the table is mistyped.
  void code_words() {
    const auto known = field_.kind == Field::Kind::model && scope_.entity ? scope_.entity->find_field(field_.name) : std::nullopt;
    const model::CodeList* list = known ? schema_.find_codes(scope_.entity->fields[*known].code_list) : nullptr;
    if (!list || list->open || field_.as.empty() || field_.as.back().name != "code") return;
    const auto table = mapping_.codes.find(field_.as.back().arguments.text);
    if (table == mapping_.codes.end()) return;
    for (const auto& value : table->second.values) {
      if (std::find(list->words.begin(), list->words.end(), value.word) != list->words.end()) continue;
      fault_at("as", "the code table " + in_quotes(table->first) + " has the word " + in_quotes(value.word) + ", which the model's " +
                         in_quotes(list->name) + " does not take" + suggestion(value.word, list->words));
    }
  }

  void reference() {
    if (field_.by) by();
    if (field_.ref.empty()) {
      if (!field_.space.empty() && field_.kind != Field::Kind::column && field_.by) fault_at("space", "a space needs \"ref\", the entity that it belongs to");
      return;
    }
    const auto target = schema_.find_entity(field_.ref);
    if (!target) return fault_at("ref", unknown_entity(schema_, field_.ref));
    const auto known = field_.kind == Field::Kind::model && scope_.entity ? scope_.entity->find_field(field_.name) : std::nullopt;
    if (known) {
      const std::vector<std::uint16_t>& refs = scope_.entity->fields[*known].refs;
      if (!refs.empty() && std::find(refs.begin(), refs.end(), *target) == refs.end()) {
        fault_at("ref", in_quotes(field_.name) + " refers to " + in_quotes(schema_.entities[refs[0]].name) + " in the model, not to " + in_quotes(field_.ref));
      }
    }
    if (!field_.written_by.empty()) {
      std::vector<std::string> names;
      for (const Record& record : mapping_.records) {
        if (record.entity == field_.ref && record.distinct.empty()) names.push_back(record.name);
      }
      if (std::find(names.begin(), names.end(), field_.written_by) == names.end()) {
        fault_at("writtenBy", "no record " + in_quotes(field_.written_by) + " writes " + in_quotes(field_.ref) + suggestion(field_.written_by, names));
      }
    }
    space();
  }

  void space() {
    const IdPolicy* policy = policy_of(mapping_, field_.ref);
    std::vector<std::string> names;
    for (const IdSpace& space : policy ? policy->spaces : std::vector<IdSpace>()) names.push_back(space.name);
    if (field_.space.empty()) {
      if (!names.empty() && !field_.by) {
        fault_at("ref", "the ids of " + in_quotes(field_.ref) + " have separate spaces; add \"space\": " + join(names, ", "));
      }
    } else if (std::find(names.begin(), names.end(), field_.space) == names.end()) {
      fault_at("space", in_quotes(field_.ref) + " has no id space " + in_quotes(field_.space) + suggestion(field_.space, names));
    }
  }

  void by() {
    std::vector<std::string> known;
    const std::vector<std::string>* cells = nullptr;
    const auto look = [&](const auto& owner) {
      for (const auto& [name, tuple] : owner.keys) {
        known.push_back(name);
        if (name == field_.by->key) cells = &tuple;
      }
    };
    const auto children = [&](const auto& self, const std::vector<Child>& list) -> void {
      for (const Child& child : list) {
        look(child);
        self(self, child.children);
      }
    };
    for (const Record& record : mapping_.records) {
      look(record);
      children(children, record.children);
    }
    if (!cells) {
      fault_at("by", "no record has a key " + in_quotes(field_.by->key) + " among its \"keys\"" + suggestion(field_.by->key, known));
    } else if (cells->size() != field_.by->cells.size()) {
      fault_at("by", "the key " + in_quotes(field_.by->key) + " has " + std::to_string(cells->size()) + " cells, here are " + std::to_string(field_.by->cells.size()));
    }
    for (const auto& [cell, path] : field_.by->writes) fault_at("by", path_fault(schema_, scope_, path));
  }

  void values() {
    if (!field_.derive.empty()) fault_at("derive", path_fault(schema_, scope_, field_.derive));
    if (!field_.read.derive.empty()) fault_at("read", path_fault(schema_, scope_, field_.read.derive));
    if (!field_.write.derive.empty()) fault_at("write", path_fault(schema_, scope_, field_.write.derive));
    for (const MakePart& part : field_.make) {
      if (part.kind == MakePart::Kind::field) fault_at("make", path_fault(schema_, scope_, part.text));
      if (part.kind == MakePart::Kind::parent_field) fault_at("make", path_fault(schema_, scope_, "^" + part.text));
    }
    for (const std::string& hole : holes(field_.template_text)) fault_at("template", path_fault(schema_, scope_, hole));
    if (field_.flags) {
      for (const auto& [name, code] : field_.flags->values) fault_at("flags", field_fault(scope_, name));
      if (!field_.flags->many.empty()) fault_at("flags", field_fault(scope_, field_.flags->many));
    }
    lint_fills(mapping_.codes, schema_, scope_, field_.fill, step(field_.pointer, "fill"), faults_);
    lint_condition(schema_, scope_, field_.when, step(field_.pointer, "when"), faults_);
  }

  void patterns() {
    if (field_.min_length && field_.max_length && *field_.min_length > *field_.max_length) {
      fault_at("minLength", "\"minLength\" is greater than \"maxLength\"");
    }
    if (!Regex::is_valid(field_.pattern)) fault_at("pattern", "this is not a regular expression (ECMAScript)");
  }

 public:
  static std::string unknown_table(const std::map<std::string, codec::CodeTable>& codes, const std::string& name) {
    std::vector<std::string> known;
    for (const auto& [table, content] : codes) known.push_back(table);
    return "there is no code table " + in_quotes(name) + suggestion(name, known);
  }

 private:
  const Mapping& mapping_;
  const model::Schema& schema_;
  const Field& field_;
  const Scope& scope_;
  bool once_;
  Faults& faults_;
};

}  // namespace

bool writes_cell(const Field& field) { return !field.write.declined && !field.at.empty(); }

void lint_field(const Mapping& mapping, const model::Schema& schema, const Field& field, const Scope& scope, bool once, Faults& faults) {
  FieldLint(mapping, schema, field, scope, once, faults).run();
}

void lint_codecs(const std::map<std::string, codec::CodeTable>& codes, const std::vector<CodecUse>& uses, const std::string& pointer, Faults& faults) {
  for (const CodecUse& use : uses) {
    if (use.name == "code") {
      if (!codes.contains(use.arguments.text)) faults.add(pointer, FieldLint::unknown_table(codes, use.arguments.text));
      continue;
    }
    if (use.name == "id") continue;
    const codec::TableRow* row = codec::find(use.name);
    if (!row) {
      std::vector<std::string> known{"code", "id"};
      for (const codec::TableRow& each : codec::table()) known.emplace_back(each.name);
      faults.add(pointer, "there is no codec " + in_quotes(use.name) + suggestion(use.name, known));
      continue;
    }
    try {
      row->make(use.arguments);
    } catch (const std::invalid_argument& error) {
      faults.add(pointer, "codec " + in_quotes(use.name) + ": " + error.what());
    }
  }
}

void lint_fills(const std::map<std::string, codec::CodeTable>& codes, const model::Schema& schema, const Scope& scope,
                const std::vector<Fill>& fills, const std::string& pointer, Faults& faults) {
  for (const Fill& fill : fills) {
    std::vector<std::string> paths;
    if (fill.kind == Fill::Kind::path && !fill.text.empty()) paths = {fill.text};   // an empty one was refused when it was read
    if (fill.kind == Fill::Kind::range) paths = {fill.text, fill.other};
    if (fill.kind == Fill::Kind::template_text) paths = holes(fill.text);
    if (fill.kind == Fill::Kind::count_true) paths = fill.of;
    for (const std::string& path : paths) {
      if (const std::string what = path_fault(schema, scope, path); !what.empty()) faults.add(pointer, what);
    }
    lint_codecs(codes, fill.as, pointer, faults);
  }
}

}  // namespace rosterkit::mapping
