// A roster as read: the store, what the reading plan says of each recipe, and the counts that must add up.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "rosterkit/convert/causes.hpp"
#include "rosterkit/convert/convert.hpp"
#include "rosterkit/convert/read_frame.hpp"
#include "rosterkit/convert/read_plan.hpp"
#include "rosterkit/model/store.hpp"

namespace rosterkit::convert {

struct Counts {
  std::uint64_t in = 0, made = 0, out = 0, merged = 0, dropped = 0, unwritten = 0;
};

struct Roster {
  explicit Roster(const model::Schema& schema) : store(schema), counts(schema.entities.size()) {}

  model::Store store;
  ReadPlan plan;
  std::vector<Counts> counts;                                   ///< by entity
  std::vector<FileCount> files;
  std::map<std::pair<std::uint16_t, std::uint16_t>, std::uint64_t> secrets;
  std::map<std::uint16_t, std::set<std::string>> ext_names;     ///< by entity: columns that travel in the extension bag
  bool delta = false;
  Causes causes;                                                ///< what is missing, and what was lost to it
  /// Pairs of records with the same references in their key, whether or not the rest of it is the same; as of same_rows().
  struct Alike { std::vector<std::uint16_t> fields; std::vector<std::pair<model::Row, model::Row>> pairs; };
  std::map<std::uint16_t, Alike> alike;                         ///< by entity; none where nobody looked, or records were made or filled since
  std::vector<bool> not_whole;                                  ///< by entity: a file of it could not be read; what is missing is no news
  ExitCode code = ExitCode::ok;                                 ///< of files that could not be read, where that does not stop the run

  struct PendingCode { std::uint16_t entity; model::Segment* segment; DeferredCode code; };
  std::vector<PendingCode> codes;
  struct Tuple { std::uint16_t entity; model::Symbol id; bool ambiguous; };
  std::map<std::string, std::unordered_map<std::string, Tuple>> keys;   ///< key name -> tuple -> record
};

/// Reads all files by the roster's plan. Findings go to @p diagnostics; throws FileError for a file beyond use, after all
/// other files have been read, so that one run shows everything.
void read_files(Roster& roster, const mapping::Mapping& mapping, const io::InputSet& input, const Settings& settings, Diagnostics& diagnostics);

/// Which repeated values resolve() tells: read_only leaves those that neither a target nor a completion looks at to find_unread_repeats().
enum class Repeats { all, read_only };
/// Second phase: deferred codes and references, identity and merges, dangling references, `verify`, `unique`. What was lost
/// to missing records is only noted in roster.causes: report_losses() tells it when all that follows is known.
void resolve(Roster& roster, const Settings& settings, Diagnostics& diagnostics, Repeats repeats = Repeats::all);
/// Tells what resolve() left. It changes nothing, and what a conversion does in between does not change what it finds.
void find_unread_repeats(Roster& roster, const Settings& settings, Diagnostics& diagnostics);

/// Tells which references point to nothing and which records were left out because their id belongs to somebody else,
/// each cause once. Call it once, after everything else that may add to the causes.
void report_losses(Roster& roster, Diagnostics& diagnostics);

/// The mapping's checks over the model (mapping-language.md, 4.10).
/// @param judging  validate: findings have the severity of their check; else none is above a warning, because nothing is lost.
void run_checks(Roster& roster, const std::vector<mapping::Check>& checks, bool judging, Diagnostics& diagnostics, unsigned jobs);

struct Filled {
  std::uint16_t entity;
  std::string field, why;
  std::uint64_t times;                                          ///< values made; written() counts those that went out
  std::uint16_t number;                                         ///< of the field in the entity
  std::vector<bool> rows;                                       ///< which records: synthetic values are neither lost nor news
};

/// What a target wants of the completions.
struct CompletionNeeds {
  std::set<std::pair<std::uint16_t, std::string>> required;     ///< (entity, field) that it requires
  /// (entity, field) that it writes or looks at; nullptr = any. Records are made in any case, since they are counted.
  const std::set<std::pair<std::uint16_t, std::uint16_t>>* used = nullptr;
};

/// needs.used, and what the completions look at and set that a target needs: all that must be kept of what is read.
std::set<std::pair<std::uint16_t, std::uint16_t>> completion_fields(const model::Schema& schema, const mapping::Model& model, const CompletionNeeds& needs);
/// Completions of the model (model.json): fill blanks, make records.
std::vector<Filled> complete(Roster& roster, const mapping::Model& model, const CompletionNeeds& needs, unsigned jobs);

/// A finding about a record in the store: place, entity, id.
Finding finding_at(const model::Store& store, std::string_view rule, std::uint16_t entity, model::Row row);
/// The id of a record for messages: its own, or the parts of its natural key.
std::string record_id(const model::Store& store, std::uint16_t entity, model::Row row);

}  // namespace rosterkit::convert
