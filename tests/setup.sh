#!/usr/bin/env bash
# The Debian packages that rosterkit is built and tested with, each with its reason. Installs what is missing if run as
# root, else says what to install. Quick when nothing is missing: no network is touched then.
set -eu

packages=(
  g++                 # the compiler (C++20)
  cmake               # the build
  ninja-build         # runs the build on all cores
  pkg-config          # finds libzip
  libcli11-dev        # command line (src/cli/options.cpp)
  libfccp-dev         # fast-cpp-csv-parser: fixed-column tables of mappings (src/mapping)
  nlohmann-json3-dev  # JSON: mappings, reports, answers of commands
  libpugixml-dev      # XML: access to one object at a time (src/io/xml_*)
  libexpat1-dev       # XML: judges whether a stream is well-formed (src/io/xml_*)
  libzip-dev          # zip archives (src/io)
  nettle-dev          # SHA-1 of ids that are made from names (src/base/uuid.cpp), SHA-256 of findings (src/base/report_common.cpp)
  libfmt-dev          # texts of messages
  catch2              # the tests
  python3             # tests/cases.py, and the oracle of the CSV tests
  libxml2-utils       # xmllint: checks written XML against schemas
)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "These packages are missing. Install them, then run this again:" >&2
  echo "  sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
echo "Installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
