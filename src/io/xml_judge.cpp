// expat as judge: well-formedness, no DOCTYPE, depth, attributes, sizes; and the byte ranges of objects. The handlers do
// next to nothing inside an object, where nearly all bytes are. expat's own texts are never shown.
// expat is told that the bytes are UTF-8: they are, whatever the declaration says (xml_encoding.cpp).
#include "rosterkit/io/xml_judge.hpp"

#include <expat.h>

#include <algorithm>
#include <new>
#include <utility>

#include "rosterkit/base/text.hpp"
#include "rosterkit/io/xml_reader.hpp"

namespace rosterkit::io {
namespace {

// An object is one record with all that hangs on it: a class with its students. product.md's record limit is for rows.
constexpr std::size_t rows_an_object_may_hold = 16;

struct Phrase {
  XML_Error code;
  const char* message;
  const char* hint;
};

constexpr const char* ask_for_a_new_export = "Nothing after this place can be trusted. Ask the sender for a new export.";

// What a sender can act on. Other codes are all one to them.
constexpr Phrase phrases[] = {
    {XML_ERROR_TAG_MISMATCH, "an end tag does not belong to the element that is open here", ask_for_a_new_export},
    {XML_ERROR_DUPLICATE_ATTRIBUTE, "an element has the same attribute twice", ask_for_a_new_export},
    {XML_ERROR_JUNK_AFTER_DOC_ELEMENT, "there is more text after the end of the document",
     "Two documents in one file? Put each into a file of its own."},
    {XML_ERROR_UNDEFINED_ENTITY, "an entity is used that XML does not have",
     "XML knows &amp; &lt; &gt; &quot; and &apos; only. Write other characters as they are."},
    {XML_ERROR_BAD_CHAR_REF, "a character reference names a character that XML cannot hold", ask_for_a_new_export},
    {XML_ERROR_MISPLACED_XML_PI, "the XML declaration is not at the very start of the document",
     "Remove what stands before <?xml, blank lines as well."},
    {XML_ERROR_INVALID_TOKEN, "there is a character here that may not stand here",
     "A bare & or < in a text is written &amp; or &lt;. Ask the sender for a new export."},
};

Finding finding_at(const std::string& shown, std::uint64_t line, std::uint64_t position, const char* rule, std::string message,
                   std::string hint) {
  Finding finding;
  finding.rule = rule;
  finding.severity = Severity::error;
  finding.file = shown;
  finding.line = line;
  finding.position = position;
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  return finding;
}

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The namespace that the document element is in, from its own attributes: nothing stands around it.
std::string namespace_of_root(std::string_view qualified, const char** attributes) {
  const std::size_t colon = qualified.find(':');
  const std::string wanted = colon == std::string_view::npos ? "xmlns" : "xmlns:" + std::string(qualified.substr(0, colon));
  for (; *attributes != nullptr; attributes += 2) {
    if (attributes[0] == wanted) return attributes[1];
  }
  return "";
}

}  // namespace

struct XmlJudge::State {
  State(std::string shown_name, std::vector<std::string> container_names, std::vector<std::string> item_names, const Limits& all_limits)
      : shown(std::move(shown_name)),
        containers(std::move(container_names)),
        items(std::move(item_names)),
        limits(all_limits),
        max_object_bytes(std::uint64_t{all_limits.max_record_bytes} * rows_an_object_may_hold),
        parser(XML_ParserCreate("UTF-8")) {
    if (parser == nullptr) throw std::bad_alloc();
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, &State::on_start, &State::on_end);
    XML_SetStartDoctypeDeclHandler(parser, &State::on_doctype);
  }
  ~State() { XML_ParserFree(parser); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  struct Ancestor {  // an element outside of objects
    std::string name;
    bool is_container;
  };

  static void on_start(void* data, const char* name, const char** attributes) {
    static_cast<State*>(data)->start(name, attributes);
  }
  static void on_end(void* data, const char*) { static_cast<State*>(data)->end(); }
  static void on_doctype(void* data, const char*, const char*, const char*, int) {
    State& state = *static_cast<State*>(data);  // expat stands behind the name here, so no position
    state.refuse(finding_at(state.shown, state.line(), 0, "xml.doctype", "the document has a DOCTYPE",
                            "A DOCTYPE can make a small file grow without end, so it is refused. Remove it: roster data needs none."));
  }

  void start(const char* qualified, const char** attributes) {
    if (failure) return;  // expat may still deliver the end of an empty element after being stopped
    if (++depth > limits.max_xml_depth) {
      return refuse_here("xml.limit", "elements are nested more than " + std::to_string(limits.max_xml_depth) + " deep",
                         "If the document is meant to be so, raise the limit of XML nesting.");
    }
    const auto attribute_count = static_cast<std::size_t>(XML_GetSpecifiedAttributeCount(parser)) / 2;
    if (attribute_count > limits.max_xml_attributes) {
      return refuse_here("xml.limit", "an element has more than " + std::to_string(limits.max_xml_attributes) + " attributes",
                         "If the document is meant to be so, raise the limit of XML attributes.");
    }
    if (object_depth != 0) return;
    const std::string_view name = local_name(qualified);
    bool is_object;
    if (depth == 1) {
      root = XmlRoot{std::string(name), namespace_of_root(qualified, attributes)};
      is_object = holds(items, name);
    } else {
      is_object = ancestors.back().is_container;
    }
    if (!is_object) {
      const bool is_container = containers.empty() ? depth == 1 : holds(containers, name);
      ancestors.push_back({std::string(name), is_container});
      return;
    }
    object_depth = depth;
    object.begin = skipped.bytes + static_cast<std::uint64_t>(XML_GetCurrentByteIndex(parser));
    object.line = line();
    object.container = depth == 1 ? "" : ancestors.back().name;
  }

  void end() {
    if (failure) return;
    if (object_depth == depth) {
      object.end = skipped.bytes + static_cast<std::uint64_t>(XML_GetCurrentByteIndex(parser) + XML_GetCurrentByteCount(parser));
      object_depth = 0;
      if (object.end - object.begin > max_object_bytes) return refuse_object();
      finished->push_back(object);
    } else if (object_depth == 0) {
      ancestors.pop_back();
    }
    --depth;
  }

  /// Where expat stands in the whole document: it has not seen what was skipped.
  std::uint64_t line() const { return XML_GetCurrentLineNumber(parser) + skipped.lines; }
  std::uint64_t column() const {
    const std::uint64_t seen = XML_GetCurrentColumnNumber(parser);
    return skipped.bytes != 0 && XML_GetCurrentLineNumber(parser) == skipped.seam_line ? seen - skipped.seam_column + skipped.column_behind : seen;
  }

  void skip(std::string_view bytes, std::uint64_t line_ends) {
    const std::uint64_t column_before = column();
    const std::size_t line_start = bytes.find_last_of("\r\n") + 1;   // 0: the line goes on
    skipped.seam_line = XML_GetCurrentLineNumber(parser);
    skipped.seam_column = XML_GetCurrentColumnNumber(parser);
    skipped.column_behind = (line_ends == 0 ? column_before : 0) + count_code_points(bytes.substr(line_start));
    skipped.lines += line_ends;
    skipped.bytes += bytes.size();
    fed += bytes.size();
    unread_from = fed;
  }

  void refuse(Finding finding, ExitCode code = ExitCode::input_refused) {
    failure.emplace(code, std::move(finding));
    XML_StopParser(parser, XML_FALSE);
  }
  void refuse_here(const char* rule, std::string message, std::string hint) {
    refuse(finding_at(shown, line(), column() + 1, rule, std::move(message),
                      std::move(hint)));
  }
  void refuse_object() {
    refuse(finding_at(shown, object.line, 0, "xml.limit",
                      "the object that starts here is over " + std::to_string(max_object_bytes) + " bytes",
                      "If the document is meant to be so, raise the limit of a record."));
  }

  void parse(std::string_view bytes, bool last, std::vector<XmlRange>& found) {
    if (failure) return;
    finished = &found;
    const XML_Status status = XML_Parse(parser, bytes.data(), static_cast<int>(bytes.size()), last);
    fed += bytes.size();
    if (failure) return;
    if (status == XML_STATUS_OK) {
      // No index while expat waits for more of an unfinished tag before it looks again: then the last one still holds.
      const XML_Index at = XML_GetCurrentByteIndex(parser);
      if (at >= 0) unread_from = skipped.bytes + static_cast<std::uint64_t>(at);
      return;
    }
    const XML_Error code = XML_GetErrorCode(parser);
    if (code == XML_ERROR_NO_MEMORY) throw std::bad_alloc();
    failure.emplace(last && misses_bytes(code) ? cut_off() : malformed(code));
  }

  static bool misses_bytes(XML_Error code) {
    return code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN || code == XML_ERROR_PARTIAL_CHAR ||
           code == XML_ERROR_UNCLOSED_CDATA_SECTION;
  }

  FileError cut_off() {
    Finding finding = finding_at(shown, line(), 0, "xml.cut-off", "", "");
    if (fed == 0) {
      finding.line = 0;
      finding.message = "the file is empty";
      finding.hint = "An XML document holds at least one element. Was the export finished? Fetch the file again.";
    } else {
      finding.message = "the document ends before its elements are closed";
      finding.hint = "Was the export or the transfer finished? Fetch the file again.";
    }
    return FileError(ExitCode::input_missing, std::move(finding));
  }

  /// expat has one code for a bare '<' and for bytes that are not UTF-8; the cures differ.
  bool is_at_bad_utf8() const {
    int offset = 0, size = 0;
    const char* buffer = XML_GetInputContext(parser, &offset, &size);
    if (buffer == nullptr || offset >= size) return false;
    // One byte more than a character may have: a whole one is never taken for a part.
    const std::string_view around(buffer + offset, std::min<std::size_t>(static_cast<std::size_t>(size - offset), 5));
    return find_bad_utf8(around) == 0u;
  }

  FileError malformed(XML_Error code) {
    const std::uint64_t position = column() + 1;
    if (code == XML_ERROR_INVALID_TOKEN && is_at_bad_utf8()) {
      return FileError(ExitCode::input_refused,
                       finding_at(shown, line(), position, "file.not-utf8", "there are bytes here that are not UTF-8",
                                  "Save the file as UTF-8, or let its first line name the encoding that it is in."));
    }
    const char* message = "the document does not follow the rules of XML here";
    const char* hint = ask_for_a_new_export;
    for (const Phrase& phrase : phrases) {
      if (phrase.code == code) message = phrase.message, hint = phrase.hint;
    }
    return FileError(ExitCode::input_refused, finding_at(shown, line(), position, "xml.not-well-formed", message, hint));
  }

  struct Skipped {                    // what expat has not seen; the seam is where it was last taken out
    std::uint64_t bytes = 0, lines = 0;
    std::uint64_t seam_line = 0, seam_column = 0;   // of expat
    std::uint64_t column_behind = 0;                // of the document, behind what was skipped; from 0
  };

  std::string shown;
  std::vector<std::string> containers, items;
  Limits limits;
  std::uint64_t max_object_bytes;
  XML_Parser parser;
  Skipped skipped;

  std::size_t depth = 0;
  std::size_t object_depth = 0;       // 0 = outside of objects
  XmlRange object;                    // the open one
  std::vector<Ancestor> ancestors;    // all open elements outside of objects
  std::vector<XmlRange>* finished = nullptr;
  std::uint64_t fed = 0;
  std::uint64_t unread_from = 0;      // expat holds the bytes from here on: the start of a tag that is not complete
  std::optional<XmlRoot> root;
  std::optional<FileError> failure;
};

XmlJudge::XmlJudge(std::string shown, std::vector<std::string> containers, std::vector<std::string> items, const Limits& limits)
    : state_(std::make_unique<State>(std::move(shown), std::move(containers), std::move(items), limits)) {}
XmlJudge::~XmlJudge() = default;

void XmlJudge::feed(std::string_view bytes, std::vector<XmlRange>& finished) {
  State& state = *state_;
  state.parse(bytes, false, finished);
  if (state.failure) return;
  if (state.object_depth != 0 && state.fed - state.object.begin > state.max_object_bytes) return state.refuse_object();
  // A tag or comment is seen by expat as a whole, so a huge one would fill the memory. Texts come in parts and are not
  // held to this. expat may look again only when twice as much has come: a whole tag can wait for so long.
  const std::uint64_t limit = state.limits.max_record_bytes;
  if (state.fed - state.unread_from > 2 * limit + bytes.size()) {
    state.refuse_here("xml.limit", "a tag or comment is over " + std::to_string(limit) + " bytes",
                      "If the document is meant to be so, raise the limit of a record.");
  }
}

std::optional<XmlPlace> XmlJudge::place_of_next_object() const {
  const State& state = *state_;
  if (state.failure || state.object_depth != 0 || state.ancestors.empty() || !state.ancestors.back().is_container) return std::nullopt;
  if (holds_back()) return std::nullopt;
  return XmlPlace{state.line(), state.depth, state.ancestors.back().name, state.max_object_bytes};
}

bool XmlJudge::holds_back() const { return state_->unread_from != state_->fed; }

void XmlJudge::skip(std::string_view objects, std::uint64_t line_ends) { state_->skip(objects, line_ends); }

void XmlJudge::finish(std::vector<XmlRange>& finished) { state_->parse({}, true, finished); }

const std::optional<XmlRoot>& XmlJudge::root() const { return state_->root; }
const std::optional<FileError>& XmlJudge::failure() const { return state_->failure; }

std::uint64_t XmlJudge::needed_from() const {
  return state_->object_depth != 0 ? state_->object.begin : state_->unread_from;
}

}  // namespace rosterkit::io
