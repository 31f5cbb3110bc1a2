// Ties the steps together: find the files, merge them, build the structs, lint.
#include "rosterkit/mapping/catalog.hpp"

#include <algorithm>
#include <set>

#include "build.hpp"
#include "library.hpp"
#include "lint.hpp"
#include "load_model.hpp"
#include "rosterkit/base/errors.hpp"
#include "rosterkit/base/heap.hpp"
#include "show.hpp"

namespace rosterkit::mapping {
namespace {

struct Chosen {
  std::string id, variant, mode;
};

Chosen choose(const Request& request) {
  const std::size_t at = request.format.find('@');
  if (at == std::string::npos) return {request.format, "", request.mode};
  return {request.format.substr(0, at), request.format.substr(at + 1), request.mode};
}

Json* part_of(Json& tree, const char* container, const std::string& name) {
  Json* parts = name.empty() ? nullptr : member(tree, container);
  return parts ? member(*parts, name) : nullptr;
}

/// What is merged, without the keys that only say how; only those are left in @p tree.
Json take_body(Json& tree) {
  Json body = Json::object();
  auto& all = tree.get_ref<Json::object_t&>();
  auto& members = static_cast<Json::object_t::Container&>(body.get_ref<Json::object_t&>());
  members.reserve(all.size());
  for (auto& [key, value] : all) {
    if (key != "$schema" && key != "extends" && key != "variants" && key != "modes") members.emplace_back(key, std::move(value));
  }
  return body;
}

/// Nothing but what is shipped: its faults were looked for when it was made (tests/mapping/catalog_test.cpp), and need not
/// be at each start. An option's value is the user's.
bool is_shipped(const std::vector<LibraryFile*>& chain, const Request& request) {
  return request.set.empty() && std::all_of(chain.begin(), chain.end(), [](const LibraryFile* file) { return file->embedded; });
}

bool says_mode(const std::vector<LibraryFile*>& chain, const std::string& mode) {
  return std::any_of(chain.begin(), chain.end(), [&](const LibraryFile* file) {
    return std::find(file->heading.modes.begin(), file->heading.modes.end(), mode) != file->heading.modes.end();
  });
}

void require_variant(const std::vector<LibraryFile*>& chain, const std::string& id, const std::string& variant) {
  if (variant.empty()) return;
  std::vector<std::string> known;
  for (const LibraryFile* file : chain) {
    for (const auto& [name, detect] : file->heading.variants) known.push_back(name);
  }
  if (std::find(known.begin(), known.end(), variant) != known.end()) return;
  std::string text = "the format " + in_quotes(id) + " has no variant " + in_quotes(variant) + suggestion(variant, known);
  if (known.empty()) text += "; it has none";
  throw UsageError(text);
}

/// Options as set by the user: the tree shows them as if the mapping had said so.
void set_options(Effective& effective, const std::map<std::string, std::string>& set) {
  Json* options = member(effective.tree, "options");
  if (!options) return;
  for (const auto& [name, value] : set) {
    Json* option = member(*options, name);
    if (!option) continue;   // another mapping's, or the completions'
    if (option->is_object()) (*option)["value"] = value;
    else *option = value;
    const std::string pointer = step("/options", name);
    effective.layers.push_back({"--set " + name, "", "--set " + name});
    effective.origin[option->is_object() ? step(pointer, "value") : pointer] = effective.layers.size() - 1;
  }
}

Effective compose(const std::vector<LibraryFile*>& chain, const Chosen& chosen, const std::map<std::string, std::string>& set) {
  std::vector<std::string> texts;
  std::vector<Json> trees;
  for (LibraryFile* file : chain) {
    try {
      trees.push_back(Library::take_tree(*file));
    } catch (const MappingError& error) {   // go on, so that one run tells the faults of all files
      texts.insert(texts.end(), error.faults.begin(), error.faults.end());
    }
  }
  if (!texts.empty()) throw MappingError(texts);

  Effective effective;
  Faults faults(effective);
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const LibraryFile* file = chain[i];
    Json& tree = trees[i];
    apply_patch(effective, take_body(tree), {file->name, "", file->name}, faults);
    for (const auto& [container, noun, name] : {std::tuple{"variants", "variant", chosen.variant}, std::tuple{"modes", "mode", chosen.mode}}) {
      Json* part = part_of(tree, container, name);
      if (!part) continue;
      std::string prefix = step(step("", container), name);
      Json* patch = member(*part, "patch");
      if (patch) prefix = step(prefix, "patch");
      else if (container == std::string_view("variants")) continue;   // says only how it is told
      else patch = part;                                              // a mode may be the bare patch
      apply_patch(effective, std::move(*patch), {file->name, prefix, file->name + ", " + noun + " " + name}, faults);
    }
  }
  expand_like(effective, faults);
  if (!faults.texts().empty()) throw MappingError(faults.texts());
  set_options(effective, set);
  return effective;
}

Json merged_detect(const std::vector<LibraryFile*>& chain) {
  Json detect = Json::object();
  for (const LibraryFile* file : chain) detect.merge_patch(file->heading.detect);
  return detect.is_object() ? detect : Json::object();
}

}  // namespace

