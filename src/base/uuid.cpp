// Name-based UUIDs. A run makes millions of them, or a single one in a few milliseconds: so SHA-1 comes from a library that has
// nothing to prepare.
#include "rosterkit/base/uuid.hpp"

#include <nettle/sha1.h>

#include <array>

namespace rosterkit {

namespace {

using Bytes = std::array<unsigned char, 16>;

// The namespace of all ids that rosterkit makes. It must never change: receivers have stored ids made from it.
// 88750487-930b-4ccd-aed4-64a0c58eb304
constexpr Bytes name_space = {0x88, 0x75, 0x04, 0x87, 0x93, 0x0b, 0x4c, 0xcd,
                              0xae, 0xd4, 0x64, 0xa0, 0xc5, 0x8e, 0xb3, 0x04};

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_dash_place(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

}  // namespace

std::string uuid_of(std::span<const std::string_view> parts, int version) {
  static constexpr unsigned char separator = 0x1F;
  sha1_ctx context;
  sha1_init(&context);
  sha1_update(&context, name_space.size(), name_space.data());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) sha1_update(&context, 1, &separator);
    sha1_update(&context, parts[i].size(), reinterpret_cast<const unsigned char*>(parts[i].data()));
  }
  unsigned char digest[SHA1_DIGEST_SIZE];
  sha1_digest(&context, sizeof digest, digest);

  // RFC 9562 section 4: the version in the high half of byte 6, the variant 10 in the top bits of byte 8.
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0F) | (version << 4));
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3F) | 0x80);

  static constexpr char hex[] = "0123456789abcdef";
  std::string text(36, '-');
  std::size_t at = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    if (is_dash_place(at)) ++at;
    text[at++] = hex[digest[i] >> 4];
    text[at++] = hex[digest[i] & 0x0F];
  }
  return text;
}

bool may_be_uuid_of(std::string_view text) {
  return text.size() == 36 && text[14] == '5' && (text[19] == '8' || text[19] == '9' || text[19] == 'a' || text[19] == 'b');
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_dash_place(at) ? text[at] != '-' : !is_hex(text[at])) return false;
  }
  return true;
}

}  // namespace rosterkit
