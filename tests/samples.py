#!/usr/bin/env python3
"""Converts every sample into every format and checks what must hold for all pairs, whatever the formats are.

usage: tests/samples.py BINARY

For each folder of samples/ that has a format's name: it is detected as that format. For each pair of a sample and a format: the exit
code is 0; the counts of every entity add up (in + made = out + merged + dropped + unwritten), and nothing is dropped; files,
summary and messages are the same bytes for --jobs 1, 2 and 3; the output is detected as the format that was asked for.
Written, read and written again, it is the same bytes. And there and back again: a Clever export that went through another format, with one id map for both ways, names the same people,
sections, teachers and terms by the same ids.
"""
import csv
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

# What every format on the way can hold. The order of teachers is part of it: the first one is the lead.
THERE_AND_BACK = {
    "schools.csv": ["School_id", "School_name", "School_number"],
    "students.csv": ["School_id", "Student_id", "Student_number", "State_id", "Last_name", "First_name", "Grade", "Gender", "DOB", "Username"],
    "teachers.csv": ["School_id", "Teacher_id", "Teacher_number", "Last_name", "First_name", "Teacher_email"],
    "sections.csv": ["School_id", "Section_id", "Teacher_id", *(f"Teacher_{n}_id" for n in range(2, 11)), "Name", "Section_number",
                     "Course_name", "Course_number", "Period", "Term_name", "Term_start", "Term_end"],
    "enrollments.csv": ["School_id", "Section_id", "Student_id"],
}


def rows(path, columns):
    with path.open(encoding="utf-8", newline="") as file:
        return {tuple(row[column] for column in columns) for row in csv.DictReader(file)}


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

    def fixed_point(self, sample, target):
        """What was written, read and written again, is the same bytes (law 2), also when another format said it first."""
        name = f"{sample.name} to {target} to {target}"
        first, again, ids = (self.scratch / f"{kind}-{sample.name}-{target}" for kind in ("first", "again", "fixed-ids"))
        options = [f"--set={key}={value}" for key, value in SAID_BY_OPTIONS.get(sample.name, {}).items()]
        self.run("convert", sample, "--to", target, "-o", first, "--id-map", ids, *options)
        done = self.run("convert", first, "--to", target, "-o", again, "--id-map", ids, *options)
        if not self.expect(done.returncode == 0, f"{name}: exit code {done.returncode}\n{done.stderr.decode()}"):
            return
        for path in sorted(first.iterdir()):
            other = again / path.name
            self.expect(other.exists() and other.read_bytes() == path.read_bytes(), f"{name}: {path.name} is not the same when it is written again")

    def there_and_back(self, sample, middle):
        name = f"{sample.name} to {middle} and back"
        direct, out, back, ids = (self.scratch / f"{kind}-{middle}" for kind in ("direct", "out", "back", "ids"))
        self.run("convert", sample, "--to", sample.name, "-o", direct)
        self.run("convert", sample, "--to", middle, "-o", out, "--id-map", ids)
        done = self.run("convert", out, "--to", sample.name, "-o", back, "--id-map", ids)
        if not self.expect(done.returncode == 0, f"{name}: exit code {done.returncode}\n{done.stderr.decode()}"):
            return
        for file, columns in THERE_AND_BACK.items():
            before, after = rows(direct / file, columns), rows(back / file, columns)
            self.expect(bool(before), f"{name}: {file} is empty")
            self.expect(before == after, f"{name}: {file} differs: {sorted(before ^ after)[:4]}")


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
                pairs.fixed_point(sample, target.name)
        for middle in ("oneroster-1.1", "oneroster-1.2", "sif-xpress", "sif-xpress@3.3"):
            pairs.there_and_back(SAMPLES / "clever", middle)
    print(f"{len(samples) ** 2} pairs, {pairs.checked} checks, {len(pairs.faults)} failed")
    sys.exit(1 if pairs.faults or not samples else 0)


if __name__ == "__main__":
    main()
