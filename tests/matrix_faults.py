"""One mistake in each column of each file, and what must be found: tests/matrix.py."""
from matrix_package import Package

BAD = {
    "date": ("2025-02-30", "cell.bad-date"), "datetime": ("yesterday", "cell.bad-date"), "boolean": ("maybe", "cell.bad-bool"),
    "enum": ("no such word", "cell.enum"), "enum-list": ("student,no such word", "cell.enum"), "year": ("26", "cell.bad-date"),
    "integer": ("1.5", "cell.bad-number"), "float": ("1,5", "cell.bad-number"), "guid": ("the id of {}", "cell.bad-id"),
    "user-id-list": ("{LDAP:ada},{State}", "cell.list-item"), "mapping-list": ("{A:100},{B}", "cell.list-item"),
    "string-list": ("one,", "cell.list-item"),
}
OTHER_SPELLING = {"boolean": "FALSE", "datetime": "2026-08-01", "string-list": "one, two", "enum-list": "student, teacher"}
KEY = ("key.blank", "cell.required")
NOWHERE = ("reference.missing", "reference.missing-key")
# A row that repeats an id must differ in something; these tell enrollments and roles apart.
TELLS = {"enrollments.csv": "userSourcedId", "roles.csv": "userSourcedId", "demographics.csv": "cityOfBirth",
         "userResources.csv": "orgSourcedId"}


# In a delta a reference may lead to the receiver. But these cells repeat what another file of the delta says, and differ.
COPIES = {("enrollments.csv", "schoolSourcedId"): ("verify.difference",), ("results.csv", "classSourcedId"): ("result.other-class",)}


def is_reference_list(column):
    return column["type"] == "guid-ref-list"


def mutations(table, mode, file, column):
    """(what, value, rules): rules is a list of alternatives for each finding; none = the value is good."""
    kind, name, required = column["type"], column["name"], column["required"]
    delta = mode == "delta"
    stamped = required == "delta-only"
    needed = required is True or (stamped and delta)
    pair = "pairedWith" in column and table.version == "1.2" and name in ("subjects", "subjectCodes")
    yield "blank", "", [KEY] if needed else [("cell.list-unpaired",)] if pair else []
    if stamped and not delta:
        yield "filled", "active" if name == "status" else "2026-08-01T06:30:00.000Z", [("cell.not-in-mode",)]
        return
    dangling = [NOWHERE] if not delta else [COPIES[file, name]] if (file, name) in COPIES else []
    if kind in BAD:
        value, rule = BAD[kind]
        yield "wrong for its type", value.format(file) if kind == "guid" else value, [(rule,)]
    elif "ref" in column:
        # No record can have such an id, so that it also leads nowhere.
        yield "not an id", f"the id of {file} {name}", [("cell.bad-id",)] + dangling
        yield "too long", f"{file}-{name}-".ljust(256, "y"), [("cell.bad-id",)] + dangling
    if kind == "guid":
        yield "too long", f"{file}-{name}-".ljust(256, "x"), [("cell.bad-id",)]
    if kind in ("string", "id"):
        yield "line break", "two\nlines", [("csv.line-break-in-cell",)]
    if kind == "enum":
        word = column["enum"][-1]
        yield "wrong capitals", word.upper(), [("cell.spelling",)]
        yield "private word", "ext:own", [] if column.get("extensible") else [("cell.enum",)]
        if column.get("extensible"):
            yield "private word of nothing", "ext:", [("cell.enum",)]
    if kind == "enum-list":
        yield "wrong capitals", "student,Teacher", [("cell.spelling",)]
    if kind in OTHER_SPELLING:
        yield "another spelling", OTHER_SPELLING[kind], [("cell.spelling",)]
    if "ref" in column:
        good = "" if not is_reference_list(column) else {"users.csv": "users-1", "orgs.csv": "orgs-1"}.get(column["ref"], "academicSessions-1") + ","
        yield "leads nowhere", good + f"nowhere-{file}-{name}", dangling
    if is_reference_list(column):
        target = good.rstrip(",")
        yield "empty item", f"{target},,{target}", [("cell.list-item",)]
        yield "blank after the comma", f"{target}, {'orgs-2' if target == 'orgs-1' else target}", [("cell.spelling",)]


def cell_faults(table, mode):
    cases = {file: [(column, *each) for column in columns for each in mutations(table, mode, file, column)] for file, columns in table.files.items()}
    people = max(len(each) for each in cases.values()) + 4
    package = Package(table, mode, people)
    expected = []
    for file, list_of in cases.items():
        for number, (column, what, value, rules) in enumerate(list_of):
            # A person for each row, so that no two rows are about the same pair; roles of theirs are in another school.
            row = package.add(file, 1000 + number, person=number + 3)
            if file == "roles.csv":
                row["orgSourcedId"] = "orgs-2"
                if column["name"] == "userSourcedId":
                    row["userProfileSourcedId"] = ""   # else it would be the profile of somebody else
            if file == "users.csv" and "primaryOrgSourcedId" in row:
                row["primaryOrgSourcedId"] = ""
            row[column["name"]] = value
            if column.get("pairedWith") and value.count(",") != 1 and what != "blank":
                raise AssertionError("the lists must stay of one length")
            for each in rules:
                expected.append((each, file, len(package.rows[file]) - 1, "subjects" if each == ("cell.list-unpaired",) else column["name"]))
        # The same id again, with other content, and the same row again.
        first = package.add(file, 5000, person=people - 1)
        again, other = package.add(file, 5000, person=people - 1), package.add(file, 6000, person=people)
        package.rows[file].append(dict(other))
        for row in (first, again, other, package.rows[file][-1]):
            if file == "roles.csv":
                row["orgSourcedId"] = "orgs-2"
        tells = TELLS.get(file) or next(c["name"] for c in table.files[file] if c["type"] in ("string", "id"))
        if file == "users.csv":
            tells = "identifier"
        again[tells] = {"userSourcedId": "users-2", "orgSourcedId": "orgs-2"}.get(tells, "something else")
        if file == "roles.csv":
            again["orgSourcedId"], again["userProfileSourcedId"] = "orgs-2", "userProfiles-2"
        expected.append((("key.duplicate", "unique.duplicate"), file, len(package.rows[file]) - 3, "sourcedId"))
        expected.append((("key.repeated",), file, len(package.rows[file]) - 1, "sourcedId"))
    lines = {file: package.lines(file) for file in table.files}
    yield "cells", package, [(rules, file, lines[file][index], column) for rules, file, index, column in expected]


def header_faults(table, mode):
    base = Package(table, mode)
    for file, columns in table.files.items():
        for column in columns:
            package = base.copy()
            package.headers[file].remove(column["name"])
            yield f"{file} without {column['name']}", package, [((missing(column, mode),), file, 1, column["name"])]
    if mode == "delta":
        return                             # spelling does not depend on the mode
    for number in range(max(len(columns) for columns in table.files.values())):
        for what, change in (("misspelt", lambda name: name[:3] + name[2:]), ("in capitals", str.upper)):
            package, expected = base.copy(), []
            for file, columns in table.files.items():
                if number >= len(columns):
                    continue
                name = columns[number]["name"]
                spelt = change(name)
                package.headers[file][number] = spelt
                for row in package.rows[file]:
                    row[spelt] = row[name]
                expected.append(((missing(columns[number], mode),), file, 1, name) if what == "misspelt" else (("header.case",), file, 1, spelt))
            yield f"column {number + 1} of each file {what}", package, expected


def missing(column, mode):
    needed = column["required"] is True or (column["required"] == "delta-only" and mode == "delta")
    return "header.missing-column" if needed else "header.missing-optional"
