#!/usr/bin/env python3
"""Measures rosterkit on the headline job (OneRoster 1.1 to five Clever files, with joins) in pairs with other ways of doing it.

usage: tests/bench/bench.py BINARY [--students N] [--pairs N] [--npm FOLDER] [--work FOLDER] [--out FOLDER] [--growth] [--check]

  --students  size of the large set (50000); the bars are meant for 1000000, which takes a quarter of an hour to measure
  --pairs     runs of each side, in turn A B A B, after one to warm up (5); the figures are medians
  --npm       folder with node_modules/@duckdb/node-api (npm install @duckdb/node-api); without it DuckDB is absent
  --work      where data and outputs go, and stay (a temporary folder that is removed)
  --out       where outputs go instead; in memory (/dev/shm) nobody waits for a disk
  --growth    runs five times the students, too (bar 7 from 1000000 to 5000000: another 4 GB of data, and some ten minutes)
  --check     sizes for continuous integration: outputs against the oracle, ratios printed

The exit code is 1 only if an output differs from the oracle's (tests/bench/oracle.py) or a run failed; never for a time.
A peer that is not on this machine is named as absent, and its bars are not measured.
"""
import argparse
import csv
import hashlib
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SMALLER = 100000   # bar 4 is bar 1 with so many students
# The system frees what an output has replaced 20 ms after the run, 1 GB in 0.2 s, and not at the next one's expense. Of a run of less than LONG seconds it
# has a millisecond or so left to do, where the pause would give the host of a virtual machine the time to take its memory back.
AFTERMATH, LONG = 0.25, 0.5
FILES = ("schools", "students", "teachers", "sections", "enrollments")


class Measure:
    """Wall and cpu seconds and the peak of resident memory of one process; on_disk: wall seconds until what it wrote is on the disk.
    rosterkit does not end before that; what others leave to the system is written afterwards."""

    def __init__(self, words, accepted=(0,), environment=None):
        start = time.monotonic()
        process = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   env={**os.environ, **(environment or {})})
        with process.stderr as stream:
            said = stream.read()
        _, status, usage = os.wait4(process.pid, 0)
        self.wall = time.monotonic() - start
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak_mib = usage.ru_maxrss / 1024
        os.sync()   # nor has the next program to wait for what this one has left for the disk
        self.on_disk = time.monotonic() - start
        if self.wall > LONG:
            time.sleep(AFTERMATH)
            os.sync()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in accepted:
            sys.exit("%s\nended with %d:\n%s" % (" ".join(map(str, words)), process.returncode, said.decode("utf-8", "replace")[:2000]))


class Pair:
    """Two commands in turn. A ratio is the median of the ratios of neighbours: what else runs on the machine hits both."""

    def __init__(self, a, b, pairs):
        a(), b()
        self.runs = [(a(), b()) for _ in range(pairs)]

    def ratio(self, what):
        return statistics.median(getattr(a, what) / max(getattr(b, what), 1e-9) for a, b in self.runs)

    def median(self, side, what):
        return statistics.median(getattr(run[side], what) for run in self.runs)


def digest(path):
    """Header, number of rows, and a sum over the hashes of the rows: equal for equal rows in any order, in flat memory."""
    total = rows = 0
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        head = next(reader)
        for row in reader:
            rows += 1
            total += int.from_bytes(hashlib.blake2b("\0".join(row).encode(), digest_size=16).digest(), "big")
    return head, rows, total % (1 << 128)


