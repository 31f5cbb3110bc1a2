#!/usr/bin/env python3
"""Converts every sample into every format and checks what must hold for all pairs, whatever the formats are.

usage: tests/samples.py BINARY

For each folder of samples/ that has a format's name: it is detected as that format. For each pair of a sample and a format: the exit
code is 0; the counts of every entity add up (in + made = out + merged + dropped + unwritten), and nothing is dropped; files,
summary and messages are the same bytes for --jobs 1, 2 and 3; the output is detected as the format that was asked for.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
TIMEOUT_SECONDS = 300

# What a sample does not say and some targets require; without it they refuse, and name these options.
SAID_BY_OPTIONS = {
    "apple-school-manager": {
        "schoolYear": "2025-2026", "schoolYearFirstDay": "2025-08-18", "schoolYearLastDay": "2026-06-05", "leaRefId": "d1",
        "entryDate": "2025-08-18",
    },
}


class Pairs:
    def __init__(self, binary, scratch):
        self.binary, self.scratch = binary, scratch
        self.faults = []
        self.checked = 0

    def expect(self, holds, what):
        self.checked += 1
        if not holds:
            self.faults.append(what)
            print("FAILED", what)
        return holds

    def run(self, *words):
        return subprocess.run([self.binary, *map(str, words)], cwd=self.scratch, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=TIMEOUT_SECONDS, check=False)

    def detected(self, path):
        """The format that `inspect` finds, without a variant, or what it says instead."""
        done = self.run("inspect", path, "--format", "json")
        if done.returncode != 0:
            return f"nothing (exit code {done.returncode})"
        return json.loads(done.stdout)["format"].split("@")[0]

    def convert(self, sample, target, jobs):
        """Everything that a run leaves behind and says, and its exit code."""
        # The same path for each run, because messages name it.
        out, summary = self.scratch / f"{sample.name}-to-{target}", self.scratch / "summary.json"
        done = self.run("convert", sample, "--to", target, "-o", out, "-O", "--jobs", jobs, "--summary", summary,
                        *(f"--set={name}={value}" for name, value in SAID_BY_OPTIONS.get(sample.name, {}).items()))
        files = {}
        if out.exists():
            paths = [out] if out.is_file() else sorted(path for path in out.rglob("*") if path.is_file())
            files = {path.name: path.read_bytes() for path in paths}
        text = summary.read_bytes() if summary.exists() else b"{}"
        summary.unlink(missing_ok=True)
        return done.returncode, files, text, done.stderr.decode("utf-8", "backslashreplace"), out

    def pair(self, sample, target):
        name = f"{sample.name} to {target}"
        code, files, text, stderr, out = self.convert(sample, target, 1)
        if not self.expect(code == 0, f"{name}: exit code {code}\n{stderr}"):
            return
        self.expect(bool(files), f"{name}: no file was written")
        summary = json.loads(text)
        self.expect(bool(summary.get("entities")), f"{name}: the summary counts no entity")
        for entity in summary.get("entities", []):
            left = entity["in"] + entity["made"]
            right = entity["out"] + entity["merged"] + entity["dropped"] + entity["unwritten"]
            self.expect(left == right, f"{name}: {entity['entity']} does not add up: {entity}")
            self.expect(entity["dropped"] == 0, f"{name}: {entity['entity']} lost records: {entity}")
        for jobs in (2, 3):
            again = self.convert(sample, target, jobs)
            self.expect(again[1] == files, f"{name}: other files with --jobs {jobs}")
            self.expect(again[2] == text, f"{name}: another summary with --jobs {jobs}")
            self.expect(again[3] == stderr, f"{name}: other messages with --jobs {jobs}")
        found = self.detected(out)
        self.expect(found == target, f"{name}: the output is taken for {found}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="rosterkit-samples-") as folder:
        pairs = Pairs(str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(folder).resolve())
        formats = [row["format"] for row in json.loads(pairs.run("formats", "--format", "json").stdout)]
        samples = [SAMPLES / name for name in sorted(formats) if (SAMPLES / name).is_dir()]
        for sample in samples:
            found = pairs.detected(sample)
            pairs.expect(found == sample.name, f"samples/{sample.name} is taken for {found}")
        for sample in samples:
            for target in samples:
                pairs.pair(sample, target.name)
    print(f"{len(samples) ** 2} pairs, {pairs.checked} checks, {len(pairs.faults)} failed")
    sys.exit(1 if pairs.faults or not samples else 0)


if __name__ == "__main__":
    main()
