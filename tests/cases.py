#!/usr/bin/env python3
"""Runs the whole program on the folders tests/cases/<verb>/<name>/ and compares what it does with what stands there.

usage: tests/cases.py BINARY [--accept] [VERB/NAME...]

A case is a folder; adding a case is adding a folder. It may hold
  args       one line, words as in a shell. {out} is a fresh folder for output, {case} the case's folder, {samples} and
             {root} those of the project. The program runs in an empty folder that holds a copy of input/, nothing else.
  input/     copied beside the program, so that messages say input/users.csv on every machine
  before/    copied into {out} before the run: an output that is there already
  setup      a script for sh, run in that folder before the program: links, rights, whatever git does not keep
  unprivileged  with root's tests, the program runs as nobody (root may read everything)
  stdin      fed to the program; without it standard input is empty
  env        lines NAME=VALUE; the caller's environment is not passed on
  expected/  what {out} holds after the run, byte for byte; a zip is compared as a folder of its files
  no-output  nothing may exist in {out} after the run
  stdout     compared if the file exists
  stderr     compared; without the file, stderr must be empty
  exit       the exit code; 0 without the file
Paths of this machine in what the program writes are replaced by {out}, {case}, {samples}, {root} before comparing.
--accept writes what the program does into the case's folder: read it with your own eyes, once, before committing it.
"""
import concurrent.futures
import difflib
import io
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
KNOWN = {"args", "input", "before", "setup", "unprivileged", "stdin", "env", "expected", "no-output", "stdout", "stderr", "exit"}
TIMEOUT_SECONDS = 120
NOBODY = 65534


class Outcome:
    """What one run of a case did, with the machine's paths taken out."""

    def __init__(self, exit_code, stdout, stderr, files):
        self.exit_code, self.stdout, self.stderr, self.files = exit_code, stdout, stderr, files


def tree(folder):
    """Path -> bytes of all files; a zip counts as a folder, because its bytes differ between versions of zlib."""
    files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and path.suffix == ".zip":
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
                for entry in archive.namelist():
                    files[f"{name}/{entry}"] = archive.read(entry)
        elif path.is_file():
            files[name] = path.read_bytes()
    return files


def environment(case, home):
    passed_on = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS")
    variables = {name: os.environ[name] for name in passed_on if name in os.environ}
    variables.update({"HOME": str(home), "LC_ALL": "C.UTF-8"})
    if (case / "env").exists():
        for line in (case / "env").read_text(encoding="utf-8").splitlines():
            if line.strip():
                name, _, value = line.partition("=")
                variables[name] = value
    return variables


def run(binary, case, scratch):
    out, work, home = scratch / "out", scratch / "run", scratch / "home"
    for folder in (out, work, home):
        folder.mkdir()
    if (case / "input").is_dir():
        shutil.copytree(case / "input", work / "input")
    if (case / "before").is_dir():
        shutil.copytree(case / "before", out, dirs_exist_ok=True)
    # Longest paths first: samples and cases lie in the root.
    places = [("{out}", out), ("{work}", work), ("{case}", case), ("{samples}", ROOT / "samples"), ("{root}", ROOT)]

    words = shlex.split((case / "args").read_text(encoding="utf-8"))
    for name, place in places:
        words = [word.replace(name, str(place)) for word in words]
    stdin = (case / "stdin").read_bytes() if (case / "stdin").exists() else b""
    if (case / "setup").exists():
        subprocess.run(["sh", "-eu", str(case / "setup")], cwd=work, check=True)
    rights = {}
    if (case / "unprivileged").exists() and os.geteuid() == 0:
        for path in [scratch, *scratch.rglob("*")]:
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        rights = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    done = subprocess.run([binary, *words], cwd=work, input=stdin, capture_output=True, env=environment(case, home),
                          timeout=TIMEOUT_SECONDS, check=False, **rights)

    def without_places(data):
        for name, place in places:
            data = data.replace(str(place).encode(), name.encode())
        return data

    return Outcome(done.returncode, without_places(done.stdout), without_places(done.stderr),
                   {name: without_places(data) for name, data in tree(out).items()})


