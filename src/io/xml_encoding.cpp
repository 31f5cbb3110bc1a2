// Finds out how an XML document is encoded and has everything else but UTF-8 transcoded before anyone counts its bytes.
// Which encodings decode_text can do is its business; this file knows how XML names them (XML 1.0, section 4.3.3).
#include "rosterkit/io/xml_encoding.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "rosterkit/base/text.hpp"

namespace rosterkit::io {
namespace {

// A declaration with all three pseudo attributes is under 100 bytes; blanks between them may stretch it.
constexpr std::size_t longest_declaration_bytes = 1024;

struct KnownEncoding {
  std::string_view declared;     // lower case
  std::string_view decode_text;  // "" = read as UTF-8
};

// us-ascii is a part of UTF-8. Producers that write it and yet send UTF-8 are harmless: the judge checks the bytes.
constexpr std::array known_encodings = {
    KnownEncoding{"utf-8", ""},          KnownEncoding{"utf8", ""},
    KnownEncoding{"us-ascii", ""},       KnownEncoding{"ascii", ""},
    KnownEncoding{"iso-8859-1", "iso-8859-1"}, KnownEncoding{"iso8859-1", "iso-8859-1"},
    KnownEncoding{"latin1", "iso-8859-1"},     KnownEncoding{"windows-1252", "windows-1252"},
    KnownEncoding{"cp1252", "windows-1252"},
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_encoding_name(std::string_view name) {  // XML 1.0, production 81; keeps hostile text out of our messages
  return !name.empty() && name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
}

[[noreturn]] void refuse(const std::string& shown, std::string message) {
  Finding finding;
  finding.rule = "file.not-utf8";
  finding.severity = Severity::error;
  finding.file = shown;
  finding.line = 1;
  finding.message = std::move(message);
  finding.hint = "The file was not read. Save it as UTF-8, and let its first line say encoding=\"UTF-8\".";
  throw FileError(ExitCode::input_refused, std::move(finding));
}

/// Reads on until @p text holds @p wanted bytes or the stream ends.
void read_up_to(ByteStream& bytes, std::string& text, std::size_t wanted) {
  std::array<char, longest_declaration_bytes> buffer;
  while (text.size() < wanted) {
    const std::size_t count = bytes.read(std::span(buffer.data(), wanted - text.size()));
    if (count == 0) return;
    text.append(buffer.data(), count);
  }
}

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

}  // namespace

std::size_t RejoinedStream::read(std::span<char> into) {
  if (given_ == first_.size()) return rest_->read(into);
  const std::size_t count = std::min(into.size(), first_.size() - given_);
  std::memcpy(into.data(), first_.data() + given_, count);
  given_ += count;
  return count;
}

std::string_view declared_encoding(std::string_view text) {
  if (!starts_with(text, "<?xml") || text.size() < 6 || !is_blank(text[5])) return {};
  std::string_view rest = text.substr(0, text.find("?>"));
  const std::size_t word = rest.find("encoding");
  if (word == std::string_view::npos) return {};
  rest.remove_prefix(word + std::strlen("encoding"));
  while (!rest.empty() && (is_blank(rest[0]) || rest[0] == '=')) rest.remove_prefix(1);
  if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return {};
  const std::size_t end = rest.find(rest[0], 1);
  return end == std::string_view::npos ? std::string_view{} : rest.substr(1, end - 1);
}

std::unique_ptr<ByteStream> xml_as_utf8(std::unique_ptr<ByteStream> bytes, const std::string& shown) {
  using namespace std::string_view_literals;
  std::string start;
  read_up_to(*bytes, start, 6);
  if (starts_with(start, "\xEF\xBB\xBF")) {
    start.erase(0, 3);
    return std::make_unique<RejoinedStream>(std::move(start), std::move(bytes));
  }
  if (starts_with(start, "\xFF\xFE") || starts_with(start, "\xFE\xFF")) {
    return decode_text(std::make_unique<RejoinedStream>(std::move(start), std::move(bytes)), "utf-16", shown);
  }
  if (starts_with(start, "<\0"sv) || starts_with(start, "\0<"sv)) {
    refuse(shown, "the document is UTF-16 without the byte order mark that must stand at its start");
  }
  while (starts_with(start, "<?xml") && start.size() < longest_declaration_bytes && start.find("?>") == std::string::npos) {
    const std::size_t before = start.size();
    read_up_to(*bytes, start, std::min(longest_declaration_bytes, before + 64));
    if (start.size() == before) break;
  }
  const std::string declared = lower_ascii(declared_encoding(start));
  auto whole = std::make_unique<RejoinedStream>(std::move(start), std::move(bytes));
  if (declared.empty()) return whole;
  for (const KnownEncoding& known : known_encodings) {
    if (known.declared != declared) continue;
    if (known.decode_text.empty()) return whole;
    return decode_text(std::move(whole), std::string(known.decode_text), shown);
  }
  if (starts_with(declared, "utf-16")) refuse(shown, "the document says that it is UTF-16, but its bytes are not");
  refuse(shown, is_encoding_name(declared) ? "the document says that it is written in " + declared + ", which rosterkit does not read"
                                           : "the document names an encoding that does not exist");
}

}  // namespace rosterkit::io
