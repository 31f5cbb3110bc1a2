#!/usr/bin/env python3
"""Writes a OneRoster 1.1 bulk set of any size for the benchmark; the same arguments give the same bytes.

usage: tests/bench/generate.py --students N --out FOLDER [--seed 1] [--ids short|guid] [--shuffle]

For N students: a school for 600, a teacher for 16, seven classes of about 25 for each student, one class in seven with a
second teacher, one teacher in twenty in two schools. What a reader can stumble over is in it: names with commas, quotes and
letters of many scripts, line breaks in quoted cells, blank cells, students without demographics, and one enrollment in 5,000
whose user is in no file (the job drops it). --shuffle scatters the enrollments, so that neighbours have nothing in common.
"""
import argparse
import hashlib
import pathlib
import random

GIVEN = ["Ada", "Ben", "Chloé", "Diego", "Emre", "Fatou", "Güler", "Hana", "Ines", "Jörg", "Katya", "Lê", "Mei", "Noor", "Óscar", "Pia",
         "Quinn", "Rosa", "Søren", "Tama", "Uma", "Vera", "Wiktor", "Xenia", "Yann", "Žana", "明", "Ольга", "Νίκη", "Mary Beth", "Jo-Ann", "N'Dea"]
FAMILY = ["Example", "Sample", "Muster", "Ejemplo", "Exempel", "Örnek", "Příklad", "Specimen", "O'Test", "von Probe", "de la Prueba", "Vzorek",
          "Mostra", "Voorbeeld", "Esempio", "Primer", "Näide", "例", "Пример", "Δείγμα"]
SUBJECTS = [("Algebra", "MTH", "Mathematics"), ("Geometry", "GEO", "Mathematics"), ("Reading", "ENG", "English"), ("Biology", "BIO", "Science"),
            ("World history", "HIS", "Social studies"), ("Spanish, first year", "SPA", "Language"), ("Swimming", "PHY", "PE and health"),
            ("Painting", "ART", "Arts and music"), ("Homeroom", "HOM", "Homeroom/advisory"), ("Robotics", "ROB", "Technology"),
            ("Coding", "COD", "Computer and information systems"), ("Journalism", "JRN", "Electives")]
RACES = ["americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican", "nativeHawaiianOrOtherPacificIslander", "white"]
GRADES = [["PK", "KG", "01", "02", "03", "04", "05"], ["06", "07", "08"], ["09", "10", "11", "12"]]
DISTRICT_SCHOOLS, SCHOOL_STUDENTS, STUDENTS_A_TEACHER, CLASS_SIZE, PERIODS, ROWS_AN_ORPHAN = 20, 600, 16, 25, 7, 5000

COLUMNS = {
    "orgs": "name type identifier parentSourcedId",
    "academicSessions": "title type startDate endDate parentSourcedId schoolYear",
    "courses": "schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes",
    "classes": "title grades courseSourcedId classCode classType location schoolSourcedId termSourcedIds subjects subjectCodes periods",
    "users": "enabledUser orgSourcedIds role username userIds givenName familyName middleName identifier email sms phone agentSourcedIds grades password",
    "enrollments": "classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate",
    "demographics": "birthDate sex americanIndianOrAlaskaNative asian blackOrAfricanAmerican nativeHawaiianOrOtherPacificIslander white "
                    "demographicRaceTwoOrMoreRaces hispanicOrLatinoEthnicity countryOfBirthCode stateOfBirthAbbreviation cityOfBirth publicSchoolResidenceStatus",
}


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n\r') else text


class Table:
    def __init__(self, folder, name):
        self.file = (folder / (name + ".csv")).open("w", encoding="utf-8", newline="", buffering=1 << 20)
        self.file.write("sourcedId,status,dateLastModified," + COLUMNS[name].replace(" ", ",") + "\n")

    def add(self, key, *cells):
        self.file.write(key + ",,," + ",".join(map(quoted, cells)) + "\n")


