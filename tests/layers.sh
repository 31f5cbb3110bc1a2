#!/usr/bin/env bash
# The rules of docs/architecture.md that a compiler does not check. Each breach is a line FILE: what, and what to do.
# Fails if there is one. Run without arguments; a folder as argument is checked instead of the project (for its own test).
set -u
cd "${1:-$(dirname "$0")/..}" || exit 2

python3 - <<'PYTHON'
import pathlib
import re
import sys

# A floor may include itself and what stands left of it; model and codec share a floor and do not know each other.
BELOW = {"base": [], "model": ["base"], "codec": ["base"], "io": ["base"], "mapping": ["base", "model", "codec", "io"]}
BELOW["convert"] = [*BELOW["mapping"], "mapping"]
BELOW["check"] = [*BELOW["convert"], "convert"]
BELOW["cli"] = [*BELOW["check"], "check"]

# Where each outer library may be met: (pattern of the include, pattern of the file, where that is).
LIBRARIES = [
    (r"CLI/", r"src/cli/options\.cpp", "src/cli/options.cpp"),
    (r"pugixml\.hpp|expat\.h", r"(src|include/rosterkit|tests)/io/xml_[^/]*", "xml_* files of io"),
    (r"zip\.h", r"src/io/zip_library\.hpp|tests/io/[^/]*", "src/io/zip_library.hpp"),
    (r"nlohmann/", r"src/mapping/.*|src/base/report[^/]*|src/convert/[^/]*json[^/]*|src/cli/.*|tests/.*",
     "src/mapping, src/base/report*, src/convert/*json* and src/cli"),
    (r"fast-cpp-csv-parser/", r"src/mapping/.*|src/convert/[^/]*id_map[^/]*", "src/mapping, and the id map of src/convert"),
    (r"nettle/", r"(src|tests)/base/.*", "src/base"),
    (r"catch2/", r"tests/.*", "tests"),
]
# Names of folders that exist on one machine only.
MACHINE = re.compile(r"(?<![\w.{}])/(work|home/\w+|Users/\w+|root)/")

breaches = []
root = pathlib.Path(".")
sources = [p for folder in ("src", "include", "tests") for p in sorted((root / folder).rglob("*")) if p.suffix in (".cpp", ".hpp")]
for path in sources:
    text = path.read_text(encoding="utf-8")
    name = path.as_posix()
    parts = path.parts
    if name.startswith("include/rosterkit/"):
        floor = parts[2]
    elif len(parts) > 2:
        floor = parts[1]
    else:
        floor = None                    # src/main.cpp, tests/test_main.cpp: on top of everything
    for number, line in enumerate(text.splitlines(), 1):
        include = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
        if not include:
            continue
        target = include.group(1)
        ours = re.match(r"rosterkit/(\w+)/", target)
        if ours and floor in BELOW and ours.group(1) != floor and ours.group(1) not in BELOW[floor] and parts[0] != "tests":
            breaches.append(f"{name}:{number}: {floor} may not include {target}; it may include {', '.join(BELOW[floor]) or 'nothing of ours'}")
        if ours and ours.group(1) not in BELOW:
            breaches.append(f"{name}:{number}: {ours.group(1)} is not a floor; add it to tests/layers.sh and docs/architecture.md")
        for library, places, where in LIBRARIES:
            if re.match(library, target) and not re.fullmatch(places, name):
                breaches.append(f"{name}:{number}: {target} belongs in {where}")
    if not text.startswith("//"):
        breaches.append(f"{name}:1: the file should open with a comment that says what it does")
    if path.suffix == ".hpp" and "#pragma once" not in text:
        breaches.append(f"{name}:1: #pragma once is missing")

texts = sources + [p for pattern in ("mappings/**/*", "samples/**/*", "docs/**/*", "tests/**/*", "*.md", "*.txt", "*.json", ".ci/*") for p in root.glob(pattern)]
for path in sorted(set(texts)):
    if not path.is_file() or path.name == "layers.sh" or "build" in path.parts[0] or path.suffix in (".zip", ".pyc"):
        continue
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if MACHINE.search(line):
            breaches.append(f"{path.as_posix()}:{number}: a path of one machine; write it relative to the project")

if not sources:
    breaches.append("no sources found: run tests/layers.sh from a checkout")
print("\n".join(breaches) if breaches else f"{len(sources)} files keep the rules")
sys.exit(1 if breaches else 0)
PYTHON
