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


def records(folder, name, *columns):
    """The places of some columns in a row, and the rows: to take cells by number is the fast way in Python, and it is a peer, too."""
    rows = csv.reader((folder / (name + ".csv")).open(encoding="utf-8-sig", newline=""))
    head = next(rows)
    return [head.index(column) for column in columns], rows


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


def demographics_by_user(source):
    (user, sex, birth_date, two_or_more, hispanic, *races), rows = records(
        source, "demographics", "sourcedId", "sex", "birthDate", "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity", *RACE)
    letters = list(zip(RACE.values(), races))
    sexes, yes_no = {"male": "M", "female": "F"}, {"true": "Y", "false": "N"}
    out = {}
    for row in rows:
        said = [letter for letter, place in letters if row[place] == "true"]
        race = "M" if row[two_or_more] == "true" or len(said) > 1 else "".join(said)
        out[row[user]] = sexes.get(row[sex], ""), american(row[birth_date]), race, yes_no.get(row[hispanic], "")
    return out


def main():
    source, target = map(pathlib.Path, sys.argv[1:])
    target.mkdir(parents=True, exist_ok=True)
    out = {name: Writer(target, name) for name in COLUMNS}
    (org_id, kind, name, identifier), rows = records(source, "orgs", "sourcedId", "type", "name", "identifier")
    for row in rows:
        if row[kind] == "school":
            out["schools"].add((row[org_id], row[name], row[identifier]))

    demographics = demographics_by_user(source)
    unknown = ("",) * 4
    students = set()
    (user_id, role, orgs, identifier, user_ids, family, middle, given, grades, email, username), rows = records(
        source, "users", "sourcedId", "role", "orgSourcedIds", "identifier", "userIds", "familyName", "middleName", "givenName", "grades", "email", "username")
    for row in rows:
        if row[role] == "student":
            students.add(row[user_id])
            out["students"].add((row[orgs].split(",")[0], row[user_id], row[identifier], state_id(row[user_ids]), row[family], row[middle], row[given],
                                 GRADE.get(row[grades], row[grades]), *demographics.get(row[user_id], unknown), row[email], row[username]))
        elif row[role] == "teacher":
            for org in row[orgs].split(","):
                out["teachers"].add((org, row[user_id], row[identifier], state_id(row[user_ids]), row[email], row[given], row[middle], row[family],
                                     row[username]))

    (class_id, school, title, code, grades, course, periods, subjects, class_terms), rows = records(
        source, "classes", "sourcedId", "schoolSourcedId", "title", "classCode", "grades", "courseSourcedId", "periods", "subjects", "termSourcedIds")
    classes = {row[class_id]: row for row in rows}
    teachers = collections.defaultdict(list)
    (role, enrolled_class, user, enrolled_school, primary), rows = records(
        source, "enrollments", "role", "classSourcedId", "userSourcedId", "schoolSourcedId", "primary")
    add = out["enrollments"].add
    for row in rows:
        if row[role] == "teacher":
            teachers[row[enrolled_class]].append((row[primary] != "true", row[user]))
        elif row[role] == "student" and row[user] in students and row[enrolled_class] in classes:
            add((row[enrolled_school], row[enrolled_class], row[user]))

    (course_id, course_title, course_code), rows = records(source, "courses", "sourcedId", "title", "courseCode")
    courses = {row[course_id]: (row[course_title], row[course_code]) for row in rows}
    (term_id, term_title, start, end), rows = records(source, "academicSessions", "sourcedId", "title", "startDate", "endDate")
    terms = {row[term_id]: (row[term_title], american(row[start]), american(row[end])) for row in rows}
    for row in classes.values():
        four = [user for _, user in sorted(teachers[row[class_id]])][:4]
        out["sections"].add((row[school], row[class_id], *four, *[""] * (4 - len(four)), row[title], row[code], GRADE.get(row[grades], row[grades]),
                             *courses.get(row[course], ("", "")), row[periods], SUBJECT.get(row[subjects], "other"),
                             *terms.get(row[class_terms].split(",")[0], ("", "", ""))))


if __name__ == "__main__":
    main()
