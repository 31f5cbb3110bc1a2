#!/usr/bin/env python3
"""Runs what docs/ci.md shows: each rosterkit command of its examples on a sound and on a broken set, the script for cron,
and the entries of .pre-commit-hooks.yaml, so that the page cannot promise what the program does not do.

usage: tests/ci_examples.py BINARY
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
passed = failed = 0


def check(name, ok, detail=""):
    global passed, failed
    passed, failed = passed + ok, failed + (not ok)
    if not ok:
        print(f"FAILED {name}\n{detail}")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)


def workspace(folder, broken):
    """A folder with the set under each name that the page uses."""
    for name in ("roster", "export"):
        shutil.copytree(ROOT / "samples" / "oneroster-1.1", folder / name)
        if broken:
            path = folder / name / "orgs.csv"
            path.write_text(path.read_text(encoding="utf-8").replace("alder,", "elsewhere,", 1), encoding="utf-8")
    return folder


def shell(command, folder, path, *arguments):
    summary = folder / "step-summary.md"
    environment = {"PATH": f"{path}:{os.environ['PATH']}", "HOME": str(folder), "GITHUB_STEP_SUMMARY": str(summary)}
    return subprocess.run(["sh", "-c", command, "sh", *map(str, arguments)], cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def examples(path):
    commands = [line.strip() for block in blocks("yaml") for line in re.findall(r"(?:run: |- )(rosterkit .*)", block)]
    check("the page shows commands for GitHub and GitLab", len(commands) == 2, str(commands))
    for command in commands:
        for broken in (False, True):
            with tempfile.TemporaryDirectory() as scratch:
                folder = workspace(pathlib.Path(scratch), broken)
                done = shell(command, folder, path)
                check(f"{command}: exit code, {'broken' if broken else 'sound'} set", done.returncode == broken, f"{done.returncode} {done.stdout} {done.stderr}")
                for report in re.findall(r"--report (\S+)", command):
                    written = folder / re.sub(r":[a-z]+$", "", report)
                    check(f"{command}: {report}", written.is_file() and written.stat().st_size > 2)
                if "--format github" in command:
                    check(f"{command}: every line is a workflow command", all(line.startswith("::") for line in done.stdout.splitlines()), done.stdout)
                    check(f"{command}: the page of the step", "## rosterkit validate" in (folder / "step-summary.md").read_text(encoding="utf-8"))


def known_findings(path):
    steps = next(block for block in blocks("sh") if "--baseline" in block).strip().splitlines()
    with tempfile.TemporaryDirectory() as scratch:
        folder = workspace(pathlib.Path(scratch), True)
        for step in steps:
            done = shell(step, folder, path)
            check(f"{step}: ends with 0", done.returncode == 0, done.stdout + done.stderr)
        check("the known findings are counted", "known finding" in done.stderr, done.stderr)


def cron(path):
    script = next(block for block in blocks("sh") if block.startswith("#!/bin/sh"))
    for broken in (False, True):
        with tempfile.TemporaryDirectory() as scratch:
            folder = workspace(pathlib.Path(scratch), broken)
            (folder / "nightly-roster.sh").write_text(script, encoding="utf-8")
            done = shell('sh ./nightly-roster.sh "$@"', folder, path, folder / "export", folder / "out", folder / "reports")
            name = f"nightly-roster.sh, {'broken' if broken else 'sound'} set"
            check(f"{name}: exit code", done.returncode == broken, f"{done.returncode} {done.stdout} {done.stderr}")
            check(f"{name}: output", (folder / "out").is_dir() != broken)
            check(f"{name}: says something only if something is wrong", bool(done.stdout + done.stderr) == broken, done.stdout + done.stderr)
            check(f"{name}: the page for the morning", (folder / "reports" / "roster.html").is_file())


def hooks(path):
    ids = re.findall(r"^- id: (\S+)", HOOKS, re.M)
    check("the page configures every hook", ids == re.findall(r"- id: (\S+)", PAGE), str(ids))
    entries = dict(zip(ids, re.findall(r"^  entry: (.*)", HOOKS, re.M)))
    with tempfile.TemporaryDirectory() as scratch:
        folder = workspace(pathlib.Path(scratch), True)
        done = shell(entries["rosterkit-validate"] + ' "$@"', folder, path, "roster")
        check("hook rosterkit-validate finds the fault", done.returncode == 1 and "reference.missing" in done.stdout, done.stdout + done.stderr)
        good = sorted((ROOT / "samples" / "overlays").glob("*.json"))
        (folder / "bad.json").write_text("{", encoding="utf-8")
        check("hook rosterkit-mapping passes good overlays", shell(entries["rosterkit-mapping"] + ' "$@"', folder, path, *good).returncode == 0)
        check("hook rosterkit-mapping fails for a bad one among them", shell(entries["rosterkit-mapping"] + ' "$@"', folder, path, *good, "bad.json").returncode != 0)


def large_report(path):
    """100,000 findings: the reports for people and for CI stay small, and each says how many there are."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = workspace(pathlib.Path(scratch), False)
        demographics = folder / "roster" / "demographics.csv"
        head, first = demographics.read_text(encoding="utf-8").splitlines()[:2]
        cells = first.split(",")
        cells[head.split(",").index("birthDate")] = "99/99/2017"
        demographics.write_text(head + "\n" + "".join(",".join([f"s{i:06}", *cells[1:]]) + "\n" for i in range(50_000)), encoding="utf-8")
        formats = {"json": 200_000, "txt": 200_000, "html": 500_000, "sarif": 8_000_000, "xml": 500_000}
        words = [f"--report r.{name}" for name in formats]
        done = shell("rosterkit validate roster -q " + " ".join(words), folder, path)
        check("a set with 100,000 faults ends with 1", done.returncode == 1, done.stderr[:400])
        for name, most in formats.items():
            text = (folder / f"r.{name}").read_text(encoding="utf-8")
            check(f"{name} of 100,000 findings is small", len(text) < most, len(text))
            check(f"{name} tells the total", re.search(r"100,0\d\d|1000\d\d|50,000|50000|49,980|49980", text) is not None, text[:300])


def yaml_is_yaml():
    try:
        import yaml
    except ImportError:
        return print("PyYAML is not installed: the YAML of the page was not parsed.")
    for block in [*blocks("yaml"), HOOKS]:
        try:
            check("YAML", bool(yaml.safe_load(block)))
        except yaml.YAMLError as error:
            check("YAML", False, f"{error}\n{block}")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: tests/ci_examples.py BINARY")
    with tempfile.TemporaryDirectory() as place:
        link = pathlib.Path(place) / "rosterkit"
        link.symlink_to(pathlib.Path(sys.argv[1]).resolve())
        examples(place)
        known_findings(place)
        cron(place)
        hooks(place)
        large_report(place)
    yaml_is_yaml()
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