def difference(name, expected, actual):
    """Nothing if equal, else a few lines that show where they differ."""
    if expected == actual:
        return []
    old = expected.decode("utf-8", "backslashreplace").splitlines()
    new = actual.decode("utf-8", "backslashreplace").splitlines()
    lines = list(difflib.unified_diff(old, new, f"expected {name}", f"actual {name}", lineterm=""))
    if not lines:
        return [f"{name}: line ends differ"]
    return lines[:40] + ([f"... {len(lines) - 40} more lines"] if len(lines) > 40 else [])


def compare(case, outcome):
    faults = []
    wanted = int((case / "exit").read_text()) if (case / "exit").exists() else 0
    if outcome.exit_code != wanted:
        faults.append(f"exit code {outcome.exit_code}, expected {wanted}")
    if (case / "stdout").exists():
        faults += difference("stdout", (case / "stdout").read_bytes(), outcome.stdout)
    faults += difference("stderr", (case / "stderr").read_bytes() if (case / "stderr").exists() else b"", outcome.stderr)
    if (case / "no-output").exists():
        faults += [f"{name} should not exist" for name in outcome.files]
    if (case / "expected").is_dir():
        expected = tree(case / "expected")
        faults += [f"{name} is missing" for name in expected if name not in outcome.files]
        faults += [f"{name} should not exist" for name in outcome.files if name not in expected]
        for name in sorted(expected.keys() & outcome.files.keys()):
            faults += difference(name, expected[name], outcome.files[name])
    return faults


def accept(case, outcome):
    def put(name, data, needed):
        if needed:
            (case / name).write_bytes(data)
        else:
            (case / name).unlink(missing_ok=True)

    put("exit", f"{outcome.exit_code}\n".encode(), outcome.exit_code != 0)
    put("stdout", outcome.stdout, bool(outcome.stdout) or (case / "stdout").exists())
    put("stderr", outcome.stderr, bool(outcome.stderr))
    writes = "{out}" in (case / "args").read_text(encoding="utf-8")
    put("no-output", b"", writes and not outcome.files)
    shutil.rmtree(case / "expected", ignore_errors=True)
    for name, data in outcome.files.items():
        target = case / "expected" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def one(binary, case, accepting):
    name = case.relative_to(CASES).as_posix()
    unknown = sorted(path.name for path in case.iterdir() if path.name not in KNOWN)
    if unknown:
        return name, [f"the case holds {', '.join(unknown)}, which means nothing here (see tests/cases.py)"]
    if not (case / "args").exists():
        return name, ["the case has no file args"]
    with tempfile.TemporaryDirectory(prefix="rosterkit-case-") as scratch:
        try:
            outcome = run(binary, case, pathlib.Path(scratch).resolve())
        except subprocess.TimeoutExpired:
            return name, [f"no end after {TIMEOUT_SECONDS} seconds"]
    if accepting:
        accept(case, outcome)
    return name, compare(case, outcome)


def main():
    words = [word for word in sys.argv[1:] if word != "--accept"]
    if not words:
        sys.exit(__doc__)
    binary, wanted = str(pathlib.Path(words[0]).resolve()), words[1:]
    cases = sorted(path for path in CASES.glob("*/*") if path.is_dir())
    if wanted:
        cases = [case for case in cases if case.relative_to(CASES).as_posix() in wanted]
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="rosterkit-program-") as folder, concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        # A copy that nobody may run, too, whatever the rights of the folders above the project; made before anything is
        # started, since a program cannot run while another process, however briefly, has it open for writing.
        os.chmod(folder, 0o755)
        binary = shutil.copy(binary, pathlib.Path(folder) / "program")
        for name, faults in pool.map(lambda case: one(binary, case, "--accept" in sys.argv), cases):
            if faults:
                failed += 1
                print(f"FAILED {name}", *faults, sep="\n  ")
            else:
                passed += 1
    if not cases:
        failed = 1
        print("no cases found" + (f" named {', '.join(wanted)}" if wanted else ""))
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
