#!/usr/bin/env python3
"""Lets the programs that read the reports read them: SARIF by a validator and against the schema, JUnit by a parser, HTML
in a browser with axe-core, in light, dark and on a phone.

usage: tests/consumers.py BINARY

The programs are never required. They are looked for in $ROSTERKIT_CONSUMERS/node_modules, then in node_modules beside the
checkout's files; docs/ci.md says how to install them. Each that is absent is named and passed over; if all are, the exit
code is 77, which ctest shows as skipped. Nothing is fetched from a network.
"""

import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "samples" / "oneroster-1.1"
passed, failed, skipped = [], [], []


def check(name, ok, detail=""):
    (passed if ok else failed).append(name)
    if not ok:
        print(f"FAILED {name}\n{detail}")


def skip(name, why):
    skipped.append(name)
    print(f"SKIPPED {name}: {why}")


def modules():
    for folder in (os.environ.get("ROSTERKIT_CONSUMERS"), ROOT):
        if folder and (pathlib.Path(folder) / "node_modules").is_dir():
            return pathlib.Path(folder).resolve() / "node_modules"
    return None


def broken_sample(folder):
    """The sample with faults of several kinds, some of them hostile to the formats that quote them."""
    shutil.copytree(SAMPLE, folder)
    for name, change in {
        "orgs.csv": lambda text: text.replace("alder,", "elsewhere,", 1),
        "users.csv": lambda text: text.replace("s001,", '"<b>&s,001::\u202e",', 1).replace("true,", "maybe,", 2),
        "academicSessions.csv": lambda text: re.sub(r"\d{4}-\d\d-\d\d", "99/99/9999", text, count=1),
        "enrollments.csv": lambda text: text + "e9999,,,x01,alder,=HYPERLINK(1),student,,,,,,\n",
    }.items():
        path = folder / name
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def reports(binary, where, given):
    command = [binary, "validate", given, "--quiet"]
    for name in ("r.sarif", "r.xml:junit", "r.json", "r.html", "r.csv", "r.gitlab:gitlab"):
        command += ["--report", name]
    run = subprocess.run(command, cwd=where, capture_output=True, text=True)
    check(f"{given}: validate finds errors", run.returncode == 1, run.stdout + run.stderr)


def node(script, folder, *arguments):
    run = subprocess.run(["node", "-e", script, *map(str, arguments)], cwd=folder.parent, capture_output=True, text=True, timeout=120)
    return run.returncode, run.stdout, run.stderr


def sarif(name, report, found):
    tool = found / "@microsoft" / "sarif-multitool-linux"
    if not tool.is_dir():
        return skip(f"{name}: SARIF", "@microsoft/sarif-multitool-linux is not installed")
    program = tool / "Sarif.Multitool"
    program.chmod(program.stat().st_mode | 0o100)
    run = subprocess.run([program, "validate", report], capture_output=True, text=True, timeout=120)
    # It ends with 0 whatever it finds: its words are what counts. It asks for the address of a home page, which there is none of.
    complaints = [line for line in run.stdout.splitlines() if re.search(r": (error|warning) ", line) and "SARIF2005" not in line]
    check(f"{name}: SARIF validator has no complaint", not complaints and "Analysis completed successfully" in run.stdout, run.stdout + run.stderr)
    if not (found / "ajv").is_dir():
        return skip(f"{name}: SARIF schema", "ajv is not installed")
    script = """
      const Ajv = require("ajv/dist/2020"), fs = require("fs");
      const ajv = new Ajv({strict: false, allErrors: true, validateFormats: true});
      try { require("ajv-formats")(ajv); } catch { ajv.opts.validateFormats = false; }
      const valid = ajv.compile(JSON.parse(fs.readFileSync(process.argv[1])));
      if (!valid(JSON.parse(fs.readFileSync(process.argv[2])))) { console.log(JSON.stringify(valid.errors, null, 1)); process.exit(1); }
    """
    code, out, err = node(script, found, tool / "sarif-2.1.0.json", report)
    check(f"{name}: SARIF follows the schema", code == 0, out + err)