class Generator:
    def __init__(self, options):
        self.folder = pathlib.Path(options.out)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.guid = options.ids == "guid"
        self.random = random.Random(options.seed)
        self.tables = {name: Table(self.folder, name) for name in COLUMNS}
        self.enrollments = 0

    def id(self, kind, number):
        if not self.guid:
            return "%s-%07d" % (kind, number)
        digest = hashlib.md5(b"%s %d" % (kind.encode(), number)).hexdigest()
        return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:]))

    def enroll(self, section, school, user, role, primary):
        self.tables["enrollments"].add(self.id("enrollment", self.enrollments), section, school, user, role, primary, "", "")
        self.enrollments += 1

    def district(self, number):
        org = self.id("district", number)
        self.tables["orgs"].add(org, "District %d" % number, "district", "D%d" % number, "")
        year, fall, spring = (self.id("session", number * 3 + k) for k in range(3))
        add = self.tables["academicSessions"].add
        add(year, "2025-2026", "schoolYear", "2025-08-18", "2026-06-05", "", "2026")
        add(fall, "Fall", "semester", "2025-08-18", "2025-12-19", year, "2026")
        add(spring, "Spring", "semester", "2026-01-05", "2026-06-05", year, "2026")
        for k, (title, code, subject) in enumerate(SUBJECTS):
            self.tables["courses"].add(self.id("course", number * len(SUBJECTS) + k), year, title, code, "", org, subject, "%02d" % k)

    def person(self):
        given, family = self.random.choice(GIVEN), self.random.choice(FAMILY)
        rare = self.random.randrange(200)
        if rare < 2:
            family += ", Jr."
        elif rare == 2:
            given += ' "Sunny"'
        return given, family, self.random.choice(GIVEN) if self.random.random() < 0.6 else ""

    def school(self, number, schools, students):
        pick, school = self.random.randrange, self.id("school", number)
        grades = GRADES[number % 3]
        self.tables["orgs"].add(school, "School %d%s" % (number, ", North Campus" if number % 9 == 0 else ""), "school", "%06d" % (100000 + number),
                                self.id("district", number // DISTRICT_SCHOOLS))
        most_teachers = -(-SCHOOL_STUDENTS // STUDENTS_A_TEACHER)
        teachers = [self.id("teacher", number * most_teachers + k) for k in range(max(2, -(-len(students) // STUDENTS_A_TEACHER)))]
        add = self.tables["users"].add
        for k, teacher in enumerate(teachers):
            given, family, middle = self.person()
            login = "teacher%d.%d" % (number, k)
            orgs = school + ("," + self.id("school", (number + 1) % schools) if k % 20 == 7 and schools > 1 else "")
            add(teacher, "true", orgs, "teacher", login, "{State:T%06d},{LDAP:%s}" % (number * most_teachers + k, login), given, family, middle,
                "T%d" % k, login + "@schools.example.org", "", "", "", "", "")
        classes = []
        for k in range(max(PERIODS, len(students) * PERIODS // CLASS_SIZE)):
            section = self.id("class", number * 1000 + k)
            classes.append(section)
            course = pick(len(SUBJECTS))
            title, code, subject = SUBJECTS[course]
            session = number // DISTRICT_SCHOOLS * 3
            terms = [(session + 1, session + 2), (session + 1,), (session,), (session,)][k % 4]
            room = "Room %d" % pick(300) if pick(16) else ""
            self.tables["classes"].add(section, title + ("\nsmall group" if pick(250) == 0 else ""), grades[k % len(grades)],
                                       self.id("course", number // DISTRICT_SCHOOLS * len(SUBJECTS) + course), "%s-%d" % (code, k), "scheduled", room, school,
                                       ",".join(self.id("session", term) for term in terms), subject, "", str(1 + k % PERIODS))
            self.enroll(section, school, teachers[k % len(teachers)], "teacher", "true")
            if pick(7) == 0:
                self.enroll(section, school, teachers[(k + 1) % len(teachers)], "teacher", "false")
        for student in students:
            self.student(student, school, grades, classes)

    def student(self, number, school, grades, classes):
        pick, key = self.random.randrange, self.id("student", number)
        given, family, middle = self.person()
        login, grade = "student%d" % number, self.random.choice(grades)
        phone = "" if pick(4) else "(555) 010-%04d" % (number % 10000) + ("\next. 5" if pick(250) == 0 else "")
        self.tables["users"].add(key, "true", school, "student", login, "{State:%010d}" % (number * 7), given, family, middle, str(1000000 + number),
                                 login + "@students.example.org" if pick(30) else "", "", phone, "", grade, "")
        if pick(200):
            races = {RACES[pick(5)]} | ({RACES[pick(5)]} if pick(15) == 0 else set()) if pick(8) else set()
            flag = {True: "true", False: "false"}
            self.tables["demographics"].add(key, "20%02d-%02d-%02d" % (5 + pick(15), 1 + pick(12), 1 + pick(28)), ["male", "female", ""][min(pick(200) // 99, 2)],
                                            *(flag[race in races] for race in RACES), flag[pick(40) == 0], flag[pick(4) == 0], "US", "", "", "")
        each_period = len(classes) // PERIODS
        for period in range(PERIODS):
            user = self.id("gone", self.enrollments) if self.enrollments % ROWS_AN_ORPHAN == ROWS_AN_ORPHAN - 1 else key
            self.enroll(classes[pick(each_period) * PERIODS + period], school, user, "student", "false")

    def finish(self, shuffle):
        for table in self.tables.values():
            table.file.close()
        rows = [("manifest.version", "1.0"), ("oneroster.version", "1.1"), ("source.systemName", "Benchmark"), ("source.systemCode", "bench")]
        for name in ("academicSessions", "categories", "classes", "classResources", "courses", "courseResources", "demographics", "enrollments",
                     "lineItems", "orgs", "resources", "results", "users"):
            rows.append(("file." + name, "bulk" if name in COLUMNS else "absent"))
        text = "propertyName,value\n" + "".join("%s,%s\n" % row for row in rows)
        (self.folder / "manifest.csv").write_text(text, encoding="utf-8")
        if shuffle:
            path = self.folder / "enrollments.csv"
            head, *lines = path.read_bytes().splitlines(keepends=True)   # no enrollment holds a line break
            self.random.shuffle(lines)
            path.write_bytes(head + b"".join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--students", type=int, required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ids", choices=("short", "guid"), default="short")
    parser.add_argument("--shuffle", action="store_true")
    options = parser.parse_args()
    generator = Generator(options)
    schools = -(-options.students // SCHOOL_STUDENTS)
    for district in range(-(-schools // DISTRICT_SCHOOLS)):
        generator.district(district)
    for school in range(schools):
        generator.school(school, schools, range(school * SCHOOL_STUDENTS, min(options.students, (school + 1) * SCHOOL_STUDENTS)))
    generator.finish(options.shuffle)


if __name__ == "__main__":
    main()
