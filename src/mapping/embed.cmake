# Writes one C++ source that holds the text of every mapping and code table: cmake -DROOT=mappings -DOUT=embedded.cpp -P embed.cmake
# Texts are cut into literals that the compiler joins: compilers limit the length of one literal (MSVC: 16 KB).
cmake_minimum_required(VERSION 3.25)

file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/*.json ${ROOT}/*.csv)
list(SORT files COMPARE STRING)

set(source "// Made by src/mapping/embed.cmake from the files in mappings/; changes here are lost.\n")
string(APPEND source "#include \"rosterkit/mapping/embedded.hpp\"\n\n#include <array>\n\nnamespace rosterkit::mapping {\n\n")
string(APPEND source "std::span<const EmbeddedFile> embedded_files() {\n  using namespace std::string_view_literals;\n")
list(LENGTH files count)
if(count EQUAL 0)
  string(APPEND source "  return {};\n}\n\n}  // namespace rosterkit::mapping\n")
else()
  string(APPEND source "  static constexpr std::array<EmbeddedFile, ${count}> files = {{\n")
  foreach(name IN LISTS files)
    # Read as hexadecimal: CMake's own text handling would change brackets, semicolons and backslashes in the mapping.
    file(READ ${ROOT}/${name} hex HEX)
    string(APPEND source "    {\"${name}\"sv,\n")
    string(LENGTH "${hex}" length)
    set(at 0)
    while(at LESS length OR at EQUAL 0)
      string(SUBSTRING "${hex}" ${at} 16000 chunk)   # 8,000 bytes of text
      string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" escaped "${chunk}")
      # Every byte becomes an escape: one that stood before a plain digit would swallow it.
      string(APPEND source "     \"${escaped}\"\n")
      math(EXPR at "${at} + 16000")
    endwhile()
    string(APPEND source "     \"\"sv},\n")
  endforeach()
  string(APPEND source "  }};\n  return files;\n}\n\n}  // namespace rosterkit::mapping\n")
endif()

# Only a changed text is written, so that nothing is compiled again without need.
set(old "")
if(EXISTS ${OUT})
  file(READ ${OUT} old)
endif()
if(NOT old STREQUAL source)
  file(WRITE ${OUT} "${source}")
endif()
