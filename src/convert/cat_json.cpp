// `cat`: the model's records, or the file's own records, as JSON lines.
#include "records_json.hpp"
#include "rosterkit/io/csv_reader.hpp"
#include "rosterkit/io/xml_reader.hpp"
#include "session.hpp"

namespace rosterkit::convert {
namespace {

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// An element as JSON: attributes as "@name", repeated children as arrays, an element of text alone as its text.
Json element_json(const io::XmlNode& node) {
  Json object = Json::object();
  for (const io::XmlNode& attribute : node.attributes()) object["@" + std::string(attribute.name())] = attribute.text();
  for (const io::XmlNode& child : node.children()) {
    Json value = element_json(child);
    const std::string name(child.name());
    const auto found = object.find(name);
    if (found == object.end()) {
      object[name] = std::move(value);
    } else {
      if (!found->is_array()) *found = Json::array({*found});
      found->push_back(std::move(value));
    }
  }
  if (!node.children().empty()) return object;
  const std::string text(node.text());
  if (object.empty()) return text;
  if (!text.empty()) object["#text"] = text;
  return object;
}

void csv_lines(const Session& session, const io::InputFile& file, const Settings& settings, Diagnostics& diagnostics,
               const std::function<void(std::string_view)>& line) {
  const mapping::Format& format = session.mapping.format;
  io::CsvDialect dialect;
  dialect.delimiter = format.delimiter;
  dialect.quote = format.quote;
  dialect.header = format.header != mapping::Format::Header::none;
  dialect.backslash_escapes = format.backslash_escapes;
  io::CsvReader reader(io::decode_text(file.open(), settings.encoding.empty() ? format.encoding : settings.encoding, file.shown), file.shown, dialect, settings.limits);
  std::vector<std::uint32_t> all;
  for (std::uint32_t i = 0; i < reader.header().size(); ++i) all.push_back(i);
  std::string record;
  for (const mapping::Record& each : session.mapping.records) {
    if (each.file == file.name && record.empty()) record = each.name;
  }
  io::CsvBlock block;
  while (reader.next(block)) {
    reader.parse(block, all);
    diagnostics.report(std::move(block.findings));
    for (std::size_t row = 0; row < block.rows; ++row) {
      Json object{{"@record", record}, {"@file", file.shown}, {"@line", block.lines[row]}};
      for (const std::uint32_t column : all) object[reader.header()[column]] = std::string(block.columns[column][row]);
      line(dump(object));
    }
  }
}

void xml_lines(const Session& session, const io::InputFile& file, const Settings& settings, const std::function<void(std::string_view)>& line) {
  std::vector<std::string> containers, items, names;
  for (const mapping::Record& record : session.mapping.records) {
    if (record.each.kind != mapping::Each::Kind::path) continue;
    names.push_back(record.name);
    containers.push_back(record.root);
    items.push_back(record.each.path.substr(0, record.each.path.find('[')));
  }
  io::XmlReader reader(file.open(), file.shown, containers, items, settings.limits);
  io::XmlBlock block;
  while (reader.next(block)) {
    io::XmlReader::parse(block, file.shown);
    for (const auto& object : block.objects) {
      const std::string name(object.node->name());
      std::string record = name;
      for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i] == name) record = names[i];
      }
      Json json{{"@record", record}, {"@file", file.shown}, {"@line", object.line}};
      const Json fields = element_json(*object.node);
      if (fields.is_object()) json.update(fields);
      else json["#text"] = fields;
      line(dump(json));
    }
  }
}

}  // namespace

void cat(const mapping::Catalog& catalog, const ReadOnlyRequest& request, bool native, Diagnostics& diagnostics,
         const std::function<void(std::string_view line)>& line) {
  const auto session = open_session(catalog, request.inputs, request.from, request.settings, diagnostics);
  if (native) {
    for (const auto& file : session->input.files) {
      if (session->mapping.format.kind == "xml") xml_lines(*session, *file, request.settings, line);
      else csv_lines(*session, *file, request.settings, diagnostics, line);
    }
    return;
  }
  read_session(catalog, *session, request.settings, diagnostics);
  report_losses(*session->roster, diagnostics);
  const model::Store& store = session->roster->store;
  for (std::uint16_t e = 0; e < store.tables.size(); ++e) {
    const model::Table& table = *store.tables[e];
    for (const auto& segment : table.segments()) {
      for (std::uint32_t i = 0; i < segment->rows; ++i) {
        if (segment->states[i] != model::State::live) continue;
        Json object{{"@entity", table.entity.name}};
        const std::string& file = store.files[segment->file];
        object["@file"] = file.empty() ? Json() : Json(file);
        object["@line"] = segment->line(i) == 0 ? Json() : Json(segment->line(i));
        object.update(record_json(store, e, segment->first + i));
        line(dump(object));
      }
    }
  }
}

}  // namespace rosterkit::convert
