// What the files of this folder share: the makers that THE table (codec.cpp) lists, results in short form, and the
// reading of arguments with messages for the author of a mapping.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rosterkit/codec/codec.hpp"

namespace rosterkit::codec {

inline Result fine(std::string_view value) { return {value, {}, false}; }
inline Result refuse(std::string_view rule) { return {{}, rule, true}; }
inline Result changed(std::string_view value, std::string_view rule) { return {value, rule, false}; }

/// Understood, but not written as the format writes it: the rule of `"others": "report"`.
constexpr std::string_view other_spelling = "cell.spelling";

/// The argument "others": true if spellings beside the format's own are to be reported. They are read in any case.
bool reports_others(const Arguments& arguments);

/// Throws std::invalid_argument if @p arguments holds a name that is not among @p known ("" = a bare text or list), with
/// the nearest known one.
void allow_arguments(const Arguments& arguments, std::initializer_list<std::string_view> known);

/// The text under @p name ("" = the bare text), or @p fallback if it is not there.
std::string text_argument(const Arguments& arguments, std::string_view name, std::string_view fallback = {});

/// The texts under @p name ("" = bare): a list, or a single text as a list of one; empty if not there.
std::vector<std::string> list_argument(const Arguments& arguments, std::string_view name);

/// The number under @p name, between @p least and @p most.
int number_argument(const Arguments& arguments, std::string_view name, int least, int most, int fallback);

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The byte length of the first @p characters code points of @p text, or of all of it.
std::size_t bytes_of_characters(std::string_view text, std::size_t characters);

// date_codecs.cpp
std::unique_ptr<Codec> make_date(const Arguments& arguments);
std::unique_ptr<Codec> make_school_year(const Arguments& arguments);
std::unique_ptr<Codec> make_unix(const Arguments& arguments);
std::unique_ptr<Codec> make_year(const Arguments& arguments);

// time_codecs.cpp
std::unique_ptr<Codec> make_datetime(const Arguments& arguments);
std::unique_ptr<Codec> make_time(const Arguments& arguments);

// list_codecs.cpp
std::unique_ptr<Codec> make_item(const Arguments& arguments);
std::unique_ptr<Codec> make_split(const Arguments& arguments);

// pairs_codec.cpp
std::unique_ptr<Codec> make_pairs(const Arguments& arguments);

// value_codecs.cpp
std::unique_ptr<Codec> make_bool(const Arguments& arguments);
std::unique_ptr<Codec> make_guid(const Arguments& arguments);
std::unique_ptr<Codec> make_integer(const Arguments& arguments);
std::unique_ptr<Codec> make_number(const Arguments& arguments);

// text_codecs.cpp
std::unique_ptr<Codec> make_cut(const Arguments& arguments);
std::unique_ptr<Codec> make_lower(const Arguments& arguments);
std::unique_ptr<Codec> make_name(const Arguments& arguments);
std::unique_ptr<Codec> make_prefix(const Arguments& arguments);
std::unique_ptr<Codec> make_suffix(const Arguments& arguments);
std::unique_ptr<Codec> make_trim(const Arguments& arguments);
std::unique_ptr<Codec> make_upper(const Arguments& arguments);

// character_codecs.cpp
std::unique_ptr<Codec> make_digits(const Arguments& arguments);
std::unique_ptr<Codec> make_pad(const Arguments& arguments);
std::unique_ptr<Codec> make_replace(const Arguments& arguments);
std::unique_ptr<Codec> make_strip(const Arguments& arguments);
std::unique_ptr<Codec> make_unpad(const Arguments& arguments);

}  // namespace rosterkit::codec
