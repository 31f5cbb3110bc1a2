#!/usr/bin/env python3
"""Holds rosterkit to reference data that lies beside a checkout and is no part of the project (nobody gave leave to copy it).

    reference.py ROSTERKIT [FOLDER]      FOLDER: ../shared of the checkout, or $ROSTERKIT_REFERENCE

Exit status 77 (skipped) if the folder is not there. Parts: a real Clever set through other formats and back, a small
nasty set, the headline job against its Python script, SIF output against its schema. Last line: "N passed, N failed".
"""
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.abspath(sys.argv[1])
FOLDER = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("ROSTERKIT_REFERENCE", os.path.join(ROOT, "..", "shared")))
results = []


def check(what, holds, detail=""):
    results.append(bool(holds))
    if not holds:
        print("FAILED %s %s" % (what, detail))


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True)


def convert(source, target, out, *more, expect=0):
    report = out + ".json"
    done = run("convert", source, "--to", target, "-o", out, "-q", "--report", report, *more)
    check("exit code of %s to %s" % (os.path.basename(source), target), done.returncode == expect, "%d\n%s" % (done.returncode, done.stderr[:600]))
    with open(report, encoding="utf-8") as file:
        return json.load(file)["findings"]


def times(findings, rule):
    return sum(1 for each in findings if each["rule"] == rule)


def rows(folder, name):
    path = os.path.join(folder, name + ".csv")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8-sig", newline="") as file:
        text = file.read().replace("\r\n", "\n").replace("\r", "\n")
    return [{key.lower(): value for key, value in row.items() if key} for row in csv.DictReader(io.StringIO(text))]


def day(text):
    match = re.fullmatch(r"(\d+)/(\d+)/(\d+)", text)
    if not match:
        return text
    month, number, year = map(int, match.groups())
    year += 0 if year > 99 else 2000 if year <= 30 else 1900
    if (month, number) == (2, 29) and year % 4:
        return ""                                       # the set's own fault: 29 February 2005
    return "%04d-%02d-%02d" % (year, month, number)


def canonical(row):
    row = {key: day(value.strip()) for key, value in row.items() if key != "password"}
    for key in ("grade", "low_grade", "high_grade"):
        if row.get(key) == "0":
            row[key] = "Kindergarten"
    if row.get("gender"):
        row["gender"] = row["gender"][0].upper()
    return row


def teachers(row):
    return row.get("teacher_id"), {value for key, value in row.items() if re.fullmatch(r"teacher_(\d+_)?id", key) and value}


def same_set(name, before, after):
    """Ids, names, grades, dates and teachers are those of the source, for all that the middle format can hold."""
    for file, key, columns in (
        ("schools", ("school_id",), ("school_name",)),
        ("students", ("student_id",), ("school_id", "last_name", "first_name", "middle_name", "grade", "gender", "dob", "race", "hispanic_latino", "student_email", "state_id")),
        ("teachers", ("teacher_id", "school_id"), ("last_name", "first_name", "teacher_email")),
        ("sections", ("section_id",), ("school_id", "name", "course_name", "course_number", "period", "term_name", "term_start", "term_end")),
        ("enrollments", ("section_id", "student_id"), ()),
    ):
        old = {tuple(row[k] for k in key): canonical(row) for row in rows(before, file)}
        new = {tuple(row[k] for k in key): canonical(row) for row in rows(after, file)}
        check("%s: all of %s" % (name, file), set(old) <= set(new), sorted(set(old) - set(new))[:3])
        for row_key in set(old) & set(new):
            a, b = old[row_key], new[row_key]
            different = [column for column in columns if column in a and a[column] != b.get(column, "")]
            if file == "sections" and teachers(a) != teachers(b):
                different.append("teachers")
            if different:
                check("%s: %s %s" % (name, file, "/".join(row_key)), False, different)
                break
        else:
            check("%s: content of %s" % (name, file), True)


def real_clever_set(work):
    source = os.path.join(FOLDER, "data", "clever-sandbox")
    for middle in ("oneroster-1.1", "oneroster-1.2", "sif-xpress"):
        there, back, ids = (os.path.join(work, "clever-" + middle + end) for end in ("", "-back", ".csv"))
        findings = convert(source, middle, there, "--id-map", ids)
        check("one impossible birth date", times(findings, "cell.bad-date") == 1)
        check("fifteen sections that list a teacher twice", times(findings, "merge.conflict") == 15)
        check("nothing else is wrong", len([each for each in findings if each["severity"] != "note"]) == 16)
        convert(there, "clever", back, "--from", middle, "--id-map", ids)
        for file, key, count in (("schools", "school_id", 3), ("students", "student_id", 1004), ("teachers", "teacher_id", 89), ("sections", "section_id", 379)):
            check("%s: %d %s" % (middle, count, file), len({row[key] for row in rows(back, file)}) == count)
        check("%s: 8971 enrollments" % middle, len(rows(back, "enrollments")) == 8971)
        same_set(middle, source, back)
        if middle == "sif-xpress":
            valid_sif(there)


def valid_sif(folder):
    schema = os.path.join(FOLDER, "schemas", "sif-na-4.0", "SIF_Message.xsd")
    for name in sorted(os.listdir(folder)):
        done = subprocess.run(["xmllint", "--noout", "--schema", schema, os.path.join(folder, name)], capture_output=True, text=True)
        check("%s is valid" % name, done.returncode == 0, done.stderr[:300])


