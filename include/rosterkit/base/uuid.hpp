// Name-based UUIDs, version 5 (RFC 9562 section 5.5), over SHA-1 of libcrypto.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rosterkit {

/// UUIDv5 in rosterkit's own namespace of the texts, joined by 0x1F, in lower case with dashes.
/// The same texts give the same id on every machine and in every version: ids in other systems depend on it.
/// @param version  the version nibble to show: 5; SIF NA 3.3 only admits 1 and 4.
std::string uuid_of(std::span<const std::string_view> parts, int version = 5);

/// False if uuid_of(parts) is another text than @p text, whatever the parts: a look at its length, version and variant instead of a hash.
bool may_be_uuid_of(std::string_view text);

/// True for the 36-character form with dashes, any version, any case.
bool is_uuid(std::string_view text);

}  // namespace rosterkit