class Bench:
    def __init__(self, options, work, out):
        self.options, self.work, self.out = options, work, out
        self.binary = pathlib.Path(options.binary).resolve()
        self.rows, self.unequal = [], []
        self.has_duckdb = bool(shutil.which("node")) and (pathlib.Path(options.npm) / "node_modules/@duckdb/node-api").is_dir()
        self.sets = {}

    def data(self, students, *more):
        folder = self.work / "-".join(["data", str(students), *(word.strip("-") for word in more)])
        if not (folder / "manifest.csv").exists():
            subprocess.run([sys.executable, HERE / "generate.py", "--students", str(students), "--out", folder, *more], check=True)
        return folder

    def ours(self, source, *more, jobs=2):
        # Exit code 1: the orphans of the data are findings.
        out = self.out / "out-rosterkit"
        return Measure([self.binary, "convert", source, "--to", "headline", "--mapping", HERE / "headline.json", "-o", out, "-O", "-q", "-j", jobs, *more], (1,))

    def oracle(self, source):
        return Measure([sys.executable, HERE / "oracle.py", source, self.out / "out-oracle"])

    def duckdb(self, source):
        return Measure(["node", HERE / "duckdb_job.js", source, self.out / "out-duckdb", "2"], environment={"ROSTERKIT_BENCH_NPM": self.options.npm})

    def equal(self, source, peers):
        """Only runs with equal outputs count."""
        self.oracle(source)
        self.ours(source)
        if "duckdb" in peers:
            self.duckdb(source)
        for peer in ("rosterkit", *peers):
            for name in FILES:
                expected, found = digest(self.out / "out-oracle" / (name + ".csv")), digest(self.out / ("out-" + peer) / (name + ".csv"))
                if expected != found:
                    self.unequal.append("%s: %s.csv of %s has %d rows, the oracle's has %d; header %s" % (
                        source.name, name, peer, found[1], expected[1], "equal" if expected[0] == found[0] else "differs"))

    def bar(self, number, what, figure, must, aim, note=""):
        self.rows.append((number, what, figure, must, aim, note))
        print("  measured: %s %s: %s  %s" % (number, what, figure, note), flush=True)

    def absent(self, number, what, must, aim, why):
        self.rows.append((number, what, "not measured", must, aim, why))

    def wall_against_duckdb(self, number, source, size, what=""):
        pair = Pair(lambda: self.ours(source), lambda: self.duckdb(source), self.options.pairs)
        note = "%.2f s, %.0f MiB against %.2f s, %.0f MiB; with the output on the disk %.2f" % (
            pair.median(0, "wall"), pair.median(0, "peak_mib"), pair.median(1, "wall"), pair.median(1, "peak_mib"), pair.ratio("on_disk"))
        self.bar(number, "%swall / DuckDB, %s" % (what, size), "%.2f" % pair.ratio("wall"), "0.30", "0.18" if number == "4" else "0.20", note)
        return pair

    def against_duckdb(self, source, size):
        count = self.options.students
        if count > SMALLER:
            smaller = self.data(SMALLER)
            self.equal(smaller, ["duckdb"])
            self.wall_against_duckdb("4", smaller, "%d students" % SMALLER)
        pair = self.wall_against_duckdb("1" if count > SMALLER else "1, 4", source, size)
        self.bar("2", "cpu / DuckDB, %s" % size, "%.2f" % pair.ratio("cpu"), "0.30", "0.20")
        self.bar("3", "peak memory / DuckDB, %s" % size, "%.2f" % pair.ratio("peak_mib"), "1.0", "0.42")
        checked = Pair(lambda: Measure([self.binary, "validate", source, "-q"], (0, 1)), lambda: self.duckdb(source), self.options.pairs)
        self.bar("12", "validate wall / DuckDB's headline wall, %s" % size, "%.2f" % checked.ratio("wall"), "0.30", "0.20", "%.2f s" % checked.median(0, "wall"))

    def against_python(self, source, size):
        pair = Pair(lambda: self.ours(source), lambda: self.oracle(source), 3 * self.options.pairs)   # short runs differ most
        self.bar("5", "wall / the Python oracle, %s" % size, "%.3f" % pair.ratio("wall"), "0.10", "0.05",
                 "%.3f s against %.2f s" % (pair.median(0, "wall"), pair.median(1, "wall")))

    def growth(self, small, large, students):
        pair = Pair(lambda: self.ours(large), lambda: self.ours(small), self.options.pairs)
        self.bar("7", "wall of five times the students", "%.2f" % pair.ratio("wall"), "5.5", "5.0", "%d and %d students" % (students // 5, students))
        extra = (pair.median(0, "peak_mib") - pair.median(1, "peak_mib")) * (1 << 20) / (students - students // 5)
        self.bar("7", "extra peak memory for each extra student", "%.0f B" % extra, "450 B", "150 B", "up to %d students" % students)

    def threads(self, source, size):
        pair = Pair(lambda: self.ours(source, jobs=1), lambda: self.ours(source, jobs=2), self.options.pairs)
        self.bar("8", "one thread / two threads, wall, %s" % size, "%.2f" % pair.ratio("wall"), "1.5", "1.7")

    def start(self):
        sample = ROOT / "samples" / "oneroster-1.1"
        runs = [Measure([self.binary, "convert", sample, "--to", "oneroster-1.2", "-o", self.out / "out-sample", "-O", "-q"]).wall for _ in range(self.options.pairs * 4)]
        self.bar("10", "start to end on the sample", "%.0f ms" % (statistics.median(runs) * 1000), "20 ms", "8 ms")

    def copying(self, source, size):
        out, copy = self.out / "out-next", self.out / "copy"
        pair = Pair(lambda: Measure([self.binary, "convert", source, "--to", "oneroster-1.2", "-o", out, "-O", "-q"], (0, 1)),
                    lambda: Measure(["cp", "-rL", "-T", "--", source, copy]), self.options.pairs)
        self.bar("11", "OneRoster 1.1 to 1.2, wall / cp of the input, %s" % size, "%.1f" % pair.ratio("wall"), "5", "3", "%.2f s" % pair.median(0, "wall"))

    def xml(self, small, large):
        """SIF written by ourselves from the same people; MB/s of the whole way to OneRoster against MB/s of parsing alone."""
        what, peer = "%s to OneRoster 1.1, MB/s / pugixml parsing a fifth of xRosters whole", self.binary.parent / "xml_whole_document"
        if not peer.exists():
            return self.absent("9", what % "xRosters", "1.0", "2.0", "the peer is absent: cmake --build BUILD --target xml_whole_document")
        folders = []
        for source in (small, large):
            folders.append(self.work / (source.name + "-sif"))
            ids = self.work / (source.name + "-ids.csv")
            Measure([self.binary, "convert", source, "--to", "sif-xpress", "-o", folders[-1], "-O", "-q", "--id-map", ids], (0, 1))
        whole = folders[0] / "xRosters.xml"
        # Of the classes alone nothing can be written, since their schools are missing: exit code 4. With the whole set all is.
        for name, source, paths, codes in (("xRosters", folders[1] / "xRosters.xml", [folders[1] / "xRosters.xml"], (0, 1, 4)),
                                           ("the SIF set", folders[1], list(folders[1].iterdir()), (0, 1))):
            pair = Pair(lambda: Measure([self.binary, "convert", source, "--to", "oneroster-1.1", "-o", self.out / "out-sif", "-O", "-q", "-j", 2], codes),
                        lambda: Measure([peer, whole]), self.options.pairs)
            size, other = (sum(path.stat().st_size for path in each) / 1e6 for each in (paths, [whole]))
            self.bar("9", what % name, "%.2f" % (size / other / pair.ratio("wall")), "1.0", "2.0", "%.0f MB/s against %.0f MB/s, peak %.0f MiB" % (
                size / pair.median(0, "wall"), other / pair.median(1, "wall"), pair.median(0, "peak_mib")))

    def run(self):
        count, small = self.options.students, 10000
        peers = ["duckdb"] if self.has_duckdb else []
        tiny = self.data(small)
        self.equal(tiny, peers)
        self.against_python(tiny, "%d students" % small)
        self.start()
        if self.options.check:
            return
        size = "%d students" % count
        source, fifth, scattered = self.data(count), self.data(count // 5), self.data(count, "--ids", "guid", "--shuffle")
        self.equal(source, peers)
        self.equal(scattered, peers)
        if self.has_duckdb:
            self.against_duckdb(source, size)
            self.wall_against_duckdb("6", scattered, size, "GUID ids, scattered: ")
        else:
            for number, what, must, aim in (("1, 4", "wall / DuckDB", "0.30", "0.20"), ("2", "cpu / DuckDB", "0.30", "0.20"), ("3", "peak memory / DuckDB", "1.0", "0.42"),
                                            ("6", "GUID ids, scattered: wall / DuckDB", "0.30", "0.20"), ("12", "validate wall / DuckDB's headline wall", "0.30", "0.20")):
                self.absent(number, what, must, aim, "DuckDB is absent: npm install @duckdb/node-api, then --npm FOLDER")
        self.growth(fifth, source, count)
        if self.options.growth:
            self.growth(source, self.data(count * 5), count * 5)
        self.threads(source, size)
        self.copying(source, size)
        self.xml(fifth, source)

    def table(self):
        print("\n%s, %d cores, %s, Python %s, DuckDB %s; %d pairs, medians" % (
            processor(), os.cpu_count(), platform.platform(), platform.python_version(), "by npm" if self.has_duckdb else "absent", self.options.pairs))
        print("\n| bar | measure | measured | must | aim | |\n| --- | --- | ---: | ---: | ---: | --- |")
        for row in self.rows:
            print("| " + " | ".join(row) + " |")


def processor():
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(": ", 1)[1] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration, IndexError):
        return platform.processor() or "unknown processor"


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n\n")[0], description=__doc__.split("\n\n")[0])
    parser.add_argument("binary")
    parser.add_argument("--students", type=int, default=50000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--npm", default=os.environ.get("ROSTERKIT_BENCH_NPM", str(ROOT)))
    parser.add_argument("--work")
    parser.add_argument("--out")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.check:
        options.pairs = min(options.pairs, 2)
    with tempfile.TemporaryDirectory(prefix="rosterkit-bench-") as scratch:
        work = pathlib.Path(options.work or scratch).resolve()
        out = pathlib.Path(options.out or work).resolve()
        for folder in (work, out):
            folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(options, work, out)
        bench.run()
        bench.table()
    for line in bench.unequal:
        print("UNEQUAL " + line)
    print("outputs %s" % ("differ" if bench.unequal else "are equal"))
    sys.exit(1 if bench.unequal else 0)


if __name__ == "__main__":
    main()