def nasty_set(work):
    source = os.path.join(FOLDER, "design", "trial", "nasty-clever")
    findings = convert(source, "oneroster-1.2", os.path.join(work, "nasty"), expect=1)
    check("two people under one id are named, with the way out", any(each["rule"] == "key.space-collision" and "--set teacherPrefix=" in each["hint"] for each in findings))
    prefixes = ["--set", "teacherPrefix=t-", "--set", "contactPrefix=c-"]
    for middle in ("oneroster-1.1", "oneroster-1.2", "sif-xpress", "apple-school-manager", "sds-v2.1"):
        there, back, ids = (os.path.join(work, "nasty-" + middle + end) for end in ("", "-back", ".csv"))
        run("convert", source, "--to", middle, "-o", there, "-q", "--id-map", ids, *prefixes)
        run("convert", there, "--from", middle, "--to", "clever", "-o", back, "-q", "--id-map", ids, *prefixes)
        students = {row["student_id"]: (row["first_name"], row["last_name"]) for row in rows(back, "students")}
        staff = {row["teacher_id"]: (row["first_name"], row["last_name"]) for row in rows(back, "teachers")}
        check("%s: nobody became somebody else" % middle, students == {"7": ("Tobi", "Okafor"), "8": ("Ngozi", "Okafor"), "9": ("Ann", "Solo")}, students)
        check("%s: the teachers are who they were" % middle, staff == {"7": ("Mira", "Lund"), "C77": ("Ada", "Okafor")}, staff)
        if middle == "sif-xpress":
            valid_sif(there)


def headline_job(work):
    data, ours, theirs = (os.path.join(work, name) for name in ("data", "ours", "theirs"))
    bench = os.path.join(FOLDER, "bench")
    subprocess.run([sys.executable, os.path.join(bench, "generate_oneroster.py"), "--students", "10000", "--out", data], check=True, capture_output=True)
    subprocess.run([sys.executable, os.path.join(bench, "peers", "job_python.py"), data, theirs], check=True)
    findings = convert(data, "headline", ours, "--mapping", os.path.join(ROOT, "tests", "bench", "headline.json"), expect=1)
    orphans = [each for each in findings if each["rule"] == "reference.missing-key"]
    check("orphans are dropped and shown with their line", len(orphans) == 14 and all(each["line"] > 1 for each in orphans), len(orphans))
    done = subprocess.run([sys.executable, os.path.join(bench, "compare_csv.py"), ours, theirs], capture_output=True, text=True)
    check("the five files are equal", done.returncode == 0, done.stdout)


# One row each; what it is about is all that may be found in it.
SEEDED = [
    ("students", {"school_id": "02M800", "student_id": "S1", "last_name": "Example", "first_name": "Ada", "dob": "13/13/2005"}, "cell.bad-date"),
    ("students", {"school_id": "99X999", "student_id": "S2", "last_name": "Example", "first_name": "Bo"}, "reference.missing-key"),
    ("students", {"school_id": "02M800", "last_name": "Example", "first_name": "Cy"}, "key.blank"),
    ("students", {"school_id": "02M800", "student_id": "S4", "first_name": "Di"}, "cell.required"),
    ("students", {"school_id": "02M800", "student_id": "738733110", "last_name": "Another", "first_name": "Diane"}, "merge.conflict"),
    ("students", {"school_id": "02M800", "student_id": "S6", "last_name": "Example", "first_name": "Flo", "hispanic_latino": "perhaps"}, "cell.bad-bool"),
    ("sections", {"school_id": "02M800", "section_id": "X1", "teacher_id": "T999", "name": "Art"}, "reference.missing-key"),
    ("sections", {"section_id": "X2", "name": "Music"}, "cell.required"),
    ("sections", {"school_id": "02M800", "section_id": "X3", "name": "Dance", "term_name": "Q", "term_start": "6/1/16", "term_end": "8/1/15"}, "check.failed"),
    ("enrollments", {"school_id": "02M800", "section_id": "581", "student_id": "S999"}, "reference.missing-key"),
    ("enrollments", {"school_id": "02M800", "section_id": "X999", "student_id": "738733110"}, "reference.missing-key"),
    ("schools", {"school_id": "01A001"}, "cell.required"),
]


def seeded_mistakes(work):
    source, seeded = os.path.join(FOLDER, "data", "clever-sandbox"), os.path.join(work, "seeded")

    def found(folder):
        report = os.path.join(work, "seeded.json")
        run("validate", folder, "-q", "--max-findings", "0", "--report", report)
        with open(report, encoding="utf-8") as file:
            return [(os.path.basename(each["file"]), each["line"], each["rule"]) for each in json.load(file)["findings"] if each["severity"] != "note"]

    before = found(source)
    check("the real set has one error", before.count(("students.csv", 525, "cell.bad-date")) == 1 and len(before) == 16, before)
    os.mkdir(seeded)
    expected = list(before)
    for name in ("schools", "students", "teachers", "sections", "enrollments"):
        with open(os.path.join(source, name + ".csv"), encoding="utf-8", newline="") as file:
            lines = file.read().replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
        header = next(csv.reader([lines[0]]))
        for target, values, rule in SEEDED:
            if target != name:
                continue
            lines.append(",".join(values.get(column.lower(), "") for column in header))
            expected.append((name + ".csv", len(lines), rule))
        with open(os.path.join(seeded, name + ".csv"), "w", encoding="utf-8", newline="") as file:
            file.write("\n".join(lines) + "\n")
    after = found(seeded)
    check("twelve seeded mistakes are twelve findings more", sorted(after) == sorted(expected), sorted(set(after) ^ set(expected)))


def main():
    if not os.path.isdir(os.path.join(FOLDER, "data")):
        print("SKIPPED: there is no reference data in %s" % FOLDER)
        return 77
    with tempfile.TemporaryDirectory() as work:
        real_clever_set(work)
        seeded_mistakes(work)
        nasty_set(work)
        headline_job(work)
    print("%d passed, %d failed" % (results.count(True), results.count(False)))
    return 1 if False in results else 0


if __name__ == "__main__":
    sys.exit(main())