struct Catalog::State {
  using Loading = Beside<std::unique_ptr<LoadedModel>>;
  /// The model is half of what a short run loads, and nothing else is needed for it: it is loaded while mappings are looked for and compared.
  explicit State(const SearchPlaces& places) : loading(begin("mappings/" + std::string(shipped_model().name), shipped_model().text, true)), library(places) {}
  explicit State(const std::vector<TextFile>& files) : library(files) { loading = begin(library.model().name, library.model().text, false); }
  ~State() {
    loading.wait();                        // who loads may still read a text of the library
  }

  /// @param text  outlives the state, or is of its library
  static Loading begin(std::string file, std::string_view text, bool shipped) {
    return Loading([file = std::move(file), text, shipped] {
      expect_memory(memory_of_loading);
      return std::make_unique<LoadedModel>(load_model(file, text, shipped));
    });
  }
  const LoadedModel& model() {
    if (!loaded) loaded = loading.get();
    return *loaded;
  }
  Loading loading;
  Library library;
  std::unique_ptr<LoadedModel> loaded;
  std::unique_ptr<Model> changed;      ///< with other options than its own
  std::vector<std::unique_ptr<Effective>> trees;   ///< what mappings were built from
};

Catalog::Catalog(const SearchPlaces& places) : state_(std::make_unique<State>(places)) {}
Catalog::Catalog(const std::vector<TextFile>& files) : state_(std::make_unique<State>(files)) {}
Catalog::~Catalog() = default;

const Model& Catalog::model() const { return state_->model().model; }

const Model& Catalog::model(const std::map<std::string, std::string>& set) const {
  const LoadedModel& loaded = state_->model();
  std::vector<Option> options = loaded.model.options;
  bool differs = false;
  for (Option& option : options) {
    const auto it = set.find(option.name);
    if (it == set.end() || it->second == option.value) continue;
    option.value = it->second;
    differs = true;
  }
  if (!differs) return loaded.model;
  Model changed = loaded.model;
  changed.completions = build_completions(loaded.source, loaded.model.schema, options);
  state_->changed = std::make_unique<Model>(std::move(changed));
  return *state_->changed;
}

std::vector<Listed> Catalog::list() const {
  std::vector<Listed> out;
  for (const std::string& id : state_->library.ids()) {
    const std::vector<LibraryFile*> chain = state_->library.chain(id);
    const LibraryFile& top = *chain.back();
    Listed listed;
    listed.id = id;
    listed.origin = top.embedded ? "embedded" : top.name;
    listed.base_id = chain.front()->heading.id;
    listed.extends = top.heading.extends;
    // What is told from its base by files of its own is a format; what is not, changes one.
    listed.is_overlay = !top.heading.extends.empty() && top.heading.detect.empty();
    listed.from_command_line = top.from_command_line;
    for (const LibraryFile* file : chain) {
      if (!file->heading.title.empty()) listed.title = file->heading.title;
      for (const auto& [name, detect] : file->heading.variants) listed.variants.push_back(name);
      listed.modes.insert(listed.modes.end(), file->heading.modes.begin(), file->heading.modes.end());
    }
    for (auto* names : {&listed.variants, &listed.modes}) {
      std::sort(names->begin(), names->end());
      names->erase(std::unique(names->begin(), names->end()), names->end());
    }
    out.push_back(std::move(listed));
  }
  return out;
}

