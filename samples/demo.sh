#!/usr/bin/env bash
# A first look: builds rosterkit, converts the Clever sample to OneRoster 1.2 and shows what happened.
# Everything it makes lies in build/.
set -eu
cd "$(dirname "$0")/.."

title() { printf '\n== %s\n\n' "$1"; }
run() { printf '$ %s\n' "$*"; "$@"; }

title "Building (a few minutes the first time)"
tests/setup.sh
launcher=()
command -v ccache >/dev/null && launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release "${launcher[@]}" >build.log 2>&1 &&
  ninja -C build rosterkit >>build.log 2>&1 || { tail -n 40 build.log; exit 1; }
export PATH="$PWD/build:$PATH"

title "What is in samples/clever?"
run rosterkit inspect samples/clever | sed -n '1,4p; /^students.csv\|\/students.csv/,/DOB/p; /^records/,$p'

title "Clever to OneRoster 1.2"
run rosterkit convert samples/clever --to oneroster-1.2 -o build/demo --overwrite --verbose

title "What came out"
for file in build/demo/*.csv; do
  printf '%s\n' "$file"
  head -n 3 "$file" | cut -c 1-140 | sed 's/^/  /'
done

title "What Clever holds and OneRoster 1.2 does not, and the other way round"
rosterkit explain --from clever --to oneroster-1.2 | grep -E '^[a-zA-Z]+$|  (lost|filled) |^[0-9,]+ fields' | head -n 40

title "Next"
echo "rosterkit is in build/rosterkit. Try it on an export of yours:"
echo "  build/rosterkit inspect YOUR-EXPORT"
echo "  build/rosterkit explain --from clever --to oneroster-1.2"
