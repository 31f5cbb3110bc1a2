#!/usr/bin/env python3
"""Validates OneRoster packages with one mistake in each place where a mistake can be, and packages that only look wrong.

usage: tests/matrix.py BINARY [--sample N] [--keep FOLDER] [WORD...]

What must be found is worked out from tests/matrix/*.json, tables of the standard that know nothing of the mappings. For each
version, for bulk and delta, for every file and column: required blank, filled where it must be blank, wrong for its type,
wrong capitals, list faults, a reference to nothing, a line break; the same id twice; each column left out of the header, and
misspelt. Each mistake has a row of its own and a line that is counted here, so that many are tried in one run; the findings
must be exactly those expected, at that file, line and column. Headers, manifests, archives and CSV syntax have a run each.
Then come the variants that the standard allows and that naive validators refuse: nothing above a note.

--sample N runs each Nth case only (for builds with sanitizers). WORD... runs the cases whose name holds one of the words.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from matrix_faults import cell_faults, header_faults  # noqa: E402
from matrix_package import Table  # noqa: E402
from matrix_sets import package_faults, tolerated  # noqa: E402
from matrix_valid import variants  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


class Matrix:
    def __init__(self, binary, scratch, arguments):
        self.binary, self.scratch, self.arguments = binary, scratch, arguments
        self.number = self.ran = self.failed = 0
        self.pool, self.pending = concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1), []

    def wanted(self, name):
        self.number += 1
        if self.arguments.words and not any(word in name for word in self.arguments.words):
            return False
        return (self.number - 1) % self.arguments.sample == 0

    def run(self, number, package, version, words=("validate",), before=("--format", "jsonl", "--max-findings", "0"), as_format=True):
        place = package.write(self.scratch / f"case-{number}")
        command = [self.binary, words[0], str(place), *words[1:], *before]
        if as_format:
            command += ["--as" if words[0] == "validate" else "--from", f"oneroster-{version}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        findings = []
        for line in done.stdout.splitlines():
            finding = json.loads(line)
            shown = finding.get("file") or ""
            shown = shown.removeprefix(str(place)).lstrip("/") if shown.startswith(str(place)) else shown
            findings.append((finding["rule"], shown, finding.get("line") or 0, finding.get("column") or "", finding["severity"]))
        return done, findings

    def fail(self, name, text):
        self.failed += 1
        print(f"FAILED {name}\n{text}")

    def check(self, name, package, version, expected, code=None, **how):
        """@param expected  a list of (rules, file, line, column): any one of the rules, each expectation met once."""
        if self.wanted(name):
            self.ran += 1
            self.pending.append(self.pool.submit(self.judge, name, self.number, package, version, expected, code, how))

    def judge(self, name, number, package, version, expected, code, how):
        done, findings = self.run(number, package, version, **how)
        left = [finding for finding in findings if finding[4] != "note"]
        missed = []
        for rules, file, line, column in expected:
            hit = next((f for f in left if f[0] in rules and f[1] == file and f[2] == line and f[3] == column), None)
            if hit:
                left.remove(hit)
            else:
                missed.append(f"  not found: {' or '.join(rules)} at {file}:{line} \"{column}\"")
        also = [f"  and also: {f[4]} {f[0]} at {f[1]}:{f[2]} \"{f[3]}\"" for f in left]
        wanted = code if code is not None else (1 if any(f[4] == "error" for f in findings) else 0)
        if done.returncode != wanted:
            also.append(f"  exit code {done.returncode} where {wanted} was expected: {done.stderr.strip()[-300:]}")
        if missed or also:
            self.fail(name, "\n".join(missed[:8] + also[:8]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("words", nargs="*", default=[])
    parser.add_argument("--sample", type=int, default=1)
    parser.add_argument("--keep")
    arguments = parser.parse_intermixed_args()
    with tempfile.TemporaryDirectory() as folder:
        matrix = Matrix(arguments.binary, pathlib.Path(arguments.keep or folder), arguments)
        for version in ("1.1", "1.2"):
            table = Table(json.loads((HERE / "matrix" / f"oneroster-{version}.json").read_text()), version)
            for mode in ("bulk", "delta"):
                for name, package, expected in cell_faults(table, mode):
                    matrix.check(f"{version} {mode} {name}", package, version, expected)
                for name, package, expected in header_faults(table, mode):
                    matrix.check(f"{version} {mode} {name}", package, version, expected)
            for name, package, expected, code, as_format in package_faults(table):
                matrix.check(f"{version} {name}", package, version, expected, code=code, as_format=as_format)
            for name, package, expected in tolerated(table):
                # What can be read safely: an error here, a warning when converting, and nothing is lost.
                matrix.check(f"{version} {name}", package, version, expected, code=1)
                out = matrix.scratch / f"out-{matrix.number}"
                matrix.check(f"{version} {name}, converted", package, version, expected, code=0,
                             words=("convert", "--to", f"oneroster-{version}", "-o", str(out)))
            count = 0
            for name, package in variants(table):
                count += 1
                matrix.check(f"{version} valid: {name}", package, version, [], code=0, as_format=False)
            while matrix.pending:
                matrix.pending.pop().result()
            if count < 60:
                matrix.fail(f"{version} valid", f"  only {count} variants")
    print(f"{matrix.ran} cases, {matrix.failed} failed")
    return 1 if matrix.failed or not matrix.ran else 0


if __name__ == "__main__":
    sys.exit(main())