def junit(name, report, totals, found):
    if not (found / "test-results-parser").is_dir():
        return skip(f"{name}: JUnit", "test-results-parser is not installed")
    script = """
      const result = require("test-results-parser").parse({type: "junit", files: [process.argv[1]]});
      const cases = result.suites.flatMap(s => s.cases.map(c => ({suite: s.name, name: c.name, status: c.status, text: c.stack_trace || c.failure || ""})));
      console.log(JSON.stringify({total: result.total, passed: result.passed, failed: result.failed, cases}));
    """
    code, out, err = node(script, found, report)
    check(f"{name}: JUnit is read", code == 0, out + err)
    if code != 0:
        return
    read = json.loads(out)
    names = [(case["suite"], case["name"]) for case in read["cases"]]
    check(f"{name}: JUnit names are unique and not empty", len(set(names)) == len(names) == read["total"] and all(map(all, names)), str(len(names)))
    wrong = {(count["file"], count["rule"]) for count in totals["counts"] if count["severity"] == "error"}
    check(f"{name}: JUnit fails for each file and rule with errors, and for no other", read["failed"] == len(wrong), f'{read["failed"]} {wrong}')
    check(f"{name}: JUnit shows what passed", read["passed"] == read["total"] - read["failed"] > 100, str(read["passed"]))


def browser():
    return next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)


def accessibility(name, report, found):
    axe, chromium = found / "axe-core" / "axe.min.js", browser()
    if not axe.is_file():
        return skip(f"{name}: HTML", "axe-core is not installed")
    if chromium is None:
        return skip(f"{name}: HTML", "there is no Chromium")
    # The page allows no scripts: for the test its policy is taken out, all parts are opened, and axe is put in.
    page = report.read_text(encoding="utf-8")
    page, times = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    check(f"{name}: HTML states a policy", times == 1)
    page = page.replace("<details>", "<details open>")
    run = """<script>axe.run().then(r => { const p = document.createElement("pre"); p.id = "axe-result";
      p.textContent = JSON.stringify({violations: r.violations.map(v => [v.id, v.help, v.nodes.map(n => n.html.slice(0, 200))]), passes: r.passes.length,
        wide: document.documentElement.scrollWidth > document.documentElement.clientWidth});
      document.body.append(p); });</script>"""
    tested = report.with_suffix(".axe.html")
    tested.write_text(page.replace("</body>", f"<script>{axe.read_text(encoding='utf-8')}</script>{run}</body>"), encoding="utf-8")
    for view, flags in {"light": ["--window-size=1200,900"], "dark": ["--window-size=1200,900", "--blink-settings=preferredColorScheme=0"],
                        "phone": ["--window-size=500,900"]}.items():
        with tempfile.TemporaryDirectory() as profile:
            done = subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--virtual-time-budget=20000", *flags, "--dump-dom",
                                   tested.as_uri()], capture_output=True, text=True, timeout=180)
        result = re.search(r'<pre id="axe-result">(.*?)</pre>', done.stdout, re.S)
        if not result:
            check(f"{name}: axe-core ran ({view})", False, done.stderr[-2000:])
            continue
        answer = json.loads(result.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
        check(f"{name}: axe-core has no complaint ({view})", not answer["violations"] and answer["passes"] > 10, json.dumps(answer, indent=1))
        check(f"{name}: the page is not wider than the window ({view})", not answer["wide"])


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: tests/consumers.py BINARY")
    found = modules()
    if found is None or shutil.which("node") is None:
        print("SKIPPED: the programs that read reports are not installed (docs/ci.md says how). Nothing was tested.")
        sys.exit(77)
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        for name in ("folder", "zip"):
            where = scratch / name
            where.mkdir()
            broken_sample(where / "my set")
            if name == "zip":
                with zipfile.ZipFile(where / "my set.zip", "w") as archive:
                    for path in sorted((where / "my set").iterdir()):
                        archive.write(path, path.name)
            reports(binary, where, "my set.zip" if name == "zip" else "my set")
            totals = json.loads((where / "r.json").read_text(encoding="utf-8"))
            check(f"{name}: several rules fail", len({count["rule"] for count in totals["counts"]}) > 3, str(totals["counts"]))
            sarif(name, where / "r.sarif", found)
            junit(name, where / "r.xml", totals, found)
            accessibility(name, where / "r.html", found)
            rows = list(csv.DictReader((where / "r.csv").open(encoding="utf-8", newline="")))
            sums = sum(int(row["times"]) for row in rows)
            check(f"{name}: the table adds up to all findings", sums == sum(totals["totals"].values()), f'{sums} {totals["totals"]}')
            check(f"{name}: the table holds no formula", not any(cell[:1] in "=+-@" for row in rows for cell in row.values() if cell))
            issues = json.loads((where / "r.gitlab").read_text(encoding="utf-8"))
            check(f"{name}: GitLab's fingerprints are unique", len({issue["fingerprint"] for issue in issues}) == len(issues))
    print(f"{len(passed)} passed, {len(failed)} failed, {len(skipped)} skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
