"""Packages that are good, though validators have refused their like: tests/matrix.py."""
import zipfile

from matrix_package import Package


def variants(table):
    made = []

    def add(name, change=None, mode="bulk", people=2):
        package = Package(table, mode, people)
        if change:
            change(package)
        made.append((name, package))

    def attributes(**values):
        return lambda p: [setattr(p, name, value) for name, value in values.items()]

    def cell(file, name, text, row=0):
        return lambda p: p.rows[file][row].update({name: text})

    def all_of(*changes):
        return lambda p: [change(p) for change in changes]

    # ---- files as programs write them
    add("as the standard writes it")
    add("LF", attributes(newline="\n"))
    add("no final newline", attributes(last_newline=False))
    add("LF and no final newline", attributes(newline="\n", last_newline=False))
    add("everything quoted", attributes(quote_all=True))
    add("everything quoted, LF, no final newline", attributes(quote_all=True, newline="\n", last_newline=False))
    add("byte order mark", attributes(bom=True))
    add("byte order mark and quotes", attributes(bom=True, quote_all=True))
    add("zip", attributes(zip=zipfile.ZIP_DEFLATED))
    add("zip, stored", attributes(zip=zipfile.ZIP_STORED))
    add("blank line at the end", lambda p: p.raw.update({"orgs.csv": p.contents()["orgs.csv"] + b"\r\n"}))
    add("delta", mode="delta")
    add("delta, quoted, LF", attributes(quote_all=True, newline="\n"), mode="delta")

    # ---- manifests
    add("manifest in another order", lambda p: setattr(p, "manifest", list(reversed(p.manifest_rows()))))
    add("manifest without source", lambda p: setattr(p, "manifest", [row for row in p.manifest_rows() if not row[0].startswith("source.")]))
    add("manifest with blank source", lambda p: setattr(p, "manifest", [[row[0], "" if row[0].startswith("source.") else row[1]] for row in p.manifest_rows()]))

    def nothing(package):
        for file in package.rows:
            package.rows[file] = []
    add("nothing but a manifest", nothing)

    # ---- files left out that nothing needs
    needed_by = {}
    for file, columns in table.files.items():
        for column in columns:
            if column.get("ref") not in (None, file):
                needed_by.setdefault(column["ref"], set()).add(file)

    def without(file, package):
        for user in needed_by.get(file, ()):
            if package.rows[user]:
                without(user, package)
        package.rows[file] = []
    for file in table.files:
        if file not in ("orgs.csv", "users.csv", "academicSessions.csv", "courses.csv", "userProfiles.csv"):
            add(f"without {file}", lambda p, f=file: without(f, p))
    add("people and schools only", lambda p: [without(f, p) for f in ("academicSessions.csv", "courses.csv", "resources.csv", "categories.csv")])

    # ---- further columns, blanks
    for file in ("users.csv", "orgs.csv", "enrollments.csv", "demographics.csv"):
        add(f"metadata columns in {file}", lambda p, f=file: (p.headers[f].extend(["metadata.locker", "metadata.jp.ShussekiNo"]), p.rows[f][0].update({"metadata.locker": "17"})))
    for file, columns in table.files.items():
        optional = [c["name"] for c in columns if c["required"] is False]
        if len(optional) > 1:
            add(f"optional cells of {file} blank", lambda p, f=file, o=optional: [row.update(dict.fromkeys(o, "")) for row in p.rows[f]])

    # ---- ids
    for what, form in {
        "dots": "{}.{}", "dashes": "{}-x-{}", "underscores": "{}_{}", "slashes": "{}/{}", "at signs": "{}@{}.example.org", "digits": "00{1}",
        "one character": "{1}", "UUIDs": "6f9619ff-8b86-d011-b42d-{1:012d}", "capitals": "ID{1}", "255 characters": "{0:x<250}{1:05d}",
        "all marks": "a.b-c_d/e@{}{}",
    }.items():
        def ids(package, form=form):
            package.ids = lambda file, n: form.format(file.removesuffix(".csv"), n)
            for file in package.rows:
                package.rows[file] = []
            for file in package.table.files:
                for n in (1, 2) if file in ("users.csv", "roles.csv", "userProfiles.csv") else (1,):
                    package.add(file, n)
        add(f"ids with {what}", ids)
    add("ids that differ in capitals", lambda p: (p.add("orgs.csv", 8, sourcedId="s1"), p.add("orgs.csv", 9, sourcedId="S1")))

    # ---- values
    add("grades in quotes", all_of(cell("users.csv", "grades", "09,10"), cell("courses.csv", "grades", "KG,01,02"), cell("classes.csv", "grades", "Other")))
    add("grades of another vocabulary", cell("users.csv", "grades", "P1,J2"))
    add("one period and several", lambda p: (cell("classes.csv", "periods", "1")(p), p.add("classes.csv", 2, periods="1,3,5")))
    add("two subjects with their codes", cell("courses.csv", "subjects", "Mathematics,Art"))
    add("one userId", cell("users.csv", "userIds", "{LDAP:ada}"))
    add("several userIds", cell("users.csv", "userIds", "{LDAP:ada},{Fed:ada@example.org},{State:0077}"))
    add("letters of the world", all_of(cell("users.csv", "givenName", "Zoë Ñandú"), cell("users.csv", "familyName", "山田"), cell("orgs.csv", "name", "Школа № 5 🎒")))
    add("quotes and commas in names", all_of(cell("users.csv", "familyName", "O'Neil \"Ace\", Jr."), cell("orgs.csv", "name", "Alder, Birch & Sons <School>")))
    add("blanks around a name", cell("users.csv", "givenName", " Ada "))
    add("a long title", cell("courses.csv", "title", "long " * 400))
    add("numbers that look like something else", all_of(cell("users.csv", "identifier", "0012"), cell("users.csv", "username", "1E5"), cell("courses.csv", "courseCode", "3-4")))
    add("a leap day", cell("demographics.csv", "birthDate", "2016-02-29"))
    add("a session of one day", cell("academicSessions.csv", "endDate", "2025-08-19"))
    add("decimals", all_of(cell("results.csv", "score", "90.00"), cell("lineItems.csv", "resultValueMax", "100.0")))
    add("marks below zero", all_of(cell("lineItems.csv", "resultValueMin", "-10.5"), cell("results.csv", "score", "-2")))
    add("a status with a blank in it", cell("results.csv", "scoreStatus", "not submitted"))
    add("a resource for several roles", cell("resources.csv", "roles", "student,teacher"))
    add("a password", cell("users.csv", "password", "an invented one"))
    add("a telephone number as people write it", all_of(cell("users.csv", "phone", "(555) 010-4477 ext. 3"), cell("users.csv", "sms", "+1 555 010 4477")))

    # ---- who is related to whom
    add("a hierarchy with a department", lambda p: (p.add("orgs.csv", 11, type="state"), p.add("orgs.csv", 12, type="district", parentSourcedId="orgs-11"),
                                                    p.add("orgs.csv", 13, type="department", parentSourcedId="orgs-12"),
                                                    p.add("orgs.csv", 14, parentSourcedId="orgs-13"), p.add("orgs.csv", 15, type="local")))
    add("a course of the district", lambda p: (p.add("orgs.csv", 12, type="district"), p.rows["courses.csv"][0].update(orgSourcedId="orgs-12")))
    add("a child before its parent", lambda p: p.rows["orgs.csv"].insert(0, dict(p.rows["orgs.csv"][0], sourcedId="early", parentSourcedId="orgs-1")))
    add("terms inside of a year", lambda p: (p.add("academicSessions.csv", 2, type="term", parentSourcedId="academicSessions-1"),
                                             p.add("academicSessions.csv", 3, type="gradingPeriod", parentSourcedId="academicSessions-2")))
    add("a class in two terms", lambda p: (p.add("academicSessions.csv", 2, type="semester"), p.rows["classes.csv"][0].update(termSourcedIds="academicSessions-1,academicSessions-2")))
    add("a class outside of its course's year", lambda p: (p.add("academicSessions.csv", 2, startDate="2030-08-01", endDate="2031-06-01", schoolYear="2031"),
                                                           p.rows["classes.csv"][0].update(termSourcedIds="academicSessions-2")))
    add("a teacher in class who is a student in school", lambda p: p.add("enrollments.csv", 2, person=2, role="teacher", primary="true"))
    add("a student enrolled again", lambda p: p.add("enrollments.csv", 2, beginDate="2026-02-01"))
    add("two teachers, one of them primary", lambda p: (p.add("enrollments.csv", 2, person=2, role="teacher", primary="true"), p.add("enrollments.csv", 3, role="teacher", primary="false")))
    add("an administrator and a proctor in a class", lambda p: (p.add("enrollments.csv", 2, person=2, role="administrator"), p.add("enrollments.csv", 3, person=2, role="proctor")))
    add("agents in both directions", lambda p: (p.rows["users.csv"][0].update(agentSourcedIds=p.rows["users.csv"][1]["sourcedId"]),))
    add("two people with one name", lambda p: [row.update(givenName="Ada", familyName="Example") for row in p.rows["users.csv"]])
    add("one id in two files", lambda p: (p.add("courses.csv", 2, sourcedId="same"), p.add("classes.csv", 2, sourcedId="same")))
    add("a row of demographics that says nothing", lambda p: p.add("demographics.csv", 2, person=2, **{c["name"]: "" for c in table.files["demographics.csv"] if c["required"] is False}))

    # ---- changes
    add("a delta that refers to the receiver", lambda p: [p.rows.update({f: []}) for f in table.files if f != "enrollments.csv"], mode="delta")
    add("a delta of deletions", lambda p: [row.update(status="tobedeleted") for rows in p.rows.values() for row in rows], mode="delta")
    if table.version == "1.1":
        add("a user in two schools", cell("users.csv", "orgSourcedIds", "orgs-1,orgs-2"))
        add("a parent and a child", lambda p: (p.rows["users.csv"][0].update(agentSourcedIds="users-2"), p.rows["users.csv"][1].update(role="parent", agentSourcedIds="users-1")))
        add("an administrator of a district", lambda p: (p.add("orgs.csv", 12, type="district"), p.rows["users.csv"][1].update(role="administrator", orgSourcedIds="orgs-12")))
        for role in ("aide", "guardian", "relative", "proctor", "teacher"):
            add(f"a user who is {role}", cell("users.csv", "role", role, row=1))
    else:
        for file, columns in table.files.items():
            for column in columns:
                if column.get("extensible"):
                    value = "ext:own.word_1-2"
                    where = 1 if file in ("orgs.csv", "roles.csv") else 0
                    if file == "roles.csv":
                        add("ext: role of a person", lambda p: p.add("roles.csv", 9, person=2, orgSourcedId="orgs-2", role="ext:coach", roleType="secondary"))
                    else:
                        add(f"ext: in {column['name']} of {file}", cell(file, column["name"], value, row=where))
        add("a class in an ext: organisation", lambda p: (p.add("orgs.csv", 12, type="ext:campus"), p.rows["classes.csv"][0].update(schoolSourcedId="orgs-12"),
                                                         p.rows["enrollments.csv"][0].update(schoolSourcedId="orgs-12")))
        add("primary roles in two schools", lambda p: p.add("roles.csv", 9, person=1, orgSourcedId="orgs-2", role="teacher"))
        add("a secondary role in the same school", lambda p: p.add("roles.csv", 9, person=1, role="proctor", roleType="secondary"))
        add("a primary role that goes and one that comes", lambda p: (p.rows["roles.csv"][0].update(status="tobedeleted"), p.add("roles.csv", 9, person=1, role="teacher")), mode="delta")
        add("results without a score", all_of(cell("results.csv", "score", ""), cell("results.csv", "textScore", "B+")))
        add("line items without a range", all_of(cell("lineItems.csv", "resultValueMin", ""), cell("lineItems.csv", "resultValueMax", "")))
        add("a column of the edition of 2022", lambda p: p.headers["users.csv"].insert(17, "resourceSourcedIds"))
        add("ranges of a score scale", cell("scoreScales.csv", "scoreScaleValue", "{A:90-100},{B+:85-89.9}"))
        for role in ("counselor", "principal", "siteAdministrator", "districtAdministrator", "systemAdministrator", "aide", "guardian", "parent", "relative"):
            add(f"a person who is {role}", cell("roles.csv", "role", role, row=1))
        for sex in ("other", "unspecified"):
            add(f"sex {sex}", cell("demographics.csv", "sex", sex))

    return made
