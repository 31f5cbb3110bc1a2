#!/usr/bin/env bash
# Builds rosterkit and runs all tests. With --sanitize, and where CI=true, everything once more under AddressSanitizer and
# UndefinedBehaviorSanitizer. The last line is "N passed, N failed"; the exit code is 0 only if none failed.
#
# usage: tests/run.sh [--sanitize]
set -eu
cd "$(dirname "$0")/.."

sanitize=no
[ "${CI:-}" = true ] && sanitize=yes
for argument in "$@"; do
  case $argument in
    --sanitize) sanitize=yes ;;
    *) echo "usage: tests/run.sh [--sanitize]" >&2; exit 2 ;;
  esac
done

tests/setup.sh

jobs=$(nproc)
launcher=()
command -v ccache >/dev/null && launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
passed=0
failed=0

# build_and_test FOLDER CMAKE-OPTION...: a build that fails counts as one failure, and nothing of it is run.
build_and_test() {
  local folder=$1
  shift
  echo "== $folder"
  if ! cmake -S . -B "$folder" -G Ninja -DROSTERKIT_WERROR=ON "${launcher[@]}" "$@" >"$folder.log" 2>&1 ||
     ! ninja -C "$folder" -j "$jobs" >>"$folder.log" 2>&1; then
    tail -n 60 "$folder.log"
    echo "The build in $folder failed; all of it stands in $folder.log."
    failed=$((failed + 1))
    return
  fi
  local log=$folder/tests.log
  ctest --test-dir "$folder" --output-on-failure -j "$jobs" 2>&1 | tee "$log" || true
  # "95% tests passed, 1 tests failed out of 20"
  local line total broken
  line=$(grep -E 'tests passed, [0-9]+ tests failed out of [0-9]+' "$log" || true)
  if [ -z "$line" ]; then
    echo "No tests ran in $folder."
    failed=$((failed + 1))
    return
  fi
  broken=$(sed -E 's/.*passed, ([0-9]+) tests failed.*/\1/' <<<"$line")
  total=$(sed -E 's/.*out of ([0-9]+).*/\1/' <<<"$line")
  passed=$((passed + total - broken))
  failed=$((failed + broken))
}

build_and_test build -DCMAKE_BUILD_TYPE=Release -DROSTERKIT_SANITIZE=OFF
if [ $sanitize = yes ]; then
  # -Og compiles in less than two thirds of the time that -O1 takes; unoptimised, the tests take too long. -g1: lines of the
  # source are enough for reports, and compiling needs half the memory. Eight files at a time compile in half the time that they take
  # one by one: what all of them include is looked at, and its templates made, once. The build above still sees an include that is missing.
  export UBSAN_OPTIONS=print_stacktrace=1
  build_and_test build-sanitize -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS=-Og -DCMAKE_CXX_FLAGS_DEBUG=-g1 -DROSTERKIT_SANITIZE=ON \
    -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=8
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