std::vector<Heading> Catalog::headings() const {
  std::vector<Heading> out;
  for (const std::string& id : state_->library.ids()) {
    const std::vector<LibraryFile*> chain = state_->library.chain(id);
    Heading heading;
    heading.id = id;
    heading.extends = chain.back()->heading.extends;
    heading.from_command_line = chain.back()->from_command_line;
    heading.detect = build_detect(merged_detect(chain));
    std::map<std::string, Json> variants;
    for (const LibraryFile* file : chain) {
      for (const auto& [name, detect] : file->heading.variants) {
        auto [it, is_new] = variants.try_emplace(name, merged_detect(chain));
        it->second.merge_patch(detect);
      }
    }
    for (const auto& [name, detect] : variants) heading.variants.emplace_back(name, build_detect(detect));
    out.push_back(std::move(heading));
  }
  return out;
}

/// The files that a format is made of, which count as used.
std::vector<LibraryFile*> Catalog::chain(const std::string& id, const std::string& variant) const {
  const std::vector<LibraryFile*> chain = state_->library.chain(id);
  require_variant(chain, id, variant);
  for (LibraryFile* file : chain) file->used = true;
  return chain;
}

void Catalog::read_ahead(const std::string& format) const {
  std::vector<LibraryFile*> files;
  try {
    files = state_->library.chain(choose({format, "", {}}).id);
  } catch (const UsageError&) {
    // load() tells it, when it is asked for.
  } catch (const MappingError&) {
    // Likewise.
  }
  for (LibraryFile* file : files) Library::read_ahead(*file);
}

void Catalog::use(const std::string& format) const {
  const Chosen chosen = choose({format, "", {}});
  chain(chosen.id, chosen.variant);
}

Mapping Catalog::load(const Request& request) const {
  const Chosen chosen = choose(request);
  const std::vector<LibraryFile*> chain = this->chain(chosen.id, chosen.variant);
  // Kept with the catalogue, which a run never destroys: a tree takes as long to destroy as to build.
  state_->trees.push_back(std::make_unique<Effective>(compose(chain, chosen, request.set)));
  const Effective& effective = *state_->trees.back();
  const model::Schema& schema = model().schema;

  Faults faults(effective);
  BuildContext context{schema, {}, faults, {}};
  if (const Json* options = member(effective.tree, "options")) context.options = build_options(*options);
  context.read_code_file = [&](const std::string& name, const std::string& pointer) -> std::optional<std::string> {
    const std::string& from = effective.layers[effective.layer_of(pointer)].file;
    for (const LibraryFile* file : chain) {
      if (file->name == from) return state_->library.code_table(*file, name);
    }
    return std::nullopt;
  };
  Mapping mapping = build_mapping(effective.tree, context);
  mapping.id = chosen.id;
  mapping.base_id = chain.front()->heading.id;
  mapping.variant = chosen.variant;
  mapping.mode = chosen.mode;
  mapping.origin = chain.back()->embedded ? "embedded" : chain.back()->name;
  mapping.has_modes = says_mode(chain, "delta");
  if (!is_shipped(chain, request)) lint_mapping(mapping, schema, faults);
  if (!faults.texts().empty()) throw MappingError(faults.texts());
  return mapping;
}

std::string Catalog::show(const Request& request, bool with_origins) const {
  const Chosen chosen = choose(request);
  return show_tree(compose(chain(chosen.id, chosen.variant), chosen, request.set), with_origins);
}

std::vector<std::string> Catalog::option_names() const {
  std::set<std::string> names;
  for (const Option& option : model().options) names.insert(option.name);
  for (const std::string& id : state_->library.ids()) {
    for (LibraryFile* file : state_->library.chain(id)) {
      const auto members = members_of(file->text());
      for (const auto& [key, text] : members) {
        if (key != "options") continue;
        for (const auto& [name, value] : members_of(text)) names.insert(name);
      }
    }
  }
  return {names.begin(), names.end()};
}

bool Catalog::was_used(const std::string& mapping_file) const { return state_->library.was_used(mapping_file); }

}  // namespace rosterkit::mapping
