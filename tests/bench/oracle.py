#!/usr/bin/env python3
"""The headline job in plain Python: OneRoster 1.1 to five Clever files. What every other way is compared with.

usage: tests/bench/oracle.py INPUT OUTPUT

The rules are those of tests/bench/headline.json, written a second time and independently: schools; students with their
demographics; teachers, a row for each school; sections with up to four teachers (the primary one first, then by id), course
and first term; student enrollments whose student and class exist.
"""
import collections
import csv
import pathlib
import sys

GRADE = {"PK": "PreKindergarten", "KG": "Kindergarten", **{"%02d" % n: str(n) for n in range(1, 10)}}
SUBJECT = {
    "Mathematics": "math", "English": "english/language arts", "Science": "science", "Social studies": "social studies", "Language": "language",
    "PE and health": "PE and health", "Arts and music": "arts and music", "Homeroom/advisory": "homeroom/advisory",
    "Technology": "technology and engineering", "Computer and information systems": "technology and engineering",
}
RACE = {"americanIndianOrAlaskaNative": "I", "asian": "A", "blackOrAfricanAmerican": "B", "nativeHawaiianOrOtherPacificIslander": "P", "white": "W"}
COLUMNS = {
    "schools": "School_id School_name School_number",
    "students": "School_id Student_id Student_number State_id Last_name Middle_name First_name Grade Gender DOB Race Hispanic_Latino Student_email Username",
    "teachers": "School_id Teacher_id Teacher_number State_teacher_id Teacher_email First_name Middle_name Last_name Username",
    "sections": "School_id Section_id Teacher_id Teacher_2_id Teacher_3_id Teacher_4_id Name Section_number Grade Course_name Course_number Period Subject "
                "Term_name Term_start Term_end",
    "enrollments": "School_id Section_id Student_id",
}


def records(folder, name):
    """Each row as a dictionary-like tuple: names of columns become attributes."""
    with (folder / (name + ".csv")).open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        make = collections.namedtuple(name, next(rows))._make
        yield from map(make, rows)


class Writer:
    def __init__(self, folder, name):
        self.file = (folder / (name + ".csv")).open("w", encoding="utf-8", newline="")
        self.add = csv.writer(self.file, lineterminator="\n").writerow
        self.add(COLUMNS[name].split())


def american(date):
    year, month, day = date.split("-") if date else ("", "", "")
    return "%s/%s/%s" % (month, day, year) if date else ""


def state_id(user_ids):
    for entry in user_ids.split(","):
        kind, _, value = entry.strip("{}").partition(":")
        if kind == "State":
            return value
    return ""


def demographics_of(row):
    races = [letter for column, letter in RACE.items() if getattr(row, column) == "true"]
    race = "M" if row.demographicRaceTwoOrMoreRaces == "true" or len(races) > 1 else "".join(races)
    return {"male": "M", "female": "F"}.get(row.sex, ""), american(row.birthDate), race, {"true": "Y", "false": "N"}.get(row.hispanicOrLatinoEthnicity, "")


def main():
    source, target = map(pathlib.Path, sys.argv[1:])
    target.mkdir(parents=True, exist_ok=True)
    out = {name: Writer(target, name) for name in COLUMNS}
    for org in records(source, "orgs"):
        if org.type == "school":
            out["schools"].add((org.sourcedId, org.name, org.identifier))

    demographics = {row.sourcedId: demographics_of(row) for row in records(source, "demographics")}
    students = set()
    for user in records(source, "users"):
        if user.role == "student":
            students.add(user.sourcedId)
            out["students"].add((user.orgSourcedIds.split(",")[0], user.sourcedId, user.identifier, state_id(user.userIds), user.familyName, user.middleName,
                                 user.givenName, GRADE.get(user.grades, user.grades), *demographics.get(user.sourcedId, ("",) * 4), user.email, user.username))
        elif user.role == "teacher":
            for org in user.orgSourcedIds.split(","):
                out["teachers"].add((org, user.sourcedId, user.identifier, state_id(user.userIds), user.email, user.givenName, user.middleName,
                                     user.familyName, user.username))

    classes = {row.sourcedId: row for row in records(source, "classes")}
    teachers = collections.defaultdict(list)
    for row in records(source, "enrollments"):
        if row.role == "teacher":
            teachers[row.classSourcedId].append((row.primary != "true", row.userSourcedId))
        elif row.role == "student" and row.userSourcedId in students and row.classSourcedId in classes:
            out["enrollments"].add((row.schoolSourcedId, row.classSourcedId, row.userSourcedId))

    courses = {row.sourcedId: (row.title, row.courseCode) for row in records(source, "courses")}
    terms = {row.sourcedId: (row.title, american(row.startDate), american(row.endDate)) for row in records(source, "academicSessions")}
    for row in classes.values():
        four = [user for _, user in sorted(teachers[row.sourcedId])][:4]
        out["sections"].add((row.schoolSourcedId, row.sourcedId, *four, *[""] * (4 - len(four)), row.title, row.classCode, GRADE.get(row.grades, row.grades),
                             *courses.get(row.courseSourcedId, ("", "")), row.periods, SUBJECT.get(row.subjects, "other"),
                             *terms.get(row.termSourcedIds.split(",")[0], ("", "", ""))))


if __name__ == "__main__":
    main()
